import { scopeText } from '../../history/keys.ts';
import { failureMessage } from '../../report/mail.ts';
import type { RunRequest } from '../runRequest.ts';
import { deliver } from './deliverStage.ts';
import { postFailure } from './postStage.ts';
import type { RunDependencies } from './dependencies.ts';
import type { HeldRun } from './heldRun.ts';

/**
 * Puts the run down as failed and tells the recipients that there is no evidence: a missing mail must never be the only
 * sign. Whatever goes wrong here gives way to the error that made the run fail.
 */
export async function tellFailure(
  dependencies: RunDependencies,
  request: RunRequest,
  held: HeldRun,
  error: unknown,
): Promise<void> {
  const because = error instanceof Error ? error.message : String(error);
  const { clock, report } = dependencies;
  try {
    const withoutEvidence = await held.fail(because).catch(() => true);
    if (!withoutEvidence) return;
    const failure = {
      runId: request.runId,
      scopeText: scopeText(request.scope),
      because,
      when: clock.now().toISOString(),
    };
    // An id of its own: when the run is tried again and succeeds, its evidence is still told.
    const claimId = `${request.runId}.failed`;
    const told = [
      ...(await deliver(dependencies, claimId, request.recipients, failureMessage(failure), [])),
      ...(await postFailure(dependencies, claimId, failure)),
    ];
    for (const { recipient, ok, result } of told)
      if (!ok) report({ kind: 'gap', source: 'mail', because: `${recipient} was not told of the failure: ${result}` });
  } catch (second) {
    const why = second instanceof Error ? second.message : String(second);
    report({ kind: 'gap', source: 'mail', because: `The failure could not be told: ${why}` });
  }
}
