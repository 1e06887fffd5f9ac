import { counted } from '../base/counted.ts';
import { compareText } from '../base/order.ts';
import { spanText } from '../base/time.ts';
import { subscriptionOf } from '../domain/armId.ts';
import type { AskedSourceId } from '../domain/facts.ts';
import type { AskArm } from './requests/asking.ts';
import type { AnySource, Calls, Foreseen, Given } from './defineSource.ts';
import {
  actionOf,
  armAskOf,
  HOUR_SECONDS,
  HOURLY,
  planOf,
  type PlannedRequests,
  type RequestPlan,
  type Rotation,
} from './requests/requestLimits.ts';
import type { Turn } from './requests/turn.ts';

/** What was actually sent. */
export interface SentRequests {
  /** Calls, without further pages and repetitions: to be compared with the plan. */
  readonly requests: number;
  readonly furtherPages: number;
  readonly repeated: number;
}

/** What ARM will be asked, judging by Resource Graph's tables: nothing is sent. @param turn everything is read if left out */
export async function planRequests(
  sources: readonly AnySource[],
  given: Given<AskedSourceId>,
  turn?: Turn,
): Promise<RequestPlan> {
  const rows: PlannedRequests[] = [];
  for (const source of sources) {
    const ask = armAskOf(source);
    if (ask === undefined) continue;
    const calls = (ask.foresee ?? ask.calls)(given);
    rows.push(...(await rowsOf(source, turn?.foreseen(source, calls) ?? calls)));
  }
  return planOf(rows, turn?.rotations());
}

/** The plan once the calls of a source are known for certain, right before they are made. */
export async function revised(plan: RequestPlan, source: AnySource, calls: Calls, turn: Turn): Promise<RequestPlan> {
  const now = await rowsOf(source, turn.calls(source, calls));
  return planOf([...plan.rows.filter((row) => row.source !== source.id), ...now], turn.rotations());
}

async function rowsOf(source: AnySource, calls: Foreseen): Promise<readonly PlannedRequests[]> {
  const counts = new Map<string, number>();
  for await (const call of calls) {
    if ('because' in call || ('carried' in call && call.carried !== undefined)) continue;
    const subscription = subscriptionOf(call.about);
    counts.set(subscription, (counts.get(subscription) ?? 0) + 1);
  }
  const { action, limit } = actionOf(source);
  return [...counts]
    .sort(([a], [b]) => compareText(a, b))
    .map(([subscription, requests]) => ({ source: source.id, action, limit, subscription, requests }));
}

/** One sentence: how many requests, what makes them take how long, and what this run leaves to the next. */
export function planText(plan: RequestPlan): string {
  return [requestsText(plan), ...(plan.rotations ?? []).map(rotationText)].join('; ');
}

function rotationText({ subscription, what, all, read, budget }: Rotation): string {
  const runs = Math.ceil(all / Math.max(1, read));
  return `in subscription ${subscription} the ${what} of ${read.toLocaleString('en-GB')} of ${all.toLocaleString('en-GB')} protected machines fit in the time budget of ${spanText(budget)}: those read longest ago come first, and all are read in ${counted(runs, 'run')}`;
}

function requestsText({ requests, seconds, longest, rotations }: RequestPlan): string {
  const count = `${requests.toLocaleString('en-GB')} ${requests === 1 ? 'request' : 'requests'} to Azure Resource Manager`;
  if (longest === undefined || seconds < HOUR_SECONDS)
    return rotations === undefined ? `${count}; no hourly limit is reached` : `${count}, none of which waits an hour`;
  const hourly = HOURLY[longest.limit] ?? 0;
  return `${count}; about ${Math.round(seconds / HOUR_SECONDS)} h of waiting, longest in subscription ${longest.subscription}: ${longest.requests.toLocaleString('en-GB')} of one kind, where Azure allows ${hourly} an hour (${longest.action})`;
}

/** Asks as given, and counts requests since `begin`, which receives each new total. */
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
      // Nothing is sent for reused answers.
      if (question.carried === true) return outcome;
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
