// Writes the TMDL files as Microsoft's own serialiser does: node test/native/powerbi/format.ts
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { MODEL_FOLDER } from '../../powerbi/project.ts';
import { ensureInstalled } from './install.ts';
import { ModelServer } from './modelServer.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

ensureInstalled();
const server = new ModelServer();
const folder = temporaryFolder().path;
try {
  await server.start();
  await server.operate('connection', 'ConnectFolder', { folderPath: MODEL_FOLDER });
  await server.operate('database', 'ExportToTmdlFolder', { tmdlFolderPath: folder });
  rmSync(join(MODEL_FOLDER, 'definition'), { recursive: true });
  cpSync(folder, join(MODEL_FOLDER, 'definition'), { recursive: true });
} finally {
  server.stop();
  rmSync(folder, { recursive: true, force: true });
}
