import { LineBlocks } from '../base/io/lineBlocks.ts';
import type { ScratchFile } from '../base/io/scratchFile.ts';
import { compareText } from '../base/order.ts';
import { textHash } from '../base/textHash.ts';
import type { ArmId } from '../domain/armId.ts';
import { orderedMap, type KeepById, type Keyed, type Ordered } from '../domain/keyed.ts';
import { StoredSequence } from '../domain/sequence.ts';

/** Entries that stay in memory; more go to the file. */
const FEW = 1_000;
/** Ids sorted at once; longer lists are merged from such runs. */
const RUN = 16_384;
/** Entries that are remembered. */
const RECENT = 512;

/**
 * Keeps entries by id in a file: in memory are a few bytes for each. An entry comes back equal, not the same, each time it is
 * read; what was changed after it was first set stays in memory.
 * @param pulse called for each block that is packed or unpacked
 */
export function keepInFile(file: ScratchFile, pulse?: () => void, few = FEW): KeepById {
  return <Entry>() => new FiledRows<Entry>(file, pulse, few);
}

class FiledRows<Entry> implements Keyed<Entry> {
  readonly #file: ScratchFile;
  readonly #pulse: (() => void) | undefined;
  readonly #limit: number;
  #few: Map<ArmId, Entry> | undefined = new Map();
  readonly #changed = new Map<ArmId, Entry>();
  /** Read one by one not long ago: what is asked for once is asked for again soon. */
  #recent = new Map<number, Entry>();
  #lines: LineBlocks;
  readonly #places = new Places();
  #last = '';
  #cameSorted = true;
  #sorted: { readonly size: number; readonly order: Uint32Array | undefined } | undefined;

  constructor(file: ScratchFile, pulse: (() => void) | undefined, limit: number) {
    this.#file = file;
    this.#pulse = pulse;
    this.#limit = limit;
    this.#lines = new LineBlocks(file, pulse);
  }

  get size(): number {
    return this.#few?.size ?? this.#lines.length;
  }

  has = (id: ArmId): boolean => this.#few?.has(id) ?? this.#placeOf(id) !== undefined;

