import type { RowOf } from './columns.ts';

// Rows kept beside the runs in their table, in partitions of their own.

/** Points from a run's id to its row. Keys: `byId` / the run's id. */
export const RUN_POINTER_COLUMNS = { runId: 'String', runRowKey: 'String' } as const;

/**
 * What was asked for, as JSON in pieces that a property holds. Keys: `request~` run id / number of the piece. An
 * instance is started with the run's id alone; a property holds 64 KiB, and 1,300 subscriptions are more.
 * @see https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model#property-types
 */
export const REQUEST_COLUMNS = { pieces: 'Int32', text: 'String' } as const;

/** The run that an idempotency key stands for. Keys: `idempotency` / SHA-256 of the key. */
export const RUN_KEY_COLUMNS = { runId: 'String', requestedAt: 'DateTime', fingerprint: 'String' } as const;
export type KeyedRun = RowOf<typeof RUN_KEY_COLUMNS>;

/** The right to write the tables of intervals. Keys: `writer` / `writer`. */
export const WRITER_COLUMNS = { owner: 'String', runId: 'String', until: 'DateTime' } as const;

/** The version of the tables. Keys: `schema` / `schema`. */
export const SCHEMA_COLUMNS = {
  schemaVersion: 'Int32',
  /** When these tables were made; empty where a version before 0.2.0 made them. */
  madeAt: 'DateTime?',
} as const;
