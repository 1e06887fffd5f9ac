import type { TableClient } from '@azure/data-tables';
import { by } from '../../base/order.ts';
import { toEntity, type Placed } from '../columns.ts';
import { DELIVERY_COLUMNS, type DeliveryRow } from '../entities.ts';
import { HistoryError, isConflict } from '../historyError.ts';
import { hashKey, safeKey } from '../keys.ts';
import type { Clock } from './runLedger.ts';
import { readPartition, readRow, replaceRow } from '../tableStorage.ts';

/**
 * claimed: send it now. alreadySent: it went out. unknown: another execution is sending it, or died while it did, and
 * nobody can tell whether the mail went out; it is sent again only on request.
 */
export type DeliveryClaim = 'claimed' | 'alreadySent' | 'unknown';

const MOST_ROUNDS = 10;

/** Takes the right to send the mail of a run to one recipient. Of several who try at once, one gets it. */
export async function claimDelivery(
  table: TableClient,
  runId: string,
  recipient: string,
  clock: Clock,
  resend: boolean,
): Promise<DeliveryClaim> {
  const claim = clock.unique();
  const fresh: DeliveryRow = {
    runId,
    recipient,
    state: 'sending',
    claim,
    claimedAt: clock.now().toISOString(),
    claims: 1,
    messageId: undefined,
    endedAt: undefined,
    response: undefined,
  };
  /** The claim that a resend may take over: the one that was there when it was asked for, none that came after. */
  let replaceable: string | undefined;
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    try {
      const placed = await find(table, runId, recipient);
      if (round === 1) replaceable = placed?.row.claim;
      if (placed === undefined) {
        await table.createEntity(toEntity(DELIVERY_COLUMNS, safeKey(runId), rowKeyOf(recipient), fresh));
        return 'claimed';
      }
      const { row } = placed;
      if (row.claim === claim) return 'claimed';
      if (row.state === 'sent') return 'alreadySent';
      if (row.state === 'sending' && !(resend && row.claim === replaceable)) return 'unknown';
      await replaceRow(table, DELIVERY_COLUMNS, placed, { ...fresh, claims: row.claims + 1 });
      return 'claimed';
    } catch (error) {
      if (!isConflict(error)) throw error;
      // Somebody was quicker, or our own write went through and its answer was lost: the row says which.
    }
  }
  throw new HistoryError(`The mail of run ${runId} to ${recipient} is claimed by too many at once; try again.`);
}

/** Records how sending ended. A mail that is known to be sent stays sent. */
export async function endDelivery(
  table: TableClient,
  runId: string,
  recipient: string,
  end: { readonly state: 'sent' | 'failed'; readonly response: string; readonly messageId: string | undefined },
  clock: Clock,
): Promise<void> {
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const placed = await find(table, runId, recipient);
    if (placed === undefined)
      throw new HistoryError(`The mail of run ${runId} to ${recipient} was never claimed; claim it before it is sent.`);
    if (placed.row.state === 'sent') return;
    if (placed.row.state === end.state && placed.row.response === end.response) return;
    try {
      await replaceRow(table, DELIVERY_COLUMNS, placed, {
        ...placed.row,
        ...end,
        endedAt: clock.now().toISOString(),
      });
      return;
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
  }
  throw new HistoryError(`The mail of run ${runId} to ${recipient} is changed by too many at once; try again.`);
}

/** Every mail of a run, sorted by recipient. */
export async function listDeliveries(table: TableClient, runId: string): Promise<DeliveryRow[]> {
  const rows: DeliveryRow[] = [];
  for await (const { row } of readPartition(table, DELIVERY_COLUMNS, safeKey(runId))) rows.push(row);
  return rows.sort(by(({ recipient }) => recipient));
}

function find(table: TableClient, runId: string, recipient: string): Promise<Placed<DeliveryRow> | undefined> {
  return readRow(table, DELIVERY_COLUMNS, safeKey(runId), rowKeyOf(recipient));
}

function rowKeyOf(recipient: string): string {
  return hashKey(recipient.trim().toLowerCase());
}
