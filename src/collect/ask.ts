import type { PipelineRequest } from '@azure/core-rest-pipeline';
import type { Attempts } from './attempts.ts';
import { failureOfAnswer, failureOfError, type Failure } from './failure.ts';

/** What an SDK hands to `onResponse`, in both of its generations. */
interface RawAnswer {
  readonly status: number;
  readonly bodyAsText?: string | null;
  readonly request: PipelineRequest;
  readonly headers: { readonly get: (name: string) => string | undefined };
}

export type OnResponse = (answer: RawAnswer) => void;

/** One request, or the pages of one list, with what came of it. */
export interface Asked {
  /** Bodies of the answers that succeeded, as Azure wrote them, parsed once. */
  readonly bodies: readonly unknown[];
  readonly requestIds: readonly string[];
  readonly retries: number;
  readonly failure: Failure | undefined;
}

/**
 * Sends a request through an SDK client and keeps the raw answers. The SDK's own reading of them is not used: its
 * generations disagree (one flattens `properties`), so Azure's JSON is read in one place (reading.ts).
 * @throws CredentialError
 */
export async function ask(attempts: Attempts, call: (onResponse: OnResponse) => Promise<unknown>): Promise<Asked> {
  const bodies: unknown[] = [];
  const requestIds: string[] = [];
  let retries = 0;
  let failure: Failure | undefined;
  let answered = false;
  const note = (request: PipelineRequest | undefined): void => {
    const attempt = attempts.of(request);
    requestIds.push(...attempt.requestIds);
    retries += Math.max(0, attempt.sent - 1);
  };
  const onResponse: OnResponse = (answer) => {
    note(answer.request);
    if (answer.status >= 400) failure = failureOfAnswer(answer);
    else if (answer.status !== 200)
      failure = { kind: 'serviceError', because: `Azure answered ${answer.status}`, status: answer.status, codes: [] };
    else {
      const body = parsed(answer.bodyAsText);
      if (body === undefined) failure = { kind: 'serviceError', because: 'the answer is not JSON', codes: [] };
      else bodies.push(body);
      answered = true;
    }
  };
  try {
    await call(onResponse);
  } catch (error) {
    if (failure !== undefined) return { bodies, requestIds, retries, failure };
    // An SDK that stumbles over a 200 does not make it a refusal; but a list that it broke off is not whole.
    if (answered && nextLinkOf(bodies.at(-1)) === undefined) return { bodies, requestIds, retries, failure };
    note(requestOf(error));
    failure = answered ? broken() : failureOfError(error);
  }
  return { bodies, requestIds, retries, failure };
}

/** Walks the pages of an SDK list; `onResponse` has taken each page's body. A link that comes twice breaks off. */
export async function everyPage(pages: AsyncIterable<unknown>): Promise<void> {
  for await (const page of pages) void page;
}

/** The elements of a list answer; undefined when the body is no list. */
export function elementsOf(body: unknown): readonly unknown[] | undefined {
  if (typeof body !== 'object' || body === null || !('value' in body)) return undefined;
  return Array.isArray(body.value) ? (body.value as readonly unknown[]) : undefined;
}

export function nextLinkOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('nextLink' in body)) return undefined;
  return typeof body.nextLink === 'string' && body.nextLink !== '' ? body.nextLink : undefined;
}

function broken(): Failure {
  return { kind: 'serviceError', because: 'the list broke off', codes: [] };
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
