import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const SOURCES = ['src', 'scripts', 'host.json', 'package.json', 'package-lock.json', 'README.md', 'LICENSE'];
const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { files: readonly string[] };
SOURCES.push(...files.filter((file) => !file.startsWith('dist/')));

export interface Release {
  /** `out` of the copy. */
  readonly folder: string;
  /** The text of SHA256SUMS. */
  readonly sums: string;
  /** A file below `out`. */
  readonly read: (file: string) => Buffer;
  readonly dispose: () => void;
}

/** A release made from a copy of the sources in a folder of its own. */
export function makeRelease(prefix: string, zone = 'UTC'): Release {
  const copy = mkdtempSync(join(tmpdir(), prefix));
  for (const source of SOURCES) cpSync(join(ROOT, source), join(copy, source), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction');
  execFileSync(process.execPath, ['scripts/release.mjs'], {
    cwd: copy,
    stdio: 'pipe',
    env: { ...process.env, TZ: zone },
  });
  const folder = join(copy, 'out');
  const read = (file: string): Buffer => readFileSync(join(folder, file));
  return {
    folder,
    sums: read('release/SHA256SUMS').toString(),
    read,
    dispose: () => rmSync(copy, { recursive: true, force: true }),
  };
}
