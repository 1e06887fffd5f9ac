import { errorText } from '../../base/errorText.ts';
import { LeaseLostError } from '../../history/historyError.ts';
import { failureMessage } from '../../report/mail.ts';
import { deliver } from './deliverStage.ts';
import type { RunDependencies } from './dependencies.ts';
import type { HeldRun } from './heldRun.ts';
import { postFailure } from './postStage.ts';

/** What it takes to tell that a run failed. */
export type Tellers = Pick<RunDependencies, 'history' | 'mail' | 'webhook' | 'clock' | 'report'>;

/** Whom to tell what about. */
export interface FailedRun {
  readonly runId: string;
  readonly recipients: readonly string[];
  /** The scope in words. */
  readonly scopeText: string;
}

/**
 * Tells the recipients that there is no evidence, and ends the run as failed: a missing mail must never be the only sign. In
 * this order, so that a crash in between leaves a run that has not ended and is therefore reported again; each recipient is
 * told once. Whatever goes wrong here gives way to the error that made the run fail.
 */
export async function tellFailure(
  tellers: Tellers,
  run: FailedRun,
  held: Pick<HeldRun, 'hasEvidence' | 'renew' | 'fail'>,
  because: string,
): Promise<void> {
  const { report } = tellers;
  const untold = (what: string) => (second: unknown) => {
    report({ kind: 'gap', source: 'mail', because: `${what}: ${errorText(second)}` });
  };
  try {
    await held.renew();
  } catch (second) {
    // Whoever has the run now tells how it ends. Anything else does not keep the mail from going out.
    if (second instanceof LeaseLostError) return;
  }
  if (!held.hasEvidence()) await tell(tellers, run, because).catch(untold('The failure could not be reported'));
  await held.fail(because).catch(untold('The failure could not be recorded'));
}

async function tell(tellers: Tellers, { runId, recipients, scopeText }: FailedRun, because: string): Promise<void> {
  const { clock, report } = tellers;
  const failure = { runId, scopeText, because, when: clock.now().toISOString() };
  // An id of its own: when the run is tried again and succeeds, its evidence is still told.
  const claimId = `${runId}.failed`;
  const told = [
    ...(await deliver(tellers, claimId, recipients, failureMessage(failure), [])),
    ...(await postFailure(tellers, claimId, failure)),
  ];
  for (const { recipient, ok, result } of told)
    if (!ok)
      report({ kind: 'gap', source: 'mail', because: `${recipient} was not notified of the failure: ${result}` });
}
