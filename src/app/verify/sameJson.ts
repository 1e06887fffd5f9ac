import { StoredSequence, type Sequence } from '../../domain/sequence.ts';

/** Equal as JSON: a property that is undefined counts as absent, and it does not matter where a list is kept. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a instanceof StoredSequence || b instanceof StoredSequence) return sameList(a, b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>];
  for (const key of Object.keys(left)) if (!sameJson(left[key], right[key])) return false;
  for (const key of Object.keys(right)) if (right[key] !== undefined && left[key] === undefined) return false;
  return true;
}

/** Entry by entry, without holding them. */
function sameList(a: unknown, b: unknown): boolean {
  if (!isList(a) || !isList(b) || a.length !== b.length) return false;
  const others = b[Symbol.iterator]();
  for (const entry of a) if (!sameJson(entry, others.next().value)) return false;
  return true;
}

function isList(value: unknown): value is Sequence<unknown> {
  return Array.isArray(value) || value instanceof StoredSequence;
}

/** The first place in which two values differ, as a path and both values; undefined when they are equal as JSON. */
export function firstDifference(a: unknown, b: unknown, path = ''): string | undefined {
  if (sameJson(a, b)) return undefined;
  if (isList(a) && isList(b)) return inLists(a, b, path);
  if (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null) {
    const [left, right] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>];
    for (const key of [...new Set([...Object.keys(left), ...Object.keys(right)])].sort()) {
      const found = firstDifference(left[key], right[key], path === '' ? key : `${path}.${key}`);
      if (found !== undefined) return found;
    }
  }
  return `${path === '' ? 'the value' : path} is ${shown(a)}, not ${shown(b)}`;
}

function inLists(a: Sequence<unknown>, b: Sequence<unknown>, path: string): string | undefined {
  if (a.length !== b.length)
    return `${path === '' ? 'the list' : path} has ${String(a.length)} entries, not ${String(b.length)}`;
  const others = b[Symbol.iterator]();
  let place = 0;
  for (const entry of a) {
    const found = firstDifference(entry, others.next().value, path === '' ? String(place) : `${path}.${String(place)}`);
    if (found !== undefined) return found;
    place += 1;
  }
  return undefined;
}

const SHOWN = 120;

function shown(value: unknown): string {
  const text = value === undefined ? 'absent' : JSON.stringify(value);
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN - 1)}…`;
}
