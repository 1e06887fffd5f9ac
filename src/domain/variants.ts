import { withoutEnd } from '../base/withoutEnd.ts';
import { compareText } from '../base/order.ts';
import type { Resource } from './resource.ts';

/** How Azure spells an id and a name is not what it says of a resource. */
const SPELLING: ReadonlySet<string> = new Set(['resourceId', 'name']);

/** What a fact says, as text: equal for rows that say the same. */
export function contentOf(fact: Resource): string {
  return JSON.stringify({ ...fact, resourceId: '', name: '' }, asId);
}

/** Azure writes one id or address in several cases, with a slash at the end or without. */
function asId(_: string, value: unknown): unknown {
  return typeof value === 'string' && /^(?:\/|https:\/\/)/i.test(value) ? withoutEnd(value, '/').toLowerCase() : value;
}

/** Names of the fields in which facts about one resource differ, sorted. */
export function differingFields(variants: readonly Resource[]): readonly string[] {
  const names = new Set(variants.flatMap((variant) => Object.keys(variant)));
  return [...names]
    .filter((name) => !SPELLING.has(name) && new Set(variants.map((variant) => textOf(variant, name))).size > 1)
    .sort(compareText);
}

/** What each of the facts says in a field, each value once, in their order. */
export function valuesIn(variants: readonly Resource[], field: string): readonly unknown[] {
  const values = new Map(variants.map((variant) => [textOf(variant, field), valueOf(variant, field)]));
  return [...values.values()];
}

/** So many differences are spelled out. */
const TOLD = 3;

/** In which fields the facts differ, with the values: `diskState is Attached in one and Reserved in another`. */
export function differencesIn(variants: readonly Resource[]): string {
  const fields = differingFields(variants);
  const told = fields.slice(0, TOLD).map((field) => differenceIn(variants, field));
  const left = fields.length - told.length;
  return [
    ...told,
    ...(left === 0 ? [] : [`${String(left)} more ${left === 1 ? 'field differs' : 'fields differ'}`]),
  ].join('; ');
}

/** The same for one field. */
export function differenceIn(variants: readonly Resource[], field: string): string {
  const values = valuesIn(variants, field);
  const [path, [one, other]] = leafOf(field, values[0], values[1]);
  const [first, second] = [shown(one), shown(other)];
  return first === undefined || second === undefined
    ? `${path} differs`
    : `${path} is ${first} in one and ${second} in another`;
}

/** Down to where the two part, as long as only one thing beneath differs. */
function leafOf(path: string, one: unknown, other: unknown): readonly [string, readonly [unknown, unknown]] {
  if (!isBlock(one) || !isBlock(other)) return [path, [one, other]];
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(
    (name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]),
  );
  const [name] = names;
  return name === undefined || names.length > 1
    ? [path, [one, other]]
    : leafOf(`${path}.${name}`, one[name], other[name]);
}

const LONGEST = 120;

/** A plain value as Azure wrote it; undefined for what is no plain value, or too long to read. */
function shown(value: unknown): string | undefined {
  if (value === undefined || value === null) return 'not said';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST || (typeof value === 'object' && !Array.isArray(value)) ? undefined : text;
}

function isBlock(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function valueOf(fact: Resource, name: string): unknown {
  return (fact as unknown as Readonly<Record<string, unknown>>)[name];
}

function textOf(fact: Resource, name: string): string {
  return JSON.stringify(valueOf(fact, name), asId);
}
