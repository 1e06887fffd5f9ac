import { crc32, inflateRawSync } from 'node:zlib';
import { BOUNDS, unpackedBound } from './bounds.ts';
import { PackReadError } from './packReadError.ts';

/** Bytes before the packed data of a gzip member, and after it: checksum and length. */
const HEADER = 10;
const TRAILER = 8;

/** Identification, deflate, no flags, no time, no extra: what a run writes (RFC 1952 §2.3). */
const PLAIN_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0]);

/** One member of a `.gz`. */
export interface Unpacked {
  readonly bytes: Buffer;
  /** The writer's operating system, from the tenth byte. */
  readonly system: number;
}

/**
 * The unpacked members of a `.gz`, one after the other: nothing between them, nothing after the last, and no field in which
 * something could be hidden. Only one member is held at a time.
 * @param what the file's name, for sentences
 * @throws PackReadError if it was cut or altered, or exceeds the limits; what reading throws passes through
 */
export async function* membersOf(packed: AsyncIterable<Uint8Array>, what: string): AsyncGenerator<Unpacked> {
  const input = new Input(packed);
  let [unpacked, spent, members] = [0, 0, 0];
  try {
    for (let first = true; first || !(await input.isAtEnd()); first = false) {
      // Time that the reader of the members takes in between is not counted.
      const began = performance.now();
      const member = await memberOf(input, what);
      spent += (performance.now() - began) / 1000;
      unpacked += member.bytes.length;
      members += 1;
      if (members > BOUNDS.members && unpacked < members * BOUNDS.memberAverage)
        throw new PackReadError(`${what} was repacked in more gzip members than a run writes: reading stops there.`);
      if (unpacked > unpackedBound(input.taken))
        throw new PackReadError(`${what} unpacks to over ${String(BOUNDS.ratio)} times its size: reading stops there.`);
      if (spent > BOUNDS.seconds + input.taken / (1 << 20))
        throw new PackReadError(`${what} takes longer than ${String(BOUNDS.seconds)} s to read: reading stops there.`);
      yield member;
    }
  } finally {
    await input.close();
  }
}

async function memberOf(input: Input, what: string): Promise<Unpacked> {
  const altered = (cause?: unknown): PackReadError =>
    new PackReadError(`${what} cannot be unpacked; it was cut or altered.`, { cause });
  if (!(await input.has(HEADER)) || !input.bytes.subarray(0, PLAIN_HEADER.length).equals(PLAIN_HEADER)) throw altered();
  const system = input.bytes.readUInt8(PLAIN_HEADER.length);
  for (;;) {
    const found = inflated(input.bytes.subarray(HEADER));
    if (found === 'too large')
      throw new PackReadError(`${what} holds a member of over ${String(BOUNDS.member)} bytes: reading stops there.`);
    if (found === 'broken') throw altered();
    if (found !== 'cut') {
      const end = HEADER + found.consumed;
      if (!(await input.has(end + TRAILER))) throw altered();
      const trailer = input.bytes.subarray(end, end + TRAILER);
      if (trailer.readUInt32LE(0) !== crc32(found.text) || trailer.readUInt32LE(4) !== found.text.length)
        throw altered();
      input.drop(end + TRAILER);
      return { bytes: found.text, system };
    }
    // Twice as much each time, so that a long member is not tried anew with every chunk.
    const before = input.bytes.length;
    await input.has(before * 2);
    if (input.bytes.length === before) throw altered();
  }
}

type Inflated = { readonly text: Buffer; readonly consumed: number };

function inflated(packed: Buffer): Inflated | 'cut' | 'too large' | 'broken' {
  try {
    // The types lack `info` (https://nodejs.org/api/zlib.html#class-options).
    const { buffer, engine } = inflateRawSync(packed, {
      info: true,
      maxOutputLength: BOUNDS.member,
    }) as unknown as { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } };
    return { text: buffer, consumed: engine.bytesWritten };
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    return code === 'Z_BUF_ERROR' ? 'cut' : code === 'ERR_BUFFER_TOO_LARGE' ? 'too large' : 'broken';
  }
}

/** What was read and not used yet. */
class Input {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #bytes: Buffer = Buffer.alloc(0);
  #ended = false;
  #taken = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  get bytes(): Buffer {
    return this.#bytes;
  }

  /** Bytes read so far. */
  get taken(): number {
    return this.#taken;
  }

  /** Reads until so many bytes are there; false if there are fewer. */
  async has(length: number): Promise<boolean> {
    const waiting = [this.#bytes];
    let have = this.#bytes.length;
    while (have < length && !this.#ended) {
      const step = await this.#chunks.next();
      if (step.done === true) this.#ended = true;
      else {
        waiting.push(Buffer.from(step.value.buffer, step.value.byteOffset, step.value.byteLength));
        have += step.value.byteLength;
        this.#taken += step.value.byteLength;
      }
    }
    if (waiting.length > 1) this.#bytes = Buffer.concat(waiting);
    return have >= length;
  }

  /** True if no byte comes after the first so many. */
  async isAtEnd(after = 0): Promise<boolean> {
    return !(await this.has(after + 1));
  }

  /** Closes the file, even if it was not read to its end. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  drop(length: number): void {
    this.#bytes = this.#bytes.subarray(length);
  }
}
