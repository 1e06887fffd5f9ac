import { NumberList } from './numberList.ts';
import { Places } from './places.ts';
import { textHash } from './textHash.ts';

/** Bytes that are taken at once; a text lies in one such piece. */
const PIECE = 256 * 1024;

/** What bytes do not give back as it was. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Many short texts, to be found by their place and by what they say: as bytes they take a third of what strings take in a map,
 * and nothing of them is looked through when memory is cleared.
 */
export class KeptTexts {
  readonly #pieces: Buffer[] = [];
  #used = PIECE;
  /** Of each text, which piece it lies in, and where it begins and ends there. */
  readonly #at = new NumberList();
  /** Those that are not to be had from bytes again, or fill a piece: by their place. */
  readonly #odd = new Map<number, string>();
  readonly #places = new Places();

  get length(): number {
    return this.#at.length / 3;
  }

  /** Takes a text, also one that is there already. @returns its place */
  add(text: string): number {
    const place = this.length;
    const room = text.length * 3;
    if (room > PIECE / 4 || LONE_SURROGATE.test(text)) {
      this.#odd.set(place, text);
      for (const none of [0, 0, 0]) this.#at.add(none);
    } else {
      if (this.#pieces.length === 0 || this.#used + room > PIECE) {
        this.#pieces.push(Buffer.allocUnsafeSlow(PIECE));
        this.#used = 0;
      }
      const piece = this.#pieces.length - 1;
      const start = this.#used;
      this.#used += this.#pieces[piece]?.write(text, start) ?? 0;
      for (const number of [piece, start, this.#used]) this.#at.add(number);
    }
    this.#places.add(textHash(text), place);
    return place;
  }

  /** Where a text is; of equal ones the first. */
  placeOf(text: string): number | undefined {
    let first: number | undefined;
    for (const place of this.#places.under(textHash(text)))
      if ((first === undefined || place < first) && this.at(place) === text) first = place;
    return first;
  }

  has(text: string): boolean {
    return this.placeOf(text) !== undefined;
  }

  at(place: number): string | undefined {
    const odd = this.#odd.get(place);
    if (odd !== undefined) return odd;
    const [piece, start, end] = [this.#at.at(place * 3), this.#at.at(place * 3 + 1), this.#at.at(place * 3 + 2)];
    return piece === undefined ? undefined : this.#pieces[piece]?.toString('utf8', start, end);
  }
}
