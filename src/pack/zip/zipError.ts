/** A file that this reader does not read as a zip. What is wrong, without the file's name and without a full stop. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
}
