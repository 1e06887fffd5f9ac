import { readFile } from 'node:fs/promises';
import { fileFault } from '../../base/fileFault.ts';
import { PackReadError } from '../../pack/packReadError.ts';

/** The text of a file that the reader named beside the pack. @throws PackReadError */
export async function namedFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new PackReadError(`${path} cannot be read (${fileFault(cause)}); check the path.`, { cause });
  }
}
