import type { TableClient, TransactionAction } from '@azure/data-tables';
import type { RunRecord } from '../../domain/record.ts';
import { toEntity } from '../columns.ts';
import { SUMMARY_COLUMNS } from '../entities.ts';
import { safeKey } from '../keys.ts';
import { summaryRows } from '../runFacts.ts';
import { readPartition, submit } from '../tableStorage.ts';

/** Rows of an earlier attempt that this one does not have are taken away: a subscription may have gone between them. */
export async function writeSummary(table: TableClient, record: RunRecord, runId: string): Promise<void> {
  const partition = safeKey(runId);
  const rows = summaryRows(record, runId);
  const actions = [...rows].map(([rowKey, row]): TransactionAction => [
    'upsert',
    toEntity(SUMMARY_COLUMNS, partition, rowKey, row),
    'Replace',
  ]);
  for await (const { rowKey } of readPartition(table, SUMMARY_COLUMNS, partition))
    if (!rows.has(rowKey)) actions.push(['delete', { partitionKey: partition, rowKey }]);
  await submit(table, actions);
}
