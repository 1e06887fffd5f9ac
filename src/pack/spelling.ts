import { canonicalJson } from './canonicalJson.ts';
import { jsonOf } from './lines.ts';
import { PART } from './parts.ts';

/** Parts whose lines are canonical JSON (RFC 8785); the others keep the order of keys in which Azure answered. */
const CANONICAL: readonly string[] = [PART.record, PART.context, PART.carried];

/**
 * What is wrong with the form of a line: white space, a repeated key, a different order, a key that looks like another one.
 * If two forms were allowed, people could read one thing and the program another.
 * @throws PackReadError where it is no JSON
 */
export function faultInLine(line: string, name: string, where: string): string | undefined {
  const value = jsonOf(line, where);
  const found = keysIn(value, OUTSIDE_TAGS);
  // The engine's writer is several times as fast as ours, and writes the same if keys are in order.
  const again = CANONICAL.includes(name) && !found.inOrder ? canonicalJson(value) : JSON.stringify(value);
  if (again !== line)
    return `${where} is not in canonical form: white space, a key that appears twice, another order or another way to write a value.`;
  return found.twin === undefined
    ? undefined
    : `${where} has a key that looks like another: ${JSON.stringify(found.twin)}.`;
}

/** What was found about the keys of a value, at every depth. */
interface Keys {
  /** Sorted by UTF-16 units, as RFC 8785 wants them. */
  readonly inOrder: boolean;
  /** A key that differs from another of its object only by case or look, or that passes off letters of other scripts as Latin. */
  readonly twin: string | undefined;
}

/**
 * Keys of an object up to one of them. Objects of one kind have the same keys in the same order, so each such series of keys
 * is judged once.
 */
interface Row extends Keys {
  readonly next: Map<string, Row>;
}

/** How many series of keys are remembered, and of which length at most: a hostile pack may have any number of any length. */
const REMEMBERED = 20_000;
const LONGEST = 64;
let remembered = 0;

const OUTSIDE_TAGS: Row = { inOrder: true, twin: undefined, next: new Map() };
/** Names of tags are the organisation's, in any script; Azure ignores their case. */
const IN_TAGS: Row = { inOrder: true, twin: undefined, next: new Map() };

function keysIn(value: unknown, start: Row): Keys {
  if (!isObject(value)) return start;
  let { inOrder, twin }: Keys = start;
  const alsoIn = (child: unknown, from: Row): void => {
    if (!isObject(child)) return;
    const found = keysIn(child, from);
    inOrder &&= found.inOrder;
    twin ??= found.twin;
  };
  if (Array.isArray(value)) {
    for (const child of value as readonly unknown[]) alsoIn(child, OUTSIDE_TAGS);
    return { inOrder, twin };
  }
  const members = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(members);
  const own = keys.length <= LONGEST ? rowOf(keys, start) : judged(keys, start === IN_TAGS);
  for (const key of keys) alsoIn(members[key], TAGS.test(key) ? IN_TAGS : OUTSIDE_TAGS);
  return { inOrder: inOrder && own.inOrder, twin: own.twin ?? twin };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

const TAGS = /^tags$/i;

function rowOf(keys: readonly string[], start: Row): Keys {
  let row = start;
  for (const [at, key] of keys.entries()) {
    let longer = row.next.get(key);
    if (longer === undefined) {
      if (remembered === REMEMBERED) return judged(keys, start === IN_TAGS);
      remembered += 1;
      longer = { ...judged(keys.slice(0, at + 1), start === IN_TAGS), next: new Map() };
      row.next.set(key, longer);
    }
    row = longer;
  }
  return row;
}

function judged(keys: readonly string[], inTags: boolean): Keys {
  const seen = new Set<string>();
  let twin: string | undefined;
  // The engine puts names that are numbers first, whatever their order as text.
  let inOrder = !keys.some((key) => /^\d/.test(key));
  let last: string | undefined;
  for (const key of keys) {
    const look = inTags ? key.toLowerCase() : lookOf(key);
    if (seen.has(look) || (!inTags && !ASCII.test(key) && ASCII.test(look))) twin ??= key;
    seen.add(look);
    if (last !== undefined && key < last) inOrder = false;
    last = key;
  }
  return { inOrder, twin };
}

const ASCII = /^[\u0020-\u007e]*$/;

/** Letters of other scripts that look like Latin ones: the small letter and, if it looks alike, the capital. */
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

/** A key as the eye sees it: without case, invisible marks and the script of its letters. */
function lookOf(key: string): string {
  if (ASCII.test(key)) return key.toLowerCase();
  const plain = key
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}|\p{Cc}/gu, '')
    .toLowerCase();
  return Array.from(plain, (letter) => LOOK_ALIKES.get(letter) ?? letter).join('');
}
