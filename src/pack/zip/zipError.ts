/**
 * A file that this reader does not accept as a zip. The message says what is wrong, without the file's name and without a
 * full stop.
 */
export class ZipError extends Error {
  override readonly name = 'ZipError';
}
