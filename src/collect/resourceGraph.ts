import { ResourceGraphClient } from '@azure/arm-resourcegraph';
import type { PipelineRequest } from '@azure/core-rest-pipeline';
import type { Observation } from '../domain/observation.ts';
import type { Report } from '../domain/progress.ts';
import type { Attempts } from './attempts.ts';
import { clientOptions, patienceOf, type AzureConnection } from './connection.ts';
import { failureOfAnswer, failureOfError, type Failure } from './failure.ts';
import type { Clock, Quota } from './quota.ts';

/** Rows of one page. @see https://learn.microsoft.com/azure/governance/resource-graph/concepts/work-with-data */
export const PAGE = 1000;
/** Subscriptions of one request. @see https://learn.microsoft.com/azure/governance/resource-graph/overview */
export const SUBSCRIPTIONS_A_REQUEST = 1000;

export interface Question {
  readonly source: Observation['source'];
  readonly kql: string;
  /** At most 1,000 GUIDs; empty asks for every subscription that the identity can see. */
  readonly subscriptions: readonly string[];
  /** Called for each page in turn; pages count from 1. */
  readonly take: (rows: readonly unknown[], page: number) => void;
}

export interface Outcome {
  readonly rows: number;
  readonly pages: number;
  /** Set when rows may be missing. Rows that came before it have been taken. */
  readonly failure: Failure | undefined;
  /** `totalRecords` of the last page. */
  readonly total: number | undefined;
  /** Azure left out subscriptions beyond its limit of 10,000. */
  readonly subscriptionLimitHit: boolean;
}

export type AskGraph = (question: Question) => Promise<Outcome>;

interface Surroundings {
  readonly connection: AzureConnection;
  readonly attempts: Attempts;
  readonly quota: Quota;
  readonly clock: Clock;
  readonly report: Report;
  readonly observe: (observation: Observation) => void;
}

interface Page {
  readonly rows: readonly unknown[];
  readonly skipToken: string | undefined;
  readonly truncated: boolean;
  readonly total: number | undefined;
}

/**
 * Puts questions to Resource Graph, page by page. An answer that is too large halves the page; whatever else goes
 * wrong ends the question with a failure, so that a lost page is never taken for the end of the table.
 */
export function resourceGraph(surroundings: Surroundings): AskGraph {
  const { connection, attempts, quota, clock, report, observe } = surroundings;
  const client = new ResourceGraphClient(
    connection.credential,
    clientOptions(connection, [quota.policy, attempts.policy]),
  );
  const timeout = patienceOf(connection).timeout;

  return async (question) => {
    const startedAt = clock.now().toISOString();
    const requestIds: string[] = [];
    const tokens = new Set<string>();
    let [rows, pages, retries, top] = [0, 0, 0, PAGE];
    let [skipToken, failure, total, subscriptionLimitHit]: [
      string | undefined,
      Failure | undefined,
      number | undefined,
      boolean,
    ] = [undefined, undefined, undefined, false];
    const note = (request: PipelineRequest | undefined): void => {
      const attempt = attempts.of(request);
      requestIds.push(...attempt.requestIds);
      retries += Math.max(0, attempt.sent - 1);
    };

    const readPage = async (): Promise<Page | Failure> => {
      let refusal: Failure | undefined;
      let noted = false;
      try {
        const answer = await client.resources(
          {
            query: question.kql,
            ...(question.subscriptions.length === 0 ? {} : { subscriptions: [...question.subscriptions] }),
            options: { resultFormat: 'objectArray', top, ...(skipToken === undefined ? {} : { skipToken }) },
          },
          {
            requestOptions: { timeout },
            onResponse: (raw) => {
              noted = true;
              note(raw.request);
              if (raw.headers.get('x-ms-tenant-subscription-limit-hit')?.toLowerCase() === 'true')
                subscriptionLimitHit = true;
              if (raw.status >= 400) refusal = failureOfAnswer(raw);
            },
          },
        );
        const token = answer.skipToken === '' ? undefined : answer.skipToken;
        if (!Array.isArray(answer.data))
          return { kind: 'serviceError', because: 'the answer holds no list of rows', codes: [] };
        return {
          rows: answer.data as readonly unknown[],
          skipToken: token,
          truncated: String(answer.resultTruncated).toLowerCase() === 'true',
          total: typeof answer.totalRecords === 'number' ? answer.totalRecords : undefined,
        };
      } catch (error) {
        if (refusal !== undefined) return refusal;
        if (!noted) note(requestOf(error));
        return failureOfError(error);
      }
    };

    for (;;) {
      const page = await readPage();
      if ('kind' in page) {
        if (page.kind === 'tooLarge' && top > 1) {
          top = Math.floor(top / 2);
          continue;
        }
        failure = page;
        break;
      }
      pages += 1;
      rows += page.rows.length;
      total = page.total;
      question.take(page.rows, pages);
      report({ kind: 'page', source: question.source, rows, pages, quotaRemaining: quota.remaining() });
      skipToken = page.skipToken;
      if (skipToken === undefined) {
        if (page.truncated)
          failure = { kind: 'truncated', because: 'Azure cut the answer off and gave no way to go on', codes: [] };
        break;
      }
      if (tokens.has(skipToken)) {
        failure = { kind: 'serviceError', because: 'Azure led back to a page that was already read', codes: [] };
        break;
      }
      tokens.add(skipToken);
    }
    observe({
      source: question.source,
      kind: 'resourceGraph',
      request: question.kql,
      subscriptions: question.subscriptions,
      pages,
      rows,
      requestIds,
      startedAt,
      endedAt: clock.now().toISOString(),
      retries,
      failure: failure?.because,
    });
    return { rows, pages, failure, total, subscriptionLimitHit };
  };
}

/** Batches of subscriptions, each small enough for one request. */
export function batchesOf(subscriptions: readonly string[]): readonly (readonly string[])[] {
  const batches: (readonly string[])[] = [];
  for (let start = 0; start < subscriptions.length; start += SUBSCRIPTIONS_A_REQUEST)
    batches.push(subscriptions.slice(start, start + SUBSCRIPTIONS_A_REQUEST));
  return batches;
}

/**
 * The fewest requests that read so many rows: one for each full or started page of a source and batch; none where the
 * count proves that there is nothing to read.
 * @param rows rows of each source and batch of subscriptions
 */
export function fewestRequests(rows: Iterable<number>): number {
  let requests = 0;
  for (const count of rows) requests += Math.ceil(count / PAGE);
  return requests;
}

function requestOf(error: unknown): PipelineRequest | undefined {
  return error instanceof Error && 'request' in error ? (error.request as PipelineRequest | undefined) : undefined;
}
