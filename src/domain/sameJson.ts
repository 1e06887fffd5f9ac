import { StoredSequence, type Sequence } from './sequence.ts';

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

/** A list, wherever it is kept. */
export function isList(value: unknown): value is Sequence<unknown> {
  return Array.isArray(value) || value instanceof StoredSequence;
}
