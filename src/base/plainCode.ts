const LONGEST = 64;
/** Words with at most four digits: a token or key of this length has more, or another sign. */
const PLAIN = /^[A-Za-z][A-Za-z_.]*(?:\d[A-Za-z_.]*){0,4}$/;

/**
 * A service's or the system's error code (`ForbiddenByPolicy`, `ECONNREFUSED`); undefined for anything that could be what
 * was sent: a server may repeat a token, a key or a password even where a code is expected.
 */
export function plainCode(code: unknown): string | undefined {
  return typeof code === 'string' && code.length <= LONGEST && PLAIN.test(code) ? code : undefined;
}

/**
 * What an SDK threw, as the `cause` of our own error: status and code only. The error itself holds the request and the
 * answer.
 */
export function plainCause(error: unknown): Error {
  const { name, statusCode, code } = (error ?? {}) as Readonly<Record<string, unknown>>;
  const words = [name, typeof statusCode === 'number' ? String(statusCode) : undefined, plainCode(code)];
  return new Error(words.filter((word) => typeof word === 'string').join(' '));
}
