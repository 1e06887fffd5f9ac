import type { Edm, TableEntity } from '@azure/data-tables';
import { HistoryError } from './historyError.ts';

/**
 * A column's type in the table; `?` where a row may lack it.
 * @see https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model#property-types
 */
type ColumnType = Type | `${Type}?`;
type Type = 'String' | 'Int32' | 'Int64' | 'Double' | 'Boolean' | 'DateTime';
export type Columns = Readonly<Record<string, ColumnType>>;

type ValueOf<T extends ColumnType> = T extends `${infer Base extends Type}?`
  ? BaseValue<Base> | undefined
  : BaseValue<T>;
type BaseValue<T> = T extends 'Boolean' ? boolean : T extends 'Int32' | 'Int64' | 'Double' ? number : string;

/** A row as this code sees it: dates are ISO 8601 strings, numbers are numbers, what is not known is undefined. */
export type RowOf<C extends Columns> = { readonly [K in keyof C]: ValueOf<C[K]> };

/** One row with its place and, where it was read, its version. */
export interface Placed<Row> {
  readonly partitionKey: string;
  readonly rowKey: string;
  readonly etag: string;
  readonly row: Row;
}

/**
 * UTF-16 characters that a string property holds at most (64 KiB).
 * @see https://learn.microsoft.com/azure/storage/tables/scalability-targets
 */
export const LONGEST_TEXT = 32 * 1024;
const INT32 = 2 ** 31;

/** Makes the entity that the SDK writes: every value with its Edm type, what is undefined left out, long texts cut. */
export function toEntity<C extends Columns>(
  columns: C,
  partitionKey: string,
  rowKey: string,
  row: RowOf<C>,
): TableEntity {
  const properties: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(columns)) {
    const value: unknown = row[name];
    if (value === undefined) {
      if (!type.endsWith('?')) throw new HistoryError(`The column ${name} has no value; every row needs one.`);
      continue;
    }
    properties[name] = edm(name, baseOf(type), value);
  }
  return { ...properties, partitionKey, rowKey };
}

/** Reads what `toEntity` made. A missing or mistyped column is a HistoryError that names it. */
export function fromEntity<C extends Columns>(columns: C, entity: Readonly<Record<string, unknown>>): RowOf<C> {
  const row: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(columns)) {
    const value = plain(entity[name]);
    if (value === undefined && !type.endsWith('?'))
      throw new HistoryError(`A row of history lacks the column ${name}; it was not written by this application.`);
    if (value !== undefined && typeof value !== typeofBase(baseOf(type)))
      throw new HistoryError(`A row of history has a ${typeof value} in the column ${name}, which is ${baseOf(type)}.`);
    row[name] = value;
  }
  return row as RowOf<C>;
}

/** Cuts at the limit, between whole characters, and says so. */
export function cutText(text: string): string {
  // A half of a surrogate pair is not text: the service would refuse or change it.
  const whole = text.replace(/\p{Surrogate}/gu, '\uFFFD');
  if (whole.length <= LONGEST_TEXT) return whole;
  const notice = ` … [cut here: ${whole.length} characters; the evidence pack has the whole text]`;
  return whole.slice(0, LONGEST_TEXT - notice.length).replace(/\p{Surrogate}$/u, '') + notice;
}

function edm(name: string, type: Type, value: unknown): Edm<Type> | string | boolean {
  switch (type) {
    case 'String':
      return cutText(String(value));
    case 'Boolean':
      return value === true;
    case 'DateTime':
      return { type: 'DateTime', value: isoOf(name, String(value)) };
    case 'Int32':
      if (!Number.isInteger(value) || Math.abs(Number(value)) >= INT32)
        throw new HistoryError(`The column ${name} holds whole numbers below ${INT32}, not ${String(value)}.`);
      return { type: 'Int32', value: Number(value) };
    case 'Int64':
      if (!Number.isSafeInteger(value))
        throw new HistoryError(`The column ${name} holds whole numbers, not ${String(value)}.`);
      return { type: 'Int64', value: String(value) };
    case 'Double':
      if (!Number.isFinite(value)) throw new HistoryError(`The column ${name} holds numbers, not ${String(value)}.`);
      return { type: 'Double', value: Number(value) };
  }
}

function isoOf(name: string, text: string): string {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new HistoryError(`The column ${name} holds ISO 8601 times, not "${text}".`);
  return new Date(time).toISOString();
}

function plain(value: unknown): unknown {
  if (value === null) return undefined;
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'bigint' ? Number(value) : value;
}

function baseOf(type: ColumnType): Type {
  return type.replace('?', '') as Type;
}

function typeofBase(type: Type): string {
  if (type === 'Boolean') return 'boolean';
  return type === 'String' || type === 'DateTime' ? 'string' : 'number';
}
