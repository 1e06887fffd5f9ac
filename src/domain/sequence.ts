/**
 * Entries in an order of their own, read as often as wanted. An array is one; where entries are many they need not be in
 * memory, and each reading costs time: who looks several things up reads once through and keeps only those. What makes a
 * list of its own (`map`, `filter`) is for few entries; `mapped` and `where` make none.
 */
export interface Sequence<Entry>
  extends
    Iterable<Entry>,
    Pick<
      readonly Entry[],
      'length' | 'at' | 'map' | 'flatMap' | 'filter' | 'find' | 'some' | 'every' | 'slice' | 'entries'
    > {}

/** Takes entries one by one, in their order. */
export interface Growing<Entry> {
  readonly add: (entry: Entry) => void;
  /** What was added; nothing is added after it. */
  readonly whole: () => Sequence<Entry>;
}

/** Begins a sequence, wherever its entries are kept. They are plain JSON. */
export type Grow = <Entry>() => Growing<Entry>;

/** In memory. */
export const growArray: Grow = <Entry>() => {
  const entries: Entry[] = [];
  return { add: (entry: Entry) => void entries.push(entry), whole: () => entries };
};

/** What is made of each entry, one at a time. */
export function* mapped<Entry, Made>(entries: Iterable<Entry>, make: (entry: Entry) => Made): Generator<Made> {
  for (const entry of entries) yield make(entry);
}

/** The entries that are asked for, one at a time. */
export function* where<Entry>(entries: Iterable<Entry>, asked: (entry: Entry) => boolean): Generator<Entry> {
  for (const entry of entries) if (asked(entry)) yield entry;
}

/** How an entry is written as text. */
type Spell<Entry> = (entry: Entry) => string;

/** A sequence whose entries are elsewhere. */
export abstract class StoredSequence<Entry> implements Sequence<Entry> {
  abstract readonly length: number;
  protected abstract read(place: number): Entry;
  /** Those from one place up to another, which reads faster than one by one. */
  abstract range(first: number, end: number): Iterator<Entry, undefined>;

  /** An entry as text: as it is kept, where it is kept so. */
  textAt(place: number, spell: Spell<Entry>): string {
    return spell(this.read(place));
  }

  /** Every entry as text. */
  *texts(spell: Spell<Entry>): Generator<string, undefined> {
    for (let place = 0; place < this.length; place += 1) yield this.textAt(place, spell);
    return undefined;
  }

  at(place: number): Entry | undefined {
    const from = place < 0 ? this.length + place : place;
    return from < 0 || from >= this.length ? undefined : this.read(from);
  }

  [Symbol.iterator](): Iterator<Entry, undefined> {
    return this.range(0, this.length);
  }

  map<Made>(make: (entry: Entry, place: number, all: readonly Entry[]) => Made): Made[] {
    const list: Made[] = [];
    for (const entry of this) list.push(make(entry, list.length, NONE));
    return list;
  }

  readonly flatMap: Sequence<Entry>['flatMap'] = (make) => this.map(make as never).flat() as never;
  readonly entries: Sequence<Entry>['entries'] = () => [...this].entries();
  readonly some: Sequence<Entry>['some'] = (asked) => this.find(asked) !== undefined;
  readonly every = ((asked: (entry: Entry, place: number, all: readonly Entry[]) => unknown) =>
    !this.some((...given) => !asked(...given))) as Sequence<Entry>['every'];

  readonly filter = ((asked: (entry: Entry, place: number, all: readonly Entry[]) => unknown) => {
    let place = -1;
    return [...where(this, (entry) => asked(entry, (place += 1), NONE) as boolean)];
  }) as Sequence<Entry>['filter'];

  readonly find = ((asked: (entry: Entry, place: number, all: readonly Entry[]) => unknown) => {
    let place = -1;
    for (const entry of this) if (asked(entry, (place += 1), NONE)) return entry;
    return undefined;
  }) as Sequence<Entry>['find'];

  slice(first = 0, end = this.length): Entry[] {
    const within = (place: number): number =>
      Math.min(this.length, place < 0 ? Math.max(0, this.length + place) : place);
    const range = this.range(within(first), Math.max(within(first), within(end)));
    return [...{ [Symbol.iterator]: () => range }];
  }
}

const NONE: readonly never[] = [];

/** Every entry as text: as it is kept, where it is kept so. @param spell the one way in which entries are written */
export function textsOf<Entry>(of: Iterable<Entry>, spell: Spell<Entry>): Iterable<string> {
  return of instanceof StoredSequence ? (of as StoredSequence<Entry>).texts(spell) : mapped(of, spell);
}

/** A part of a sequence, without a copy. */
export function part<Entry>(of: Sequence<Entry>, first: number, end: number): Sequence<Entry> {
  return of instanceof StoredSequence ? new Part(of as StoredSequence<Entry>, first, end) : of.slice(first, end);
}

class Part<Entry> extends StoredSequence<Entry> {
  readonly length: number;
  readonly #of: StoredSequence<Entry>;
  readonly #first: number;

  constructor(of: StoredSequence<Entry>, first: number, end: number) {
    super();
    this.#of = of;
    this.#first = first;
    this.length = end - first;
  }

  protected override read(place: number): Entry {
    return this.#of.at(this.#first + place) as Entry;
  }

  override textAt(place: number, spell: Spell<Entry>): string {
    return this.#of.textAt(this.#first + place, spell);
  }

