import type { EarlierAnswers } from '../../collect/requests/asking.ts';
import { mayStandIn, takeEarlier } from '../../collect/keptAnswers/earlierAnswers.ts';
import type { KeptQuestion } from '../../collect/keptAnswers/keptQuestions.ts';
import type { RowsAt } from '../../collect/keptAnswers/replay.ts';
import { ASKED } from '../../collect/sources/list.ts';
import type { KeepById } from '../../domain/keyed.ts';
import { readAnswer } from '../../pack/answerLines.ts';
import type { PackFiles } from '../../pack/files.ts';
import { readObservation } from '../../pack/observationLines.ts';
import { PART, rawPartName } from '../../pack/parts.ts';
import { linesIn } from '../../pack/readPack.ts';
import { RawRows } from '../verify/rawRows.ts';

/** Raw rows of the sources whose answers later runs may reuse. */
const ROWS = ASKED.filter(({ id }) => mayStandIn(id)).map(({ id }) => rawPartName(id));

/** The parts of a pack with answers that the next run may reuse. */
export const EARLIER_PARTS: readonly string[] = [PART.answers, PART.observations, ...ROWS];

/** What Azure told a run, read from its pack. */
export interface OpenEarlier extends EarlierAnswers {
  readonly close: () => Promise<void>;
}

/**
 * The answers of a pack that the next run may reuse; none if it keeps none, as packs of version 0.1.0.
 * @param runId of the pack
 * @throws PackReadError where it was cut or altered
 */
export async function openEarlier(
  pack: PackFiles,
  runId: string,
  { keepById, within }: { readonly keepById: KeepById; readonly within: string },
): Promise<OpenEarlier> {
  // Most runs need few of the rows, or none.
  const opened = new Map<string, Promise<RawRows>>();
  const rowsAt: RowsAt = async (source, first, count) => {
    // A source that gave no row has no part.
    const names = pack.names.filter((name) => name === rawPartName(source));
    const rows = opened.get(source) ?? RawRows.unpack({ ...pack, names }, within);
    opened.set(source, rows);
    return (await rows).rowsAt(source, first, count);
  };
  const taken = await takeEarlier({ run: runId, questions: questionsIn(pack), rowsAt, keepById });
  return {
    ...taken,
    close: async () => {
      for (const rows of opened.values()) await (await rows).close();
    },
  };
}

/** Those whose answers may be reused. */
async function* questionsIn(pack: PackFiles): AsyncGenerator<KeptQuestion, void, undefined> {
  if (!pack.names.includes(PART.answers)) return;
  const answers = linesIn(pack, PART.answers)[Symbol.asyncIterator]();
  let number = 0;
  try {
    for await (const line of linesIn(pack, PART.observations)) {
      number += 1;
      const next: IteratorResult<string, unknown> = await answers.next();
      if (next.done === true) return;
      const observation = readObservation(line, `Line ${String(number)} of ${PART.observations}`);
      if (!mayStandIn(observation.source)) continue;
      yield { observation, answer: readAnswer(next.value, `Line ${String(number)} of ${PART.answers}`) };
    }
  } finally {
    await answers.return?.();
  }
}
