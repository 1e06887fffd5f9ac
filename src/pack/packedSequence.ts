import { LineBlocks } from '../base/io/lineBlocks.ts';
import type { ScratchFile } from '../base/io/scratchFile.ts';
import { StoredSequence, type Grow, type Growing, type Sequence } from '../domain/sequence.ts';
import { canonicalJson } from './canonicalJson.ts';

/** Entries that stay as they are, and how many characters they have; a longer list is packed. */
const FEW = 1_000;
const SHORT = 4 << 20;

interface Packing {
  /** Called for each block that is packed or unpacked. */
  readonly pulse?: (() => void) | undefined;
  /** How an entry is written: entries of a record as in the record, in canonical JSON. */
  readonly spell?: (entry: unknown) => string;
  /** Where the blocks are stored; left out, they stay in memory. */
  readonly file?: ScratchFile | undefined;
}

/**
 * A long list in little memory: canonical JSON in packed blocks, each unpacked when one of its entries is read. It takes a
 * tenth or less of what the entries themselves would take. A short list is an array.
 */
export function growPacked({ pulse, spell = canonicalJson, file }: Packing = {}): Grow {
  return <Entry>() => new PackedList<Entry>(new LineBlocks(file, pulse), spell);
}

class PackedList<Entry> implements Growing<Entry> {
  #few: Entry[] | undefined = [];
  readonly #lines: LineBlocks;
  readonly #spell: (entry: unknown) => string;
  /** The same entries as they are written, and how many characters that is. */
  #spelled: string[] = [];
  #length = 0;

  constructor(lines: LineBlocks, spell: (entry: unknown) => string) {
    this.#lines = lines;
    this.#spell = spell;
  }

  add(entry: Entry): void {
    if (this.#few === undefined) {
      this.#lines.add(this.#spell(entry));
      return;
    }
    const line = this.#spell(entry);
    this.#few.push(entry);
    this.#spelled.push(line);
    this.#length += line.length;
    if (this.#few.length <= FEW && this.#length <= SHORT) return;
    for (const one of this.#spelled) this.#lines.add(one);
    this.#few = undefined;
    this.#spelled = [];
  }

  whole(): Sequence<Entry> {
    this.#spelled = [];
    if (this.#few !== undefined) return this.#few;
    this.#lines.pack();
    return new PackedSequence<Entry>(this.#lines);
  }
}

class PackedSequence<Entry> extends StoredSequence<Entry> {
  readonly #lines: LineBlocks;

  constructor(lines: LineBlocks) {
    super();
    this.#lines = lines;
  }

  get length(): number {
    return this.#lines.length;
  }

  override texts(): Generator<string, undefined> {
    return this.#lines.range(0, this.length);
  }

  override *range(first: number, end: number): Generator<Entry, undefined> {
    for (const line of this.#lines.range(first, end)) yield JSON.parse(line) as Entry;
    return undefined;
  }

  protected override read(place: number): Entry {
    return JSON.parse(this.#lines.at(place)) as Entry;
  }

  override textAt(place: number): string {
    return this.#lines.at(place);
  }
}
