import type { TableClient, TransactionAction } from '@azure/data-tables';
import { fromEntity, type Columns } from './columns.ts';
import {
  COVERAGE_COLUMNS,
  DELIVERY_COLUMNS,
  FINDING_COLUMNS,
  RUN_COLUMNS,
  SUBJECT_COLUMNS,
  SUMMARY_COLUMNS,
  TABLES,
  VERDICT_COLUMNS,
  type TableId,
} from './entities.ts';
import { safeKey } from './keys.ts';
import { requestPartition } from './ledgers/requestLedger.ts';
import { quoted, readPartition, submitGroups, type TableClients } from './tableStorage.ts';

const COLUMNS: Readonly<Record<TableId, Columns>> = {
  Runs: RUN_COLUMNS,
  Summary: SUMMARY_COLUMNS,
  Findings: FINDING_COLUMNS,
  Deliveries: DELIVERY_COLUMNS,
  Verdicts: VERDICT_COLUMNS,
  Subjects: SUBJECT_COLUMNS,
  Coverage: COVERAGE_COLUMNS,
};

/** Rows by table. */
export type RowCounts = Readonly<Record<TableId, number>>;

/**
 * Takes away what ended before `before` (ISO 8601): intervals, closed findings, resources that are gone, and the rows of
 * runs. What is open or in force stays, however old. With `write` false it only counts. May be repeated after a crash: a
 * run's own row goes last.
 */
export async function prune(tables: TableClients, before: string, write: boolean): Promise<RowCounts> {
  const counts = Object.fromEntries(TABLES.map((table) => [table, 0])) as Record<TableId, number>;
  const moment = `datetime${quoted(new Date(before).toISOString())}`;
  const take = async (table: TableId, filter: string): Promise<void> => {
    const groups = counted(taken(tables[table], filter), () => (counts[table] += 1));
    if (write) await submitGroups(tables[table], groups);
    else while ((await groups.next()).done !== true);
  };
  await take('Verdicts', `validTo lt ${moment}`);
  await take('Findings', `closedAt lt ${moment}`);
  await take('Subjects', `goneSince lt ${moment}`);
  await take('Coverage', `asOf lt ${moment}`);
  for await (const { row, rowKey } of readPartition(tables.Runs, RUN_COLUMNS, 'run', `requestedAt lt ${moment}`)) {
    const partition = quoted(safeKey(row.runId));
    await take('Summary', `PartitionKey eq ${partition}`);
    await take('Deliveries', `PartitionKey eq ${partition}`);
    await take('Runs', `PartitionKey eq ${quoted(requestPartition(row.runId))}`);
    await take('Runs', `PartitionKey eq 'byId' and RowKey eq ${partition}`);
    await take('Runs', `PartitionKey eq 'run' and RowKey eq ${quoted(rowKey)}`);
  }
  return counts;
}

async function* taken(table: TableClient, filter: string): AsyncGenerator<readonly TransactionAction[]> {
  const queryOptions = { filter, select: ['PartitionKey', 'RowKey'] };
  for await (const { partitionKey = '', rowKey = '' } of table.listEntities({ queryOptions }))
    yield [['delete', { partitionKey, rowKey }]];
}

async function* counted<T>(items: AsyncIterable<T>, count: () => void): AsyncGenerator<T> {
  for await (const item of items) {
    count();
    yield item;
  }
}

/** Every row of a table with its keys, page by page, as plain values. Pointers and leases are left out. */
export async function* exportRows(
  tables: TableClients,
  table: TableId,
): AsyncGenerator<Readonly<Record<string, unknown>>> {
  const queryOptions = table === 'Runs' ? { filter: "PartitionKey eq 'run'" } : {};
  for await (const entity of tables[table].listEntities({ queryOptions })) {
    const { partitionKey, rowKey } = entity;
    yield { partitionKey, rowKey, ...fromEntity(COLUMNS[table], entity) };
  }
}
