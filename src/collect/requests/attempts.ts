import { RestError, isRestError, type PipelinePolicy, type PipelineRequest } from '@azure/core-rest-pipeline';
import type { Report } from '../../domain/progress.ts';

/** Counts how often each request was really sent, and what Azure called each answer. */
export interface Attempts {
  readonly policy: PipelinePolicy;
  /** Azure has answered with something other than a refusal: it accepts the token. */
  readonly accepted: () => boolean;
  readonly of: (request: PipelineRequest | undefined) => Attempt;
}

interface Attempt {
  readonly sent: number;
  readonly requestIds: readonly string[];
}

const NONE: Attempt = { sent: 0, requestIds: [] };
/** Ways of losing a connection that the SDK's retry policy does not know by name. */
const LOST = new Set([
  RestError.PARSE_ERROR,
  RestError.REQUEST_SEND_ERROR,
  'EPIPE',
  'EAI_AGAIN',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

/**
 * A policy for each attempt. Besides counting, it names three failures so that the SDK's own retry policy repeats them: a
 * connection lost mid-answer, an answer that never came, and a 429 without Retry-After.
 */
export function countAttempts(report: Report): Attempts {
  const seen = new WeakMap<PipelineRequest, { sent: number; requestIds: string[] }>();
  let accepted = false;
  const policy: PipelinePolicy = {
    name: 'countAttempts',
    sendRequest: async (request, next) => {
      const attempt = seen.get(request) ?? { sent: 0, requestIds: [] };
      seen.set(request, attempt);
      attempt.sent += 1;
      const response = await next(request).catch((error: unknown) => {
        throw repeatable(error, request);
      });
      const requestId = response.headers.get('x-ms-request-id') ?? response.headers.get('x-ms-correlation-request-id');
      if (requestId !== undefined) attempt.requestIds.push(requestId);
      if (response.status < 400) accepted = true;
      if (response.status === 429) {
        const wait = waitNamed((name) => response.headers.get(name));
        if (response.headers.get('retry-after-ms') === undefined)
          response.headers.set('retry-after', String(Math.ceil(wait / 1000)));
        const seconds = Math.ceil(wait / 1000);
        report({ kind: 'waiting', source: pathOf(request.url), seconds, because: 'Azure asked to wait (429)' });
      }
      return response;
    },
  };
  return {
    policy,
    accepted: () => accepted,
    of: (request) => (request === undefined ? NONE : (seen.get(request) ?? NONE)),
  };
}

/** Milliseconds that a 429 asks to wait; if it names none, five seconds, Resource Graph's window. */
export function waitNamed(header: (name: string) => string | undefined): number {
  const milliseconds = amount(header('retry-after-ms'));
  if (milliseconds !== undefined) return milliseconds;
  const seconds = amount(header('retry-after'));
  if (seconds !== undefined) return seconds * 1000;
  return windowOf(header('x-ms-user-quota-resets-after')) ?? 5000;
}

function amount(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}

/** Milliseconds of a `hh:mm:ss` header; undefined for anything else. */
export function windowOf(header: string | undefined): number | undefined {
  const match = /^(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d+))?$/.exec(header?.trim() ?? '');
  if (match === null) return undefined;
  const [, hours, minutes, seconds, fraction] = match;
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * 1000 + Number((fraction ?? '').slice(0, 3).padEnd(3, '0'));
}

function repeatable(error: unknown, request: PipelineRequest): unknown {
  if (isRestError(error) && error.response === undefined && LOST.has(error.code ?? ''))
    return new RestError('The connection was lost.', { code: 'ECONNRESET', request });
  if (error instanceof Error && error.name === 'AbortError' && request.abortSignal?.aborted !== true)
    return new RestError('No answer came in time.', { code: 'ETIMEDOUT', request });
  return error;
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : '';
}
