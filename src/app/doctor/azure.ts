import { collectEstate } from '../../collect/collectEstate.ts';
import { ASKED } from '../../collect/sources/list.ts';
import { EVERY_SUBSCRIPTION, type Gap } from '../../domain/estate.ts';
import type { Report } from '../../domain/progress.ts';
import type { Scope } from '../../domain/record.ts';
import type { Connection } from '../connection.ts';
import type { Clock } from '../run/dependencies.ts';
import { failed, ok, type Examination } from './examination.ts';

const REMEDIES: Partial<Readonly<Record<Gap['kind'], string>>> = {
  notAuthorised: 'Give the identity the role Reader, or the role in infra/roles, on the subscription or above it.',
  throttled: 'Run it again in a few minutes.',
};
/** What was left for the time being says nothing of a permission. */
function isReal({ kind }: Gap): boolean {
  return kind !== 'noTime';
}

const REMEDY = 'Try again; if it persists, search for the error code in Azure’s documentation.';

/**
 * Every permission, tried by doing the reads of a run: one line for each source, worst gap first. Of what Azure limits by the hour
 * only as much is read as it allows at once; before anything of it is asked, `report` tells how long a run will take.
 */
export async function examineReads(input: {
  readonly connection: Connection;
  readonly scope: Scope;
  readonly clock: Clock;
  readonly report: Report;
  /** Seconds, of a run. */
  readonly timeBudget: number;
}): Promise<readonly Examination[]> {
  const { connection, scope, clock, report, timeBudget } = input;
  let because = '';
  const {
    estate,
    coverage,
    requests: { sent },
  } = await collectEstate({
    connection,
    scope,
    expectedSubscriptions: [],
    asOf: clock.now().toISOString(),
    keep: () => undefined,
    observe: () => undefined,
    clock,
    timeBudget: 0,
    toldBudget: timeBudget,
    report: (event) => {
      if (event.kind === 'requestsPlanned') because = event.because;
      report(event);
    },
  });
  const missing = ASKED.flatMap(({ id }) => estate[id].gaps).filter(isReal);
  const isWhole = (id: string): boolean =>
    !missing.some(({ subscription }) => subscription === id || subscription === EVERY_SUBSCRIPTION);
  const subscriptions = coverage.map(({ subscriptionId, name, seen }) =>
    seen && isWhole(subscriptionId)
      ? ok(`subscription ${name}`, 'read whole')
      : failed(`subscription ${name}`, `${subscriptionId} could not be read whole`, REMEDIES.notAuthorised ?? REMEDY),
  );
  const sources = ASKED.map(({ id, title }): Examination => {
    const { rows, gaps } = estate[id];
    const what = `read ${title}`;
    const real = gaps.filter(isReal);
    const [gap] = real;
    const left = gaps.length === real.length ? '' : '; the rest waits for Azure’s hourly limits, which a run obeys';
    if (gap === undefined) return ok(what, `${rows.size} read${left}`);
    const more = real.length === 1 ? '' : ` (and ${real.length - 1} more)`;
    return failed(what, `${gap.because}${more}`, REMEDIES[gap.kind] ?? REMEDY);
  });
  const requests = ok('requests', `${because}; ${sent.requests.toLocaleString('en-GB')} were sent now`);
  return [requests, ...subscriptions, ...sources];
}
