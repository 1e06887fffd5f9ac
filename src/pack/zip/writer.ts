import { open, type FileHandle } from 'node:fs/promises';
import { Zip, ZipDeflate } from 'fflate';

/** Midnight of the first day that a zip can name. The fields are read as local time, so they are given as local time. */
const zipDate = (): Date => new Date(1980, 0, 1);

/** How hard to pack, as zlib counts; `UNPACKED` is for a file that is read once and thrown away. */
export const PACKED = 6;
export const UNPACKED = 0;
export type Packing = typeof PACKED | typeof UNPACKED;

/** Bytes packed at once. */
const STEP = 256 * 1024;

/** Bytes gathered before they are written. */
const WRITE_SIZE = 512 * 1024;

/** Makes a file a zip of what `fill` adds, in place of what was there. */
export async function writeZip(
  to: string,
  packing: Packing,
  fill: (output: ZipWriter) => Promise<void>,
): Promise<void> {
  const file = await open(to, 'w');
  try {
    const output = new ZipWriter(file, packing);
    await fill(output);
    await output.end();
  } finally {
    await file.close();
  }
}

/** Writes a zip whose bytes depend on nothing but what is added. */
export class ZipWriter {
  readonly #file: FileHandle;
  readonly #zip: Zip;
  readonly #packing: Packing;
  #waiting: Uint8Array[] = [];
  #size = 0;
  #failure: Error | undefined;

  constructor(file: FileHandle, packing: Packing = PACKED) {
    this.#file = file;
    this.#packing = packing;
    this.#zip = new Zip((error, chunk) => {
      if (error !== null) this.#failure = error;
      else {
        this.#waiting.push(chunk);
        this.#size += chunk.length;
      }
    });
  }

  async add(name: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    const entry = new ZipDeflate(name, { level: this.#packing });
    entry.mtime = zipDate();
    this.#zip.add(entry);
    for await (const chunk of inSteps(chunks)) {
      entry.push(chunk);
      await this.#flush();
    }
    entry.push(new Uint8Array(0), true);
    await this.#flush();
  }

  async end(): Promise<void> {
    this.#zip.end();
    await this.#flush(0);
  }

  async #flush(atLeast = WRITE_SIZE): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#size < atLeast) return;
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#size = 0;
    await this.#file.writeFile(bytes);
  }
}

/** Packing depends on where its input is cut, and streams cut where they happen to: so every step has one size. */
async function* inSteps(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    size += chunk.length;
    if (size < STEP) continue;
    const bytes = Buffer.concat(waiting);
    const whole = size - (size % STEP);
    for (let at = 0; at < whole; at += STEP) yield bytes.subarray(at, at + STEP);
    waiting = whole < size ? [bytes.subarray(whole)] : [];
    size -= whole;
  }
  if (size > 0) yield Buffer.concat(waiting);
}
