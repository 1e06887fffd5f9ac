import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { StoredSequence, type Grow, type Growing, type Sequence } from '../domain/sequence.ts';
import { canonicalJson } from './canonicalJson.ts';

/** Entries that stay as they are; a longer list is packed. */
const FEW = 1_000;
/** Characters of a block: what one reading unpacks. */
const BLOCK = 48_000;
/** Blocks kept unpacked, so that reading here and there in several lists at once unpacks each block seldom. */
const OPEN_BLOCKS = 48;

/**
 * A long list in little memory: canonical JSON in packed blocks, each unpacked when one of its entries is read, a tenth or
 * less of what the entries themselves would take. A short list is an array.
 * @param pulse called for each block that is packed or unpacked
 * @param spell how an entry is written: of what a record lists, as the record does
 */
export function growPacked(
  pulse: () => void = () => undefined,
  spell: (entry: unknown) => string = canonicalJson,
): Grow {
  return <Entry>() => new PackedList<Entry>(pulse, spell);
}

class PackedList<Entry> implements Growing<Entry> {
  #few: Entry[] | undefined = [];
  readonly #blocks: Buffer[] = [];
  /** Place of each block's first entry. */
  readonly #starts: number[] = [];
  #length = 0;
  #pending: string[] = [];
  #pendingLength = 0;
  readonly #pulse: () => void;
  readonly #spell: (entry: unknown) => string;

  constructor(pulse: () => void, spell: (entry: unknown) => string) {
    this.#pulse = pulse;
    this.#spell = spell;
  }

  add(entry: Entry): void {
    if (this.#few === undefined) {
      this.#take(entry);
      return;
    }
    this.#few.push(entry);
    if (this.#few.length <= FEW) return;
    const few = this.#few;
    this.#few = undefined;
    for (const one of few) this.#take(one);
  }

  whole(): Sequence<Entry> {
    if (this.#few !== undefined) return this.#few;
    this.#flush();
    return new PackedSequence<Entry>(this.#blocks, Uint32Array.from(this.#starts), this.#length, this.#pulse);
  }

  #take(entry: Entry): void {
    const text = this.#spell(entry);
    this.#pending.push(text);
    this.#pendingLength += text.length + 1;
    this.#length += 1;
    if (this.#pendingLength >= BLOCK) this.#flush();
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    this.#starts.push(this.#length - this.#pending.length);
    this.#blocks.push(exact(deflateRawSync(this.#pending.join('\n'), { level: 1, memLevel: 9, chunkSize: BLOCK })));
    this.#pulse();
    this.#pending = [];
    this.#pendingLength = 0;
  }
}

/** Blocks unpacked last, of whatever sequence; the oldest first. */
const open = new Map<Buffer, readonly string[]>();

class PackedSequence<Entry> extends StoredSequence<Entry> {
  readonly length: number;
  readonly #blocks: readonly Buffer[];
  readonly #starts: Uint32Array;

  readonly #pulse: () => void;

  constructor(blocks: readonly Buffer[], starts: Uint32Array, length: number, pulse: () => void) {
    super();
    this.#pulse = pulse;
    this.#blocks = blocks;
    this.#starts = starts;
    this.length = length;
  }

  override *texts(): Generator<string, undefined> {
    for (const block of this.#blocks) yield* unpacked(block);
    return undefined;
  }

  override *range(first: number, end: number): Generator<Entry, undefined> {
    let place = first;
    for (let block = this.#blockOf(first); place < end; block += 1) {
      this.#pulse();
      const lines = this.#lines(block);
      const start = this.#starts[block] ?? 0;
      for (const stop = Math.min(end, start + lines.length); place < stop; place += 1)
        yield JSON.parse(lines[place - start] ?? '') as Entry;
    }
    return undefined;
  }

  protected override read(place: number): Entry {
    return JSON.parse(this.textAt(place)) as Entry;
  }

  override textAt(place: number): string {
    const block = this.#blockOf(place);
    const packed = this.#blocks[block];
    if (packed === undefined) throw new RangeError(`There is no entry ${String(place)}.`);
    let lines = open.get(packed);
    if (lines === undefined) {
      this.#pulse();
      lines = unpacked(packed);
      for (const oldest of open.keys()) {
        if (open.size < OPEN_BLOCKS) break;
        open.delete(oldest);
      }
    } else open.delete(packed);
    open.set(packed, lines);
    return lines[place - (this.#starts[block] ?? 0)] ?? '';
  }

  #lines(block: number): readonly string[] {
    const packed = this.#blocks[block];
    if (packed === undefined) throw new RangeError(`There is no block ${String(block)}.`);
    return open.get(packed) ?? unpacked(packed);
  }

  #blockOf(place: number): number {
    let [low, high] = [0, this.#starts.length];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] ?? 0) <= place) low = middle;
      else high = middle;
    }
    return low;
  }
}

/** The bytes alone: what zlib gives is the beginning of something larger. */
function exact(bytes: Buffer): Buffer {
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  return own;
}

function unpacked(block: Buffer): readonly string[] {
  return inflateRawSync(block, { chunkSize: 2 * BLOCK })
    .toString('utf8')
    .split('\n');
}
