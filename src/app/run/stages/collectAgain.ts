import { collectKept, type Collected as Evidence } from '../../../collect/collectEstate.ts';
import { keptQuestions } from '../../../collect/keptAnswers/keptQuestions.ts';
import { replay } from '../../../collect/keptAnswers/replay.ts';
import type { Carried } from '../../../domain/carried.ts';
import type { Observation } from '../../../domain/observation.ts';
import type { Scope } from '../../../domain/record.ts';
import type { Sequence } from '../../../domain/sequence.ts';
import { readAnswers } from '../../../pack/answerLines.ts';
import { PART } from '../../../pack/parts.ts';
import { linesIn, observationsOf } from '../../../pack/readPack.ts';
import { RawRows } from '../../verify/rawRows.ts';
import { roomOnDisk } from '../roomOnDisk.ts';
import type { RunDependencies } from '../dependencies.ts';
import type { Collected } from './collect.ts';
import { baselineIn, sameVersion, wantedOf, type Planned } from './plan.ts';
import { filesOf, WorkFileError, type WorkPlace } from './workPlace.ts';

interface Collection {
  readonly planned: Planned;
  readonly collected: Collected;
  /** From the run before. */
  readonly carried: Carried;
}

/**
 * Collects from the files of the stage before what it collected from Azure, by the same door as a verifier.
 * @throws WorkFileError where the answers do not lead through all questions
 */
export async function collectAgain(
  dependencies: RunDependencies,
  scope: Scope,
  work: WorkPlace,
  { planned, collected, carried }: Collection,
): Promise<Evidence & { readonly observations: Sequence<Observation> }> {
  sameVersion(planned);
  const { rows, answers, observations: asked } = collected;
  await work.fetch([...rows, answers, asked]);
  const { baseline } = await baselineIn(dependencies, work, planned);
  const files = filesOf(work);
  const { growAsIs, keepById } = roomOnDisk(work.folder);
  const kept = await readAnswers(linesIn(files, PART.answers), PART.answers, growAsIs);
  const observations = await observationsOf(files, growAsIs);
  const raw = await RawRows.unpack({ ...files, names: rows.map(({ name }) => name) }, work.folder);
  try {
    const asking = replay({
      caller: kept.caller,
      kept: keptQuestions(observations, kept.answers),
      rowsAt: raw.rowsAt,
    });
    const evidence = await collectKept(asking, {
      ...wantedOf(planned, scope, baseline, carried),
      keepFacts: keepById,
    });
    const [fault] = asking.faults();
    if (fault !== undefined) throw new WorkFileError(`The collected answers do not cover every query. ${fault}`);
    return { ...evidence, observations };
  } finally {
    await raw.close();
  }
}
