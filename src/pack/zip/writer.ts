import { open, type FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { crc32, createDeflateRaw } from 'node:zlib';
import { descriptorRecord, directoryRecord, endRecord, localRecord, type Told } from './records.ts';

const DEFLATED = 8;
/** Offsets and sizes are 32 bits wide. */
const MOST_BYTES = 0xffffffff;

/** How hard to pack, as a zlib level; `UNPACKED` is for a file that is read once and thrown away. */
export const PACKED = 6;
export const UNPACKED = 0;
export type Packing = typeof PACKED | typeof UNPACKED;

/** Bytes packed at once. */
const STEP = 256 * 1024;

/** Bytes gathered before they are written. */
const WRITE_SIZE = 512 * 1024;

/** Writes a zip of what `fill` adds, replacing the file. */
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

/** What an entry's own zip says of it. */
interface PackedElsewhere {
  readonly nameBytes: Buffer;
  readonly method: number;
  readonly crc: number;
  readonly size: number;
  readonly compressedSize: number;
}

/**
 * Writes a zip whose bytes depend only on what is added and on this Node's zlib: equality is judged by the unpacked parts.
 * Sizes come after the data of each entry, so that nothing need be held back.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3.7, 4.3.9, 4.3.12, 4.3.16)
 */
export class ZipWriter {
  readonly #file: FileHandle;
  readonly #packing: Packing;
  readonly #entries: Told[] = [];
  #waiting: Uint8Array[] = [];
  #size = 0;
  #at = 0;

  constructor(file: FileHandle, packing: Packing = PACKED) {
    this.#file = file;
    this.#packing = packing;
  }

  /** @throws RangeError if the zip grows beyond the 4 GiB that it can address */
  async add(name: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    const told = { name: Buffer.from(name, 'utf8'), method: this.#packing === UNPACKED ? 0 : DEFLATED, at: this.#at };
    await this.#write(localRecord(told));
    const start = this.#at;
    const sums = { crc: 0, size: 0 };
    const content = counted(inSteps(chunks), sums);
    const take = async (packed: AsyncIterable<Uint8Array>): Promise<void> => {
      for await (const chunk of packed) await this.#write(chunk);
    };
    if (this.#packing === UNPACKED) await take(content);
    else await pipeline(content, createDeflateRaw({ level: this.#packing, chunkSize: STEP }), take);
    const packed = this.#at - start;
    if (Math.max(this.#at, sums.size) >= MOST_BYTES)
      throw new RangeError(`${name} makes the zip larger than the 4 GiB that it can name.`);
    await this.#write(descriptorRecord({ packed, ...sums }));
    this.#entries.push({ ...told, packed, ...sums });
  }

  /** Adds an entry of another zip as it is packed there. */
  async copy(
    { nameBytes: name, method, crc, size, compressedSize }: PackedElsewhere,
    packed: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<void> {
    const told = { name, method, at: this.#at, crc, size, packed: compressedSize };
    await this.#write(localRecord(told));
    for await (const chunk of packed) await this.#write(chunk);
    await this.#write(descriptorRecord(told));
    this.#entries.push(told);
  }

  async end(): Promise<void> {
    const at = this.#at;
    for (const entry of this.#entries) await this.#write(directoryRecord(entry));
    await this.#write(endRecord({ entries: this.#entries.length, length: this.#at - at, at }));
    await this.#flush();
  }

  async #write(bytes: Uint8Array): Promise<void> {
    this.#waiting.push(bytes);
    this.#size += bytes.length;
    this.#at += bytes.length;
    if (this.#size >= WRITE_SIZE) await this.#flush();
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#size = 0;
    await this.#file.writeFile(bytes);
  }
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  sums: { crc: number; size: number },
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    sums.crc = crc32(chunk, sums.crc);
    sums.size += chunk.length;
    yield chunk;
  }
}

/** Packing depends on where its input is cut, and streams cut it anywhere: so every step has the same size. */
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
