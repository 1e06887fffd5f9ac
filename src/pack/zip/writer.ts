import { open, type FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { crc32, createDeflateRaw } from 'node:zlib';

const LOCAL = 0x04034b50;
const DESCRIPTOR = 0x08074b50;
const ENTRY = 0x02014b50;
const END = 0x06054b50;
const HAS_DESCRIPTOR = 0x8;
const UTF8_NAME = 0x800;
const DEFLATED = 8;
/** 1 January 1980. */
const FIRST_DAY = 0x21;
/** Offsets and sizes are 32 bits wide. */
const MOST_BYTES = 0xffffffff;

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

/** What the directory says of an entry that is written. */
interface Written {
  readonly name: Buffer;
  readonly flags: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly at: number;
}

/**
 * Writes a zip whose bytes depend on nothing but what is added and the zlib of this Node: what is equal is told by the unpacked
 * parts. Sizes stand behind the data of each entry, so that nothing is held back.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3.7, 4.3.9, 4.3.12, 4.3.16)
 */
export class ZipWriter {
  readonly #file: FileHandle;
  readonly #packing: Packing;
  readonly #entries: Written[] = [];
  #waiting: Uint8Array[] = [];
  #size = 0;
  #at = 0;

  constructor(file: FileHandle, packing: Packing = PACKED) {
    this.#file = file;
    this.#packing = packing;
  }

  /** @throws RangeError where the zip grows beyond the 4 GiB that it can name */
  async add(name: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    const bytes = Buffer.from(name, 'utf8');
    const flags = HAS_DESCRIPTOR | (bytes.length === name.length ? 0 : UTF8_NAME);
    const at = this.#at;
    await this.#write(
      record([LOCAL, 4], [20, 2], ...this.#start(flags), [0, 4], [0, 4], [0, 4], [bytes.length, 2], [0, 2]),
    );
    await this.#write(bytes);
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
    await this.#write(record([DESCRIPTOR, 4], [sums.crc, 4], [packed, 4], [sums.size, 4]));
    this.#entries.push({ name: bytes, flags, packed, at, ...sums });
  }

  async end(): Promise<void> {
    const start = this.#at;
    for (const { name, flags, crc, packed, size, at } of this.#entries) {
      const sizes: readonly Field[] = [
        [crc, 4],
        [packed, 4],
        [size, 4],
        [name.length, 2],
      ];
      // No extra field, no comment, the first disk, no attributes.
      const rest: readonly Field[] = [
        [0, 2],
        [0, 2],
        [0, 2],
        [0, 2],
        [0, 4],
        [at, 4],
      ];
      await this.#write(record([ENTRY, 4], [20, 2], [20, 2], ...this.#start(flags), ...sizes, ...rest));
      await this.#write(name);
    }
    const { length } = this.#entries;
    await this.#write(
      record([END, 4], [0, 2], [0, 2], [length, 2], [length, 2], [this.#at - start, 4], [start, 4], [0, 2]),
    );
    await this.#flush();
  }

  /** Flags, method, time and date: midnight of the first day that a zip can name. */
  #start(flags: number): readonly Field[] {
    return [
      [flags, 2],
      [this.#packing === UNPACKED ? 0 : DEFLATED, 2],
      [0, 2],
      [FIRST_DAY, 2],
    ];
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

/** A number, and the bytes that it takes. */
type Field = readonly [value: number, bytes: 2 | 4];

function record(...fields: readonly Field[]): Buffer {
  const bytes = Buffer.alloc(fields.reduce((sum, [, size]) => sum + size, 0));
  let at = 0;
  for (const [value, size] of fields) at = bytes.writeUIntLE(value, at, size);
  return bytes;
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
