import type { TableClient, TransactionAction } from '@azure/data-tables';
import { LONGEST_TEXT, toEntity } from '../columns.ts';
import { REQUEST_COLUMNS } from '../serviceRows.ts';
import { HistoryError, isConflict } from '../historyError.ts';
import { safeKey } from '../keys.ts';
import { readPartition } from '../tableStorage.ts';

/**
 * Entities of one transaction: what makes a request whole or not there. Ample: 80,000 subscriptions.
 * @see https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions
 */
const MOST_PIECES = 100;

/** Where the request of a run is in the table of runs. */
export function requestPartition(runId: string): string {
  return `request~${safeKey(runId)}`;
}

/** Keeps what was asked for; of several requests with one run id the first stays. */
export async function keepRequest(table: TableClient, runId: string, json: string): Promise<void> {
  const text = inAscii(json);
  const pieces = Math.ceil(text.length / LONGEST_TEXT);
  if (pieces > MOST_PIECES)
    throw new HistoryError(
      `The request for run ${runId} is too large (${text.length} characters); name management groups instead of subscriptions.`,
    );
  const partition = requestPartition(runId);
  const actions = Array.from({ length: pieces }, (_, at): TransactionAction => {
    const piece = text.slice(at * LONGEST_TEXT, (at + 1) * LONGEST_TEXT);
    return ['create', toEntity(REQUEST_COLUMNS, partition, String(at).padStart(4, '0'), { pieces, text: piece })];
  });
  try {
    await table.submitTransaction(actions);
  } catch (error) {
    if (!isConflict(error)) throw error;
  }
}

/** The JSON; undefined for a run of which nothing is kept. */
export async function readRequest(table: TableClient, runId: string): Promise<string | undefined> {
  const texts: string[] = [];
  let expected = 0;
  for await (const { row } of readPartition(table, REQUEST_COLUMNS, requestPartition(runId))) {
    texts.push(row.text);
    expected = row.pieces;
  }
  if (texts.length === 0) return undefined;
  if (texts.length !== expected)
    throw new HistoryError(`The request of run ${runId} is not whole in the table of runs; request a new run.`);
  return texts.join('');
}

/** JSON in ASCII, so that no piece ends inside a character. */
function inAscii(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
