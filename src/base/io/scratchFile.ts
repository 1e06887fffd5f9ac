import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

/** Where bytes lie in a file. */
export interface Extent {
  readonly offset: number;
  readonly length: number;
}

const closing = new FinalizationRegistry<number>(closeSync);

/**
 * A file for what would take too much memory. It is unnamed from the start, so that nothing of it remains whatever happens
 * to the process, and it goes once nothing can read it any more. Synchronous, like its readers.
 */
export class ScratchFile {
  readonly #descriptor: number;
  #size = 0;

  /** @param folder on whose disk it lies */
  constructor(folder: string) {
    const path = join(folder, `scratch-${randomUUID()}`);
    this.#descriptor = openSync(path, 'wx+', 0o600);
    rmSync(path);
    closing.register(this, this.#descriptor);
  }

  get size(): number {
    return this.#size;
  }

  append(bytes: Uint8Array): Extent {
    const offset = this.#size;
    let written = 0;
    while (written < bytes.length)
      written += writeSync(this.#descriptor, bytes, written, bytes.length - written, offset + written);
    this.#size += bytes.length;
    return { offset, length: bytes.length };
  }

  /** @throws RangeError beyond its end */
  read({ offset, length }: Extent): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    let got = 0;
    while (got < length) {
      const more = readSync(this.#descriptor, bytes, got, length - got, offset + got);
      if (more === 0) throw new RangeError(`The scratch file ends before byte ${String(offset + length)}.`);
      got += more;
    }
    return bytes;
  }
}
