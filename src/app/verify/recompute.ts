import { tmpdir } from 'node:os';
import { judgeEstate } from '../../assess/assess.ts';
import { collectKept } from '../../collect/collectEstate.ts';
import { keptQuestions, replay, type Replay } from '../../collect/replay.ts';
import { requestLines } from '../../collect/requestLine.ts';
import { rereadEvidence, type KeptRow, type Reread } from '../../collect/reread.ts';
import { coverageOf } from '../../collect/subscriptions.ts';
import type { Carried } from '../../domain/carried.ts';
import { EVERY_SUBSCRIPTION, type Estate, type Gap } from '../../domain/estate.ts';
import type { Observation } from '../../domain/observation.ts';
import type { Coverage, PopulationRow, RunRecord } from '../../domain/record.ts';
import type { KeptAnswers } from '../../pack/answerLines.ts';
import { PART } from '../../pack/parts.ts';
import { carriedOf, type Pack } from '../../pack/readPack.ts';
import type { LoadedBaseline } from '../baselineFile.ts';
import { baselineOfPack, knownRowsOf } from '../packEvidence.ts';
import { giveBackMemory } from '../run/memory.ts';
import { withTakenOver } from '../run/takenOver.ts';
import { populationTold } from './earlierRun.ts';
import { RawRows } from './rawRows.ts';

/** The result of a run once more, from the pack's raw rows and baseline alone. */
export interface Recomputed {
  readonly record: RunRecord;
  readonly estate: Estate;
  /** Gaps that the rows themselves make; undefined where all gaps were made again, from the answers. */
  readonly rowGaps: readonly Gap[] | undefined;
  /** Restores that the raw rows show, for the runs after it. */
  readonly seen: Carried;
  /** Raw rows read. */
  readonly rows: number;
}

/** Also from the answers, which it was led by as the run was by Azure's. */
export interface Replayed extends Recomputed {
  /** What the answers show to be wrong, a sentence each. */
  readonly faults: readonly string[];
  readonly questions: number;
}

/** The record of the run before; `none` for a first run, `missing` where its pack was not given. */
export type RunBefore = RunRecord | 'none' | 'missing';

/**
 * Collects again from the answers of the pack, and judges what comes of it: everything but the scope, the moment and what
 * earlier runs left follows from them.
 */
export async function replayAnswers(
  pack: Pack,
  { kept, observations }: { readonly kept: KeptAnswers; readonly observations: readonly Observation[] },
  told: ToldRecord,
  previous: RunBefore,
): Promise<Replayed> {
  const { earlier } = await carriedOf(pack);
  const baseline = await baselineOfPack(pack);
  const rows = await RawRows.unpack(pack, tmpdir());
  try {
    const questions = keptQuestions(observations, kept.answers);
    const asking = replay({ caller: kept.caller, kept: questions, rowsAt: rows.rowsAt, lineOf: requestLines() });
    const { estate: asked, ...evidence } = await collectKept(asking, {
      scope: told.scope,
      expectedSubscriptions: baseline.baseline.expectedSubscriptions,
      asOf: told.asOf,
      seed: pack.manifest.previousManifestSha256 ?? '',
      crossCheckSize: pack.manifest.settings?.crossCheckSize ?? 0,
    });
    giveBackMemory();
    const estate = withTakenOver(asked, { carried: earlier, lost: lossTold(told) });
    const { record, seen } = judgeEstate({
      ...evidence,
      estate,
      baseline: baseline.baseline,
      baselineSha256: baseline.sha256,
      scope: told.scope,
      codeVersion: told.codeVersion,
      previousPopulation: populationBefore(previous, told),
    });
    const faults = [
      ...(observations.length === kept.answers.length
        ? []
        : [
            `${PART.answers} keeps ${String(kept.answers.length)} answers to the ${String(observations.length)} questions of ${PART.observations}.`,
          ]),
      ...asking.faults(),
      ...unusedLines(rows, asking),
    ];
    return { record, estate, rowGaps: undefined, seen, rows: rows.total, faults, questions: questions.length };
  } finally {
    await rows.close();
  }
}

/** Every line of the raw parts came with one page of one answer; a source without a row has no part. */
function unusedLines(rows: RawRows, { used }: Replay): readonly string[] {
  return rows.sources.flatMap((source) => {
    if (rows.countOf(source) === 0) return [`raw/${source}.jsonl.gz holds no row: a run writes no such part.`];
    const pages = [...(used().get(source) ?? [])].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
    let end = 0;
    for (const [first, count] of pages) {
      if (first !== end) break;
      end = first + count;
    }
    const total = pages.reduce((sum, [, count]) => sum + count, 0);
    return end === rows.countOf(source) && total === end
      ? []
      : [
          `raw/${source}.jsonl.gz holds ${String(rows.countOf(source))} rows; by the answers, they are not all of ${String(total)}, each once.`,
        ];
  });
}

/** Why nothing could be taken over, as the record says: no pack shows what storage held then. */
function lossTold({ gaps }: ToldRecord): string | undefined {
  return gaps.find(
    ({ source, subscription, kind }) =>
      source === 'carriedRestores' && subscription === EVERY_SUBSCRIPTION && kind === 'notRead',
  )?.because;
}

/**
 * Judges the raw rows again. What they do not hold is taken from the record that is being checked: Azure's own counts,
 * questions that were not answered, which subscriptions a management group has, kinds that are only counted.
 */
export async function recompute(pack: Pack, told: ToldRecord, previous: RunBefore): Promise<Recomputed> {
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
    record: {
      ...record,
      ...(told.crossCheck === undefined ? {} : { crossCheck: told.crossCheck }),
    },
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
  const nowhere = new Set(told.coverage.filter(({ exists }) => exists === false).map((row) => row.subscriptionId));
  return coverageOf({ seen, expectedBy, names, nowhere }, asked);
}
