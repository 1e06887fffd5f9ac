import type { Stage } from '../../domain/progress.ts';
import type { FindingLife, RunRecord } from '../../domain/record.ts';
import type { RunRow } from '../../history/entities.ts';
import { LeaseLostError } from '../../history/historyError.ts';
import type { HistoryStore } from '../../history/historyStore.ts';
import type { RunClaim } from '../../history/ledgers/runLedger.ts';
import type { DeliveryResult, RunDependencies } from './dependencies.ts';
import type { Begun } from './stages/begin.ts';
import { undeliveredOf } from './stages/deliver.ts';
import { RENEW_SECONDS } from './tries.ts';

/** The right to do a run, and the run's row in the history; without a history there is nothing to claim or write. */
export interface HeldRun {
  /** Tells the stage, and fails when another execution has taken the run. */
  readonly stage: (stage: Stage) => Promise<void>;
  readonly lives: (record: RunRecord) => Promise<ReadonlyMap<string, FindingLife>>;
  /** Notes which stage the next sign of life names. */
  readonly note: (stage: Stage) => void;
  /** Notes that the run has left evidence. */
  readonly noteEvidence: () => void;
  readonly finish: (deliveries: readonly DeliveryResult[]) => Promise<void>;
  /** Whether the run has left evidence. */
  readonly hasEvidence: () => boolean;
  /** Gives a sign of life. @throws LeaseLostError when another execution has taken the run */
  readonly renew: () => Promise<void>;
  /** Ends the run. */
  readonly fail: (because: string) => Promise<void>;
  /** Stops renewing the lease. */
  readonly release: () => void;
}

/** Holds a run that was begun, with a sign of life from time to time until it is released. */
export function holdRun(
  { history, report }: RunDependencies,
  begun: Exclude<Begun, { readonly kind: 'idle' }>,
): HeldRun {
  return history === undefined || begun.claim === undefined
    ? unheld(report)
    : held(history, begun.claim, begun.kind === 'recorded' ? begun.row : undefined, report);
}

export function held(
  history: HistoryStore,
  claim: RunClaim,
  row: RunRow | undefined,
  report: RunDependencies['report'],
): HeldRun {
  let recorded = row?.state === 'Recorded';
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
    async stage(stage) {
      current = stage;
      report({ kind: 'stage', stage });
      if (lost !== undefined) throw lost;
      await history.reportProgress(claim, stage);
    },
    note(stage) {
      current = stage;
    },
    lives: async (record) => (await history.previewFindings(record, claim.runId)).lives,
    noteEvidence() {
      recorded = true;
    },
    async finish(deliveries) {
      await history.finishRun(claim, undeliveredOf(deliveries));
    },
    hasEvidence: () => recorded,
    renew: () => history.reportProgress(claim, current),
    async fail(because) {
      await history.failRun(claim, because);
    },
    release: () => clearInterval(renewal),
  };
}

function unheld(report: RunDependencies['report']): HeldRun {
  let recorded = false;
  return {
    stage(stage) {
      report({ kind: 'stage', stage });
      return Promise.resolve();
    },
    note: () => undefined,
    // Without a history nobody knows how old a finding is.
    lives: () => Promise.resolve(new Map()),
    noteEvidence() {
      recorded = true;
    },
    finish: () => Promise.resolve(),
    hasEvidence: () => recorded,
    renew: () => Promise.resolve(),
    fail: () => Promise.resolve(),
    release: () => undefined,
  };
}
