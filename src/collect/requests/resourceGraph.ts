import { ResourceGraphClient, type QueryResponse } from '@azure/arm-resourcegraph';
import type { PipelineRequest } from '@azure/core-rest-pipeline';
import type { Observation } from '../../domain/observation.ts';
import type { KeptPage } from '../../domain/keptAnswer.ts';
import type { Report } from '../../domain/progress.ts';
import type { Keeper, RowsWanted } from './keeper.ts';
import type { Attempts } from './attempts.ts';
import { clientOptions, patienceOf, type AzureConnection } from './connection.ts';
import { failureOfAnswer, failureOfError, FAULTY, type Failure } from './failure.ts';
import type { Clock, Quota } from './quota.ts';
import type { Resending } from './resend.ts';
import type { GraphAsk } from '../defineSource.ts';

/** Rows of one page. @see https://learn.microsoft.com/azure/governance/resource-graph/concepts/work-with-data */
const PAGE = 1000;
/** Subscriptions of one request. @see https://learn.microsoft.com/azure/governance/resource-graph/overview */
const SUBSCRIPTIONS_A_REQUEST = 1000;

export interface GraphQuestion {
  readonly source: Observation['source'];
  readonly kql: string;
  /** At most 1,000 GUIDs; empty asks for every subscription that the identity can see. */
  readonly subscriptions: readonly string[];
  /** Names of management groups to ask about instead; with `subscriptions` empty only. */
  readonly managementGroups?: readonly string[];
  /** Left out: what is at the subscriptions and below. */
  readonly scopeFilter?: GraphAsk['scopeFilter'];
  /** Which of the rows received are the source's, to be kept as such; left out if none are. */
  readonly wanted?: RowsWanted;
}

export interface GraphOutcome {
  readonly rows: number;
  readonly pages: number;
  /** Set if rows may be missing. Rows that came before the failure have been taken. */
  readonly failure: Failure | undefined;
  /** `totalRecords` of the last page. */
  readonly total: number | undefined;
  /** Azure left out subscriptions beyond its limit of 10,000. */
  readonly subscriptionLimitHit: boolean;
}

/** Rows of one page; pages count from 1. */
interface Rows {
  readonly rows: readonly unknown[];
  readonly page: number;
}

/** Yields page after page, and returns how it ended. */
export type AskGraph = (question: GraphQuestion) => AsyncGenerator<Rows, GraphOutcome, undefined>;

interface Surroundings {
  readonly connection: AzureConnection;
  readonly attempts: Attempts;
  readonly quota: Quota;
  /** Left out: the SDK sends again what was refused. */
  readonly resending?: Resending;
  readonly clock: Clock;
  readonly report: Report;
  readonly keeper: Keeper;
}

interface Page {
  readonly rows: readonly unknown[];
  readonly skipToken: string | undefined;
  readonly truncated: boolean;
  readonly total: number | undefined;
}

/** What one question has brought so far. */
interface Course {
  rows: number;
  pages: number;
  retries: number;
  /** `$top` of the next request. */
  top: number;
  skipToken: string | undefined;
  failure: Failure | undefined;
  total: number | undefined;
  subscriptionLimitHit: boolean;
  readonly requestIds: string[];
}

/**
 * Asks Resource Graph, page by page. An answer that is too large halves the page; any other fault ends the question with a
 * failure, so that a lost page is never taken for the end of the table.
 */
export function resourceGraph(surroundings: Surroundings): AskGraph {
  const { connection, attempts, quota, resending, clock, report, keeper } = surroundings;
  const policies = [quota.policy, attempts.policy];
  const client = new ResourceGraphClient(connection.credential, clientOptions(connection, policies, resending));
  const timeout = patienceOf(connection).timeout;

  return async function* (question) {
    const startedAt = clock.now().toISOString();
    const course = newCourse();
    const kept: KeptPage[] = [];
    for await (const page of readPages(course, async () => readPage(client, question, course, attempts, timeout))) {
      course.pages += 1;
      course.rows += page.rows.length;
      course.total = page.total;
      const { rows, pages } = course;
      const taken = keeper.graphPage(question.source, page.rows, question.wanted);
      kept.push(taken.kept);
      yield { rows: taken.rows, page: pages };
      report({ kind: 'page', source: question.source, rows, pages, quotaRemaining: quota.remaining() });
    }
    const { rows, pages, requestIds, retries, failure, total, subscriptionLimitHit } = course;
    keeper.observe(
      {
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
      },
      { pages: kept, failure, total, ...(subscriptionLimitHit ? { subscriptionLimitHit } : {}) },
    );
    return { rows, pages, failure, total, subscriptionLimitHit };
  };
}

