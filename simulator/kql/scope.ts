import type { Column, ColumnType } from './tables.ts';
import type { Value } from './values.ts';

/** A document of the table, or an array of values after an operator that makes columns. */
export type Row = unknown;

export type Evaluate = (row: Row) => Value;

/** An expression made ready to run. */
export interface Compiled {
  readonly evaluate: Evaluate;
  readonly type: ColumnType;
  /** Does not look at the row. */
  readonly constant: boolean;
  /** Holds the resource id, or its lower case. */
  readonly unique: boolean;
}

export interface ScopeColumn extends Column {
  readonly read: Evaluate;
  /** Holds the resource id: an order by it is total. */
  readonly unique: boolean;
}

/** The columns that an expression can see. */
export interface Scope {
  readonly columns: readonly ScopeColumn[];
}

/** The moment that `now()` and `ago()` count from; set at each run. */
export interface Clock {
  now: Date;
}

/** The scope of rows that are arrays of these columns. */
export function arrayScope(columns: readonly (Column & { readonly unique?: boolean })[]): Scope {
  return {
    columns: columns.map(({ name, type, unique }, index) => ({
      name,
      type,
      unique: unique === true,
      read: (row) => (row as readonly Value[])[index],
    })),
  };
}

/** The scope of a table: string columns are never null, and `type` is in lower case, as Resource Graph keeps it. */
export function documentScope(columns: readonly Column[]): Scope {
  return {
    columns: columns.map(({ name, type }) => ({
      name,
      type,
      unique: name === 'id',
      read: type === 'string' ? readText(name) : (row) => (row as Readonly<Record<string, Value>>)[name] ?? null,
    })),
  };
}

function readText(name: string): Evaluate {
  const plain: Evaluate = (row) => (row as Readonly<Record<string, Value>>)[name] ?? '';
  if (name !== 'type') return plain;
  return (row) => {
    const type = plain(row);
    return typeof type === 'string' ? type.toLowerCase() : type;
  };
}
