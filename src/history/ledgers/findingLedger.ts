import type { TableClient, TransactionAction } from '@azure/data-tables';
import type { FindingLife } from '../../domain/record.ts';
import { toEntity, type Placed } from '../columns.ts';
import { concurrently } from '../../base/io/concurrently.ts';
import type { Before } from './coverageLedger.ts';
import { FINDING_COLUMNS, type CoverageRow, type FindingRow } from '../entities.ts';
import { HistoryError, isConflict } from '../historyError.ts';
import { findingRowKey, type Judged } from '../judged.ts';
import { livesOf, nextInPartition, type NextFindings } from '../nextFindings.ts';
import { readPartition, submit } from '../tableStorage.ts';

export interface FindingTotals {
  /** Open after the run in the subscriptions it looked at, exempted ones included. */
  readonly open: number;
  readonly exempt: number;
  readonly opened: number;
  readonly reopened: number;
  readonly closed: number;
  /** Rows written. */
  readonly written: number;
}

export interface FindingUpdate {
  /** By `findingKey(check, subject)` and `exemptionKey(id)`: every finding that is open after the run. */
  readonly lives: ReadonlyMap<string, FindingLife>;
  readonly totals: FindingTotals;
}

const PARTITIONS_AT_ONCE = 4;
/** How often a subscription is read again because another run was writing it at the same moment. */
const MOST_ROUNDS = 5;

/** Works out the findings after a run, subscription by subscription, and writes the rows that change when asked to. */
export async function advanceFindings(
  table: TableClient,
  judged: Judged,
  before: ReadonlyMap<string, Before>,
  write: boolean,
): Promise<FindingUpdate> {
  const lives = new Map<string, FindingLife>();
  const totals = { open: 0, exempt: 0, opened: 0, reopened: 0, closed: 0, written: 0 };
  await concurrently(judged.partitions, PARTITIONS_AT_ONCE, async (partition) => {
    const next = await advancePartition(table, judged, partition, before.get(partition)?.previous, write);
    for (const [name, life] of livesOf(next.open, judged.record.asOf)) lives.set(name, life);
    totals.open += next.open.length;
    totals.exempt += next.open.filter((row) => row.lastVerdict === 'Exempt').length;
    totals.opened += next.opened;
    totals.reopened += next.reopened;
    totals.closed += next.closed;
    totals.written += write ? next.changed.length : 0;
  });
  return { lives, totals };
}

async function advancePartition(
  table: TableClient,
  judged: Judged,
  partition: string,
  previous: CoverageRow | undefined,
  write: boolean,
): Promise<NextFindings> {
  for (let round = 1; ; round += 1) {
    const before = new Map<string, Placed<FindingRow>>();
    for await (const placed of readPartition(table, FINDING_COLUMNS, partition)) before.set(placed.rowKey, placed);
    const rows = [...before.values()].map((placed) => placed.row);
    // A run that looked later is there already: nothing is taken back.
    if (previous !== undefined && previous.asOf > judged.record.asOf)
      return { changed: [], open: rows.filter(({ state }) => state === 'Open'), opened: 0, reopened: 0, closed: 0 };
    const next = nextInPartition(rows, judged, partition, previous);
    if (!write || next.changed.length === 0) return next;
    try {
      await submit(
        table,
        next.changed.map((row) => action(partition, before, row)),
      );
      return next;
    } catch (error) {
      if (!isConflict(error)) throw error;
      if (round === MOST_ROUNDS)
        throw new HistoryError(
          `The findings of subscription ${partition} kept changing while they were written; let one run end before the next begins.`,
          { cause: error },
        );
    }
  }
}

function action(
  partition: string,
  before: ReadonlyMap<string, Placed<FindingRow>>,
  row: FindingRow,
): TransactionAction {
  const rowKey = findingRowKey(row.finding);
  const entity = toEntity(FINDING_COLUMNS, partition, rowKey, row);
  const placed = before.get(rowKey);
  return placed === undefined ? ['create', entity] : ['update', entity, 'Replace', { etag: placed.etag }];
}
