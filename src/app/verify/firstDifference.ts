import { named } from '../../base/quotation.ts';
import { isList, sameJson } from '../../domain/sameJson.ts';
import type { Sequence } from '../../domain/sequence.ts';

/** The first place in which two values differ, as a path and both values; undefined when they are equal as JSON. */
export function firstDifference(a: unknown, b: unknown, path = ''): string | undefined {
  if (sameJson(a, b)) return undefined;
  if (isList(a) && isList(b)) return inLists(a, b, path);
  if (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null) {
    const [left, right] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>];
    for (const key of [...new Set([...Object.keys(left), ...Object.keys(right)])].sort()) {
      const found = firstDifference(left[key], right[key], path === '' ? named(key) : `${path}.${named(key)}`);
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
