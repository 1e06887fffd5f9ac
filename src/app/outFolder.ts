import { mkdir, mkdtemp, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { SettingsError } from './settings.ts';

/**
 * Tries to write into the folder of the packs, before Azure is asked anything: a run may take hours. Leaves nothing behind.
 * @throws SettingsError naming the folder and the remedy
 */
export async function tryOutFolder(folder: string): Promise<void> {
  try {
    const made = await mkdir(folder, { recursive: true });
    try {
      await rmdir(await mkdtemp(join(folder, '.unbroken-')));
    } finally {
      if (made !== undefined) await takeAway(resolve(folder), resolve(made));
    }
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new SettingsError(
      `Nothing can be written into the folder "${folder}" (${code}): name another with --out, or change its permissions. Azure was not asked.`,
      { cause },
    );
  }
}

/** Empty folders from `folder` up to `top`, which this process made. */
async function takeAway(folder: string, top: string): Promise<void> {
  try {
    for (let at = folder; ; at = dirname(at)) {
      await rmdir(at);
      if (at === top) return;
    }
  } catch {
    // Somebody else has put something there: it stays.
  }
}
