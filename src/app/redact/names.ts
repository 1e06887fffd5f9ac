import { WORDS_OF_AZURE_NAMES } from '../../domain/azureNames.ts';

/** A word of a name: pseudonyms keep what stands between words, so that `vm-x-osdisk` stays a name of that shape. */
const WORD = /[\p{L}\p{N}]+/gu;
/** ISO 8601 with a time of day. */
export const TIME =
  /(?<![\p{L}\p{N}])\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?(?![\p{L}\p{N}])/giu;
export const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

const NO_NAME = new RegExp(`${GUID.source}|${TIME.source}`, 'giu');

/** What every organisation has: they tell nothing, and sentences stay legible. */
const COMMON =
  'a access all an and are as at azure backup core https microsoft net windows by cannot customer could data disaster disk disks encrypted encryption for from has in is it its key keys machine machines managed network no not of on only or platform policy protected protection recovery replica restore restored role scope snapshot storage subscription that the this to vault vaults virtual was were with'.split(
    ' ',
  );

/** Keys whose values are names. Azure's own words among them are protected by the vocabulary. */
const NAME_KEY = /name$/i;
/** Keys of text that people wrote: it is taken out, not translated. */
export const FREE_TEXT = new Set(['justification', 'approvedby', 'ticket', 'description']);

/** A value of Azure's own lists: `Attached`, `westeurope`. */
const ONE_WORD = /^[A-Z]?[a-z]+([A-Z][a-z]*|\d+)*$/;

/** Keys that tell which of several shapes a value has, in Azure's words: `A2A` reads like nobody's word, yet the checks need it. */
const DISCRIMINATOR = /^(instanceType|objectType)$/i;

/** What a value lies in: tags hold names throughout; a SKU, or a role of Azure's own, none. */
type Within = 'resource' | 'tags' | 'azure';

function withinOf(key: string, holder: object, within: Within): Within {
  if (/^tags$/i.test(key)) return 'tags';
  if (/^(sku|plan|imageReference)$/i.test(key)) return 'azure';
  const isBuiltIn = /^(roleName|description)$/i.test(key) && Object.values(holder).includes('BuiltInRole');
  return isBuiltIn ? 'azure' : within;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The words to be replaced, and those that mean something to Azure or to the checks and stay. */
export class Names {
  readonly #words = new Set<string>();
  readonly #kept = new Set<string>([...WORDS_OF_AZURE_NAMES, ...COMMON]);

  /** True for a word (in lower case) that somebody chose. */
  has(word: string): boolean {
    return this.#words.has(word) && !this.#kept.has(word);
  }

  /** Words that stay. */
  keep(text: string): void {
    for (const word of wordsOf(text)) this.#kept.add(word);
  }

  /** A name that somebody chose. Numbers, dates and single letters tell nothing. */
  take(name: string): void {
    for (const word of wordsOf(name)) if (!/^\p{N}+$|^.$/u.test(word)) this.#words.add(word);
  }

  /** Everything in a value: what is a name, and what is Azure's vocabulary. */
  learn(value: unknown, key = '', within: Within = 'resource'): void {
    if (typeof value === 'string') this.#learnText(value, key, within);
    else if (Array.isArray(value)) for (const entry of value) this.learn(entry, key, within);
    else if (typeof value === 'object' && value !== null)
      for (const [name, child] of Object.entries(value)) {
        if (within === 'tags') this.take(name);
        else if (name.includes('/')) this.#learnIds(name);
        else this.keep(name);
        this.learn(child, name, withinOf(name, value, within));
      }
  }

  #learnText(text: string, key: string, within: Within): void {
    const inner = /^[[{]/.test(text) ? jsonIn(text) : undefined;
    if (inner !== undefined) this.learn(inner, key, withinOf(key, {}, within));
    else if (within === 'azure' || (within === 'resource' && DISCRIMINATOR.test(key))) this.keep(text);
    else if (within === 'tags' || NAME_KEY.test(key) || text.includes('@')) this.take(text.replace(NO_NAME, ' '));
    else if (text.includes('/')) this.#learnIds(text);
    else if (ONE_WORD.test(text)) this.keep(text);
  }

  /** The names in resource ids and in addresses of keys and blobs; between them stand types. */
  #learnIds(text: string): void {
    for (const [, host = '', path = ''] of text.matchAll(/https:\/\/([^./\s]+)\.[^/\s]+(\/\S*)?/gi)) {
      this.take(host);
      for (const segment of path.split('/').slice(2)) this.take(segment.replace(NO_NAME, ' '));
    }
    if (!/https:|\/subscriptions\/|^\/providers\//i.test(text)) this.keep(text);
    for (const [id] of text.matchAll(/\/subscriptions\/[^\s"'?]+|\/providers\/[^\s"'?]+/gi)) {
      const segments = id.split('/').slice(1);
      for (let at = 0; at < segments.length; at += 2) {
        const [kind = '', name = ''] = [segments[at], segments[at + 1]];
        this.keep(kind);
        if (/^providers$/i.test(kind)) this.keep(name);
        else this.take(name.replace(NO_NAME, ' '));
      }
    }
  }
}

function wordsOf(text: string): readonly string[] {
  return (text.match(WORD) ?? []).map((word) => word.toLowerCase());
}

export function replaceWords(text: string, replace: (word: string) => string): string {
  return text.replace(WORD, replace);
}
