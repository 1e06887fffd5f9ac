import type { Report } from '../../domain/progress.ts';
import { armClients, type ArmClients } from './arm.ts';
import { ask, elementsOf } from './ask.ts';
import {
  NOTHING_EARLIER,
  type ArmOutcome,
  type AskArm,
  type Asking,
  type EarlierAnswer,
  type EarlierAnswers,
} from './asking.ts';
import { countAttempts, type Attempts } from './attempts.ts';
import { identify } from '../caller.ts';
import { patienceOf, type AzureConnection } from './connection.ts';
import { Keeper, type Keep, type Observe, type RowsIn, type TakenPage } from './keeper.ts';
import { obeyLimits } from './pace.ts';
import { obeyQuota, type Clock } from './quota.ts';
import { requestLine } from './requestLine.ts';
import { resendRefused } from './resend.ts';
import { resourceGraph } from './resourceGraph.ts';
import { titleOfAction } from '../sources/list.ts';

/** Asks Azure itself, and keeps what it answers. */
export function askAzure(input: {
  readonly connection: AzureConnection;
  readonly clock: Clock;
  readonly report: Report;
  readonly keep: Keep;
  readonly observe: Observe;
  /** Waits for limits that may hold a request for an hour; `clock` if left out. */
  readonly longWaits?: Clock;
  /** Answers of the previous run, for what is not asked again. */
  readonly earlier?: EarlierAnswers | undefined;
  /** Lines of each source that are already kept, from answers that are not requested again. */
  readonly keptLines?: ReadonlyMap<string, number>;
}): Asking {
  const { connection, clock, report } = input;
  // Whatever admits a request says what it waits for.
  const attempts = countAttempts(() => undefined);
  const quota = obeyQuota(clock, report);
  const { retries } = patienceOf(connection);
  const pace = obeyLimits(input.longWaits ?? clock, report, retries, titleOfAction);
  const resending = resendRefused(retries);
  const keeper = new Keeper(input.keep, input.observe, input.keptLines);
  return {
    askGraph: resourceGraph({ connection, attempts, quota, resending, clock, report, keeper }),
    askArm: askingArm({ arm: armClients(connection, attempts, pace), attempts, clock, keeper, earlier: input.earlier }),
    pace,
    identify: () => identify(connection),
    firstAnswer: () => keeper.firstAnswer,
    earlier: input.earlier ?? NOTHING_EARLIER,
  };
}

/** Asks ARM; `keeper` takes each page before the caller does. */
export function askingArm(surroundings: {
  readonly arm: ArmClients;
  readonly attempts: Attempts;
  readonly clock: Clock;
  readonly keeper: Keeper;
  readonly earlier?: EarlierAnswers | undefined;
}): AskArm {
  const { arm, attempts, clock, keeper, earlier } = surroundings;
  return async function* ({ source, asked, call, rows: as, carried }) {
    if (carried === true)
      return yield* answeredEarlier(await earlier?.answer({ source, asked, rows: as }), keeper, asked, as);
    const startedAt = clock.now().toISOString();
    let request: string | undefined;
    const pages: TakenPage[] = [];
    let rows = 0;
    const answers = ask(attempts, (take) =>
      call(arm, {
        onResponse: (answer) => {
          request ??= requestLine(answer.request.url);
          take(answer);
        },
        requestOptions: { timeout: arm.timeout },
      }),
    );
    let step = await answers.next();
    for (; step.done !== true; step = await answers.next()) {
      const { body, kept } = keeper.armPage(step.value, as);
      pages.push(kept);
      rows += elementsOf(body)?.length ?? 1;
      yield body;
    }
    const { requestIds, retries, failure } = step.value;
    keeper.observe(
      {
        source,
        kind: 'arm',
        request: request ?? asked,
        subscriptions: [],
        pages: pages.length,
        rows,
        requestIds,
        startedAt,
        endedAt: clock.now().toISOString(),
        retries,
        failure: failure?.because,
      },
      { asked, pages, failure },
    );
    return { requestIds, retries, failure, pages: pages.length, rows };
  };
}

/** Returns what Azure answered an earlier run, and keeps it as such: with its times and request ids. */
async function* answeredEarlier(
  found: EarlierAnswer | undefined,
  keeper: Keeper,
  asked: string,
  as: RowsIn | undefined,
): AsyncGenerator<unknown, ArmOutcome, undefined> {
  if (found === undefined) throw new TypeError(`No answer of an earlier run is available to ${asked}.`);
  const { observation, pages: bodies } = found;
  const pages: TakenPage[] = [];
  for await (const each of bodies) {
    const { body, kept } = keeper.armPage(each, as);
    pages.push(kept);
    yield body;
  }
  const { requestIds, retries, rows, endedAt, carriedFrom = '' } = observation;
  keeper.observe(observation, { asked, pages });
  const earlier = { readAt: endedAt, run: carriedFrom };
  return { requestIds, retries, failure: undefined, pages: pages.length, rows, earlier };
}
