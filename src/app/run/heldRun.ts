import type { Stage } from '../../domain/progress.ts';
import type { FindingLife, RunRecord } from '../../domain/record.ts';
import type { RunRow } from '../../history/entities.ts';
import { LeaseLostError } from '../../history/historyError.ts';
import type { HistoryStore } from '../../history/historyStore.ts';
import type { PackFacts } from '../../history/runFacts.ts';
import type { RunClaim } from '../../history/runLedger.ts';
import type { RunRequest } from '../runRequest.ts';
import type { DeliveryResult, RunDependencies } from './dependencies.ts';

/** The right to do a run, and the run's row in the history; without a history there is nothing to claim or write. */
export interface HeldRun {
  readonly kind: 'held';
  readonly attempt: number;
  /** The run's row where an earlier execution got as far as the evidence: then only delivery is left. */
  readonly recorded: RunRow | undefined;
  /** Tells the stage, and fails when somebody else has the run by now. */
  readonly stage: (stage: Stage) => Promise<void>;
  readonly lives: (record: RunRecord) => Promise<ReadonlyMap<string, FindingLife>>;
  readonly record: (record: RunRecord, pack: PackFacts) => Promise<void>;
  readonly finish: (deliveries: readonly DeliveryResult[]) => Promise<void>;
  /** False when the run had left evidence before it failed. */
  readonly fail: (because: string) => Promise<boolean>;
  /** Stops renewing the lease. */
  readonly release: () => void;
}

/** Far below the lease's 900 seconds, so that one lost renewal does not lose the run. */
const RENEW_EVERY = 120_000;

/** Claims the run; of several executions of one run id, one gets it. */
export async function holdRun(
  { history, report }: RunDependencies,
  request: RunRequest,
): Promise<HeldRun | { readonly kind: 'idle'; readonly because: string }> {
  if (history === undefined) return unheld(report);
  const begun = await history.beginRun(request, { retryFailed: true });
  if (begun.kind === 'busy')
    return { kind: 'idle', because: `Run ${request.runId} is being done by another execution until ${begun.until}.` };
  if (begun.kind === 'ended')
    return { kind: 'idle', because: `Run ${request.runId} has ended as ${begun.run.state}; nothing is left to do.` };
  return held(history, begun.claim, begun.run, report);
}

function held(history: HistoryStore, claim: RunClaim, row: RunRow, report: RunDependencies['report']): HeldRun {
  let recorded = row.state === 'Recorded';
  let current: Stage = 'collect';
  let lost: LeaseLostError | undefined;
  const renewal = setInterval(() => {
    history.reportProgress(claim, current).catch((error: unknown) => {
      if (error instanceof LeaseLostError) lost = error;
      // Anything else is tried again before the lease ends; the next stage meets it in any case.
    });
  }, RENEW_EVERY);
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
    async record(record, pack) {
      await history.recordRun(claim, record, pack);
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
    async fail(because) {
      await history.failRun(claim, because);
      return !recorded;
    },
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
    fail: () => Promise.resolve(!recorded),
    release: () => undefined,
  };
}
