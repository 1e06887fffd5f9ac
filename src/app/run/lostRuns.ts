import type { RunRow } from '../../history/entities.ts';
import type { HistoryStore } from '../../history/historyStore.ts';
import { hasEnded } from '../../history/runLedger.ts';
import { requestFromMessage, type RunMessage } from '../runRequest.ts';
import { errorText } from '../../base/errorText.ts';
import { tellFailure, type Tellers } from './failure.ts';
import { held } from './heldRun.ts';
import { RunBusyError } from './runBusy.ts';
import { INVISIBLE_SECONDS, LOST_SECONDS, MOST_TAKE_UPS, MOST_TRIES } from './tries.ts';

/** What it takes to end or take up runs that nobody does any more. */
export interface Finders {
  readonly history: HistoryStore;
  readonly tellers: Tellers & { readonly history: HistoryStore };
  /** Who is told of a run whose own recipients are not known. */
  readonly recipients: readonly string[];
}

/** A run of which no evidence came, and why. */
interface FailedRun {
  readonly runId: string;
  readonly because: string;
}

/** What became of a message on the poison queue: why the run failed, or in words why there is nothing to tell. */
export type Poisoned = { readonly failed: FailedRun } | { readonly words: string };

/**
 * Ends a run whose message went to the poison queue, and tells its recipients. A run that somebody may still have is left
 * alone: a second message of it may be on its way.
 * @throws RunBusyError then; the message is to be brought again
 */
export async function endPoisoned(finders: Finders, runId: string): Promise<Poisoned> {
  const row = await finders.history.getRun(runId);
  if (row === undefined) return { failed: { runId, because: `Nothing is known of run ${runId}; ask for a new one.` } };
  if (row.state === 'Failed') return { failed: { runId, because: row.error ?? 'The run failed.' } };
  if (hasEnded(row)) return { words: `Run ${runId} has ended as ${row.state}; nothing is left to do.` };
  const quietUntil = Date.parse(row.leaseUntil ?? row.requestedAt) + INVISIBLE_SECONDS * 1000;
  if (row.attempt > 0 && quietUntil > finders.tellers.clock.now().getTime())
    throw new RunBusyError(`Run ${runId} was held until ${row.leaseUntil ?? 'just now'}; its message comes again.`);
  const last = row.error === undefined ? '' : ` The last said: ${row.error}`;
  const because = `No execution brought the run to its end: ${MOST_TRIES} were begun, and the last ones were cut off or could not begin.${last}`;
  return { failed: await endLost(finders, row, because) };
}

/** What the daily timer did about lost runs. */
export interface TakenUp {
  /** Put on the queue again; `state` and `attempt` as they were found. */
  readonly again: readonly (RunMessage & Pick<RunRow, 'state' | 'attempt'>)[];
  readonly failed: readonly FailedRun[];
}

/**
 * Looks for runs that were asked for and that nobody does any more, though they have not ended. Each is put on the queue
 * again; one that was so already too often, or of which no request is kept, is failed aloud.
 */
export async function takeUpLost(finders: Finders): Promise<TakenUp> {
  const { history } = finders;
  const again: TakenUp['again'][number][] = [];
  const failed: FailedRun[] = [];
  for (const row of await history.queued.lost(LOST_SECONDS)) {
    const { runId, state, attempt, takeUps = 0 } = row;
    try {
      const kept = (await history.queued.requestOf(runId)) !== undefined;
      if (kept && takeUps < MOST_TAKE_UPS) {
        if (await history.queued.takeUp(runId)) again.push({ runId, state, attempt });
      } else failed.push(await endLost(finders, row, lostBecause(row, kept)));
    } catch (error) {
      // One run that cannot be ended must not hide the others; the timer comes again tomorrow.
      if (!(error instanceof RunBusyError)) failed.push({ runId, because: errorText(error) });
    }
  }
  return { again, failed };
}

function lostBecause({ requestedAt, attempt, takeUps = 0 }: RunRow, kept: boolean): string {
  const begun = attempt === 0 ? 'never begun' : `begun ${attempt === 1 ? 'once' : `${attempt} times`} and never ended`;
  const why = kept
    ? `it was put on the queue again ${takeUps} times in vain`
    : 'what was asked for is not kept, so that it cannot be taken up';
  return `The run of ${requestedAt} was ${begun}; ${why}. Ask for a new one.`;
}

/** Ends the run as failed and tells whom it concerns. @throws RunBusyError when somebody has it after all */
async function endLost(finders: Finders, row: RunRow, because: string): Promise<FailedRun> {
  const { history, tellers } = finders;
  const { runId, trigger, requestedAt } = row;
  // The row is there: of what was asked for only the id matters.
  const scope = { tenantId: undefined, managementGroups: [], subscriptions: [] };
  const begun = await history.beginRun({ runId, trigger, requestedAt, scope });
  if (begun.kind === 'busy') throw new RunBusyError(`Run ${runId} is held by an execution until ${begun.until}.`);
  if (begun.kind === 'ended') return { runId, because: begun.run.error ?? because };
  const hold = held(history, begun.claim, begun.run, tellers.report);
  try {
    const recipients = await recipientsOf(finders, runId);
    await tellFailure(tellers, { runId, recipients, scopeText: row.scope }, hold, because);
  } finally {
    hold.release();
  }
  return { runId, because };
}

async function recipientsOf({ history, recipients }: Finders, runId: string): Promise<readonly string[]> {
  try {
    const kept = await history.queued.requestOf(runId);
    return kept === undefined ? recipients : requestFromMessage(kept).recipients;
  } catch {
    // A request that cannot be read is one more reason to tell somebody.
    return recipients;
  }
}
