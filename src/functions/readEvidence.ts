import { app, type InvocationContext } from '@azure/functions';
import { unbroken } from '../app/application.ts';
import { progressFor } from '../app/http/runStatus.ts';
import type { RunInstance } from '../app/run/instances.ts';
import type { RunProgress } from '../app/run/stageAnswer.ts';
import { errorText } from '../base/errorText.ts';
import { answering, READING, runNotFound } from './answers.ts';
import { authLevel, callerOf } from './caller.ts';
import { durableClient, instancesOf } from './instances.ts';

/** `GET /api/evidence/{runId}` → state, progress, and where workbook and manifest are. */
export const readEvidence = answering(async (request, context) => {
  const { subscriptions } = callerOf(request, ['Auditor', 'Requester'], process.env);
  const runId = request.params['runId'] ?? '';
  const run = await unbroken(process.env).evidence.status(runId, subscriptions);
  if (run === undefined) return runNotFound(runId);
  if (run.finished) return { jsonBody: run };
  const progress = await progressOf(runId, context);
  return { jsonBody: { ...run, progress: progressFor(progress, subscriptions) }, headers: { 'Retry-After': '30' } };
});

/** Undefined where the engine does not say: the run's row says enough. */
async function progressOf(runId: string, context: InvocationContext): Promise<RunProgress | undefined> {
  try {
    const instance = await instancesOf(context).look(runId);
    return instance === undefined || instance.isUnderWay ? instance?.progress : leftOf(instance);
  } catch (error) {
    context.warn(`The progress of run ${runId} could not be read: ${errorText(error)}`);
    return undefined;
  }
}

/** What the engine told last would look as if somebody still did the run. */
function leftOf({ isTerminated, progress }: RunInstance): RunProgress {
  const { stage, tries } = progress ?? { stage: 'begin', tries: 1 };
  const because = isTerminated
    ? 'An operator terminated it; the daily timer (05:00 UTC) will mark it Failed and notify its recipients.'
    : 'Its instance has ended. Unless another app takes the run, the daily timer (05:00 UTC) will restart it or mark it Failed.';
  return { stage, tries, because };
}

app.http('readEvidence', {
  methods: READING,
  authLevel,
  route: 'evidence/{runId}',
  extraInputs: [durableClient],
  handler: readEvidence,
});
