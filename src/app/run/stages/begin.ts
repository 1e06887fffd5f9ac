import type { RunRow } from '../../../history/entities.ts';
import type { RunClaim } from '../../../history/ledgers/runLedger.ts';
import type { RunRequest } from '../../runRequest.ts';
import type { RunDependencies } from '../dependencies.ts';
import { RunBusyError } from '../runBusy.ts';

/** How a run was found when its execution began. Plain JSON. */
export type Begun =
  /** Nothing to do: the run has ended. */
  | { readonly kind: 'idle'; readonly because: string }
  /** An earlier execution got as far as the evidence; only its delivery is left. */
  | { readonly kind: 'recorded'; readonly claim: RunClaim; readonly row: RunRow }
  | InHand;

export interface InHand {
  readonly kind: 'inHand';
  /** The right to write the run's row; left out for a run without a history. */
  readonly claim?: RunClaim;
  /** From 1; each has a folder of its own in the store of packs. */
  readonly attempt: number;
}

/**
 * Claims the run; of several executions with one run id, one gets it.
 * @param owner who claims it again gets the same claim: what a repeated activity of one orchestration names. Left out:
 * nobody else
 * @throws RunBusyError in the others
 */
export async function begin(
  { history, report }: Pick<RunDependencies, 'history' | 'report'>,
  request: RunRequest,
  owner?: string,
): Promise<Begun> {
  report({ kind: 'stage', stage: 'plan' });
  if (history === undefined) return { kind: 'inHand', attempt: 1 };
  const begun = await history.beginRun(request, { retryFailed: true, owner });
  const { runId } = request;
  if (begun.kind === 'busy') throw new RunBusyError(`Run ${runId} is held by another execution until ${begun.until}.`);
  if (begun.kind === 'ended')
    return { kind: 'idle', because: `Run ${runId} has ended as ${begun.run.state}; nothing is left to do.` };
  const { claim, run } = begun;
  return run.state === 'Recorded'
    ? { kind: 'recorded', claim, row: run }
    : { kind: 'inHand', claim, attempt: claim.attempt };
}
