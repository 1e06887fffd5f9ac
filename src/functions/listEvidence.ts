import { app, type HttpResponseInit } from '@azure/functions';
import { unbroken } from '../app/application.ts';
import { RequestError } from '../app/runRequest.ts';
import { answering, noRunYet, READING, runNotFound } from './answers.ts';
import { authLevel, callerOf } from './caller.ts';
import { momentFrom, wholeNumber } from './parameters.ts';
import { emit } from './signals.ts';

const MOST = 100;
const USUAL = 20;

/**
 * `GET /api/evidence?top=20&after=<runId>` → runs, the newest first, and the address of the next page;
 * `GET /api/evidence?asOf=2026-10-01` → the run whose evidence was in force then.
 */
export const listEvidence = answering(async (request, context): Promise<HttpResponseInit> => {
  const { subscriptions } = callerOf(request, ['Auditor', 'Requester'], process.env);
  const { evidence } = unbroken(process.env);
  const [asOf, size, asked] = ['asOf', 'top', 'after'].map((name) => request.query.get(name));
  if (asOf !== null && asOf !== undefined) {
    if (size !== null || asked !== null)
      throw new RequestError('asOf: returns one run; omit top and after, or omit asOf to get the list.');
    const moment = momentFrom('asOf', asOf);
    const run = await evidence.inForce(moment, subscriptions);
    return 'runId' in run ? { jsonBody: { runs: [run] } } : noRunYet(moment, run.first);
  }
  const top = size === null || size === undefined ? USUAL : wholeNumber('top', size, 1, MOST);
  const page = await evidence.list(top, asked ?? undefined, subscriptions);
  if (page === undefined) return runNotFound(asked ?? '');
  const { runs, altered, after } = page;
  for (const because of altered) emit(context, { signal: 'evidenceAltered', because });
  return { jsonBody: { runs, ...(after === undefined ? {} : { next: `/api/evidence?top=${top}&after=${after}` }) } };
});

app.http('listEvidence', { methods: READING, authLevel, route: 'evidence', handler: listEvidence });
