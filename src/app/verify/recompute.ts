import { judgeEstate } from '../../assess/assess.ts';
import { rereadEvidence, type KeptRow, type Reread } from '../../collect/reread.ts';
import { coverageOf } from '../../collect/subscriptions.ts';
import type { Carried } from '../../domain/carried.ts';
import type { Estate, Gap } from '../../domain/estate.ts';
import type { Coverage, PopulationRow, RunRecord } from '../../domain/record.ts';
import { carriedOf, type Pack } from '../../pack/readPack.ts';
import type { LoadedBaseline } from '../baselineFile.ts';
import { baselineOfPack, knownRowsOf } from '../packEvidence.ts';
import { populationTold } from './earlierRun.ts';

/** The result of a run once more, from the pack's raw rows and baseline alone. */
export interface Recomputed {
  readonly record: RunRecord;
  readonly estate: Estate;
  readonly rowGaps: readonly Gap[];
  /** Restores that the raw rows show, for the runs after it. */
  readonly seen: Carried;
  /** Raw rows read. */
  readonly rows: number;
}

/** The record of the run before; `none` for a first run, `missing` where its pack was not given. */
export type RunBefore = RunRecord | 'none' | 'missing';

/**
 * Judges the raw rows again. What they do not hold is taken from the record that is being checked: Azure's own counts,
 * questions that were not answered, which subscriptions a management group has, kinds that are only counted.
 */
export async function recompute(pack: Pack, told: RunRecord, previous: RunBefore): Promise<Recomputed> {
  const { earlier } = await carriedOf(pack);
  return recomputeFrom(knownRowsOf(pack), earlier, told, await baselineOfPack(pack), previous);
}

/** What of a record is told, not computed from rows. */
export type ToldRecord = Pick<
  RunRecord,
  | 'asOf'
  | 'codeVersion'
  | 'scope'
  | 'coverage'
  | 'population'
  | 'gaps'
  | 'notAssessed'
  | 'callerAccess'
  | 'crossCheck'
  | 'incompleteBecause'
>;

/** The same from rows that lie in no pack yet. */
export async function recomputeFrom(
  rows: AsyncIterable<KeptRow> | Iterable<KeptRow>,
  carried: Carried,
  told: ToldRecord,
  baseline: LoadedBaseline,
  previous: RunBefore,
): Promise<Recomputed> {
  const reread = await rereadEvidence(rows, { ...told, carried });
  const { record, seen } = judgeEstate({
    estate: reread.estate,
    coverage: coverageAgain(told, reread, baseline),
    population: reread.population,
    notAssessed: told.notAssessed,
    baseline: baseline.baseline,
    baselineSha256: baseline.sha256,
    scope: told.scope,
    codeVersion: told.codeVersion,
    caller: told.callerAccess === undefined ? undefined : { objectId: told.callerAccess.objectId },
    previousPopulation: populationBefore(previous, told),
  });
  return {
    record: { ...record, ...(told.crossCheck === undefined ? {} : { crossCheck: told.crossCheck }) },
    estate: reread.estate,
    rowGaps: reread.rowGaps,
    rows: reread.rows,
    seen,
  };
}

function populationBefore(previous: RunBefore, told: ToldRecord): readonly PopulationRow[] | undefined {
  if (previous === 'none') return undefined;
  return previous === 'missing' ? populationTold(told) : previous.population;
}

function coverageAgain(told: ToldRecord, { estate }: Reread, { baseline }: LoadedBaseline): readonly Coverage[] {
  const names = new Map(told.coverage.map((row) => [row.subscriptionId, row.name]));
  const expectedBy = new Map<string, Set<Coverage['expectedBy'][number]>>();
  const expect = (id: string, by: Coverage['expectedBy'][number]): void => {
    expectedBy.set(id, (expectedBy.get(id) ?? new Set()).add(by));
  };
  for (const id of told.scope.subscriptions) expect(id, 'scope');
  for (const id of baseline.expectedSubscriptions) expect(id, 'baseline');
  for (const row of told.coverage)
    if (row.expectedBy.includes('managementGroup')) expect(row.subscriptionId, 'managementGroup');
  const seen: string[] = [];
  for (const row of estate.subscriptions.rows.values()) {
    seen.push(row.subscriptionId);
    names.set(row.subscriptionId, row.displayName);
  }
  for (const id of seen) if (!expectedBy.has(id)) expect(id, 'listed');
  // What earlier runs left is no answer of a subscription.
  const asked = told.gaps.filter(({ source }) => source !== 'carriedRestores' && source !== 'restoreWatches');
  return coverageOf({ seen, expectedBy, names }, asked);
}
