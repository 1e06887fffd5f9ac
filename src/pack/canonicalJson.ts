/** A value that JSON cannot carry. */
export class CanonicalJsonError extends Error {
  override readonly name = 'CanonicalJsonError';
}

/**
 * JSON in its one canonical form (RFC 8785): keys sorted by UTF-16 units, no white space, numbers as ECMAScript writes them.
 * Properties that are undefined are left out. A lone surrogate is written as its escape, although the RFC would refuse the
 * text: evidence must not be lost to one odd character.
 * @throws CanonicalJsonError naming the path of a value that is not plain JSON.
 * @see https://www.rfc-editor.org/rfc/rfc8785
 */
export function canonicalJson(value: unknown): string {
  return write(value, []);
}

/** Names and indexes that lead to a value; one list for a whole text, since texts are many and long. */
type Path = (string | number)[];

function write(value: unknown, path: Path): string {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw unwritable(path, `is ${String(value)}, which JSON cannot write`);
      return JSON.stringify(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? writeArray(value, path) : writeObject(value, path);
    default:
      throw unwritable(path, `is of type ${typeof value}, which JSON cannot write`);
  }
}

function writeArray(values: readonly unknown[], path: Path): string {
  let text = '[';
  for (let index = 0; index < values.length; index += 1) {
    path.push(index);
    text += (index === 0 ? '' : ',') + write(values[index], path);
    path.pop();
  }
  return `${text}]`;
}

function writeObject(value: object, path: Path): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw unwritable(path, `is a ${value.constructor.name}, not a plain object`);
  const members = value as Readonly<Record<string, unknown>>;
  let text = '{';
  for (const key of inOrder(Object.keys(members))) {
    const member = members[key];
    if (member === undefined) continue;
    path.push(key);
    text += `${text.length === 1 ? '' : ','}${quoted(key)}${write(member, path)}`;
    path.pop();
  }
  return `${text}}`;
}

/** Sorts a few keys in place, by UTF-16 units: most are in order, and nothing is allocated. */
function inOrder(keys: string[]): readonly string[] {
  if (keys.length > FEW) return keys.sort();
  for (let place = 1; place < keys.length; place += 1) {
    const key = keys[place] ?? '';
    let at = place;
    for (; at > 0 && (keys[at - 1] ?? '') > key; at -= 1) keys[at] = keys[at - 1] ?? '';
    keys[at] = key;
  }
  return keys;
}

const FEW = 32;

/** A key as JSON with its colon, cached since names recur. */
function quoted(key: string): string {
  const known = QUOTED.get(key);
  if (known !== undefined) return known;
  const fresh = `${JSON.stringify(key)}:`;
  if (QUOTED.size < MOST_QUOTED) QUOTED.set(key, fresh);
  return fresh;
}

const QUOTED = new Map<string, string>();
const MOST_QUOTED = 1_000;

function unwritable(path: Path, because: string): CanonicalJsonError {
  const way = path.map((step) => (typeof step === 'number' ? `[${String(step)}]` : `.${step}`)).join('');
  return new CanonicalJsonError(`$${way} ${because}.`);
}
