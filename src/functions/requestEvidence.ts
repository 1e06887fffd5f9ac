import { app, type HttpRequest, type HttpResponseInit, type InvocationContext } from '@azure/functions';
import { unbroken } from '../app/application.ts';
import { RequestError } from '../app/runRequest.ts';
import { answering } from './answers.ts';
import { authLevel, callerOf } from './caller.ts';
import { durableClient, instancesOf } from './instances.ts';
import { emit } from './signals.ts';

/** Visible ASCII, as a header may hold. */
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/;

/** `POST /api/evidence` → 202 with the run's address: HTTP answers end after 230 seconds on every plan, a run does not. */
export const requestEvidence = answering(async (request: HttpRequest, context: InvocationContext) => {
  const caller = callerOf(request, ['Requester'], process.env);
  const key = request.headers.get('idempotency-key') ?? undefined;
  if (key !== undefined && !IDEMPOTENCY_KEY.test(key))
    throw new RequestError('Idempotency-Key: must be 1 to 200 visible ASCII characters, such as a GUID.');
  const run = await unbroken(process.env).askOverHttp(await request.text(), key, caller.subscriptions);
  await instancesOf(context).start(run.runId);
  emit(context, { signal: 'runAsked', runId: run.runId, trigger: 'http', caller: caller.objectId });
  const status = `/api/evidence/${run.runId}`;
  return {
    status: 202,
    headers: { Location: status, 'Retry-After': '30' },
    jsonBody: { runId: run.runId, state: 'Queued', status },
  } satisfies HttpResponseInit;
});

app.http('requestEvidence', {
  methods: ['POST'],
  authLevel,
  route: 'evidence',
  extraInputs: [durableClient],
  handler: requestEvidence,
});
