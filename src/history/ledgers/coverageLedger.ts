import type { TableClient } from '@azure/data-tables';
import type { Coverage } from '../../domain/record.ts';
import { toEntity } from '../columns.ts';
import { concurrently } from '../../base/io/concurrently.ts';
import { COVERAGE_COLUMNS, type CoverageRow } from '../entities.ts';
import type { AdvancingRun } from '../intervals.ts';
import type { Judged } from '../judged.ts';
import { findingPartition } from '../partition.ts';
import { newestFirst } from '../keys.ts';
import { readPartition } from '../tableStorage.ts';

const SUBSCRIPTIONS_AT_ONCE = 8;

/** What the history knows of a subscription when a run comes to write it. */
export interface Before {
  /** The newest run that counts there; another one than this. */
  readonly previous: CoverageRow | undefined;
  /** Row keys that an earlier attempt of this run wrote. */
  readonly own: readonly string[];
}

/** What the history of each subscription that a run speaks about looks like before it, by partition. */
export async function readBefore(table: TableClient, judged: Judged): Promise<ReadonlyMap<string, Before>> {
  const { runId, partitions } = judged;
  const found = new Map<string, Before>();
  await concurrently(partitions, SUBSCRIPTIONS_AT_ONCE, async (partition) => {
    const own: string[] = [];
    let previous: CoverageRow | undefined;
    for await (const { rowKey, row } of readPartition(table, COVERAGE_COLUMNS, partition)) {
      if (row.runId === runId) own.push(rowKey);
      else if (!row.superseded) {
        previous = row;
        break;
      }
    }
    found.set(partition, { previous, own });
  });
  return found;
}

/** The run as the intervals of one subscription see it; undefined where a run that looked later is there already. */
export function advancingRun(judged: Judged, before: Before | undefined): AdvancingRun | undefined {
  const { record, runId, scopeKey, subscriptionsRead } = judged;
  const previous = before?.previous;
  if (previous !== undefined && previous.asOf > record.asOf) return undefined;
  return {
    runId,
    asOf: record.asOf,
    scopeKey,
    subscriptionsRead,
    baselineSha256: record.baseline.sha256,
    checks: new Set(record.checks.map((check) => check.id)),
    previous,
  };
}

/** Writes what the run read of each subscription; done last, so that the run counts only when its rows stand. */
export async function writeCoverage(
  table: TableClient,
  judged: Judged,
  before: ReadonlyMap<string, Before>,
  totals: ReadonlyMap<string, { readonly verdicts: number; readonly unseen: number }>,
): Promise<void> {
  const { record, runId, scopeKey } = judged;
  const rowKey = newestFirst(record.asOf, runId);
  const bySubscription = new Map<string, Coverage>(
    record.coverage.map((row) => [findingPartition(row.subscriptionId), row]),
  );
  await concurrently(before, SUBSCRIPTIONS_AT_ONCE, async ([partition, { own, previous }]) => {
    const covered = bySubscription.get(partition);
    for (const stale of own) if (stale !== rowKey) await table.deleteEntity(partition, stale);
    // Named by a verdict, but not in the run's scope: that the run saw it says nothing about the rest of it.
    if (covered === undefined) return;
    const row: CoverageRow = {
      runId,
      asOf: record.asOf,
      subscriptionId: covered.subscriptionId,
      subscriptionName: covered.name,
      scopeKey,
      complete: record.state === 'COMPLETE',
      seen: covered.seen,
      read: covered.read,
      superseded: previous !== undefined && previous.asOf > record.asOf,
      baselineSha256: record.baseline.sha256,
      verdicts: totals.get(partition)?.verdicts ?? 0,
      unseen: totals.get(partition)?.unseen ?? 0,
    };
    await table.upsertEntity(toEntity(COVERAGE_COLUMNS, partition, rowKey, row), 'Replace');
  });
}
