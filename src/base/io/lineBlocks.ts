import { deflateRawSync } from 'node:zlib';
import { GatheredLines } from './gatheredLines.ts';
import { Block, openBlocks } from './openBlocks.ts';
import type { ScratchFile } from './scratchFile.ts';

/** Bytes of a block, the unit that is read and unpacked. */
const BLOCK = 48_000;
/** A block, and the line that fills it up. */
const ROOM = 56 * 1024;
/** Up to so many bytes of a file, blocks are stored unpacked: reading one here and there is then a tenth of the work. */
const PLAIN = 256 * 2 ** 20;

/**
 * Many lines in little memory: in blocks, each read when one of its lines is, and packed except the first ones of a file.
 * Lines contain no line feed.
 * @param file where the blocks are stored; left out, they stay in memory
 * @param pulse called for each block that is packed or unpacked
 * @param plain up to so many bytes of the file, blocks are not packed
 */
export class LineBlocks {
  readonly #file: ScratchFile | undefined;
  readonly #pulse: () => void;
  readonly #plain: number;
  readonly #blocks: Block[] = [];
  /** Place of each block's first line. */
  readonly #starts: number[] = [];
  /** Not packed yet. */
  readonly #pending = new GatheredLines(ROOM);
  #length = 0;

  constructor(file?: ScratchFile, pulse: () => void = () => undefined, plain = PLAIN) {
    this.#file = file;
    this.#pulse = pulse;
    this.#plain = plain;
  }

  get length(): number {
    return this.#length;
  }

  /** Adds a line. @returns its place */
  add(line: string): number {
    this.#pending.add(line);
    this.#length += 1;
    if (this.#pending.size >= BLOCK) this.pack();
    return this.#length - 1;
  }

  /** Packs the last lines too: no more will come. */
  pack(): void {
    if (this.#pending.length === 0) return;
    this.#starts.push(this.#length - this.#pending.length);
    this.#blocks.push(this.#put(this.#pending.bytes));
    this.#pulse();
    this.#pending.clear();
  }

  #put(text: Buffer): Block {
    const file = this.#file;
    const { length } = text;
    if (file !== undefined && file.size + length <= this.#plain) return new Block(file, text, length, false);
    const packed = deflateRawSync(text, { level: 1, memLevel: 9, chunkSize: BLOCK });
    return new Block(file, packed, length, true);
  }

  /** @throws RangeError if there is no such line */
  at(place: number): string {
    const line = this.#isPending(place) ? this.#pending.at(place - this.#packed) : this.#kept(place);
    if (line === undefined) throw new RangeError(`There is no line ${String(place)}.`);
    return line;
  }

  /** Whether a line begins with a text, without making a string of it all. */
  beginsWith(place: number, text: string): boolean {
    if (this.#isPending(place)) return this.#pending.at(place - this.#packed)?.startsWith(text) === true;
    const block = this.#blockOf(place);
    const own = this.#blocks[block];
    return own !== undefined && openBlocks.beginsWith(own, place - (this.#starts[block] ?? 0), text, this.#pulse);
  }

  /** Lines from one place up to another: faster than reading them one by one. */
  *range(first: number, end: number): Generator<string, undefined> {
    let place = first;
    const packed = Math.min(end, this.#packed);
    for (let block = this.#blockOf(first); place < packed; block += 1) {
      this.#pulse();
      const own = this.#blocks[block];
      if (own === undefined) break;
      const lines = openBlocks.linesOf(own);
      const start = this.#starts[block] ?? 0;
      for (const stop = Math.min(packed, start + lines.length); place < stop; place += 1)
        yield lines[place - start] ?? '';
    }
    for (; place < end; place += 1) yield this.at(place);
    return undefined;
  }

  get #packed(): number {
    return this.#length - this.#pending.length;
  }

  #isPending(place: number): boolean {
    return place >= this.#packed;
  }

  #kept(place: number): string | undefined {
    const block = this.#blockOf(place);
    const own = this.#blocks[block];
    if (own === undefined) return undefined;
    return openBlocks.lineOf(own, place - (this.#starts[block] ?? 0), this.#pulse);
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
