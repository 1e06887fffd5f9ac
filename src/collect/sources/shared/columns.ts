import * as z from 'zod';
import type { Fields } from '../../defineSource.ts';

export const text = z.string().nullish();
/** Text of JSON or the object itself: Resource Graph sends both. */
export const json = z.union([z.string(), z.record(z.string(), z.unknown())]).nullish();

/** Columns of what stands at or above a subscription. */
export const ABOVE = { id: z.string().min(1), name: text, type: text, subscriptionId: text, properties: json };
/** Columns of a resource in a resource group. */
export const RESOURCE = { ...ABOVE, tags: json, resourceGroup: text, location: text };

/** The same fields below another path: `a.b` for a block, `a.b[]` for a list. */
export function under(path: string, fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, kind]) => [`${path}.${name}`, kind]));
}

/** What is read of a row, also of one that lies within another. */
export const ROW: Fields = { id: 'id', name: 'name', location: 'word', 'tags.*': 'name' };

/** What every row has, whoever sent it. */
export const COMMON: Fields = { ...ROW, type: 'word', subscriptionId: 'id', resourceGroup: 'name' };
