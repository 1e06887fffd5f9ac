import type { Estate, Gap } from '../../domain/estate.ts';
import type { SourceId } from '../../domain/facts.ts';
import type { Coverage, PopulationRow } from '../../domain/record.ts';
import { by, compareText } from '../../base/order.ts';

/**
 * Sources whose rows stay from week to week, so that a sudden loss points to the reading, not the estate. Jobs, recovery
 * points and snapshots come and go by design.
 */
const LASTING: readonly SourceId[] = ['subscriptions', 'disks', 'virtualMachines', 'protectedItems', 'replicatedItems'];

export interface Completeness {
  readonly estate: Estate;
  readonly coverage: readonly Coverage[];
  readonly population: readonly PopulationRow[];
  readonly previousPopulation: readonly PopulationRow[] | undefined;
  readonly maximumShrinkPercent: number;
}

/** Every gap of the estate, sorted. */
export function gapsOf(estate: Estate): readonly Gap[] {
  const gaps = Object.values(estate).flatMap((value) => (typeof value === 'string' ? [] : value.gaps));
  return [...gaps].sort(by(gapKey));
}

function gapKey(gap: Gap): string {
  return [gap.source, gap.subscription, gap.subject ?? '', gap.kind, gap.because].join('\n');
}

/** Why the run is INCOMPLETE, one sentence per reason, sorted; empty if it is COMPLETE. */
export function incompleteBecause(input: Completeness): readonly string[] {
  return [...reasonsOf({ ...input, gaps: gapsOf(input.estate) }), ...shrunk(input)];
}

/** Reasons that lie in this run alone. */
export function reasonsOf({
  coverage,
  population,
  gaps,
}: {
  readonly coverage: readonly Coverage[];
  readonly population: readonly PopulationRow[];
  readonly gaps: readonly Gap[];
}): readonly string[] {
  return [...unseen(coverage), ...gapReasons(gaps), ...brokenTieOuts(population)];
}

function unseen(coverage: readonly Coverage[]): readonly string[] {
  return coverage
    .filter((row) => !row.seen)
    .map((row) =>
      row.exists === false
        ? `Subscription ${row.subscriptionId} does not exist in this tenant.`
        : `Subscription ${row.name} (${row.subscriptionId}) is expected but was not seen.`,
    )
    .sort(compareText);
}

/** One line per source and kind of gap, however many rows it affects. */
function gapReasons(gaps: readonly Gap[]): readonly string[] {
  const groups = new Map<string, { readonly first: Gap; count: number; readonly subscriptions: Set<string> }>();
  for (const gap of gaps) {
    const key = `${gap.source} ${gap.kind}`;
    const group = groups.get(key) ?? { first: gap, count: 0, subscriptions: new Set<string>() };
    group.count += 1;
    group.subscriptions.add(gap.subscription);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ first, count, subscriptions }) => {
    const more = count > 1 ? ` (${count} gaps in ${subscriptions.size} subscriptions)` : '';
    return `${first.source}: ${first.because}${more}`;
  });
}

function brokenTieOuts(population: readonly PopulationRow[]): readonly string[] {
  return population
    .filter(tieOutIsBroken)
    .map(
      (row) =>
        `${row.source} in subscription ${row.subscriptionId}: ${row.counted ?? 0} rows counted, ${row.kept} kept and ${row.malformed} malformed.`,
    )
    .sort(compareText);
}

/** Whether rows went missing on the way: fewer or more came than Azure counted. */
export function tieOutIsBroken({ whole, counted, kept, malformed }: PopulationRow): boolean {
  return !whole && counted !== undefined && counted !== kept + malformed;
}

function shrunk(input: Completeness): readonly string[] {
  return shrunkSources(input).map(
    ({ source, before, now }) =>
      `${source} shrank from ${before} to ${now} rows since the previous run (${Math.round(percentLost(before, now))} per cent, ${input.maximumShrinkPercent} allowed).`,
  );
}

/** Lasting sources that lost more rows than the baseline allows. */
export function shrunkSources(
  input: Pick<Completeness, 'population' | 'previousPopulation' | 'maximumShrinkPercent'>,
): readonly { readonly source: SourceId; readonly before: number; readonly now: number }[] {
  const { previousPopulation, population, maximumShrinkPercent } = input;
  if (previousPopulation === undefined) return [];
  return LASTING.map((source) => ({
    source,
    before: total(previousPopulation, source),
    now: total(population, source),
  })).filter(({ before, now }) => before > 0 && percentLost(before, now) > maximumShrinkPercent);
}

function percentLost(before: number, now: number): number {
  return ((before - now) / before) * 100;
}

function total(population: readonly PopulationRow[], source: SourceId): number {
  return population.reduce((sum, row) => (row.source === source ? sum + row.kept : sum), 0);
}
