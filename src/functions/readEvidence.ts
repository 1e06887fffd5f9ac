import { app, type HttpRequest, type HttpResponseInit, type InvocationContext } from '@azure/functions';
import { unbroken } from '../app/application.ts';
import { failureAnswer, problem } from './answers.ts';

/** `GET /api/evidence/{runId}` → state, progress, and where the workbook is. */
async function readEvidence(request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> {
  try {
    const runId = request.params['runId'] ?? '';
    const run = await unbroken(process.env).status(runId);
    if (run === undefined)
      return problem(404, 'RunNotFound', `There is no run ${runId}; ask for one with POST /api/evidence.`);
    return run.finished ? { jsonBody: run } : { jsonBody: run, headers: { 'Retry-After': '30' } };
  } catch (error) {
    return failureAnswer(error, context);
  }
}

app.http('readEvidence', { methods: ['GET'], authLevel: 'function', route: 'evidence/{runId}', handler: readEvidence });
