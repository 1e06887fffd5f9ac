import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parserIdentity, parseKql, type Parsed } from './kusto.ts';

/**
 * Parses kept on disk: Microsoft's parser takes about a second to load and warm up, in each of the hundred processes of a test run.
 * Only the parse is kept – a query still runs over its documents each time.
 */
const FOLDER = fileURLToPath(new URL('../../node_modules/.cache/unbroken-kql/', import.meta.url));

/** Made-up queries of tests must not fill the disk. */
const FILES_AT_MOST = 1_000;

let identity: string | undefined;
let room: boolean | undefined;

/** As `parseKql`. A file that cannot be read or written costs time only. */
export function parseOnce(text: string, tables: readonly string[]): Parsed {
  identity ??= parserIdentity();
  const key = createHash('sha256')
    .update(JSON.stringify([identity, tables, text]))
    .digest('hex');
  const path = join(FOLDER, `${key}.json`);
  const kept = read(path);
  if (kept !== undefined) return kept;
  const parsed = parseKql(text, tables);
  keep(path, parsed);
  return parsed;
}

function read(path: string): Parsed | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Parsed;
  } catch {
    return undefined;
  }
}

/** Written aside and renamed: another process reads a whole file or none. */
function keep(path: string, parsed: Parsed): void {
  try {
    mkdirSync(FOLDER, { recursive: true });
    room ??= readdirSync(FOLDER).length < FILES_AT_MOST;
    if (!room) return;
    const aside = `${path}.${String(process.pid)}`;
    writeFileSync(aside, JSON.stringify(parsed));
    renameSync(aside, path);
  } catch {
    // A folder that is not ours to write: parsed again next time.
  }
}
