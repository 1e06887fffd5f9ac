import { judgeEstate } from '../../assess/assess.ts';
import { rereadEvidence, type KeptRow, type Reread } from '../../collect/reread.ts';
import { coverageOf } from '../../collect/subscriptions.ts';
import type { Carried } from '../../domain/carried.ts';
import type { Estate, Gap } from '../../domain/estate.ts';
import type { Coverage, RunRecord } from '../../domain/record.ts';
import { carriedOf, type Pack } from '../../pack/readPack.ts';
import type { LoadedBaseline } from '../baselineFile.ts';
import { baselineOfPack, knownRowsOf } from '../packEvidence.ts';

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

/**
 * Judges the raw rows again. What they do not hold is taken from the record that is being checked: Azure's own counts,
 * questions that were not answered, which subscriptions a management group has, kinds that are only counted.
 * @param previous the record of the run before; without it nobody knows whether the population shrank
 */
export async function recompute(pack: Pack, told: RunRecord, previous: RunRecord | undefined): Promise<Recomputed> {
  const { earlier } = await carriedOf(pack);
  return recomputeFrom(knownRowsOf(pack), earlier, told, await baselineOfPack(pack), previous);
}

/** The same from rows that lie in no pack yet. */
export async function recomputeFrom(
  rows: AsyncIterable<KeptRow> | Iterable<KeptRow>,
  carried: Carried,
  told: RunRecord,
  baseline: LoadedBaseline,
  previous: RunRecord | undefined,
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
    previousPopulation: previous?.population,
  });
  const whole = { ...record, ...(told.crossCheck === undefined ? {} : { crossCheck: told.crossCheck }) };
  return {
    record: previous === undefined ? withShrinkage(whole, told) : whole,
    estate: reread.estate,
    rowGaps: reread.rowGaps,
    rows: reread.rows,
    seen,
  };
}

function coverageAgain(told: RunRecord, { estate }: Reread, { baseline }: LoadedBaseline): readonly Coverage[] {
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
  return coverageOf({ seen, expectedBy, names }, told.gaps);
}

/** Sentences of `assess/judging/completeness.ts` about the previous run's population. */
const SHRANK = /^\w+ shrank from \d+ to \d+ rows since the previous run /;

function withShrinkage(record: RunRecord, told: RunRecord): RunRecord {
  const incompleteBecause = [
    ...record.incompleteBecause,
    ...told.incompleteBecause.filter((text) => SHRANK.test(text)),
  ];
  return { ...record, incompleteBecause, state: incompleteBecause.length === 0 ? 'COMPLETE' : 'INCOMPLETE' };
}

/** How many reasons are taken on trust for want of the previous pack. */
export function shrinkageTold(record: RunRecord): number {
  return record.incompleteBecause.filter((text) => SHRANK.test(text)).length;
}
