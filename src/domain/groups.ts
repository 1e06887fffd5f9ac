import { textHash } from '../base/textHash.ts';
import { isInMemory } from './derived.ts';
import type { Sequence } from './sequence.ts';

/** Rows under each of their keys, in the order given. */
export interface Groups<Row> {
  readonly get: (key: string) => readonly Row[] | undefined;
  readonly has: (key: string) => boolean;
}

/**
 * Rows by keys. Of rows that are not in memory their places alone are kept, eight bytes for each key of each row.
 * @param keysOf the same each time it is asked of a row
 */
export function grouped<Row>(rows: Sequence<Row>, keysOf: (row: Row) => readonly (string | undefined)[]): Groups<Row> {
  return isInMemory(rows) ? groupBy(rows, keysOf) : new PlacedGroups(rows, keysOf);
}

/** Rows under each of their keys, in the order given. */
export function groupBy<Row, Key>(
  rows: Iterable<Row>,
  keysOf: (row: Row) => readonly (Key | undefined)[],
): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows)
    for (const key of keysOf(row)) {
      if (key === undefined) continue;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [row]);
      else group.push(row);
    }
  return groups;
}

/** A number holds so many bits exactly. */
const BITS = 53;

class PlacedGroups<Row> implements Groups<Row> {
  readonly #rows: Sequence<Row>;
  readonly #keysOf: (row: Row) => readonly (string | undefined)[];
  /** Each the beginning of a key's hash, then the place of a row; sorted. */
  readonly #entries: Float64Array;
  /** Two to the power of the bits that a place takes. */
  readonly #room: number;
  readonly #hashRoom: number;

  constructor(rows: Sequence<Row>, keysOf: (row: Row) => readonly (string | undefined)[]) {
    this.#rows = rows;
    this.#keysOf = keysOf;
    const bits = Math.max(BITS - 32, Math.ceil(Math.log2(rows.length + 1)));
    this.#room = 2 ** bits;
    this.#hashRoom = 2 ** (BITS - bits);
    let entries = new Float64Array(Math.max(16, rows.length));
    let count = 0;
    let place = 0;
    for (const row of rows) {
      for (const key of keysOf(row)) {
        if (key === undefined) continue;
        if (count === entries.length) {
          const more = new Float64Array(count * 2);
          more.set(entries);
          entries = more;
        }
        entries[count] = this.#start(key) + place;
        count += 1;
      }
      place += 1;
    }
    this.#entries = entries.slice(0, count).sort();
  }

  get = (key: string): readonly Row[] | undefined => {
    const found = [...this.#under(key)];
    return found.length === 0 ? undefined : found;
  };

  has = (key: string): boolean => this.#under(key).next().done !== true;

  *#under(key: string): Generator<Row, undefined> {
    const start = this.#start(key);
    let last = -1;
    for (let at = this.#firstFrom(start); at < this.#entries.length; at += 1) {
      const place = (this.#entries[at] ?? 0) - start;
      if (place >= this.#room) return undefined;
      if (place === last) continue;
      last = place;
      const row = this.#rows.at(place);
      // Two keys may share a hash, and a row may have a key twice.
      if (row !== undefined) for (const own of this.#keysOf(row)) if (own === key) yield row;
    }
    return undefined;
  }

  #start(key: string): number {
    return (textHash(key) % this.#hashRoom) * this.#room;
  }

  #firstFrom(value: number): number {
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
