import { app, type InvocationContext } from '@azure/functions';
import { unbroken } from '../app/application.ts';
import { progressFor } from '../app/http/runStatus.ts';
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
    return (await instancesOf(context).look(runId))?.progress;
  } catch (error) {
    context.warn(`How far run ${runId} is could not be asked: ${errorText(error)}`);
    return undefined;
  }
}

app.http('readEvidence', {
  methods: READING,
  authLevel,
  route: 'evidence/{runId}',
  extraInputs: [durableClient],
  handler: readEvidence,
});
