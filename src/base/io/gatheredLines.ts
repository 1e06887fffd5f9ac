const LINE_FEED = 0x0a;
/** The most bytes of UTF-8 that a unit of UTF-16 takes. */
const WIDEST = 3;

/**
 * Lines as bytes, joined by line feeds: strings that wait for a while and are then dropped would be moved about in memory
 * meanwhile.
 */
export class GatheredLines {
  readonly #room: number;
  #bytes: Buffer | undefined;
  #used = 0;
  /** Where each line begins. */
  #starts: number[] = [];

  /** @param room bytes to begin with */
  constructor(room: number) {
    this.#room = room;
  }

  get length(): number {
    return this.#starts.length;
  }

  /** How many bytes they take. */
  get size(): number {
    return this.#used;
  }

  /** A view of them, valid until the next line is added. */
  get bytes(): Buffer {
    return this.#bytes?.subarray(0, this.#used) ?? Buffer.alloc(0);
  }

  add(line: string): void {
    let bytes = (this.#bytes ??= Buffer.allocUnsafeSlow(this.#room));
    const start = this.#starts.length === 0 ? 0 : this.#used + 1;
    if (start + line.length * WIDEST > bytes.length) {
      const end = start + Buffer.byteLength(line);
      if (end > bytes.length) {
        this.#bytes = Buffer.allocUnsafeSlow(Math.max(end, bytes.length * 2));
        bytes.copy(this.#bytes, 0, 0, this.#used);
        bytes = this.#bytes;
      }
    }
    if (start > 0) bytes[start - 1] = LINE_FEED;
    this.#used = start + bytes.write(line, start);
    this.#starts.push(start);
  }

  at(place: number): string | undefined {
    const start = this.#starts[place];
    if (start === undefined) return undefined;
    const next = this.#starts[place + 1];
    return this.bytes.toString('utf8', start, next === undefined ? this.#used : next - 1);
  }

  clear(): void {
    // Room made for unusually long lines is given back.
    if ((this.#bytes?.length ?? 0) > this.#room) this.#bytes = undefined;
    this.#used = 0;
    this.#starts = [];
  }
}
