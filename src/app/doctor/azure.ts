import { collectEstate } from '../../collect/collectEstate.ts';
import { planText } from '../../collect/requestPlan.ts';
import { ASKED } from '../../collect/sources/list.ts';
import type { Gap } from '../../domain/estate.ts';
import type { Report } from '../../domain/progress.ts';
import type { Scope } from '../../domain/record.ts';
import type { Connection } from '../connection.ts';
import type { Clock } from '../run/dependencies.ts';
import { failed, ok, type Examination } from './examination.ts';

const REMEDIES: Partial<Readonly<Record<Gap['kind'], string>>> = {
  notAuthorised: 'Give the identity the role Reader, or the role in infra/roles, on the subscription or above it.',
  throttled: 'Run it again in a few minutes.',
};
const REMEDY = 'Run it again; if it stays, search for the error code in Azure’s documentation.';

/** Every permission, tried by doing the reads of a run: one line for each source, worst gap first. */
export async function examineReads(input: {
  readonly connection: Connection;
  readonly scope: Scope;
  readonly clock: Clock;
  readonly report: Report;
}): Promise<readonly Examination[]> {
  const { connection, scope, clock, report } = input;
  const collected = await collectEstate({
    connection,
    scope,
    expectedSubscriptions: [],
    asOf: clock.now().toISOString(),
    keep: () => undefined,
    observe: () => undefined,
    report,
    clock,
  });
  const { estate, coverage } = collected;
  const subscriptions = coverage.map(({ subscriptionId, name, read }) =>
    read
      ? ok(`subscription ${name}`, 'read whole')
      : failed(`subscription ${name}`, `${subscriptionId} could not be read whole`, REMEDIES.notAuthorised ?? REMEDY),
  );
  const sources = ASKED.map(({ id, title }): Examination => {
    const { rows, gaps } = estate[id];
    const what = `read ${title}`;
    const [gap] = gaps;
    if (gap === undefined) return ok(what, `${rows.size} read`);
    const more = gaps.length === 1 ? '' : ` (and ${gaps.length - 1} more)`;
    return failed(what, `${gap.because}${more}`, REMEDIES[gap.kind] ?? REMEDY);
  });
  const { plan, sent } = collected.requests;
  const requests = ok('requests', `${planText(plan)}; ${sent.requests.toLocaleString('en-GB')} were sent now`);
  return [requests, ...subscriptions, ...sources];
}
