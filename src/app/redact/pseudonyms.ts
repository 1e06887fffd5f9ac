import { createHmac } from 'node:crypto';
import { by } from '../../base/order.ts';

const NOBODY = '00000000-0000-0000-0000-000000000000';
export const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
/** Everything between ASCII's blanks and signs: letters of any script, digits, and whatever else somebody may write. */
// eslint-disable-next-line no-control-regex -- what stands outside ASCII's letters and digits is meant
export const WORD = /[^\u0000-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007f]+/g;
/** A number so short tells nothing, and `vm-01` stays legible. */
const SHORT_NUMBER = /^\d{1,2}$/;
/** Beside one another they are an address, a date or a telephone number. */
const MANY = 3;
const NUMBER = /^\d+$/;
const NUMBERS = /\d[^\p{L}\p{N}]\d/u;
const LETTERS = 7;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** Gives a pseudonym for each word and id: the same one wherever it stands, and in every pack redacted with the same secret. */
export class Pseudonyms {
  readonly #secret: Buffer;
  readonly #given = new Map<string, string>();
  readonly #taken = new Map<string, string>();

  constructor(secret: Buffer) {
    this.#secret = secret;
  }

  /** What was replaced, by what stood there (words in lower case). */
  get mapping(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#given].sort(by(([key]) => key)));
  }

  /** Every word and GUID of a text replaced, what stands between them left: `vm-x` stays a name of that shape. */
  words(text: string): string {
    let done = '';
    let at = 0;
    // A GUID is one word with hyphens.
    for (const match of text.matchAll(GUID)) {
      done += this.#between(text.slice(at, match.index)) + this.guid(match[0]);
      at = match.index + match[0].length;
    }
    return done + this.#between(text.slice(at));
  }

  word(word: string): string {
    const lower = word.toLowerCase();
    if (SHORT_NUMBER.test(lower)) return lower;
    // A GUID without its hyphens, or the version of a key: stays 32 hex digits.
    if (/^[0-9a-f]{32}$/.test(lower)) return this.guid(lower).replaceAll('-', '');
    return this.#give(lower, letters);
  }

  /** One of several numbers beside one another, however short. */
  number(digits: string): string {
    return this.#give(digits, letters);
  }

  guid(text: string): string {
    const guid = text.toLowerCase();
    return guid === NOBODY ? guid : this.#give(guid, hyphenated);
  }

  /** As many digits. */
  digits(text: string): string {
    return this.#give(text, (digest) =>
      [...Array(text.length).keys()].map((at) => String((digest[at % digest.length] ?? 0) % 10)).join(''),
    );
  }

  /** One pseudonym for a whole text: where it stands again, it is seen to be the same. */
  whole(text: string): string {
    return this.#give(text, letters);
  }

  /** 64 hex digits. */
  hash(text: string): string {
    return this.#give(text, (digest) => digest.toString('hex'));
  }

  #between(text: string): string {
    if (!NUMBERS.test(text)) return text.replace(WORD, (word) => this.word(word));
    const words = [...text.matchAll(WORD)];
    const numbers = numbersBeside(words);
    let done = '';
    let at = 0;
    for (const [place, { 0: word, index }] of words.entries()) {
      done += text.slice(at, index) + (numbers.has(place) ? this.number(word) : this.word(word));
      at = index + word.length;
    }
    return done + text.slice(at);
  }

  #give(original: string, make: (digest: Buffer) => string): string {
    const known = this.#given.get(original);
    if (known !== undefined) return known;
    for (let turn = 0; ; turn += 1) {
      const pseudonym = make(
        createHmac('sha256', this.#secret)
          .update(`${String(turn)} ${original}`)
          .digest(),
      );
      if (this.#taken.has(pseudonym)) continue;
      this.#taken.set(pseudonym, original);
      this.#given.set(original, pseudonym);
      return pseudonym;
    }
  }
}

/** Places of numbers that stand in a row of several, with one sign or blank between each and the next. */
function numbersBeside(words: readonly RegExpExecArray[]): ReadonlySet<number> {
  const found = new Set<number>();
  let row: number[] = [];
  let end = -1;
  for (const [place, { 0: word, index }] of words.entries()) {
    if (!NUMBER.test(word) || index !== end + 1) row = [];
    if (NUMBER.test(word)) row.push(place);
    if (row.length >= MANY) for (const one of row) found.add(one);
    if (row.length > MANY) row = row.slice(-MANY);
    end = index + word.length;
  }
  return found;
}

function letters(digest: Buffer): string {
  return `x${[...digest.subarray(0, LETTERS)].map((byte) => ALPHABET[byte % 32] ?? '').join('')}`;
}

function hyphenated(digest: Buffer): string {
  const hex = digest.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
