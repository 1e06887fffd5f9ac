import { readFile } from 'node:fs/promises';
import { errorCode } from '../../base/errorCode.ts';
import { PackReadError } from '../../pack/packReadError.ts';

/** The text of a file that the reader named beside the pack. @throws PackReadError */
export async function namedFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const code = errorCode(cause) ?? String(cause);
    throw new PackReadError(
      code === 'ENOENT' ? `There is no file ${path}; check the path.` : `${path} cannot be read (${code}).`,
      { cause },
    );
  }
}
