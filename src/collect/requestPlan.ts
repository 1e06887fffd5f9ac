import { compareText } from '../base/order.ts';
import { subscriptionOf } from '../domain/armId.ts';
import type { AskedSourceId } from '../domain/facts.ts';
import type { AskArm } from './asking.ts';
import type { Action, AnySource, ArmAsk, Foreseen, Given } from './defineSource.ts';

/** Requests to Resource Manager of one kind in one subscription. */
interface PlannedRequests {
  readonly source: AskedSourceId;
  /** As a role definition spells it. */
  readonly action: string;
  readonly limit: Action['limit'];
  /** Lower-cased GUID. */
  readonly subscription: string;
  /** The pages of a list count as one. */
  readonly requests: number;
}

export interface RequestPlan {
  /** By source, then subscription. */
  readonly rows: readonly PlannedRequests[];
  readonly requests: number;
  /** For which limits alone make a run wait, at the least. */
  readonly seconds: number;
  /** The subscription and action that take longest; undefined where nothing has to wait. */
  readonly longest: PlannedRequests | undefined;
}

/** What was sent in the end. */
export interface SentRequests {
  /** Calls, without further pages and repetitions: to be held against the plan. */
  readonly requests: number;
  readonly furtherPages: number;
  readonly repeated: number;
}

/**
 * Requests an hour in one subscription. Of Azure Backup 150 were seen, 300 and 450 elsewhere: the plan takes the lowest. Of
 * Compute's 600 the interval is not known; an hour is the longest that it can be.
 */
const HOURLY: Partial<Readonly<Record<Action['limit'], number>>> = { backup: 150, compute: 600 };
const HOUR_SECONDS = 3600;
/** @see https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling */
const READS_PER_SECOND = 25;

/** What ARM will be asked for, by what Resource Graph's tables say: nothing is sent. */
export async function planRequests(sources: readonly AnySource[], given: Given<AskedSourceId>): Promise<RequestPlan> {
  const rows: PlannedRequests[] = [];
  for (const source of sources) {
    const ask = armAskOf(source);
    if (ask !== undefined) rows.push(...(await rowsOf(source, (ask.foresee ?? ask.calls)(given))));
  }
  return planOf(rows);
}

/** The plan once the calls of a source are known for certain, right before they are made. */
export async function revised(plan: RequestPlan, source: AnySource, given: Given<AskedSourceId>): Promise<RequestPlan> {
  const ask = armAskOf(source);
  if (ask === undefined) return plan;
  const now = await rowsOf(source, ask.calls(given));
  return planOf([...plan.rows.filter((row) => row.source !== source.id), ...now]);
}

async function rowsOf(source: AnySource, calls: Foreseen): Promise<readonly PlannedRequests[]> {
  const counts = new Map<string, number>();
  for await (const call of calls) {
    if ('because' in call) continue;
    const subscription = subscriptionOf(call.about);
    counts.set(subscription, (counts.get(subscription) ?? 0) + 1);
  }
  const { action, limit } = actionOf(source);
  return [...counts]
    .sort(([a], [b]) => compareText(a, b))
    .map(([subscription, requests]) => ({ source: source.id, action, limit, subscription, requests }));
}

function armAskOf({ ask }: AnySource): ArmAsk | undefined {
  return ask.of === 'arm' ? ask : ask.overruledBy;
}

/** The one of ARM; a source that ARM overrules has those of Resource Graph only. */
function actionOf({ id, actions }: AnySource): Action {
  return actions.find(({ limit }) => limit !== 'resourceGraph') ?? { action: actions[0]?.action ?? id, limit: 'arm' };
}

function planOf(rows: readonly PlannedRequests[]): RequestPlan {
  const requests = rows.reduce((sum, row) => sum + row.requests, 0);
  // What is listed and what is opened afterwards counts against the same limit.
  const together = new Map<string, PlannedRequests>();
  for (const row of rows) {
    const key = `${row.subscription}|${row.action}`;
    together.set(key, { ...row, requests: row.requests + (together.get(key)?.requests ?? 0) });
  }
  // Kinds are read one after the other, the subscriptions of a kind side by side.
  const slowest = new Map<string, PlannedRequests>();
  for (const row of together.values()) {
    const known = slowest.get(row.action);
    if (known === undefined || waitOf(row) > waitOf(known)) slowest.set(row.action, row);
  }
  const all = [...slowest.values()];
  const longest = all.reduce<PlannedRequests | undefined>(
    (most, row) => (waitOf(row) > (most === undefined ? 0 : waitOf(most)) ? row : most),
    undefined,
  );
  return { rows, requests, seconds: all.reduce((sum, row) => sum + waitOf(row), 0), longest };
}

/** Seconds until the last of them may be sent. */
function waitOf({ limit, requests }: PlannedRequests): number {
  const hourly = HOURLY[limit];
  return hourly === undefined
    ? Math.floor(requests / READS_PER_SECOND)
    : (Math.ceil(requests / hourly) - 1) * HOUR_SECONDS;
}

/** One sentence: how many requests, and what makes them take how long. */
export function planText({ requests, seconds, longest }: RequestPlan): string {
  const count = `${requests.toLocaleString('en-GB')} ${requests === 1 ? 'request' : 'requests'} to Azure Resource Manager`;
  if (longest === undefined || seconds < HOUR_SECONDS) return `${count}; no hourly limit is reached`;
  const hourly = HOURLY[longest.limit] ?? 0;
  return `${count}; about ${Math.round(seconds / HOUR_SECONDS)} h of waiting, longest in subscription ${longest.subscription}: ${longest.requests.toLocaleString('en-GB')} of one kind, where Azure allows ${hourly} an hour (${longest.action})`;
}

/** Asks as given, and counts since `begin`, which is told each new sum of requests. */
export function countSent(askArm: AskArm): {
  readonly askArm: AskArm;
  readonly begin: (answered: (requests: number) => void) => void;
  readonly sent: () => SentRequests;
} {
  let sums: SentRequests | undefined;
  let tell: ((requests: number) => void) | undefined;
  return {
    askArm: async function* (question) {
      const outcome = yield* askArm(question);
      if (sums !== undefined)
        sums = {
          requests: sums.requests + 1,
          furtherPages: sums.furtherPages + Math.max(0, outcome.pages - 1),
          repeated: sums.repeated + outcome.retries,
        };
      if (sums !== undefined) tell?.(sums.requests);
      return outcome;
    },
    begin: (answered) => {
      sums = NONE_SENT;
      tell = answered;
    },
    sent: () => sums ?? NONE_SENT,
  };
}

const NONE_SENT: SentRequests = { requests: 0, furtherPages: 0, repeated: 0 };
