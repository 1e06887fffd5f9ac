import { by } from '../../base/order.ts';
import { armId, nameOf, resourceGroupOf, subscriptionOf, type ArmId } from '../../domain/armId.ts';
import type { Resource } from '../../domain/facts.ts';
import { readInstant } from '../instant.ts';

/** A row that cannot be a fact. The message names the field, never its value. */
export class MalformedRowError extends Error {
  override readonly name = 'MalformedRowError';
}

/**
 * One object of Azure's JSON, read tolerantly where Azure is known to vary and strictly where a guess could pass for
 * an answer. Names are found whatever their case or trailing blanks (`LastOwnershipUpdateTime`, `"Recovery point time "`);
 * a block may be a string of JSON; a missing or null value is undefined; a value of the wrong kind is a malformed row.
 */
export class Block {
  readonly path: string;
  private readonly values: Readonly<Record<string, unknown>>;
  private folded: ReadonlyMap<string, unknown> | undefined;

  constructor(values: Readonly<Record<string, unknown>>, path: string) {
    this.values = values;
    this.path = path;
  }

  /** The value as it is; undefined if missing or null. */
  value(name: string): unknown {
    const exact = Object.hasOwn(this.values, name) ? this.values[name] : undefined;
    if (exact !== undefined && exact !== null) return exact;
    this.folded ??= foldedNames(this.values);
    return this.folded.get(name.toLowerCase());
  }

  /** Open text: enums keep what Azure wrote, even a number from an old API version. Blank text counts as missing. */
  text(name: string): string | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value === 'string') return value.trim() === '' ? undefined : value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw new MalformedRowError(`${this.at(name)} is not text`);
  }

  /** Undefined for anything but true and false: a check must not take `"yes"` for true. */
  flag(name: string): boolean | undefined {
    const value = this.value(name);
    return typeof value === 'boolean' ? value : undefined;
  }

  number(name: string): number | undefined {
    const value = this.value(name);
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim())) return Number(value);
    if (value === undefined || value === '') return undefined;
    throw new MalformedRowError(`${this.at(name)} is not a number`);
  }

  /** ISO 8601 in UTC. Sentinel dates (years 1, 1753 and 9999) are undefined; an unreadable date is a malformed row. */
  instant(name: string): string | undefined {
    const value = this.value(name);
    if (value === undefined || value === '') return undefined;
    const instant = readInstant(value);
    if (instant === null) throw new MalformedRowError(`${this.at(name)} is not a date`);
    return instant;
  }

  id(name: string): ArmId | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : armId(text);
  }

  block(name: string): Block | undefined {
    const value = this.value(name);
    return value === undefined || value === '' ? undefined : asBlock(value, this.at(name));
  }

  required(name: string): Block {
    const block = this.block(name);
    if (block === undefined) throw new MalformedRowError(`${this.at(name)} is missing`);
    return block;
  }

  /** Empty if missing. */
  list(name: string): readonly Block[] {
    return this.elements(name).map((element, index) => asBlock(element, `${this.at(name)}[${index}]`));
  }

  /** A list of plain values as text; empty if missing. */
  texts(name: string): readonly string[] {
    return this.elements(name).map((element) => {
      if (typeof element === 'string' || typeof element === 'number') return String(element);
      throw new MalformedRowError(`${this.at(name)} holds something that is not text`);
    });
  }

  /** The names as Azure wrote them. */
  names(): readonly string[] {
    return Object.keys(this.values);
  }

  /** A list as it is; empty if missing. */
  elements(name: string): readonly unknown[] {
    const value = this.value(name);
    if (value === undefined || value === '') return [];
    const list: unknown = typeof value === 'string' ? parsed(value, this.at(name)) : value;
    if (Array.isArray(list)) return list as readonly unknown[];
    throw new MalformedRowError(`${this.at(name)} is not a list`);
  }

  /** A list of resources, each with an id and its own `properties`; empty if missing. */
  rows(name: string): readonly Row[] {
    return this.elements(name).map(readRow);
  }

  private at(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }
}

/** A row of Resource Graph or a resource of ARM: its common fields and its `properties`. */
export interface Row {
  readonly resource: Resource;
  readonly top: Block;
  readonly properties: Block;
}

/** @throws MalformedRowError if the id is not usable or `properties` is not a block. */
export function readRow(raw: unknown): Row {
  const top = asBlock(raw, '');
  const id = readableId(raw);
  if (id === undefined) throw new MalformedRowError('id is missing or is not a resource id');
  const resourceId = top.text('id') ?? id;
  const resource: Resource = {
    id,
    resourceId,
    name: top.text('name') ?? nameOf(resourceId),
    subscriptionId: subscriptionOf(id),
    resourceGroup: resourceGroupOf(id),
    location: top.text('location'),
    tags: readTags(top),
  };
  return { resource, top, properties: top.required('properties') };
}

/** In a subscription, or of the two providers whose resources stand above it: management groups, and roles. */
const READABLE = /^\/(subscriptions\/[^/]+|providers\/microsoft\.(management|authorization)\/[^/]+\/[^/]+)/i;

/** The row's id if it can be read, however broken the rest is. */
export function readableId(raw: unknown): ArmId | undefined {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined;
  const id = new Block(raw as Record<string, unknown>, '').value('id');
  return typeof id === 'string' && READABLE.test(id.trim()) ? armId(id) : undefined;
}

function readTags(top: Block): Readonly<Record<string, string>> {
  const tags = top.block('tags');
  const pairs = (tags?.names() ?? []).map((name): [string, string] => [name, tags?.text(name) ?? '']);
  return Object.fromEntries(pairs.sort(by(([key]) => key)));
}

function asBlock(value: unknown, path: string): Block {
  const object: unknown = typeof value === 'string' ? parsed(value, path) : value;
  if (typeof object === 'object' && object !== null && !Array.isArray(object))
    return new Block(object as Record<string, unknown>, path);
  throw new MalformedRowError(`${path === '' ? 'the row' : path} is not a block`);
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new MalformedRowError(`${path} is text that is not JSON`);
  }
}

function foldedNames(values: Readonly<Record<string, unknown>>): ReadonlyMap<string, unknown> {
  const folded = new Map<string, unknown>();
  for (const [name, value] of Object.entries(values)) {
    const key = name.trim().toLowerCase();
    if (value !== null && value !== undefined && !folded.has(key)) folded.set(key, value);
  }
  return folded;
}
