import { inflateRawSync } from 'node:zlib';

/** A block on its own, in memory or in a file. */
export interface Packed {
  readonly read: () => Uint8Array;
  /** Bytes of it unpacked. */
  readonly length: number;
}

/** Blocks kept unpacked, so that reading here and there in several lists at once unpacks each block seldom. */
const KEPT = 96;
/** Bytes of a slot. Most blocks fit into one; others have a buffer of their own. */
const SLOT = 64 * 1024;

/** As bytes: of most blocks a line or two are read, and strings of all would have to be collected again. */
interface Opened {
  readonly bytes: Buffer;
  readonly slot: number | undefined;
  /** Where each line begins, and one more beyond the last. */
  readonly starts: Uint32Array;
}

/**
 * Blocks unpacked last, of whatever list; the oldest first. Their bytes lie in one piece of memory that is taken once: buffers that live for
 * a while and then go leave holes between those that stay.
 */
class OpenBlocks {
  readonly #opened = new Map<Packed, Opened>();
  readonly #free = Array.from({ length: KEPT }, (_none, slot) => slot);
  #slots: Buffer | undefined;

  /** A line of a block; undefined where it has none there. @param pulse called where the block is unpacked for it */
  lineOf(block: Packed, line: number, pulse: () => void): string | undefined {
    let opened = this.#opened.get(block);
    if (opened === undefined) {
      pulse();
      opened = this.#open(unpacked(block));
    } else this.#opened.delete(block);
    this.#opened.set(block, opened);
    const [start, next] = [opened.starts[line], opened.starts[line + 1]];
    return start === undefined || next === undefined ? undefined : opened.bytes.toString('utf8', start, next - 1);
  }

  /** All lines of a block, which is not kept for it. */
  linesOf(block: Packed): readonly string[] {
    return (this.#opened.get(block)?.bytes ?? unpacked(block)).toString('utf8').split('\n');
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

function unpacked(block: Packed): Buffer {
  // One piece of just the size that it takes: what is allocated beyond it has to be collected.
  return inflateRawSync(block.read(), { chunkSize: Math.max(64, block.length) });
}

const LINE_FEED = 0x0a;

function startsIn(bytes: Buffer): Uint32Array {
  const starts = [0];
  for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, end + 1)) starts.push(end + 1);
  starts.push(bytes.length + 1);
  return Uint32Array.from(starts);
}
