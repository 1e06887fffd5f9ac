import { canonicalJson } from './canonicalJson.ts';
import { jsonOf } from './lines.ts';
import { PART } from './parts.ts';

/** Parts whose lines are canonical JSON (RFC 8785); the others keep the order of keys in which Azure answered. */
const CANONICAL: readonly string[] = [PART.record, PART.context, PART.carried];

/**
 * What is wrong with the spelling of a line, for of two spellings one could be read by a person and the other by the program:
 * white space, a key that stands twice, another order, a key that looks like another one.
 * @throws PackReadError where it is no JSON
 */
export function faultInLine(line: string, name: string, where: string): string | undefined {
  const value = jsonOf(line, where);
  const again = CANONICAL.includes(name) ? canonicalJson(value) : JSON.stringify(value);
  if (again !== line)
    return `${where} is not in its one spelling: white space, a key that stands twice, another order or another way to write a value.`;
  const twin = twinIn(value, false);
  return twin === undefined ? undefined : `${where} has a key that looks like another: ${JSON.stringify(twin)}.`;
}

/** A key that differs from another of its object by case or look alone, or that passes letters of other scripts off as Latin. */
function twinIn(value: unknown, inTags: boolean): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const seen = new Set<string>();
  for (const [key, child] of Object.entries(value)) {
    if (!Array.isArray(value)) {
      // Names of tags are the organisation's, in any script; Azure tells them apart without case.
      const look = inTags ? key.toLowerCase() : lookOf(key);
      if (seen.has(look) || (!inTags && !ASCII.test(key) && ASCII.test(look))) return key;
      seen.add(look);
    }
    const found = twinIn(child, /^tags$/i.test(key));
    if (found !== undefined) return found;
  }
  return undefined;
}

const ASCII = /^[\u0020-\u007e]*$/;

/** Letters of other scripts that look like a Latin one: the small and, where it looks so, the capital letter. */
const LOOK_ALIKES = new Map(
  Object.entries({
    a: 'аαɑᴀ',
    b: 'ЬвΒʙ',
    c: 'сϲᴄ',
    d: 'ԁᴅ',
    e: 'еҽεᴇ',
    f: 'ғϝ',
    g: 'ɡɢց',
    h: 'һнΗʜհ',
    i: 'іιıӏɩ',
    j: 'јϳ',
    k: 'кκᴋ',
    l: 'ⅼʟ',
    m: 'мΜᴍ',
    n: 'пηΝɴո',
    o: 'оοσօᴏ',
    p: 'рρᴘ',
    q: 'ԛգ',
    r: 'гʀ',
    s: 'ѕꜱ',
    t: 'тτᴛ',
    u: 'υսᴜ',
    v: 'νѵᴠ',
    w: 'ԝωѡᴡ',
    x: 'хχ',
    y: 'уүγʏ',
    z: 'ᴢΖ',
  }).flatMap(([latin, others]) => Array.from(others.toLowerCase(), (other) => [other, latin] as const)),
);

/** A key as the eye takes it: without case, marks that do not show, and the script of its letters. */
function lookOf(key: string): string {
  if (ASCII.test(key)) return key.toLowerCase();
  const plain = key
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}|\p{Cc}/gu, '')
    .toLowerCase();
  return Array.from(plain, (letter) => LOOK_ALIKES.get(letter) ?? letter).join('');
}
