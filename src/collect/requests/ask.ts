import { isRestError, type PipelineRequest } from '@azure/core-rest-pipeline';
import type { Attempts } from './attempts.ts';
import { SliceOverError } from '../errors.ts';
import { failureOfAnswer, failureOfError, failureOfStatus, FAULTY, type Failure } from './failure.ts';

/** What an SDK hands to `onResponse`, in both of its generations. */
interface RawAnswer {
  readonly status: number;
  readonly bodyAsText?: string | null;
  readonly request: PipelineRequest;
  readonly headers: { readonly get: (name: string) => string | undefined };
}

export type OnResponse = (answer: RawAnswer) => void;

/** What an SDK call gives: one answer, or a list page by page. `onResponse` takes the body of each. */
export type Answering = Promise<unknown> | AsyncIterator<unknown>;

/** What every SDK call is given. */
export interface CallOptions {
  readonly onResponse: OnResponse;
  readonly requestOptions: { readonly timeout: number };
}

/** The result of one request, or of the pages of one list. */
export interface RequestOutcome {
  readonly requestIds: readonly string[];
  readonly retries: number;
  readonly failure: Failure | undefined;
}

/**
 * Sends a request through an SDK client and yields the raw answers that succeeded, each parsed once, as they come. The SDK's
 * own reading of them is not used: its generations disagree (one flattens `properties`), so Azure's JSON is read in one place
 * (reading.ts).
 * @throws CredentialError
 */
export async function* ask(
  attempts: Attempts,
  call: (onResponse: OnResponse) => Answering,
): AsyncGenerator<unknown, RequestOutcome, undefined> {
  const came: unknown[] = [];
  const requestIds: string[] = [];
  const state: { retries: number; failure: Failure | undefined; last: unknown } = {
    retries: 0,
    failure: undefined,
    last: undefined,
  };
  const visited = new Set<string>();
  const note = (request: PipelineRequest | undefined): void => {
    const attempt = attempts.of(request);
    requestIds.push(...attempt.requestIds);
    state.retries += Math.max(0, attempt.sent - 1);
  };
  try {
    const answering = call((answer) => {
      note(answer.request);
      const body = answer.status === 200 ? parsed(answer.bodyAsText) : undefined;
      state.failure ??= refusalIn(answer, body, attempts.accepted());
      if (state.failure !== undefined) return;
      came.push(body);
      state.last = body;
      const next = nextLinkOf(body);
      if (next === undefined) return;
      if (visited.has(next)) {
        state.failure = FAULTY.ledBack;
        throw new TypeError('The list leads back to a page that was already read.');
      }
      visited.add(next);
    });
    if ('next' in answering) while ((await answering.next()).done !== true) yield* came.splice(0);
    else await answering;
  } catch (error) {
    // A question left for later has no answer, even if a page of it already came.
    if (error instanceof SliceOverError) throw error;
    // An SDK that stumbles over a 200 does not make it a refusal, but a list with further pages is not complete.
    const connection = isRestError(error) && error.response === undefined;
    const answered = state.last !== undefined && !connection;
    if (state.failure === undefined && !(answered && nextLinkOf(state.last) === undefined)) {
      note(requestOf(error));
      state.failure = answered ? FAULTY.brokenOff : failureOfError(error, attempts.accepted());
    }
  }
  yield* came.splice(0);
  return { requestIds, retries: state.retries, failure: state.failure };
}

/** Anything but a 200 with JSON is a refusal. */
function refusalIn(answer: RawAnswer, body: unknown, accepted: boolean): Failure | undefined {
  const { status } = answer;
  if (status >= 400) return failureOfAnswer(answer, accepted);
  if (status !== 200) return failureOfStatus(status);
  return body === undefined ? FAULTY.noJson : undefined;
}

/** The elements of a list answer; undefined when the body is not a list. */
export function elementsOf(body: unknown): readonly unknown[] | undefined {
  if (typeof body !== 'object' || body === null || !('value' in body)) return undefined;
  return Array.isArray(body.value) ? (body.value as readonly unknown[]) : undefined;
}

export function nextLinkOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('nextLink' in body)) return undefined;
  return typeof body.nextLink === 'string' && body.nextLink !== '' ? body.nextLink : undefined;
}

function requestOf(error: unknown): PipelineRequest | undefined {
  return error instanceof Error && 'request' in error ? (error.request as PipelineRequest | undefined) : undefined;
}

function parsed(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    return undefined;
  }
}
