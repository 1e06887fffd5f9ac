import type { Status } from '../../domain/check.ts';
import type { ChainRow, SummaryRow } from '../../domain/record.ts';
import { REQUIREMENTS, type RequirementId } from '../../domain/requirement.ts';
import { by } from '../../base/order.ts';

/** Sorts before any subscription. */
const ALL = '*';

interface Tally {
  readonly counts: Record<Status, number>;
  readonly limited: Record<Status, number>;
  attested: number;
}

/** Counts per requirement for all subscriptions (`*`) and for each, as chains are added. */
export class Summary {
  /** By requirement, then subscription. */
  readonly #tallies = new Map<RequirementId, Map<string, Tally>>(
    REQUIREMENTS.map((requirement) => [requirement, new Map([[ALL, zero()]])]),
  );

  add({ subscriptionId, requirements }: ChainRow): void {
    for (const requirement of REQUIREMENTS) {
      const { status, limitations, attested } = requirements[requirement];
      for (const id of [ALL, subscriptionId]) {
        const own = this.#tally(requirement, id);
        own.counts[status] += 1;
        if (limitations !== undefined) own.limited[status] += 1;
        if (attested === true) own.attested += 1;
      }
    }
  }

  #tally(requirement: RequirementId, subscription: string): Tally {
    let tallies = this.#tallies.get(requirement);
    if (tallies === undefined) this.#tallies.set(requirement, (tallies = new Map<string, Tally>()));
    let tally = tallies.get(subscription);
    if (tally === undefined) tallies.set(subscription, (tally = zero()));
    return tally;
  }

  /** Sorted by requirement, then subscription. */
  rows(): readonly SummaryRow[] {
    return [...this.#tallies].flatMap(([requirement, tallies]) =>
      [...tallies]
        .sort(by(([subscriptionId]) => subscriptionId))
        .map(([subscriptionId, { counts, limited, attested }]): SummaryRow => ({
          requirement,
          subscriptionId,
          population: Object.values(counts).reduce((sum, count) => sum + count, 0),
          counts,
          ...(limited.Compliant + limited.NotApplicable === 0
            ? {}
            : { limited: { Compliant: limited.Compliant, NotApplicable: limited.NotApplicable } }),
          ...(attested === 0 ? {} : { attested }),
        })),
    );
  }
}

/** The summary of chains that are at hand. */
export function summarise(chains: Iterable<ChainRow>): readonly SummaryRow[] {
  const summary = new Summary();
  for (const chain of chains) summary.add(chain);
  return summary.rows();
}

function zero(): Tally {
  return { counts: noStatus(), limited: noStatus(), attested: 0 };
}

function noStatus(): Record<Status, number> {
  return { Compliant: 0, NonCompliant: 0, Unknown: 0, NotApplicable: 0, Exempt: 0 };
}
