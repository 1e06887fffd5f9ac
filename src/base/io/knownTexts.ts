import { hash } from 'node:crypto';
import { Places } from '../places.ts';
import { textHash } from '../textHash.ts';

/** Bytes of its SHA-256 by which a text is known: no two texts share them, by chance or design. */
const KEPT = 16;
/** UTF-8 does not tell these apart. */
const LONE_SURROGATE = /\p{Surrogate}/u;
/** A byte that never occurs in UTF-8. */
const NO_UTF8 = Buffer.of(0xff);

/**
 * Recognises many texts, each by its place: it keeps their hashes, which take a tenth of the memory of strings in a map and
 * give the garbage collector nothing to trace.
 */
export class KnownTexts {
  readonly #places: Places;
  #hashes: Buffer;
  #length = 0;

  /** @param expected how many will come, if known */
  constructor(expected = 1_000) {
    this.#places = new Places(expected);
    this.#hashes = Buffer.alloc(Math.max(1, expected) * KEPT);
  }

  get length(): number {
    return this.#length;
  }

  /** Adds a text, even one that is already known. @returns its place */
  add(text: string): number {
    const place = this.#length;
    if (place * KEPT === this.#hashes.length) {
      const more = Buffer.alloc(this.#hashes.length * 2);
      this.#hashes.copy(more);
      this.#hashes = more;
    }
    hashOf(text).copy(this.#hashes, place * KEPT, 0, KEPT);
    this.#places.add(textHash(text), place);
    this.#length += 1;
    return place;
  }

  /** The place of a text; if it was added repeatedly, the first. */
  placeOf(text: string): number | undefined {
    let [first, own]: [number | undefined, Buffer | undefined] = [undefined, undefined];
    for (const place of this.#places.under(textHash(text))) {
      if (first !== undefined && place > first) continue;
      own ??= hashOf(text);
      if (this.#hashes.compare(own, 0, KEPT, place * KEPT, (place + 1) * KEPT) === 0) first = place;
    }
    return first;
  }

  /** Adds a text unless it is known. @returns whether it was new */
  addNew(text: string): boolean {
    if (this.has(text)) return false;
    this.add(text);
    return true;
  }

  has(text: string): boolean {
    return this.placeOf(text) !== undefined;
  }
}

function hashOf(text: string): Buffer {
  return hash(
    'sha256',
    LONE_SURROGATE.test(text) ? Buffer.concat([NO_UTF8, Buffer.from(text, 'utf16le')]) : text,
    'buffer',
  );
}
