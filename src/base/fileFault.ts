import { errorCode } from './errorCode.ts';

/** @see https://nodejs.org/docs/latest-v22.x/api/errors.html#common-system-errors */
const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EBUSY: 'another program is using it',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'it already exists',
  EFBIG: 'it would be too large for the file system',
  EINVAL: 'the system does not allow this name or kind of file',
  EIO: 'the disk reports an error',
  EISDIR: 'it is a folder',
  ELOOP: 'its links go round in a circle',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'its name is too long',
  ENFILE: 'too many files are open',
  ENODEV: 'there is no such device',
  ENOENT: 'no such file or folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'part of its path is not a folder',
  ENOTEMPTY: 'the folder is not empty',
  ENXIO: 'there is no such device',
  EPERM: 'the operation is not permitted',
  EROFS: 'the file system is read-only',
  ETXTBSY: 'it is a program that is running',
};

/** Why the system would not read or write a file, in words; its code where there are none for it. */
export function fileFault(cause: unknown): string {
  const code = errorCode(cause);
  return code === undefined ? String(cause) : (WORDS[code] ?? code);
}
