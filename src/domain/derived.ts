import { joined, made, mapped, picked, type Sequence } from './sequence.ts';

/** What is made of each entry: at once where the entries are in memory, otherwise each time that one is read. */
export function derived<From, Entry>(from: Sequence<From>, make: (one: From) => Entry): Sequence<Entry> {
  return isInMemory(from) ? from.map((one) => make(one)) : made(from, make);
}

/** The entries that are asked for, in their order. */
export function sifted<Entry>(of: Sequence<Entry>, asked: (entry: Entry) => boolean): Sequence<Entry> {
  if (isInMemory(of)) return of.filter(asked);
  const places: number[] = [];
  let place = 0;
  for (const entry of of) {
    if (asked(entry)) places.push(place);
    place += 1;
  }
  return picked(of, Uint32Array.from(places));
}

/** Two lists, both sorted by a text of their entries, as one that is; of equal texts the first list's is first. */
export function mergedBy<Entry>(
  one: Sequence<Entry>,
  other: Sequence<Entry>,
  textOf: (entry: Entry) => string,
): Sequence<Entry> {
  if (one.length === 0 || other.length === 0) return one.length === 0 ? other : one;
  return merged({ entries: one, texts: mapped(one, textOf) }, { entries: other, texts: mapped(other, textOf) });
}

/** Entries, and for each the text that they are sorted by. */
interface Sorted<Entry> {
  readonly entries: Sequence<Entry>;
  readonly texts: Iterable<string>;
}

/** Two sorted lists as one that is; of equal texts the first list's is first. */
export function merged<Entry>(one: Sorted<Entry>, other: Sorted<Entry>): Sequence<Entry> {
  const places = new Uint32Array(one.entries.length + other.entries.length);
  const [ones, others] = [one.texts[Symbol.iterator](), other.texts[Symbol.iterator]()];
  let [first, second] = [ones.next(), others.next()];
  for (let [at, taken, skipped] = [0, 0, 0]; at < places.length; at += 1)
    if (second.done === true || (first.done !== true && first.value <= second.value)) {
      places[at] = taken;
      taken += 1;
      first = ones.next();
    } else {
      places[at] = one.entries.length + skipped;
      skipped += 1;
      second = others.next();
    }
  return picked(joined([one.entries, other.entries]), places);
}

export function isInMemory<Entry>(of: Sequence<Entry>): of is readonly Entry[] {
  return Array.isArray(of);
}
