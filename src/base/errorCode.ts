/**
 * The code of a Node error (`ENOENT`); undefined if it has none.
 * @see https://nodejs.org/docs/latest-v22.x/api/errors.html#errorcode
 */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
