import type { z } from 'zod';
import { baselineJsonSchema } from './schema.ts';

type Path = readonly PropertyKey[];

/** A fault of a file: where it is, what was found there, what is allowed. */
export interface Fault {
  readonly path: Path;
  /** What was found, in words or as JSON. */
  readonly found: string;
  /** Fits "… is allowed" and the like: a whole clause. */
  readonly allowed: string;
}

export function faultText({ path, found, allowed }: Fault): string {
  return `${jsonPath(path)}: found ${found}; ${allowed}.`;
}

/** RFC 9535, e.g. `$.rules[0].where.tags['cost centre']`. */
function jsonPath(path: Path): string {
  return `$${path
    .map((key) => {
      if (typeof key === 'number') return `[${String(key)}]`;
      return /^[A-Za-z_$][\w$]*$/.test(String(key)) ? `.${String(key)}` : `['${String(key).replace(/'/g, "\\'")}']`;
    })
    .join('')}`;
}

/** @param kind what the file is, as in "a field that is not one of …"; with its JSON Schema */
export function faultsOf(
  json: unknown,
  issues: readonly z.core.$ZodIssue[],
  { kind, schema }: { readonly kind: string; readonly schema: object } = baselineFile(),
): readonly Fault[] {
  return issues.flatMap((issue) => faultOf(json, issue, kind, schema));
}

/** Made when it is needed: the schema takes its time, and most programs never show a fault. */
const baselineFile = (): { readonly kind: string; readonly schema: object } => ({
  kind: 'a baseline',
  schema: baselineJsonSchema(),
});

function faultOf(json: unknown, issue: z.core.$ZodIssue, kind: string, schema: object): readonly Fault[] {
  const node = nodeAt(schema, issue.path);
  if (issue.code === 'unrecognized_keys') {
    const allowed = Object.keys(node?.properties ?? {}).map((key) => JSON.stringify(key));
    return issue.keys.map((key, at) => ({
      path: [...issue.path, key],
      found: `a field that is not one of ${kind}`,
      allowed: `${nearest(key, Object.keys(node?.properties ?? {}))}${at === 0 ? `allowed here: ${allowed.join(', ')}` : 'the first of these lines lists what is allowed here'}`,
    }));
  }
  return [{ path: issue.path, found: foundAt(json, issue.path), allowed: `must be ${describe(node)}` }];
}

/** What stands at a path, as JSON, cut where it is long. */
function foundAt(json: unknown, path: Path): string {
  const found = path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    json,
  );
  if (found === undefined) return 'nothing';
  const text = JSON.stringify(found);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** The part of JSON Schema that our schema uses. */
interface Node {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly propertyNames?: Node;
  readonly items?: Node;
  readonly minItems?: number;
  readonly anyOf?: readonly Node[];
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly format?: string;
  readonly patternErrorMessage?: string;
}

function nodeAt(schema: object, path: Path): Node | undefined {
  return path.reduce<Node | undefined>(stepInto, schema);
}

function stepInto(node: Node | undefined, key: PropertyKey): Node | undefined {
  if (node === undefined) return undefined;
  for (const one of node.anyOf ?? [node]) {
    if (typeof key === 'number' && one.items !== undefined) return one.items;
    const property = typeof key === 'string' ? one.properties?.[key] : undefined;
    if (property !== undefined) return property;
    if (typeof key === 'string' && typeof one.additionalProperties === 'object') return one.additionalProperties;
  }
  return undefined;
}

function describe(node: Node | undefined): string {
  if (node === undefined) return 'something else';
  if (node.anyOf !== undefined) return node.anyOf.map(describe).join(' or ');
  if (node.enum !== undefined) return `one of ${node.enum.map((value) => JSON.stringify(value)).join(', ')}`;
  if (node.patternErrorMessage !== undefined) return node.patternErrorMessage;
  switch (node.type) {
    case 'boolean':
      return 'true or false';
    case 'integer':
    case 'number':
      return `a ${node.type === 'integer' ? 'whole number' : 'number'} from ${String(node.minimum)} to ${String(node.maximum)}`;
    case 'string':
      if (node.format === 'uuid') return 'a GUID';
      if (node.format === 'date') return 'a date yyyy-mm-dd';
      return node.maxLength === undefined ? 'a text' : `a text of 1 to ${String(node.maxLength)} characters`;
    case 'array':
      return `a list${node.minItems === undefined ? '' : ' that is not empty'}, each entry ${describe(node.items)}`;
    case 'null':
      return 'null';
    default:
      return node.propertyNames === undefined
        ? 'an object { … }'
        : `an object { … } in which each name is ${describe(node.propertyNames)}`;
  }
}

/** `did you mean "required"? ` where a field is spelt nearly so. */
function nearest(word: string, fields: readonly string[]): string {
  const [best] = fields
    .map((field) => ({ field, away: distance(word.toLowerCase(), field.toLowerCase()) }))
    .filter(({ away }) => away <= 2)
    .sort((a, b) => a.away - b.away);
  return best === undefined ? '' : `did you mean ${JSON.stringify(best.field)}? `;
}

/** Levenshtein: single characters put in, taken out or replaced. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, char] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries())
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (char === other ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}