function newCourse(): Course {
  const nothing = { skipToken: undefined, failure: undefined, total: undefined };
  return { rows: 0, pages: 0, retries: 0, top: PAGE, subscriptionLimitHit: false, requestIds: [], ...nothing };
}

async function* readPages(course: Course, read: () => Promise<Page | Failure>): AsyncGenerator<Page, void, undefined> {
  const visited = new Set<string>();
  do {
    const page = await read();
    if ('because' in page) {
      if (page.kind === 'tooLarge' && course.top > 1) course.top = Math.floor(course.top / 2);
      else course.failure = page;
      continue;
    }
    yield page;
    const { skipToken } = page;
    if (skipToken === undefined) {
      if (page.truncated) course.failure = FAULTY.cutOff;
      return;
    }
    if (visited.has(skipToken)) course.failure = FAULTY.ledBackToPage;
    visited.add(skipToken);
    course.skipToken = skipToken;
  } while (course.failure === undefined);
}

async function readPage(
  client: ResourceGraphClient,
  { kql, subscriptions, managementGroups, scopeFilter }: GraphQuestion,
  course: Course,
  attempts: Attempts,
  timeout: number,
): Promise<Page | Failure> {
  const { top, skipToken } = course;
  const answers: { status: number; bodyAsText?: string | null | undefined }[] = [];
  const note = (request: PipelineRequest | undefined): void => {
    const attempt = attempts.of(request);
    course.requestIds.push(...attempt.requestIds);
    course.retries += Math.max(0, attempt.sent - 1);
  };
  try {
    const answer = await client.resources(
      {
        query: kql,
        ...(subscriptions.length === 0 ? {} : { subscriptions: [...subscriptions] }),
        ...(managementGroups === undefined ? {} : { managementGroups: [...managementGroups] }),
        options: {
          resultFormat: 'objectArray',
          top,
          ...(skipToken === undefined ? {} : { skipToken }),
          ...(scopeFilter === undefined ? {} : { authorizationScopeFilter: scopeFilter }),
        },
      },
      {
        requestOptions: { timeout },
        onResponse: (raw) => {
          note(raw.request);
          if (raw.headers.get('x-ms-tenant-subscription-limit-hit')?.toLowerCase() === 'true')
            course.subscriptionLimitHit = true;
          answers.push(raw);
        },
      },
    );
    return Array.isArray(answer.data) ? toPage(answer, answer.data) : FAULTY.noRows;
  } catch (error) {
    const [answered] = answers;
    if (answered !== undefined)
      return answered.status >= 400 ? failureOfAnswer(answered, attempts.accepted()) : FAULTY.noRows;
    note(requestOf(error));
    return failureOfError(error, attempts.accepted());
  }
}

function toPage(answer: QueryResponse, rows: readonly unknown[]): Page {
  return {
    rows,
    // The last page may say `"$skipToken": null`.
    skipToken: typeof answer.skipToken === 'string' && answer.skipToken !== '' ? answer.skipToken : undefined,
    truncated: isTrue(answer.resultTruncated),
    total: answer.totalRecords,
  };
}

/** The batches in which a query is asked. */
export type Batching = (kql: string, subscriptions: readonly string[]) => readonly (readonly string[])[];

/** Batches of subscriptions, each small enough for one request. */
export function batchesOf(subscriptions: readonly string[]): readonly (readonly string[])[] {
  const batches: (readonly string[])[] = [];
  for (let start = 0; start < subscriptions.length; start += SUBSCRIPTIONS_A_REQUEST)
    batches.push(subscriptions.slice(start, start + SUBSCRIPTIONS_A_REQUEST));
  return batches;
}

/**
 * The fewest requests that read so many rows: one for each full or started page of a source and batch; none if the count
 * proves that there is nothing to read.
 * @param rows rows of each source and batch of subscriptions
 */
export function fewestRequests(rows: Iterable<number>): number {
  let requests = 0;
  for (const count of rows) requests += Math.ceil(count / PAGE);
  return requests;
}

/** Azure sends a word here, and could send a boolean. */
function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}

function requestOf(error: unknown): PipelineRequest | undefined {
  return error instanceof Error && 'request' in error ? (error.request as PipelineRequest | undefined) : undefined;
}
