/** A file that is no zip this reader reads. What is wrong, without the file's name and without a full stop. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
}
