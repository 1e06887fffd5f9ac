import type { Report } from '../domain/progress.ts';
import { armClients, type ArmClients } from './arm.ts';
import { ask, elementsOf } from './ask.ts';
import type { AskArm, Asking } from './asking.ts';
import { countAttempts, type Attempts } from './attempts.ts';
import { identify } from './caller.ts';
import { patienceOf, type AzureConnection } from './connection.ts';
import { Keeper, type Keep, type Observe, type TakenPage } from './keeper.ts';
import { obeyLimits } from './pace.ts';
import { obeyQuota, type Clock } from './quota.ts';
import { requestLine } from './requestLine.ts';
import { resendRefused } from './resend.ts';
import { resourceGraph } from './resourceGraph.ts';
import { titleOfAction } from './sources/list.ts';

/** Asks Azure itself, and keeps what it answers. */
export function askAzure(input: {
  readonly connection: AzureConnection;
  readonly clock: Clock;
  readonly report: Report;
  readonly keep: Keep;
  readonly observe: Observe;
  /** Waits for the limits that may hold a request for an hour; `clock` where left out. */
  readonly longWaits?: Clock;
  /** Lines of each source that are kept already, from answers that are not asked for again. */
  readonly keptLines?: ReadonlyMap<string, number>;
}): Asking {
  const { connection, clock, report } = input;
  // Who admits a request tells what it waits for.
  const attempts = countAttempts(() => undefined);
  const quota = obeyQuota(clock, report);
  const { retries } = patienceOf(connection);
  const pace = obeyLimits(input.longWaits ?? clock, report, retries, titleOfAction);
  const resending = resendRefused(retries);
  const keeper = new Keeper(input.keep, input.observe, input.keptLines);
  return {
    askGraph: resourceGraph({ connection, attempts, quota, resending, clock, report, keeper }),
    askArm: askingArm({ arm: armClients(connection, attempts, pace), attempts, clock, keeper }),
    pace,
    identify: () => identify(connection),
    firstAnswer: () => keeper.firstAnswer,
  };
}

/** Asks ARM; `keeper` takes each page before whoever asked does. */
export function askingArm(surroundings: {
  readonly arm: ArmClients;
  readonly attempts: Attempts;
  readonly clock: Clock;
  readonly keeper: Keeper;
}): AskArm {
  const { arm, attempts, clock, keeper } = surroundings;
  return async function* ({ source, asked, call, rows: as }) {
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
