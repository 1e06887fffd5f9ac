import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Packages that only the checks in one folder need, kept apart so that a newcomer's npm ci stays light. */
export interface Tools {
  /** Installs them, where the folder's lock file changed since the last time. */
  readonly ensureInstalled: () => void;
  /** A package of the folder, which the project's own dependencies do not hold; the caller says what it uses of it. */
  readonly require: NodeJS.Require;
}

export function toolsIn(folder: string): Tools {
  const stamp = join(folder, 'node_modules', '.installed');
  return {
    ensureInstalled: () => {
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
    },
    require: createRequire(join(folder, 'package.json')),
  };
}
