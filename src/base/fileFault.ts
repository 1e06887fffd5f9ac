import { errorCode } from './errorCode.ts';

const [PATH, PERMISSIONS, ROOM] = ['check the path', 'check the permissions', 'free some space'];
const LATER = 'close other programs and try again';

/** What a code of the system means, and what to do about a file that cannot be written. @see https://nodejs.org/docs/latest-v22.x/api/errors.html#common-system-errors */
const FAULTS: Readonly<Record<string, readonly [words: string, remedy?: string]>> = {
  EACCES: ['permission denied', PERMISSIONS],
  EBUSY: ['another program is using it', 'close that program and try again'],
  EDQUOT: ['the disk quota is used up', ROOM],
  EEXIST: ['it already exists'],
  EFBIG: ['it would be too large for the file system'],
  EINVAL: ['the system does not allow this name or kind of file', PATH],
  EIO: ['the disk reports an error', 'check the disk'],
  EISDIR: ['it is a folder', PATH],
  ELOOP: ['its links go round in a circle', PATH],
  EMFILE: ['too many files are open', LATER],
  ENAMETOOLONG: ['its name is too long', 'choose a shorter one'],
  ENFILE: ['too many files are open', LATER],
  ENODEV: ['there is no such device', PATH],
  ENOENT: ['no such file or folder', PATH],
  ENOSPC: ['the disk is full', ROOM],
  ENOTDIR: ['part of its path is not a folder', PATH],
  ENOTEMPTY: ['the folder is not empty'],
  ENXIO: ['there is no such device', PATH],
  EPERM: ['the operation is not permitted', PERMISSIONS],
  EROFS: ['the file system is read-only'],
  ETXTBSY: ['it is a program that is running', 'stop that program and try again'],
};

/** Why the system would not read or write a file, in words; its code if there are no words for it. */
export function fileFault(cause: unknown): string {
  const code = errorCode(cause);
  return code === undefined ? String(cause) : (FAULTS[code]?.[0] ?? code);
}

/** What to do about a file or folder that could not be written, as a clause that fits the cause. @param another the way out that is always open */
export function writeRemedy(cause: unknown, another = 'choose another place'): string {
  const remedy = FAULTS[errorCode(cause) ?? '']?.[1];
  return remedy === undefined ? another : `${remedy}, or ${another}`;
}
