import type { Status } from '../../domain/check.ts';
import type { ChainRow, SummaryRow } from '../../domain/record.ts';
import { REQUIREMENTS } from '../../domain/requirement.ts';
import { compareText } from '../../base/order.ts';

const ALL = '*';

/** Counts per requirement for all subscriptions (`*`) and for each, sorted by requirement, then subscription. */
export function summarise(chains: readonly ChainRow[]): readonly SummaryRow[] {
  const subscriptions = [...new Set(chains.map((row) => row.subscriptionId))].sort(compareText);
  return REQUIREMENTS.flatMap((requirement) => {
    const counts = new Map<string, Record<Status, number>>([ALL, ...subscriptions].map((id) => [id, zero()]));
    const attestedIn = new Map<string, number>();
    for (const row of chains) {
      const { status, attested } = row.requirements[requirement];
      for (const id of [ALL, row.subscriptionId]) {
        const own = counts.get(id);
        if (own !== undefined) own[status] += 1;
        if (attested === true) attestedIn.set(id, (attestedIn.get(id) ?? 0) + 1);
      }
    }
    return [...counts].map(([subscriptionId, own]): SummaryRow => {
      const attested = attestedIn.get(subscriptionId);
      return {
        requirement,
        subscriptionId,
        population: Object.values(own).reduce((sum, count) => sum + count, 0),
        counts: own,
        ...(attested === undefined ? {} : { attested }),
      };
    });
  });
}

function zero(): Record<Status, number> {
  return { Compliant: 0, NonCompliant: 0, Unknown: 0, NotApplicable: 0, Exempt: 0 };
}
