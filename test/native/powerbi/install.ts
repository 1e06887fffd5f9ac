import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const FOLDER = import.meta.dirname;
const STAMP = join(FOLDER, 'node_modules', '.installed');

/** Installs the packages that only these checks need, where the lock file changed since the last time. */
export function ensureInstalled(): void {
  const lock = createHash('sha256')
    .update(readFileSync(join(FOLDER, 'package-lock.json')))
    .digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock) return;
  const install = spawnSync('npm ci --no-progress', { cwd: FOLDER, shell: true, encoding: 'utf8' });
  if (install.status !== 0)
    throw new Error(
      `The packages of the Power BI checks cannot be installed; run "npm ci" in test/native/powerbi.\n${install.stdout}${install.stderr}`,
    );
  writeFileSync(STAMP, lock);
}

/** A package of this folder, which the project's own dependencies do not hold; the caller says what it uses of it. */
export const requireTool: NodeJS.Require = createRequire(join(FOLDER, 'package.json'));

export const SCHEMAS = join(FOLDER, '..', '..', '..', '..', 'shared', 'schemas', 'fabric');
