import type { TableClient, TransactionAction } from '@azure/data-tables';
import { toEntity, type Placed } from '../columns.ts';
import { SUBJECT_COLUMNS, type SubjectRow } from '../entities.ts';
import { absenceOf } from '../gone.ts';
import { HistoryError, isConflict } from '../historyError.ts';
import type { AdvancingRun } from '../intervals.ts';
import type { Judged } from '../judged.ts';
import type { SubjectFacts } from '../subjectFacts.ts';
import { readPartition, submitGroups } from '../tableStorage.ts';

const MOST_ROUNDS = 5;
const COLUMN_NAMES = Object.keys(SUBJECT_COLUMNS) as readonly (keyof SubjectRow)[];

/** Brings the resources of one subscription up to a run; those before it are streamed. Returns the rows written. */
export async function advanceSubjects(
  table: TableClient,
  subscription: string,
  subjects: ReadonlyMap<string, SubjectFacts>,
  judged: Judged,
  run: AdvancingRun,
): Promise<number> {
  for (let round = 1; ; round += 1) {
    const totals = { written: 0 };
    try {
      await submitGroups(table, changes(table, subscription, subjects, { judged, run, totals }));
      return totals.written;
    } catch (error) {
      if (!isConflict(error)) throw error;
      if (round === MOST_ROUNDS)
        throw new HistoryError(
          `The resources of subscription ${subscription} kept changing while they were written; let one run end before the next begins.`,
          { cause: error },
        );
    }
  }
}

async function* changes(
  table: TableClient,
  subscription: string,
  subjects: ReadonlyMap<string, SubjectFacts>,
  {
    judged,
    run,
    totals,
  }: { readonly judged: Judged; readonly run: AdvancingRun; readonly totals: { written: number } },
): AsyncGenerator<readonly TransactionAction[]> {
  const fresh = new Map(subjects);
  for await (const placed of readPartition(table, SUBJECT_COLUMNS, subscription)) {
    const facts = fresh.get(placed.rowKey);
    fresh.delete(placed.rowKey);
    const after = facts === undefined ? missing(placed.row, judged) : seen(facts, placed, run);
    if (COLUMN_NAMES.every((name) => placed.row[name] === after[name])) continue;
    totals.written += 1;
    const entity = toEntity(SUBJECT_COLUMNS, subscription, placed.rowKey, after);
    yield [['update', entity, 'Replace', { etag: placed.etag }]];
  }
  for (const [rowKey, facts] of fresh) {
    totals.written += 1;
    yield [['create', toEntity(SUBJECT_COLUMNS, subscription, rowKey, seen(facts, undefined, run))]];
  }
}

function seen(facts: SubjectFacts, before: Placed<SubjectRow> | undefined, run: AdvancingRun): SubjectRow {
  const wider =
    before === undefined ||
    (before.row.scopeKey !== run.scopeKey && run.subscriptionsRead > before.row.scopeSubscriptions);
  return {
    ...facts,
    firstSeen: before?.row.firstSeen ?? run.asOf,
    goneSince: undefined,
    scopeKey: wider ? run.scopeKey : before.row.scopeKey,
    scopeSubscriptions: wider ? run.subscriptionsRead : before.row.scopeSubscriptions,
  };
}

function missing(row: SubjectRow, judged: Judged): SubjectRow {
  if (row.goneSince !== undefined || absenceOf(row, judged) !== 'gone') return row;
  return { ...row, goneSince: judged.record.asOf };
}
