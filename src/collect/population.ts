import { EVERY_SUBSCRIPTION, type Gap } from '../domain/estate.ts';
import type { AskedSourceId } from '../domain/facts.ts';
import type { PopulationRow } from '../domain/record.ts';
import type { Counted } from './graphTables.ts';
import type { Intake } from './intake.ts';
import { NOT_ASSESSED_QUERIES } from './requests/graphQueries.ts';
import { tiesOut } from './rows/tally.ts';
import { batchesOf, fewestRequests } from './requests/resourceGraph.ts';
import { GRAPH_SOURCES, SOURCE_IDS } from './sources/list.ts';

/** Sources whose rows may stand above the subscriptions: their row there has an empty subscription. */
const reachesAbove: ReadonlySet<AskedSourceId> = new Set(
  GRAPH_SOURCES.filter((source) => source.ask.scopeFilter !== undefined).map((source) => source.id),
);

/** The tie-out: one row for each source and subscription, in that order. */
export function populationOf(
  intake: Pick<Intake, 'tallies'>,
  roll: {
    readonly seen: readonly string[];
    readonly expectedBy: ReadonlyMap<string, unknown>;
  },
  counted: Counted,
  gaps: readonly Gap[],
): readonly PopulationRow[] {
  const holes = new Set(gaps.map((gap) => `${gap.source} ${gap.subscription}`));
  const seen = new Set(roll.seen);
  return SOURCE_IDS.flatMap((source) => {
    const tally = intake.tallies[source];
    const kept = tally.kept();
    const subscriptions = new Set([...roll.expectedBy.keys(), ...tally.subscriptions(), ...kept.keys()]);
    return [...subscriptions].sort().map((subscriptionId): PopulationRow => {
      const counts = tally.countsIn(subscriptionId);
      const { received, duplicates, malformed, setAside } = counts;
      const count = counted(source, subscriptionId);
      const holed = holes.has(`${source} ${subscriptionId}`) || holes.has(`${source} ${EVERY_SUBSCRIPTION}`);
      const unseen = roll.expectedBy.has(subscriptionId) && !seen.has(subscriptionId);
      return {
        source,
        subscriptionId,
        counted: count,
        received,
        kept: kept.get(subscriptionId) ?? 0,
        duplicates,
        malformed,
        ...(setAside === 0 ? {} : { setAside }),
        // Rows above the subscriptions come with every batch: their tie-out is made there, and its failure is a gap.
        whole: !holed && !unseen && (count === undefined || reachesAbove.has(source) || tiesOut(count, counts)),
      };
    });
  });
}

/**
 * The requests of Resource Graph that a population cannot be read without: for its rows (the list of subscriptions
 * among them), and to count it.
 */
export function arithmeticMinimum(population: readonly PopulationRow[]): {
  readonly rows: number;
  readonly counts: number;
} {
  const seen = population
    .filter((row) => row.source === 'subscriptions' && row.kept > 0)
    .map((row) => row.subscriptionId);
  const batches = batchesOf(seen);
  const batchOf = new Map(
    batches.flatMap((batch, index) => batch.map((subscription) => [subscription, index] as const)),
  );
  const rows = new Map<string, number>();
  for (const { source, subscriptionId, counted } of population) {
    if (source === 'subscriptions' || counted === undefined) continue;
    // What is above the subscriptions comes in the pages of a batch.
    const key = `${source} ${batchOf.get(subscriptionId) ?? 0}`;
    rows.set(key, (rows.get(key) ?? 0) + counted);
  }
  return {
    rows: Math.max(1, fewestRequests([seen.length])) + fewestRequests(rows.values()),
    counts: batches.length * (GRAPH_SOURCES.length + Object.keys(NOT_ASSESSED_QUERIES).length),
  };
}
