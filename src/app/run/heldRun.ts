import type { Stage } from '../../domain/progress.ts';
import type { FindingLife, RunRecord } from '../../domain/record.ts';
import type { RunRow } from '../../history/entities.ts';
import { LeaseLostError } from '../../history/historyError.ts';
import type { HistoryStore } from '../../history/historyStore.ts';
import type { PackFacts } from '../../history/runFacts.ts';
import type { RunClaim } from '../../history/runLedger.ts';
import type { RunRequest } from '../runRequest.ts';
import type { DeliveryResult, RunDependencies } from './dependencies.ts';
import { RunBusyError } from './runBusy.ts';
import { RENEW_SECONDS } from './tries.ts';

/** The right to do a run, and the run's row in the history; without a history there is nothing to claim or write. */
export interface HeldRun {
  readonly kind: 'held';
  readonly attempt: number;
  /** The run's row where an earlier execution got as far as the evidence: then only delivery is left. */
  readonly recorded: RunRow | undefined;
  /** Tells the stage, and fails when another execution has taken the run. */
  readonly stage: (stage: Stage) => Promise<void>;
  readonly lives: (record: RunRecord) => Promise<ReadonlyMap<string, FindingLife>>;
  /** `follows`: the moment of the run before, null for none. @throws ForkedChainError */
  readonly record: (record: RunRecord, pack: PackFacts, follows: string | null) => Promise<void>;
  readonly finish: (deliveries: readonly DeliveryResult[]) => Promise<void>;
  /** Whether the run has left evidence. */
  readonly hasEvidence: () => boolean;
  /** Gives a sign of life. @throws LeaseLostError when another execution has taken the run */
  readonly renew: () => Promise<void>;
  /** Ends the run. */
  readonly fail: (because: string) => Promise<void>;
  /** Leaves the run, which has not ended, to the next try. */
  readonly giveBack: (because: string) => Promise<void>;
  /** Stops renewing the lease. */
  readonly release: () => void;
}

/** Claims the run; of several executions of one run id, one gets it. @throws RunBusyError in the others */
export async function holdRun(
  { history, report }: RunDependencies,
  request: RunRequest,
): Promise<HeldRun | { readonly kind: 'idle'; readonly because: string }> {
  if (history === undefined) return unheld(report);
  const begun = await history.beginRun(request, { retryFailed: true });
  if (begun.kind === 'busy')
    throw new RunBusyError(
      `Run ${request.runId} is held by another execution until ${begun.until}; its message comes again.`,
    );
  if (begun.kind === 'ended')
    return { kind: 'idle', because: `Run ${request.runId} has ended as ${begun.run.state}; nothing is left to do.` };
  return held(history, begun.claim, begun.run, report);
}

export function held(history: HistoryStore, claim: RunClaim, row: RunRow, report: RunDependencies['report']): HeldRun {
  let recorded = row.state === 'Recorded';
  let current: Stage = 'collect';
  let lost: LeaseLostError | undefined;
  const renewal = setInterval(() => {
    history.reportProgress(claim, current).catch((error: unknown) => {
      if (error instanceof LeaseLostError) lost = error;
      // Anything else is tried again before the lease ends; the next stage meets it in any case.
    });
  }, RENEW_SECONDS * 1000);
  renewal.unref();
  return {
    kind: 'held',
    attempt: claim.attempt,
    recorded: recorded ? row : undefined,
    async stage(stage) {
      current = stage;
      report({ kind: 'stage', stage });
      if (lost !== undefined) throw lost;
      await history.reportProgress(claim, stage);
    },
    lives: async (record) => (await history.previewFindings(record, claim.runId)).lives,
    async record(record, pack, follows) {
      await history.recordRun(claim, record, pack, follows);
      recorded = true;
    },
    async finish(deliveries) {
      const undelivered = deliveries.filter((delivery) => !delivery.ok);
      await history.finishRun(
        claim,
        undelivered.length === 0
          ? {}
          : { undelivered: undelivered.map(({ recipient, result }) => `${recipient}: ${result}`).join(' ') },
      );
    },
    hasEvidence: () => recorded,
    renew: () => history.reportProgress(claim, current),
    async fail(because) {
      await history.failRun(claim, because);
    },
    giveBack: (because) => history.queued.giveBack(claim, because),
    release: () => clearInterval(renewal),
  };
}

function unheld(report: RunDependencies['report']): HeldRun {
  let recorded = false;
  return {
    kind: 'held',
    attempt: 1,
    recorded: undefined,
    stage(stage) {
      report({ kind: 'stage', stage });
      return Promise.resolve();
    },
    // Without a history nobody knows how old a finding is.
    lives: () => Promise.resolve(new Map()),
    record() {
      recorded = true;
      return Promise.resolve();
    },
    finish: () => Promise.resolve(),
    hasEvidence: () => recorded,
    renew: () => Promise.resolve(),
    fail: () => Promise.resolve(),
    giveBack: () => Promise.resolve(),
    release: () => undefined,
  };
}
