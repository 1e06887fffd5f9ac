import { access, constants, mkdtemp, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { errorCode } from '../base/errorCode.ts';
import { fileFault, writeRemedy } from '../base/fileFault.ts';
import { makeFolder } from '../base/io/makeFolder.ts';
import { SettingsError } from './settings.ts';

/**
 * Tries to write into a folder that somebody named, before any work is done for it: a run may take hours. Leaves nothing behind.
 * @param flag that names the folder
 * @throws SettingsError naming the folder and the remedy
 */
export async function tryOutFolder(folder: string, flag = '--out'): Promise<void> {
  try {
    const made = await makeFolder(folder);
    try {
      await rmdir(await mkdtemp(join(folder, '.unbroken-')));
    } finally {
      if (made !== undefined) await takeAway(resolve(folder), resolve(made));
    }
  } catch (cause) {
    throw new SettingsError(
      `Nothing can be written into the folder "${folder}" (${fileFault(cause)}): ${writeRemedy(cause, `name another with ${flag}`)}. Nothing was done.`,
      { cause },
    );
  }
}

/**
 * Looks whether a file that somebody named can be written, before any work is done for it. Makes and changes nothing.
 * @param flag that names the file
 * @param force whether a file that is there may be overwritten
 * @throws SettingsError naming the file and the remedy
 */
export async function tryOutFile(file: string, flag: string, force: boolean): Promise<void> {
  const folder = dirname(file);
  const there = await stat(file).catch(() => undefined);
  if (there?.isDirectory() === true) throw new SettingsError(`"${file}" is a folder; name a file with ${flag}.`);
  if (there !== undefined && !force) throw new SettingsError(alreadyThere(file));
  try {
    await access(there === undefined ? folder : file, constants.W_OK);
  } catch (cause) {
    const why = errorCode(cause) === 'ENOENT' ? `there is no folder "${folder}"` : fileFault(cause);
    throw new SettingsError(`The file "${file}" cannot be written (${why}): name another with ${flag}.`, { cause });
  }
}

/** What is said of a file that is not overwritten. */
export function alreadyThere(file: string): string {
  return `${file} already exists and was left as it is: choose another file, or add --force.`;
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
