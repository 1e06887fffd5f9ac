import { createHmac } from 'node:crypto';
import { by } from '../../base/order.ts';
import { FREE_TEXT, GUID, replaceWords, TIME, type Names } from './names.ts';

const NOBODY = '00000000-0000-0000-0000-000000000000';
const GUID_OR_TIME = new RegExp(`${GUID.source}|${TIME.source}`, 'giu');
const GUID_ALONE = new RegExp(`^${GUID.source}$`, 'i');
const LETTERS = 7;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** Puts a pseudonym for each name and id: the same one wherever it stands, and in every pack redacted with the same secret. */
export class Pseudonyms {
  readonly #names: Names;
  readonly #secret: Buffer;
  readonly #given = new Map<string, string>();
  readonly #taken = new Map<string, string>();

  constructor(names: Names, secret: Buffer) {
    this.#names = names;
    this.#secret = secret;
  }

  /** What was replaced, by what stood there (in lower case). */
  get mapping(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#given].sort(by(([key]) => key)));
  }

  text(value: string): string {
    const whole: string[] = [];
    const setAside = (text: string): string => {
      whole.push(text);
      return '\u0000';
    };
    // The groups of a GUID and the parts of a time are no words: a VM called 06t00 moves no clock.
    const marked = value
      .replaceAll('\u0000', '')
      .replace(GUID_OR_TIME, (found) => setAside(GUID_ALONE.test(found) ? this.#guid(found.toLowerCase()) : found));
    const replaced = replaceWords(marked, (word) => {
      const lower = word.toLowerCase();
      return this.#names.has(lower) ? this.#word(lower) : word;
    });
    return replaced.replaceAll('\u0000', () => whole.shift() ?? '');
  }

  /** A text of our own words, in which GUIDs alone tell something. */
  guids(value: string): string {
    return value.replace(GUID, (guid) => this.#guid(guid.toLowerCase()));
  }

  /** A copy of a JSON value with every string and key replaced; text that people wrote is taken out. */
  value(value: unknown, key = ''): unknown {
    if (typeof value === 'string')
      return FREE_TEXT.has(key.toLowerCase()) && value !== '' ? '(redacted)' : this.text(value);
    if (Array.isArray(value)) return value.map((entry) => this.value(entry, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, child]) => [this.text(name), this.value(child, name)]));
  }

  #word(word: string): string {
    // A GUID without its hyphens, or the version of a key: stays 32 hex digits.
    if (/^[0-9a-f]{32}$/.test(word)) return this.#guid(word).replaceAll('-', '');
    return this.#give(
      word,
      (digest) => `x${[...digest.subarray(0, LETTERS)].map((byte) => ALPHABET[byte % 32] ?? '').join('')}`,
    );
  }

  #guid(guid: string): string {
    if (guid === NOBODY) return guid;
    return this.#give(guid, (digest) => {
      const hex = digest.toString('hex');
      return [
        hex.slice(0, 8),
        hex.slice(8, 12),
        `4${hex.slice(13, 16)}`,
        `8${hex.slice(17, 20)}`,
        hex.slice(20, 32),
      ].join('-');
    });
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
