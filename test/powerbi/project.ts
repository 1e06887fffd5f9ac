import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readTmdlFolder, unquote, type TmdlObject } from './tmdl.ts';

const POWERBI = join(import.meta.dirname, '..', '..', 'powerbi');
export const MODEL_FOLDER = join(POWERBI, 'Unbroken.SemanticModel');

interface ModelColumn {
  readonly table: string;
  readonly name: string;
  readonly source: string;
  readonly object: TmdlObject;
}

/** Many rows of `from` belong to one row of `to`. */
interface Relationship {
  readonly name: string;
  readonly from: readonly [table: string, column: string];
  readonly to: readonly [table: string, column: string];
  readonly bothDirections: boolean;
}

/** The semantic model as its files say. */
export interface Model {
  readonly objects: readonly TmdlObject[];
  readonly tables: readonly TmdlObject[];
  readonly columns: readonly ModelColumn[];
  readonly measures: readonly TmdlObject[];
  readonly relationships: readonly Relationship[];
  readonly expressions: readonly TmdlObject[];
  readonly roles: readonly TmdlObject[];
}

export function readModel(): Model {
  const objects = readTmdlFolder(join(MODEL_FOLDER, 'definition'));
  const ofType = (type: string): readonly TmdlObject[] => objects.filter((object) => object.type === type);
  const tables = ofType('table');
  return {
    objects,
    tables,
    columns: tables.flatMap((table) =>
      table.children
        .filter(({ type }) => type === 'column')
        .map((object) => ({
          table: table.name,
          name: object.name,
          source: object.properties.get('sourceColumn') ?? '',
          object,
        })),
    ),
    measures: tables.flatMap(({ children }) => children.filter(({ type }) => type === 'measure')),
    relationships: ofType('relationship').map(({ name, properties }) => ({
      name,
      from: end(properties.get('fromColumn') ?? ''),
      to: end(properties.get('toColumn') ?? ''),
      bothDirections: properties.get('crossFilteringBehavior') === 'bothDirections',
    })),
    expressions: ofType('expression'),
    roles: ofType('role'),
  };
}

/** `Runs.'Run id'` → its table and its column. */
function end(text: string): readonly [string, string] {
  const match = /^('(?:[^']|'')*'|[^.]+)\.(.+)$/.exec(text);
  return [unquote(match?.[1] ?? ''), unquote(match?.[2] ?? '')];
}

/** The partition of a table and its source: M, or DAX when calculated. */
export function sourceOf(table: TmdlObject): { readonly kind: string; readonly code: string } {
  const partition = table.children.find(({ type }) => type === 'partition');
  return { kind: partition?.expression ?? '', code: partition?.properties.get('source') ?? '' };
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface ReportFile {
  /** Relative to the project folder, with `/`. */
  readonly path: string;
  readonly json: Json;
}

/** Every JSON file of the project, whatever its ending. */
export function readProjectFiles(): readonly ReportFile[] {
  return readdirSync(POWERBI, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.tmdl$|^\.gitignore$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({
      path: file.slice(POWERBI.length + 1).replaceAll('\\', '/'),
      json: JSON.parse(readFileSync(file, 'utf8')) as Json,
    }));
}

export interface Visual {
  readonly page: string;
  readonly path: string;
  readonly name: string;
  readonly type: string;
  readonly position: Readonly<Record<'x' | 'y' | 'z' | 'width' | 'height' | 'tabOrder', number>>;
  readonly json: Json;
}

export function visualsOf(files: readonly ReportFile[]): readonly Visual[] {
  return files
    .filter(({ path }) => path.endsWith('/visual.json'))
    .map(({ path, json }) => ({
      page:
        dirname(dirname(dirname(path)))
          .split('/')
          .at(-1) ?? '',
      path,
      name: textAt(json, 'name'),
      type: textAt(json, 'visual', 'visualType'),
      position: at(json, 'position') as Visual['position'],
      json,
    }));
}

/** The value at a path of keys and indexes; undefined where there is none. */
export function at(json: Json | undefined, ...keys: readonly (string | number)[]): Json | undefined {
  let value: Json | undefined = json;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string | number, Json | undefined>>)[key];
  }
  return value;
}

/** The text at a path; empty where there is none. */
export function textAt(json: Json | undefined, ...keys: readonly (string | number)[]): string {
  const value = at(json, ...keys);
  return typeof value === 'string' ? value : '';
}

export interface FieldReference {
  readonly kind: 'Column' | 'Measure';
  readonly entity: string;
  readonly property: string;
}

/** Every column and measure that a file names; an alias of a filter is resolved through its `From`. */
export function fieldsOf(json: Json, aliases: ReadonlyMap<string, string> = new Map()): readonly FieldReference[] {
  if (typeof json !== 'object' || json === null) return [];
  if (Array.isArray(json)) return (json as readonly Json[]).flatMap((item) => fieldsOf(item, aliases));
  const known = new Map(aliases);
  const from = at(json, 'From');
  if (Array.isArray(from))
    for (const source of from as readonly Json[]) known.set(textAt(source, 'Name'), textAt(source, 'Entity'));
  const found: FieldReference[] = [];
  for (const [key, value] of Object.entries(json)) {
    if ((key === 'Column' || key === 'Measure') && at(value, 'Property') !== undefined) {
      const alias = textAt(value, 'Expression', 'SourceRef', 'Source');
      const entity = alias === '' ? textAt(value, 'Expression', 'SourceRef', 'Entity') : (known.get(alias) ?? '');
      found.push({ kind: key, entity, property: textAt(value, 'Property') });
    } else found.push(...fieldsOf(value, known));
  }
  return found;
}

/** A field as a visual shows it. */
export interface Shown {
  readonly property: string;
  /** The visual’s own name for it, else that of the model. */
  readonly name: string;
}

/** What a visual shows, by role. */
export function rolesOf({ json }: Visual): ReadonlyMap<string, readonly Shown[]> {
  const roles = (at(json, 'visual', 'query', 'queryState') ?? {}) as Readonly<Record<string, Json>>;
  return new Map(
    Object.entries(roles).map(([role, state]) => [
      role,
      ((at(state, 'projections') ?? []) as readonly Json[]).map((projection) => {
        const property = fieldsOf(at(projection, 'field') ?? null)[0]?.property ?? '';
        return { property, name: textAt(projection, 'displayName') || property };
      }),
    ]),
  );
}
