import { inflateRawSync } from 'node:zlib';
import type { ScratchFile } from './scratchFile.ts';

/** A block, in memory or in a file. There may be a hundred thousand. */
export class Block {
  /** Where it lies: the file, or its bytes as they are kept. */
  readonly #in: ScratchFile | Buffer;
  readonly #offset: number;
  /** Its bytes as kept, and unpacked. */
  readonly #kept: number;
  readonly #length: number;
  readonly #isPacked: boolean;

  /** @param kept its bytes as they are to be kept, @param length bytes of it unpacked */
  constructor(file: ScratchFile | undefined, kept: Buffer, length: number, isPacked: boolean) {
    this.#in = file ?? ownBytes(kept);
    this.#offset = file?.append(kept).offset ?? 0;
    this.#kept = kept.length;
    this.#length = length;
    this.#isPacked = isPacked;
  }

  unpacked(): Buffer {
    const kept = Buffer.isBuffer(this.#in) ? this.#in : this.#in.read({ offset: this.#offset, length: this.#kept });
    if (!this.#isPacked) return kept;
    // One piece of exactly the size needed: anything allocated beyond it has to be collected.
    return inflateRawSync(kept, { chunkSize: Math.max(64, this.#length) });
  }
}

/** The bytes alone: zlib returns the beginning of a larger buffer. */
function ownBytes(bytes: Buffer): Buffer {
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  return own;
}

/** How many blocks are kept unpacked, so that reading here and there in several lists at once rarely unpacks a block again. */
const KEPT = 96;
/** Bytes of a slot. Most blocks fit into one; others have a buffer of their own. */
const SLOT = 64 * 1024;

/** As bytes: most blocks are opened for a line or two, and strings of all lines would have to be collected again. */
interface Opened {
  readonly bytes: Buffer;
  readonly slot: number | undefined;
  /** Where each line begins, and one more entry for the end. */
  readonly starts: Uint32Array;
}

/**
 * The blocks unpacked last, of any list, oldest first. Their bytes lie in one piece of memory that is allocated once:
 * short-lived buffers would leave holes between those that stay.
 */
class OpenBlocks {
  readonly #opened = new Map<Block, Opened>();
  readonly #free = Array.from({ length: KEPT }, (_none, slot) => slot);
  #slots: Buffer | undefined;
  #last: { readonly block: Block; readonly opened: Opened } | undefined;

  /** A line of a block; undefined if it has none there. @param pulse called if the block is unpacked for it */
  lineOf(block: Block, line: number, pulse: () => void): string | undefined {
    const opened = this.#ready(block, pulse);
    const [start, next] = [opened.starts[line], opened.starts[line + 1]];
    return start === undefined || next === undefined ? undefined : opened.bytes.toString('utf8', start, next - 1);
  }

  /** Whether a line of a block begins with a text. @param pulse as of `lineOf` */
  beginsWith(block: Block, line: number, text: string, pulse: () => void): boolean {
    const { bytes, starts } = this.#ready(block, pulse);
    const start = starts[line];
    return start !== undefined && bytes.toString('utf8', start, start + Buffer.byteLength(text)) === text;
  }

  /** All lines of a block, which is not kept unpacked. */
  linesOf(block: Block): readonly string[] {
    return (this.#opened.get(block)?.bytes ?? block.unpacked()).toString('utf8').split('\n');
  }

  #ready(block: Block, pulse: () => void): Opened {
    if (this.#last?.block === block) return this.#last.opened;
    let opened = this.#opened.get(block);
    if (opened === undefined) {
      pulse();
      opened = this.#open(block.unpacked());
    } else this.#opened.delete(block);
    this.#opened.set(block, opened);
    this.#last = { block, opened };
    return opened;
  }

  #open(bytes: Buffer): Opened {
    if (this.#opened.size >= KEPT) this.#dropOldest();
    const starts = startsIn(bytes);
    const slot = bytes.length <= SLOT ? this.#free.pop() : undefined;
    if (slot === undefined) return { bytes, slot, starts };
    this.#slots ??= Buffer.allocUnsafeSlow(KEPT * SLOT);
    const own = this.#slots.subarray(slot * SLOT, slot * SLOT + bytes.length);
    bytes.copy(own);
    return { bytes: own, slot, starts };
  }

  #dropOldest(): void {
    for (const [block, { slot }] of this.#opened) {
      this.#opened.delete(block);
      if (slot !== undefined) this.#free.push(slot);
      return;
    }
  }
}

export const openBlocks = new OpenBlocks();

const LINE_FEED = 0x0a;

function startsIn(bytes: Buffer): Uint32Array {
  const starts = [0];
  for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, end + 1)) starts.push(end + 1);
  starts.push(bytes.length + 1);
  return Uint32Array.from(starts);
}
