import type { TableClient } from '@azure/data-tables';
import { toEntity } from './columns.ts';
import { RUN_KEY_COLUMNS, type KeyedRun } from './serviceRows.ts';
import { HistoryError, isConflict } from './historyError.ts';
import { hashKey } from './keys.ts';
import { readRow } from './tableStorage.ts';

const KEYS = 'idempotency';

/** The run that the key stands for: if several requests bring it at once, that of the first. */
export async function runOfKey(table: TableClient, key: string, run: KeyedRun): Promise<KeyedRun> {
  const rowKey = hashKey(key);
  try {
    await table.createEntity(toEntity(RUN_KEY_COLUMNS, KEYS, rowKey, run));
    return run;
  } catch (error) {
    if (!isConflict(error)) throw error;
  }
  const found = await readRow(table, RUN_KEY_COLUMNS, KEYS, rowKey);
  if (found === undefined) throw new HistoryError('The row of an idempotency key disappeared; send the request again.');
  return found.row;
}
