import { collectEstate, type Collected } from '../../collect/collectEstate.ts';
import type { Observation } from '../../domain/observation.ts';
import type { Scope } from '../../domain/record.ts';
import { answerLine, callerLine } from '../../pack/answerLines.ts';
import { JsonLines, RawEvidence, type Part } from '../../pack/lineFile.ts';
import { PART } from '../../pack/parts.ts';
import type { RunDependencies } from './dependencies.ts';

export interface CollectedEvidence extends Collected {
  readonly observations: readonly Observation[];
  /** The raw rows, a file for each source. */
  readonly rawParts: readonly Part[];
  /** Answers that are not rows. */
  readonly answers: Part;
}

/** Asks Azure, and keeps what it answered. Nothing after this stage asks Azure again. */
export async function collectEvidence(input: {
  readonly dependencies: RunDependencies;
  readonly scope: Scope;
  readonly asOf: string;
  readonly folder: string;
  /** What samples are drawn with, beside Azure's first answer. */
  readonly seed: string;
  readonly crossCheckSize: number;
}): Promise<CollectedEvidence> {
  const { dependencies, scope, asOf, folder, seed, crossCheckSize } = input;
  const { connection, baseline, clock, report, concurrency } = dependencies;
  const raw = new RawEvidence(folder);
  const answers = new JsonLines(folder, PART.answers);
  const observations: Observation[] = [];
  try {
    const collected = await collectEstate({
      connection,
      scope,
      expectedSubscriptions: baseline.baseline.expectedSubscriptions,
      asOf,
      keep: (source, row) => raw.keep(source, row),
      observe: (observation, answer) => {
        observations.push(observation);
        answers.addLine(answerLine(answer));
      },
      report,
      clock,
      concurrency,
      seed,
      crossCheckSize,
    });
    answers.addLine(callerLine(collected.caller));
    return { ...collected, observations, rawParts: raw.close(), answers: answers.close() };
  } catch (error) {
    raw.close();
    answers.close();
    throw error;
  }
}
