import { link, open, rename, rm } from 'node:fs/promises';
import { errorCode } from '../errorCode.ts';

/**
 * Gives a finished file its name, but never takes the name from another file that got it meanwhile. The unfinished name may
 * remain as well.
 * @returns false if something already has the name
 */
export async function nameOnce(unfinished: string, name: string): Promise<boolean> {
  try {
    await link(unfinished, name);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
  }
  // File systems without hard links (FAT, some network shares): the name is claimed by an empty file, which only one can make.
  try {
    await (await open(name, 'wx')).close();
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    await rename(unfinished, name);
  } catch (error) {
    await rm(name, { force: true });
    throw error;
  }
  return true;
}
