import type { TableClient, TransactionAction } from '@azure/data-tables';
import { toEntity, type RowOf } from './columns.ts';
import { FINDING_COLUMNS, HISTORY_SCHEMA_VERSION, RUN_COLUMNS, SUBJECT_COLUMNS, type TableId } from './entities.ts';
import { HistoryError, isConflict } from './historyError.ts';
import { hashKey } from './keys.ts';
import { SCHEMA_COLUMNS } from './serviceRows.ts';
import { readPartition, readRow, readRows, submitGroups } from './tableStorage.ts';

type Tables = Readonly<Record<TableId, TableClient>>;

/** A step from one version of the tables to the next. May be repeated, also after a crash anywhere in it. */
interface Migration {
  readonly from: number;
  readonly migrate: (tables: Tables) => Promise<void>;
}

/** To add one: raise HISTORY_SCHEMA_VERSION, append the step from the version before, and test it on rows of that version. */
const MIGRATIONS: readonly Migration[] = [
  { from: 1, migrate: ({ Findings }) => forgetLastSeen(Findings) },
  { from: 2, migrate: ({ Findings, Subjects }) => tellSourceDisks(Findings, Subjects) },
];

const KEY = 'schema';

/**
 * Brings the tables to this version; tables without a mark are of version 1 where they hold a run, else new.
 * @throws HistoryError when a newer version wrote them.
 */
export async function ensureSchema(tables: Tables, now: () => Date): Promise<void> {
  const placed = await readRow(tables.Runs, SCHEMA_COLUMNS, KEY, KEY);
  const found = placed?.row.schemaVersion ?? ((await hasRuns(tables.Runs)) ? 1 : HISTORY_SCHEMA_VERSION);
  if (found > HISTORY_SCHEMA_VERSION)
    throw new HistoryError(
      `The history was written by a newer version (schema ${found}; this one knows ${HISTORY_SCHEMA_VERSION}); update this one.`,
    );
  for (const { from, migrate } of MIGRATIONS)
    if (from >= found) {
      await migrate(tables);
      await mark(tables.Runs, { schemaVersion: from + 1, madeAt: placed?.row.madeAt });
    }
  if (placed === undefined && found === HISTORY_SCHEMA_VERSION)
    await mark(tables.Runs, { schemaVersion: found, madeAt: now().toISOString() });
}

/** When the tables were made (ISO 8601); undefined where a version before 0.2.0 made them. */
export async function readMadeAt(runs: TableClient): Promise<string | undefined> {
  return (await readRow(runs, SCHEMA_COLUMNS, KEY, KEY))?.row.madeAt;
}

async function hasRuns(table: TableClient): Promise<boolean> {
  const { done } = await readPartition(table, RUN_COLUMNS, 'run').next();
  return done !== true;
}

async function mark(table: TableClient, row: RowOf<typeof SCHEMA_COLUMNS>): Promise<void> {
  try {
    await table.upsertEntity(toEntity(SCHEMA_COLUMNS, KEY, KEY, row), 'Replace');
  } catch (error) {
    if (!isConflict(error)) throw error;
  }
}

/** 1 → 2: `lastSeen` of a finding that every run sees is no longer written each week, but follows from `Coverage`. */
async function forgetLastSeen(table: TableClient): Promise<void> {
  await submitGroups(table, seenByEveryRun(table));
}

async function* seenByEveryRun(table: TableClient): AsyncGenerator<readonly TransactionAction[]> {
  for await (const { partitionKey, rowKey, etag, row } of readRows(table, FINDING_COLUMNS, "state eq 'Open'")) {
    if (row.lastVerdict === 'Unknown' || row.lastSeen === undefined) continue;
    // When it was judged is what tells later when it was last seen, should no run have seen it since.
    const judgedAt = row.lastSeen;
    const after = { ...row, lastSeen: undefined, lastSeenByRun: undefined, judgedAt };
    yield [['update', toEntity(FINDING_COLUMNS, partitionKey, rowKey, after), 'Replace', { etag }]];
  }
}

/** 2 → 3: the open finding of a snapshot tells the disk that it is of, so that it goes on with the snapshot that follows. */
async function tellSourceDisks(findings: TableClient, subjects: TableClient): Promise<void> {
  await submitGroups(findings, ofSnapshots(findings, subjects));
}

async function* ofSnapshots(
  findings: TableClient,
  subjects: TableClient,
): AsyncGenerator<readonly TransactionAction[]> {
  const filter = "state eq 'Open' and subjectKind eq 'snapshot'";
  for await (const { partitionKey, rowKey, etag, row } of readRows(findings, FINDING_COLUMNS, filter)) {
    if (row.copyOf !== undefined) continue;
    const subject = await readRow(subjects, SUBJECT_COLUMNS, partitionKey, hashKey(row.subject));
    const copyOf = subject?.row.copyOf;
    if (copyOf === undefined) continue;
    yield [['update', toEntity(FINDING_COLUMNS, partitionKey, rowKey, { ...row, copyOf }), 'Replace', { etag }]];
  }
}
