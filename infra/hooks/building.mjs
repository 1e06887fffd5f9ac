// Before `azd package`, and so before `azd up` and `azd deploy`: makes out/app, which azure.yaml names, from a bare clone.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

// npm writes this file at the end of each installation.
const installed = `${root}node_modules/.package-lock.json`;
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(`${root}package-lock.json`).mtimeMs) npm('ci');
npm('run', 'release');

/** Runs npm and ends with its exit code where it fails. */
function npm(...words) {
  // On Windows npm is a batch file, which only a shell starts.
  const run = spawnSync('npm', words, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (run.error !== undefined)
    throw new Error('npm is needed: it comes with Node (https://nodejs.org)', { cause: run.error });
  if (run.status !== 0) process.exit(run.status ?? 1);
}
