import { by } from '../base/order.ts';
/** A value that JSON cannot carry. */
export class CanonicalJsonError extends Error {
  override readonly name = 'CanonicalJsonError';
}

/**
 * JSON in one spelling only (RFC 8785): keys sorted by UTF-16 units, no white space, numbers as ECMAScript writes them.
 * Properties that are undefined are left out. A lone surrogate is written as its escape, where the RFC would refuse the
 * text: evidence must not be lost for one odd character.
 * @throws CanonicalJsonError naming the path of a value that is not plain JSON.
 * @see https://www.rfc-editor.org/rfc/rfc8785
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$');
}

function write(value: unknown, path: string): string {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value))
        throw new CanonicalJsonError(`${path} is ${String(value)}, which JSON cannot write.`);
      return JSON.stringify(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? writeArray(value, path) : writeObject(value, path);
    default:
      throw new CanonicalJsonError(`${path} is of type ${typeof value}, which JSON cannot write.`);
  }
}

function writeArray(values: readonly unknown[], path: string): string {
  return `[${values.map((item, index) => write(item, `${path}[${String(index)}]`)).join(',')}]`;
}

function writeObject(value: object, path: string): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new CanonicalJsonError(`${path} is a ${value.constructor.name}, not a plain object.`);
  const members: string[] = [];
  for (const [key, member] of Object.entries(value).sort(by(([key]) => key)))
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${write(member, `${path}.${key}`)}`);
  return `{${members.join(',')}}`;
}
