import type { HttpMethod, HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import { OutOfScopeError } from '../app/http/scopes.ts';
import { AzureBusyError } from '../app/http/azureBusy.ts';
import { ConflictError, RequestError } from '../app/runRequest.ts';
import { AlteredPackError } from '../app/run/provenParts.ts';
import { SettingsError } from '../app/settings.ts';
import { AccessError } from './caller.ts';
import { emit } from './signals.ts';

const TITLES = {
  400: 'The request is invalid',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Not ready',
  422: 'The request contradicts an earlier one',
  500: 'The application failed',
  503: 'Azure is not responding',
} as const;

/**
 * Methods of what is only read. The host answers HEAD with 404 where a function does not name it.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-head
 */
export const READING: HttpMethod[] = ['GET', 'HEAD'];

/** The answer to HEAD: that to GET, without its body. */
export function withoutBody(answer: HttpResponseInit): HttpResponseInit {
  const rest = { ...answer };
  delete rest.body;
  delete rest.jsonBody;
  if (answer.jsonBody === undefined) return rest;
  return { ...rest, headers: { ...(rest.headers as Record<string, string>), 'Content-Type': 'application/json' } };
}

/** Problem details. @see https://www.rfc-editor.org/rfc/rfc9457 */
export function problem(
  status: keyof typeof TITLES,
  code: string,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): HttpResponseInit {
  return {
    status,
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...headers },
    body: JSON.stringify({ type: 'about:blank', title: TITLES[status], status, code, detail }),
  };
}

/** Runs a handler; what it throws becomes one clear answer, and a surprise is logged whole and told in one sentence. */
export function answering(
  handler: (request: HttpRequest, context: InvocationContext) => Promise<HttpResponseInit>,
): (request: HttpRequest, context: InvocationContext) => Promise<HttpResponseInit> {
  return async (request, context) => {
    const answer = await answerOf(handler, request, context);
    return request.method === 'HEAD' ? withoutBody(answer) : answer;
  };
}

async function answerOf(
  handler: (request: HttpRequest, context: InvocationContext) => Promise<HttpResponseInit>,
  request: HttpRequest,
  context: InvocationContext,
): Promise<HttpResponseInit> {
  try {
    return await handler(request, context);
  } catch (error) {
    if (error instanceof AlteredPackError) {
      emit(context, { signal: 'evidenceAltered', because: error.message });
      return problem(500, 'EvidenceAltered', `${error.message} The operators have been notified.`);
    }
    if (error instanceof RequestError) return problem(400, 'BadRequest', error.message);
    if (error instanceof ConflictError) return problem(422, 'IdempotencyKeyReused', error.message);
    if (error instanceof AccessError && error.status !== 500)
      return problem(error.status, error.status === 401 ? 'SignInNeeded' : 'RoleNeeded', error.message);
    if (error instanceof OutOfScopeError) return problem(403, 'OutOfScope', error.message);
    if (error instanceof AzureBusyError)
      return problem(503, 'AzureBusy', error.message, { 'Retry-After': String(error.retryAfter) });
    context.error(error);
    if (error instanceof SettingsError || error instanceof AccessError)
      return problem(500, 'SettingMissing', error.message);
    return problem(500, 'InternalError', 'The request failed; the log of this invocation says why.');
  }
}

/** For a date before the first evidence. */
export function noRunYet(moment: string, first: string | undefined): HttpResponseInit {
  const since = first === undefined ? 'none is to this day' : `the first is of ${first}`;
  return problem(404, 'NoEvidenceYet', `No run of the configured scope was complete by ${moment}; ${since}.`);
}

export function runNotFound(runId: string): HttpResponseInit {
  return problem(404, 'RunNotFound', `There is no run ${runId}; request one with POST /api/evidence.`);
}
