import { NOTHING_CARRIED, type Carried } from '../../domain/carried.ts';
import type { Estate, Gap } from '../../domain/estate.ts';
import type { AskedSourceId } from '../../domain/facts.ts';
import type { Coverage, PopulationRow } from '../../domain/record.ts';
import { toEstate } from '../collectEstate.ts';
import type { AnySource } from '../defineSource.ts';
import { populationOf } from '../population.ts';
import { columnProblem } from '../requests/graphQueries.ts';
import { isGraphSource, SOURCES } from '../sources/list.ts';
import { createTallies, type Tallies } from '../rows/tallies.ts';

/** A raw row as `keep` took it. */
export interface KeptRow {
  readonly source: AskedSourceId;
  readonly raw: unknown;
}

/** What no raw row shows: answers that never came, Azure's own counts, expected subscriptions, facts from earlier runs. */
export interface Told {
  readonly gaps: readonly Gap[];
  readonly coverage: readonly Coverage[];
  readonly population: readonly PopulationRow[];
  readonly asOf: string;
  readonly carried: Carried;
}

export interface Reread {
  readonly estate: Estate;
  /** Gaps that the rows themselves make: rows that cannot be read, rows that contradict each other. */
  readonly rowGaps: readonly Gap[];
  /** The tie-out with every number except Azure's own counted again. */
  readonly population: readonly PopulationRow[];
  readonly rows: number;
}

/**
 * The estate again, from raw rows: what a verifier does with a pack, without Azure.
 * @param gaps the record's gaps, since an answer that never came leaves no row
 */
export async function rereadEstate(
  kept: AsyncIterable<KeptRow> | Iterable<KeptRow>,
  gaps: readonly Gap[],
  asOf: string,
  carried = NOTHING_CARRIED,
): Promise<Estate> {
  return toEstate((await tally(kept)).tallies, gaps, asOf, { carried });
}

function gapsIn(tallies: Tallies): readonly Gap[] {
  return Object.values(tallies).flatMap((each) => each.gaps());
}

/** The estate, the gaps that the rows cause, and the tie-out, all from raw rows. */
export async function rereadEvidence(kept: AsyncIterable<KeptRow> | Iterable<KeptRow>, told: Told): Promise<Reread> {
  const { tallies, rows } = await tally(kept);
  const key = (source: AskedSourceId, subscription: string): string => `${source} ${subscription}`;
  const toldOf = new Map(told.population.map((row) => [key(row.source, row.subscriptionId), row]));
  const seen = tallies.subscriptions.rows();
  const population = populationOf(
    { tallies },
    {
      expectedBy: new Map(told.coverage.map((row) => [row.subscriptionId, row.expectedBy])),
      seen: [...seen.values()].map((row) => row.subscriptionId),
    },
    (source, subscription) => toldOf.get(key(source, subscription))?.counted,
    told.gaps,
  );
  return {
    estate: toEstate(tallies, told.gaps, told.asOf, { carried: told.carried }),
    rowGaps: gapsIn(tallies),
    population: population.map((row) => {
      const before = toldOf.get(key(row.source, row.subscriptionId));
      return before !== undefined && isRepeat(row) ? { ...row, whole: before.whole } : row;
    }),
    rows,
  };
}

/** Rows that a shifted page repeated are not a loss; which page a row came on is not kept. */
function isRepeat({ counted, received, duplicates }: PopulationRow): boolean {
  return counted !== undefined && counted < received && counted >= received - duplicates;
}

async function tally(
  kept: AsyncIterable<KeptRow> | Iterable<KeptRow>,
): Promise<{ readonly tallies: Tallies; readonly rows: number }> {
  const tallies = createTallies();
  let rows = 0;
  for await (const { source: id, raw } of kept) {
    rows += 1;
    const source: AnySource = SOURCES[id];
    if (!isGraphSource(source)) tallies[id].add(raw, 1);
    // Resource Graph's rows have a column that ARM's answers lack.
    else if (source.ask.overruledBy !== undefined && !isOfGraph(raw)) tallies[id].overrule(raw);
    else tallies[id].add(raw, 1, columnProblem(source.ask, raw));
  }
  return { tallies, rows };
}

function isOfGraph(raw: unknown): boolean {
  return typeof raw === 'object' && raw !== null && 'subscriptionId' in raw;
}
