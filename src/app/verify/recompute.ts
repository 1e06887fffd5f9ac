import { tmpdir } from 'node:os';
import { judgeEstate } from '../../assess/assess.ts';
import { collectKept } from '../../collect/collectEstate.ts';
import type { EarlierAnswers } from '../../collect/requests/asking.ts';
import { keptQuestions, type KeptQuestion } from '../../collect/keptAnswers/keptQuestions.ts';
import { replay, type Replay } from '../../collect/keptAnswers/replay.ts';
import { requestLines } from '../../collect/requests/requestLine.ts';
import type { Carried } from '../../domain/carried.ts';
import type { Estate } from '../../domain/estate.ts';
import type { Observation } from '../../domain/observation.ts';
import type { PopulationRow, RunRecord } from '../../domain/record.ts';
import type { Sequence } from '../../domain/sequence.ts';
import type { KeptAnswers } from '../../pack/answerLines.ts';
import type { PackFiles } from '../../pack/files.ts';
import { PART } from '../../pack/parts.ts';
import { carriedOf, type Pack } from '../../pack/readPack.ts';
import type { LoadedBaseline } from '../baselineFile.ts';
import { baselineOfPack } from '../packEvidence.ts';
import { giveBackMemory } from '../run/memory.ts';
import { roomOnDisk } from '../run/roomOnDisk.ts';
import { withTakenOver } from '../run/takenOver.ts';
import { lostCarried, populationTold } from './earlierRun.ts';
import { RawRows } from './rawRows.ts';

/** The result of a run, computed again from its answers, raw rows and baseline alone. */
export interface Recomputed {
  readonly record: RunRecord;
  readonly estate: Estate;
  /** Restores that the raw rows show, for the runs after it. */
  readonly seen: Carried;
  /** Raw rows read. */
  readonly rows: number;
  /** Faults that the answers show, a sentence each. */
  readonly faults: readonly string[];
}

/** The record of the run before; `none` for a first run, `missing` where its pack was not given. */
export type RunBefore = RunRecord | 'none' | 'missing';

/** The parts of a record that are stated, not computed from answers. */
export type ToldRecord = Pick<RunRecord, 'asOf' | 'codeVersion' | 'scope' | 'gaps' | 'incompleteBecause'>;

/** The result of a pack's run, with the faults of its answers. */
export async function replayAnswers(
  pack: Pack,
  { kept, observations }: { readonly kept: KeptAnswers; readonly observations: Sequence<Observation> },
  told: ToldRecord,
  previous: RunBefore,
  before: EarlierAnswers | undefined,
): Promise<Recomputed & { readonly questions: number }> {
  const { earlier } = await carriedOf(pack);
  const { previousManifestSha256, settings, redacted } = pack.manifest;
  const questions = keptQuestions(observations, kept.answers);
  const again = await recompute({
    questions,
    rows: pack,
    caller: kept.caller,
    carried: earlier,
    told,
    baseline: await baselineOfPack(pack),
    previous,
    previousManifestSha256: previousManifestSha256 ?? undefined,
    crossCheckSize: settings?.crossCheckSize ?? 0,
    timeBudgetMinutes: settings?.timeBudgetMinutes,
    earlier: redacted === true ? undefined : before,
    underPseudonyms: redacted === true,
  });
  const miscounted =
    observations.length === kept.answers.length
      ? []
      : [
          `${PART.answers} keeps ${String(kept.answers.length)} answers to the ${String(observations.length)} queries of ${PART.observations}.`,
        ];
  return { ...again, faults: [...miscounted, ...again.faults], questions: questions.length };
}

/**
 * Collects again from the answers that were kept, and judges the result: everything but the scope, the moment and what
 * earlier runs left follows from them.
 */
export async function recompute(input: {
  readonly questions: Sequence<KeptQuestion>;
  /** Where the raw rows are. */
  readonly rows: PackFiles;
  readonly caller: KeptAnswers['caller'];
  readonly carried: Carried;
  readonly told: ToldRecord;
  readonly baseline: LoadedBaseline;
  readonly previous: RunBefore;
  readonly previousManifestSha256: string | undefined;
  readonly crossCheckSize: number;
  readonly timeBudgetMinutes: number | undefined;
  /** What the previous run was told; if left out, only as far as this run reused it. */
  readonly earlier?: EarlierAnswers | undefined;
  readonly underPseudonyms: boolean;
  /** As that of `replay`. */
  readonly sent?: (observation: Observation, line: string | undefined) => void;
}): Promise<Recomputed> {
  const { questions, caller, carried, told, baseline, previous, sent } = input;
  const rows = await RawRows.unpack(input.rows, tmpdir());
  try {
    const asking = replay({
      caller,
      kept: questions,
      rowsAt: rows.rowsAt,
      lineOf: requestLines(),
      underPseudonyms: input.underPseudonyms,
      earlier: input.earlier,
      ...(sent === undefined ? {} : { sent }),
    });
    const room = roomOnDisk(tmpdir());
    const { estate: asked, ...evidence } = await collectKept(asking, {
      keepFacts: room.keepById,
      scope: told.scope,
      expectedSubscriptions: baseline.baseline.expectedSubscriptions,
      asOf: told.asOf,
      seed: input.previousManifestSha256 ?? '',
      crossCheckSize: input.crossCheckSize,
      watches: carried.watches,
      timeBudget: input.timeBudgetMinutes === undefined ? undefined : input.timeBudgetMinutes * 60,
      maximumCarriedDays: baseline.baseline.backup.maximumCarriedDays,
    });
    giveBackMemory();
    const estate = withTakenOver(asked, { carried, lost: lostCarried(told) });
    const { record, seen } = judgeEstate(
      {
        ...evidence,
        estate,
        baseline: baseline.baseline,
        baselineSha256: baseline.sha256,
        scope: told.scope,
        codeVersion: told.codeVersion,
        previousPopulation: populationBefore(previous, told),
      },
      room,
    );
    const faults = [...asking.faults(), ...unusedLines(rows, asking)];
    return { record, estate, seen, rows: rows.total, faults };
  } finally {
    await rows.close();
  }
}

/** Every line of the raw parts came with a page of an answer; a source without rows has no part. */
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

function populationBefore(previous: RunBefore, told: ToldRecord): readonly PopulationRow[] | undefined {
  if (previous === 'none') return undefined;
  return previous === 'missing' ? populationTold(told) : previous.population;
}