  override range(first: number, end: number): Iterator<Entry, undefined> {
    return this.#of.range(this.#first + first, this.#first + end);
  }
}

/** Several as one, one after the other. */
export function joined<Entry>(sequences: readonly Sequence<Entry>[]): Sequence<Entry> {
  if (sequences.every((one) => Array.isArray(one))) return (sequences as readonly (readonly Entry[])[]).flat();
  return new Joined(sequences);
}

class Joined<Entry> extends StoredSequence<Entry> {
  readonly length: number;
  readonly #sequences: readonly Sequence<Entry>[];
  readonly #starts: readonly number[];

  constructor(sequences: readonly Sequence<Entry>[]) {
    super();
    let length = 0;
    this.#starts = sequences.map((one) => (length += one.length) - one.length);
    this.#sequences = sequences;
    this.length = length;
  }

  protected override read(place: number): Entry {
    const [sequence, at] = this.#find(place);
    return sequence?.at(at) as Entry;
  }

  #find(place: number): readonly [Sequence<Entry> | undefined, number] {
    let [low, high] = [0, this.#sequences.length];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] ?? 0) <= place) low = middle;
      else high = middle;
    }
    return [this.#sequences[low], place - (this.#starts[low] ?? 0)];
  }

  override textAt(place: number, spell: Spell<Entry>): string {
    const [sequence, at] = this.#find(place);
    return sequence instanceof StoredSequence
      ? (sequence as StoredSequence<Entry>).textAt(at, spell)
      : spell(sequence?.at(at) as Entry);
  }

  override *texts(spell: Spell<Entry>): Generator<string, undefined> {
    for (const sequence of this.#sequences) yield* textsOf(sequence, spell);
    return undefined;
  }

  override *range(first: number, end: number): Generator<Entry, undefined> {
    for (const [at, sequence] of this.#sequences.entries()) {
      const start = this.#starts[at] ?? 0;
      const [from, to] = [Math.max(0, first - start), Math.min(sequence.length, end - start)];
      if (from < to) yield* part(sequence, from, to);
    }
    return undefined;
  }
}

/** What is made of each pair of entries at the same place, up to the end of the shorter list. */
export function paired<One, Other, Both>(
  ones: Sequence<One>,
  others: Sequence<Other>,
  make: (one: One, other: Other) => Both,
): Sequence<Both> {
  const length = Math.min(ones.length, others.length);
  if (Array.isArray(ones) && Array.isArray(others))
    return Array.from({ length }, (_, at) => make(ones[at] as One, others[at] as Other));
  return new Paired(ones, others, length, make);
}

class Paired<One, Other, Both> extends StoredSequence<Both> {
  readonly length: number;
  readonly #ones: Sequence<One>;
  readonly #others: Sequence<Other>;
  readonly #make: (one: One, other: Other) => Both;

  constructor(ones: Sequence<One>, others: Sequence<Other>, length: number, make: (one: One, other: Other) => Both) {
    super();
    this.#ones = ones;
    this.#others = others;
    this.length = length;
    this.#make = make;
  }

  protected override read(place: number): Both {
    return this.#make(this.#ones.at(place) as One, this.#others.at(place) as Other);
  }

  override *range(first: number, end: number): Generator<Both, undefined> {
    const others = part(this.#others, first, end)[Symbol.iterator]();
    for (const one of part(this.#ones, first, end)) {
      const other = others.next();
      if (other.done === true) break;
      yield this.#make(one, other.value);
    }
    return undefined;
  }
}

/** The entries at the places given, in that order. */
export function picked<Entry>(of: Sequence<Entry>, places: Uint32Array): Sequence<Entry> {
  return Array.isArray(of)
    ? Array.from(places, (place) => (of as readonly Entry[])[place] as Entry)
    : new Picked(of, places);
}

class Picked<Entry> extends StoredSequence<Entry> {
  readonly length: number;
  readonly #of: Sequence<Entry>;
  readonly #places: Uint32Array;

  constructor(of: Sequence<Entry>, places: Uint32Array) {
    super();
    this.#of = of;
    this.#places = places;
    this.length = places.length;
  }

  protected override read(place: number): Entry {
    return this.#of.at(this.#places[place] ?? 0) as Entry;
  }

  override textAt(place: number, spell: Spell<Entry>): string {
    const [of, at] = [this.#of, this.#places[place] ?? 0];
    return of instanceof StoredSequence ? (of as StoredSequence<Entry>).textAt(at, spell) : spell(of.at(at) as Entry);
  }

  override *range(first: number, end: number): Generator<Entry, undefined> {
    for (let place = first; place < end; place += 1) yield this.read(place);
    return undefined;
  }
}

/** A sequence whose entries are made each time they are read, and never kept. */
export function made<From, Entry>(from: Sequence<From>, make: (one: From) => Entry): Sequence<Entry> {
  return new Made(from, make);
}

class Made<From, Entry> extends StoredSequence<Entry> {
  readonly length: number;
  readonly #from: Sequence<From>;
  readonly #make: (one: From) => Entry;

  constructor(from: Sequence<From>, make: (one: From) => Entry) {
    super();
    this.#from = from;
    this.#make = make;
    this.length = from.length;
  }

  protected override read(place: number): Entry {
    return this.#make(this.#from.at(place) as From);
  }

  override *range(first: number, end: number): Generator<Entry, undefined> {
    for (let place = first; place < end; place += 1) yield this.read(place);
    return undefined;
  }
}
