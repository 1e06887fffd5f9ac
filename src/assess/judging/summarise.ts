import type { Status } from '../../domain/check.ts';
import type { ChainRow, SummaryRow } from '../../domain/record.ts';
import { REQUIREMENTS } from '../../domain/requirement.ts';
import { compareText } from '../../base/order.ts';

const ALL = '*';

/** Counts per requirement for all subscriptions (`*`) and for each, sorted by requirement, then subscription. */
export function summarise(chains: readonly ChainRow[]): readonly SummaryRow[] {
  const subscriptions = [...new Set(chains.map((row) => row.subscriptionId))].sort(compareText);
  return REQUIREMENTS.flatMap((requirement) => {
    const tallies = new Map(
      [ALL, ...subscriptions].map((id) => [id, { counts: zero(), limited: zero(), attested: 0 }]),
    );
    for (const row of chains) {
      const { status, limitations, attested } = row.requirements[requirement];
      for (const id of [ALL, row.subscriptionId]) {
        const own = tallies.get(id);
        if (own === undefined) continue;
        own.counts[status] += 1;
        if (limitations !== undefined) own.limited[status] += 1;
        if (attested === true) own.attested += 1;
      }
    }
    return [...tallies].map(([subscriptionId, { counts, limited, attested }]): SummaryRow => ({
      requirement,
      subscriptionId,
      population: Object.values(counts).reduce((sum, count) => sum + count, 0),
      counts,
      ...(limited.Compliant + limited.NotApplicable === 0
        ? {}
        : { limited: { Compliant: limited.Compliant, NotApplicable: limited.NotApplicable } }),
      ...(attested === 0 ? {} : { attested }),
    }));
  });
}

function zero(): Record<Status, number> {
  return { Compliant: 0, NonCompliant: 0, Unknown: 0, NotApplicable: 0, Exempt: 0 };
}
