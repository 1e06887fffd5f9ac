import { DeliveryError } from '../../deliver/deliveryError.ts';
import type { HistoryStore } from '../../history/historyStore.ts';
import type { DeliveryResult } from './dependencies.ts';

/** The result for a recipient whose earlier message may have gone out. */
export const BROKEN_OFF = 'delivery unknown: an earlier attempt broke off while sending; not sent again';

/**
 * Sends to one recipient, once: with a history it is claimed first, and what may already have gone out is not sent
 * again. Without one (a run on a laptop) the caller's single try is all there is. A failure to send is a result, never an
 * error: the evidence stands.
 */
export async function sendOnce(
  history: HistoryStore | undefined,
  runId: string,
  recipient: string,
  send: () => Promise<{ readonly messageId: string; readonly response: string }>,
): Promise<DeliveryResult> {
  const claim = (await history?.claimDelivery(runId, recipient)) ?? 'claimed';
  if (claim === 'alreadySent') return { recipient, result: 'already sent', ok: true };
  if (claim === 'unknown') return { recipient, result: BROKEN_OFF, ok: false };
  try {
    const { messageId, response } = await send();
    await history?.markSent(runId, recipient, messageId, response);
    return { recipient, result: 'sent', ok: true };
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    // Where the connection broke after the message was handed over, nobody knows: the claim stays as it is.
    if (error.outcome === 'notSent') await history?.markFailed(runId, recipient, error.message);
    return { recipient, result: error.message, ok: false };
  }
}
