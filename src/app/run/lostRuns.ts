import type { RunRow } from '../../history/entities.ts';
import type { HistoryStore } from '../../history/historyStore.ts';
import { lastSign } from '../../history/askedRuns.ts';
import { hasEnded } from '../../history/ledgers/runLedger.ts';
import { readRequest } from '../runRequest.ts';
import { counted } from '../../base/counted.ts';
import { errorText } from '../../base/errorText.ts';
import { tellFailure, type Tellers } from './failure.ts';
import { held } from './heldRun.ts';
import type { RunInstances } from './instances.ts';
import { RunBusyError } from './runBusy.ts';
import { LOST_SECONDS, MOST_TAKE_UPS, STUCK_SECONDS } from './tries.ts';

/** What is needed to end or resume runs that no execution works on any more. */
export interface Finders {
  readonly history: HistoryStore;
  readonly tellers: Tellers & { readonly history: HistoryStore };
  /** Who is told about a run whose own recipients are not known. */
  readonly recipients: readonly string[];
}

/** A run of which no evidence came, and why. */
interface FailedRun {
  readonly runId: string;
  readonly because: string;
}

/** What came of ending a run: why it failed, or in words why there is nothing to tell. */
export type Ended = { readonly failed: FailedRun } | { readonly words: string };

/**
 * Ends a run of which a stage failed for good, and tells its recipients, each once.
 * @param owner whose claim on the run it may be
 * @throws RunBusyError while another execution has the run
 */
export async function endFailed(finders: Finders, runId: string, because: string, owner: string): Promise<Ended> {
  const row = await finders.history.getRun(runId);
  if (row === undefined) return { failed: { runId, because } };
  if (hasEnded(row) && row.state !== 'Failed')
    return { words: `Run ${runId} has ended as ${row.state}; nothing is left to do.` };
  if (row.state === 'Failed') return { failed: { runId, because: row.error ?? because } };
  return { failed: await endLost(finders, row, because, owner) };
}

/** What the daily timer did about runs that show no sign of life. */
export interface TakenUp {
  /** Started again; `state` and `attempt` as they were found. */
  readonly again: readonly Pick<RunRow, 'runId' | 'state' | 'attempt'>[];
  readonly failed: readonly FailedRun[];
  /** Under way, and for long without a sign of life. */
  readonly stuck: readonly StuckRun[];
}

interface StuckRun {
  readonly runId: string;
  readonly stage: string | undefined;
  /** Since its last sign of life. */
  readonly hours: number;
}

/**
 * Looks for runs that were asked for, have not ended and show no sign of life. One that the engine continues is left alone,
 * and reported after a day. Any other is started again; one that was restarted too often already, that an operator ended, or
 * whose request was not kept fails, and its recipients are told.
 */
export async function takeUpLost(finders: Finders, instances: RunInstances): Promise<TakenUp> {
  const { history, tellers } = finders;
  const again: TakenUp['again'][number][] = [];
  const failed: FailedRun[] = [];
  const stuck: StuckRun[] = [];
  for (const row of await history.asked.lost(LOST_SECONDS)) {
    const { runId, state, attempt, stage, takeUps = 0 } = row;
    try {
      const instance = await instances.look(runId);
      if (instance?.isUnderWay === true) {
        const silent = (tellers.clock.now().getTime() - lastSign(row)) / 1000;
        if (silent >= STUCK_SECONDS) stuck.push({ runId, stage, hours: Math.round(silent / 3600) });
        continue;
      }
      const kept = (await history.asked.requestOf(runId)) !== undefined;
      if (kept && takeUps < MOST_TAKE_UPS && instance?.isTerminated !== true) {
        if (!(await history.asked.takeUp(runId))) continue;
        await instances.start(runId);
        again.push({ runId, state, attempt });
      } else failed.push(await endLost(finders, row, lostBecause(row, kept, instance?.isTerminated === true)));
    } catch (error) {
      // One run that cannot be ended must not hide the others; the timer comes again tomorrow.
      if (!(error instanceof RunBusyError)) failed.push({ runId, because: errorText(error) });
    }
  }
  return { again, failed, stuck };
}

function lostBecause({ requestedAt, attempt, takeUps = 0 }: RunRow, kept: boolean, terminated: boolean): string {
  if (terminated) return `The run of ${requestedAt} was terminated by an operator. Request a new run.`;
  const begun =
    attempt === 0 ? 'never started' : `started ${attempt === 1 ? 'once' : `${attempt} times`} and did not finish`;
  const why = kept ? `${counted(takeUps, 'restart')} failed` : 'its request was not stored, so it cannot be restarted';
  return `The run of ${requestedAt} was ${begun}; ${why}. Request a new run.`;
}

/** Ends the run as failed and tells whom it concerns. @throws RunBusyError when somebody has it after all */
async function endLost(finders: Finders, row: RunRow, because: string, owner?: string): Promise<FailedRun> {
  const { history, tellers } = finders;
  const { runId, trigger, requestedAt } = row;
  // The row is there: of what was asked for only the id matters.
  const scope = { tenantId: undefined, managementGroups: [], subscriptions: [] };
  const begun = await history.beginRun({ runId, trigger, requestedAt, scope }, { owner });
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
    const kept = await history.asked.requestOf(runId);
    return kept === undefined ? recipients : readRequest(kept).recipients;
  } catch {
    // A request that cannot be read is one more reason to tell somebody.
    return recipients;
  }
}
