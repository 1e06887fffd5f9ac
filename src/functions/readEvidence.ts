import { app } from '@azure/functions';
import { unbroken } from '../app/application.ts';
import { answering, READING, runNotFound } from './answers.ts';
import { authLevel, callerOf } from './caller.ts';

/** `GET /api/evidence/{runId}` → state, progress, and where workbook and manifest are. */
export const readEvidence = answering(async (request) => {
  const { subscriptions } = callerOf(request, ['Auditor', 'Requester'], process.env);
  const runId = request.params['runId'] ?? '';
  const run = await unbroken(process.env).evidence.status(runId, subscriptions);
  if (run === undefined) return runNotFound(runId);
  return run.finished ? { jsonBody: run } : { jsonBody: run, headers: { 'Retry-After': '30' } };
});

app.http('readEvidence', { methods: READING, authLevel, route: 'evidence/{runId}', handler: readEvidence });
