import type { Observation } from '../../../domain/observation.ts';
import { writeLines } from '../../../pack/lineFile.ts';
import { PART } from '../../../pack/parts.ts';
import type { RunRequest } from '../../runRequest.ts';
import { collectEvidence } from '../collectStage.ts';
import type { RunDependencies } from '../dependencies.ts';
import type { InHand } from './begin.ts';
import type { Planned } from './plan.ts';
import { enter, type AtHand } from './stage.ts';
import { fileOf, type WorkFile, type WorkPlace } from './workPlace.ts';

/** What Azure answered, in files. Plain JSON. */
export interface Collected {
  readonly done: true;
  /** The raw rows, a file for each source. */
  readonly rows: readonly WorkFile[];
  /** Answers that are not rows. */
  readonly answers: WorkFile;
  readonly observations: WorkFile;
}

/** How far collecting came when its time was up. Plain JSON; what was answered is kept, and the next slice goes on from there. */
export interface CollectedSoFar {
  readonly done: false;
  /** Questions answered so far. */
  readonly answered: number;
  /** ISO 8601: whatever is left waits for a limit of Azure's until then; left out where the next slice can begin at once. */
  readonly waitUntil?: string;
  /** What is waited for, as a clause; with `waitUntil`. */
  readonly because?: string;
}

/** When a slice has to end. Left out where it need not: then collecting ends when everything was asked, however long Azure's limits make it wait. */
export interface Slice {
  /** Seconds after which no further question is put. */
  readonly seconds: number;
  /** Seconds of waiting for a limit of Azure's that are worth ending the slice for, once nothing else is left to ask. */
  readonly longestWait: number;
}

/** Asks Azure, and keeps what it answered; nothing after this stage asks Azure again. To be repeated until it is done. */
export async function collect(
  dependencies: RunDependencies,
  { scope }: RunRequest,
  work: WorkPlace,
  { begun, planned }: { readonly begun: InHand; readonly planned: Planned },
  _slice?: Slice,
  atHand?: AtHand,
): Promise<Collected | CollectedSoFar> {
  await enter(dependencies, begun, 'collect');
  const { rawParts, answers, ...collected } = await collectEvidence({
    dependencies,
    scope,
    asOf: planned.asOf,
    folder: work.folder,
    seed: planned.previous?.manifestSha256 ?? '',
    crossCheckSize: planned.crossCheckSize,
  });
  const observations = writeLines(work.folder, PART.observations, asJson(collected.observations));
  if (atHand !== undefined) atHand.collected = collected;
  const result: Collected = {
    done: true,
    rows: rawParts.map(fileOf),
    answers: fileOf(answers),
    observations: fileOf(observations),
  };
  await work.keep([...result.rows, result.answers, result.observations]);
  return result;
}

function* asJson(observations: readonly Observation[]): Generator<string> {
  for (const observation of observations) yield JSON.stringify(observation);
}