  get = (id: ArmId): Entry | undefined => {
    if (this.#few !== undefined) return this.#few.get(id);
    const changed = this.#changed.get(id);
    if (changed !== undefined) return changed;
    const place = this.#placeOf(id);
    return place === undefined ? undefined : this.at(place);
  };

  set = (id: ArmId, entry: Entry): void => {
    if (this.#few === undefined) {
      if (this.has(id)) {
        this.#changed.set(id, entry);
        this.#recent = new Map();
      } else this.#add(id, entry);
      return;
    }
    this.#few.set(id, entry);
    if (this.#few.size <= this.#limit) return;
    const few = this.#few;
    this.#few = undefined;
    for (const [each, own] of few) this.#add(each, own);
  };

  sorted = <Made>(make: (entry: Entry) => Made): Ordered<Made> => {
    if (this.#few !== undefined) return orderedMap([...this.#few].map(([id, entry]) => [id, make(entry)] as const));
    if (this.#sorted?.size !== this.size)
      this.#sorted = {
        size: this.size,
        order: this.#cameSorted ? undefined : sortedPlaces(this.#lines, this.#file, this.#pulse),
      };
    return new FiledMap(this, this.#sorted.order, make);
  };

  /** The entry at a place, as it is now. */
  at(place: number): Entry {
    const recent = this.#recent.get(place);
    if (recent !== undefined) return recent;
    const entry = this.#read(this.#lines.at(place));
    if (this.#recent.size >= RECENT) this.#recent = new Map();
    this.#recent.set(place, entry);
    return entry;
  }

  idAt(place: number): ArmId {
    return idIn(this.#lines.at(place));
  }

  *range(first: number, end: number): Generator<Entry, undefined> {
    for (const line of this.#lines.range(first, end)) yield this.#read(line);
    return undefined;
  }

  #read(line: string): Entry {
    if (this.#changed.size > 0) {
      const changed = this.#changed.get(idIn(line));
      if (changed !== undefined) return changed;
    }
    return JSON.parse(line.slice(line.indexOf('\t') + 1)) as Entry;
  }

  #add(id: ArmId, entry: Entry): void {
    if (this.#cameSorted) {
      this.#cameSorted = this.#lines.length === 0 || compareText(this.#last, id) < 0;
      this.#last = id;
    }
    this.#places.add(textHash(id), this.#lines.add(`${JSON.stringify(id)}\t${JSON.stringify(entry)}`));
  }

  #placeOf(id: ArmId): number | undefined {
    const start = `${JSON.stringify(id)}\t`;
    for (const place of this.#places.under(textHash(id))) if (this.#lines.at(place).startsWith(start)) return place;
    return undefined;
  }
}

/** Neither a tab nor a line feed stands in JSON text but in its own spelling. */
function idIn(line: string): ArmId {
  return JSON.parse(line.slice(0, line.indexOf('\t'))) as ArmId;
}

/** Places by the hash of what is there: eight bytes a slot, no limit but memory. */
class Places {
  #hashes = new Uint32Array(4_096);
  /** One more than the place; 0 where the slot is free. */
  #places = new Uint32Array(4_096);
  #count = 0;

  add(hash: number, place: number): void {
    if (this.#count * 3 >= this.#hashes.length * 2) this.#grow();
    this.#put(hash, place + 1);
    this.#count += 1;
  }

  *under(hash: number): Generator<number, undefined> {
    const mask = this.#hashes.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const place = this.#places[slot] ?? 0;
      if (place === 0) return undefined;
      if (this.#hashes[slot] === hash) yield place - 1;
    }
  }

  #put(hash: number, place: number): void {
    const mask = this.#hashes.length - 1;
    let slot = hash & mask;
    while (this.#places[slot] !== 0) slot = (slot + 1) & mask;
    this.#hashes[slot] = hash;
    this.#places[slot] = place;
  }

  #grow(): void {
    const [hashes, places] = [this.#hashes, this.#places];
    this.#hashes = new Uint32Array(hashes.length * 2);
    this.#places = new Uint32Array(hashes.length * 2);
    for (const [slot, place] of places.entries()) if (place !== 0) this.#put(hashes[slot] ?? 0, place);
  }
}

/** Places of the lines in the order of their ids: sorted in runs, which are then merged, so that not all ids are in memory at once. */
function sortedPlaces(lines: LineBlocks, file: ScratchFile, pulse: (() => void) | undefined): Uint32Array {
  const places = new Uint32Array(lines.length);
  const ids = new LineBlocks(file, pulse);
  const runs: Cursor[] = [];
  for (let first = 0; first < lines.length; first += RUN) {
    const end = Math.min(lines.length, first + RUN);
    const run: { readonly id: string; readonly place: number }[] = [];
    for (const line of lines.range(first, end)) run.push({ id: idIn(line), place: first + run.length });
    run.sort((a, b) => compareText(a.id, b.id));
    for (const [at, { id, place }] of run.entries()) {
      places[first + at] = place;
      // As JSON: an id may hold anything.
      ids.add(JSON.stringify(id));
    }
    runs.push({ at: first, ids: ids.range(first, end), id: '' });
  }
  if (runs.length === 1) return places;
  const heap = runs.filter(step).sort((a, b) => compareText(a.id, b.id));
  const merged = new Uint32Array(lines.length);
  for (let at = 0; at < merged.length; at += 1) {
    const [least] = heap;
    if (least === undefined) break;
    merged[at] = places[least.at] ?? 0;
    least.at += 1;
    if (step(least)) sink(heap);
    else {
      const last = heap.pop();
      if (last !== undefined && heap.length > 0) {
        heap[0] = last;
        sink(heap);
      }
    }
  }
  return merged;
}

interface Cursor {
  at: number;
  readonly ids: Iterator<string, undefined>;
  id: string;
}

/** To the next id of the run; false at its end. */
function step(cursor: Cursor): boolean {
  const next = cursor.ids.next();
  if (next.done === true) return false;
  cursor.id = JSON.parse(next.value) as string;
  return true;
}

/** Puts the first of a heap where it belongs. */
function sink(heap: Cursor[]): void {
  for (let at = 0; ;) {
    const [left, right] = [2 * at + 1, 2 * at + 2];
    const least = [left, right].reduce(
      (best, child) => (child < heap.length && compareText(idOf(heap, child), idOf(heap, best)) < 0 ? child : best),
      at,
    );
    if (least === at) return;
    const moved = heap[at];
    const raised = heap[least];
    if (moved === undefined || raised === undefined) return;
    heap[at] = raised;
    heap[least] = moved;
    at = least;
  }
}

function idOf(heap: readonly Cursor[], at: number): string {
  return heap[at]?.id ?? '';
}

/** What is made of the entries that were set up to a moment, in the order of their ids. */
class InOrder<Entry, Made> extends StoredSequence<Made> {
  readonly #rows: FiledRows<Entry>;
  /** Left out where the rows came in it. */
  readonly #order: Uint32Array | undefined;
  readonly #make: (entry: Entry) => Made;
  readonly length: number;

  constructor(rows: FiledRows<Entry>, order: Uint32Array | undefined, make: (entry: Entry) => Made) {
    super();
    this.#rows = rows;
    this.#order = order;
    this.#make = make;
    this.length = rows.size;
  }

  override *range(first: number, end: number): Generator<Made, undefined> {
    if (this.#order === undefined) for (const entry of this.#rows.range(first, end)) yield this.#make(entry);
    else for (let place = first; place < end; place += 1) yield this.read(place);
    return undefined;
  }

  *ids(): Generator<ArmId, undefined> {
    for (let place = 0; place < this.length; place += 1) yield this.#rows.idAt(this.#placeOf(place));
    return undefined;
  }

  protected override read(place: number): Made {
    return this.#make(this.#rows.at(this.#placeOf(place)));
  }

  #placeOf(place: number): number {
    return this.#order === undefined ? place : (this.#order[place] ?? 0);
  }
}

class FiledMap<Entry, Made> implements Ordered<Made> {
  readonly #rows: FiledRows<Entry>;
  readonly #make: (entry: Entry) => Made;
  readonly inOrder: InOrder<Entry, Made>;

  constructor(rows: FiledRows<Entry>, order: Uint32Array | undefined, make: (entry: Entry) => Made) {
    this.#rows = rows;
    this.#make = make;
    this.inOrder = new InOrder(rows, order, make);
  }

  get size(): number {
    return this.inOrder.length;
  }

  has(id: ArmId): boolean {
    return this.#rows.has(id);
  }

  get(id: ArmId): Made | undefined {
    const entry = this.#rows.get(id);
    return entry === undefined ? undefined : this.#make(entry);
  }

  keys(): MapIterator<ArmId> {
    return this.inOrder.ids();
  }

  values(): MapIterator<Made> {
    return this.inOrder.range(0, this.size);
  }

  *entries(): Generator<[ArmId, Made], undefined> {
    const ids = this.inOrder.ids();
    for (const entry of this.inOrder) {
      const id = ids.next();
      if (id.done !== true) yield [id.value, entry];
    }
    return undefined;
  }

  [Symbol.iterator](): MapIterator<[ArmId, Made]> {
    return this.entries();
  }

  forEach(visit: (entry: Made, id: ArmId, map: ReadonlyMap<ArmId, Made>) => void): void {
    for (const [id, entry] of this) visit(entry, id, this);
  }
}
