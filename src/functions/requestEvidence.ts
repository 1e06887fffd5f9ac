import { app, type HttpRequest, type HttpResponseInit, type InvocationContext } from '@azure/functions';
import { unbroken } from '../app/application.ts';
import { failureAnswer } from './answers.ts';
import { runQueue } from './queue.ts';

/** `POST /api/evidence` → 202 with the run's address: HTTP answers end after 230 seconds on every plan, a run does not. */
async function requestEvidence(request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> {
  try {
    const run = await unbroken(process.env).askOverHttp(await request.text());
    context.extraOutputs.set(runQueue, run);
    return {
      status: 202,
      headers: { Location: `/api/evidence/${run.runId}`, 'Retry-After': '30' },
      jsonBody: { runId: run.runId, state: 'Queued', status: `/api/evidence/${run.runId}` },
    };
  } catch (error) {
    return failureAnswer(error, context);
  }
}

app.http('requestEvidence', {
  methods: ['POST'],
  authLevel: 'function',
  route: 'evidence',
  extraOutputs: [runQueue],
  handler: requestEvidence,
});
