import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const FOLDER = import.meta.dirname;

/** Installs the packages that only the checks of a folder need, where its lock file changed since the last time. */
export function ensureInstalled(folder: string = FOLDER): void {
  const stamp = join(folder, 'node_modules', '.installed');
  const lock = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  const install = spawnSync('npm ci --no-progress', { cwd: folder, shell: true, encoding: 'utf8' });
  if (install.status !== 0)
    throw new Error(
      `The packages of these checks cannot be installed; run "npm ci" in ${folder}.\n${install.stdout}${install.stderr}`,
    );
  writeFileSync(stamp, lock);
}

/** A package of this folder, which the project's own dependencies do not hold; the caller says what it uses of it. */
export const requireTool: NodeJS.Require = createRequire(join(FOLDER, 'package.json'));

export const SCHEMAS = join(FOLDER, '..', '..', '..', '..', 'shared', 'schemas', 'fabric');
