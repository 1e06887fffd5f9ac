import { LineBlocks } from '../../base/io/lineBlocks.ts';
import type { ScratchFile } from '../../base/io/scratchFile.ts';
import { compareText } from '../../base/order.ts';
import { Places } from '../../base/places.ts';
import { textHash } from '../../base/textHash.ts';
import type { ArmId } from '../../domain/armId.ts';
import { orderedMap, StoredRows, type KeepById, type Keyed, type Ordered } from '../../domain/keyed.ts';
import { StoredSequence } from '../../domain/sequence.ts';
import { idIn, lineOf, sortedLines } from './filedLines.ts';

/** Entries that stay in memory; more go to the file. */
const FEW = 1_000;
/** Entries that are remembered. */
const RECENT = 512;

/**
 * Keeps entries by id in a file, with a few bytes for each in memory. An entry comes back equal, not identical, each time it
 * is read; entries that were changed after they were first set stay in memory.
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
  /** Entries read recently: what is asked for once is often asked for again soon. */
  #recent = new Map<number, Entry>();
  #lines: LineBlocks;
  #places = new Places();
  #last = '';
  #isSorted = true;

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
    return place === undefined ? undefined : this.at(this.#lines, place);
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
    if (!this.#isSorted) this.#sort();
    return new FiledMap(this, this.#lines, make);
  };

  /** The entry at a place of lines that these rows had or have, as it is now. */
  at(lines: LineBlocks, place: number): Entry {
    if (lines !== this.#lines) return this.#read(lines.at(place));
    const recent = this.#recent.get(place);
    if (recent !== undefined) return recent;
    const entry = this.#read(lines.at(place));
    if (this.#recent.size >= RECENT) this.#recent = new Map();
    this.#recent.set(place, entry);
    return entry;
  }

  *range(lines: LineBlocks, first: number, end: number): Generator<Entry, undefined> {
    for (const line of lines.range(first, end)) yield this.#read(line);
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
    if (this.#isSorted) {
      this.#isSorted = this.#lines.length === 0 || compareText(this.#last, id) < 0;
      this.#last = id;
    }
    this.#places.add(textHash(id), this.#lines.add(lineOf(id, JSON.stringify(entry))));
  }

  /** Once, so that every later pass reads block after block, and what is asked for one after another lies side by side. */
  #sort(): void {
    this.#lines = sortedLines(this.#lines, this.#file, this.#pulse);
    this.#recent = new Map();
    this.#places = new Places(this.#lines.length);
    let place = 0;
    for (const line of this.#lines.range(0, this.#lines.length)) {
      this.#last = idIn(line);
      this.#places.add(textHash(this.#last), place);
      place += 1;
    }
    this.#isSorted = true;
  }

  #placeOf(id: ArmId): number | undefined {
    const start = lineOf(id, '');
    for (const place of this.#places.under(textHash(id))) if (this.#lines.beginsWith(place, start)) return place;
    return undefined;
  }
}

/** What is made of the entries set so far, in the order of their ids. */
class InOrder<Entry, Made> extends StoredSequence<Made> {
  readonly #rows: FiledRows<Entry>;
  /** Sorted; those that the rows get later are others, or come after these. */
  readonly #lines: LineBlocks;
  readonly #make: (entry: Entry) => Made;
  readonly length: number;

  constructor(rows: FiledRows<Entry>, lines: LineBlocks, make: (entry: Entry) => Made) {
    super();
    this.#rows = rows;
    this.#lines = lines;
    this.#make = make;
    this.length = lines.length;
  }

  override *range(first: number, end: number): Generator<Made, undefined> {
    for (const entry of this.#rows.range(this.#lines, first, end)) yield this.#make(entry);
    return undefined;
  }

  *ids(): Generator<ArmId, undefined> {
    for (const line of this.#lines.range(0, this.length)) yield idIn(line);
    return undefined;
  }

  protected override read(place: number): Made {
    return this.#make(this.#rows.at(this.#lines, place));
  }
}

class FiledMap<Entry, Made> extends StoredRows<Made> {
  readonly #rows: FiledRows<Entry>;
  readonly #make: (entry: Entry) => Made;
  readonly inOrder: InOrder<Entry, Made>;

  constructor(rows: FiledRows<Entry>, lines: LineBlocks, make: (entry: Entry) => Made) {
    super();
    this.#rows = rows;
    this.#make = make;
    this.inOrder = new InOrder(rows, lines, make);
  }

  override has(id: ArmId): boolean {
    return this.#rows.has(id);
  }

  override get(id: ArmId): Made | undefined {
    const entry = this.#rows.get(id);
    return entry === undefined ? undefined : this.#make(entry);
  }

  override keys(): MapIterator<ArmId> {
    return this.inOrder.ids();
  }

  override *entries(): Generator<[ArmId, Made], undefined> {
    const ids = this.inOrder.ids();
    for (const entry of this.inOrder) {
      const id = ids.next();
      if (id.done !== true) yield [id.value, entry];
    }
    return undefined;
  }
}
