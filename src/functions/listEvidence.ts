import { app } from '@azure/functions';
import { unbroken } from '../app/application.ts';
import { RequestError } from '../app/runRequest.ts';
import { answering, runNotFound } from './answers.ts';
import { authLevel, callerOf } from './caller.ts';

const MOST = 100;
const USUAL = 20;

/** `GET /api/evidence?top=20&after=<runId>` → runs, the newest first, and the address of the next page. */
export const listEvidence = answering(async (request) => {
  callerOf(request, ['Auditor', 'Requester'], process.env);
  const top = topOf(request.query.get('top'));
  const asked = request.query.get('after') ?? undefined;
  const page = await unbroken(process.env).evidence.list(top, asked);
  if (page === undefined) return runNotFound(asked ?? '');
  const { runs, after } = page;
  return { jsonBody: { runs, ...(after === undefined ? {} : { next: `/api/evidence?top=${top}&after=${after}` }) } };
});

function topOf(text: string | null): number {
  if (text === null) return USUAL;
  const top = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (top < 1 || top > MOST) throw new RequestError(`top: must be a whole number from 1 to ${MOST}.`);
  return top;
}

app.http('listEvidence', { methods: ['GET'], authLevel, route: 'evidence', handler: listEvidence });
