import type { AskedSourceId } from '../../domain/facts.ts';
import { armId } from '../../domain/armId.ts';
import type { KeepById, Keyed } from '../../domain/keyed.ts';
import type { KeptPage } from '../../domain/keptAnswer.ts';
import type { Observation } from '../../domain/observation.ts';
import type { ArmQuestion, EarlierAnswers } from '../requests/asking.ts';
import type { RowsIn } from '../requests/keeper.ts';
import type { KeptQuestion } from './keptQuestions.ts';
import type { RowsAt } from './replay.ts';
import { ASKED } from '../sources/list.ts';

interface Entry {
  readonly observation: Observation;
  readonly pages: readonly KeptPage[];
}

/** Whether answers of a source may stand in for those of a later run. */
export function mayStandIn(source: string): source is AskedSourceId {
  return ASKED.some(({ id, ask }) => id === source && ask.of === 'arm' && ask.standsIn !== undefined);
}

/**
 * Takes the answers of a run's pack that may stand in later on: those of ARM that did not fail, in the form in which they
 * are kept. Answers that this run itself reused stay attributed to the run that asked.
 * @param run id of the run whose pack it is
 */
export async function takeEarlier(input: {
  readonly run: string;
  readonly questions: AsyncIterable<KeptQuestion>;
  readonly rowsAt: RowsAt;
  readonly keepById: KeepById;
}): Promise<EarlierAnswers> {
  const { run, questions, rowsAt, keepById } = input;
  const bySource = new Map<string, Keyed<Entry>>();
  for await (const { observation, answer } of questions) {
    const { source, kind, carriedFrom = run } = observation;
    if (kind !== 'arm' || answer.asked === undefined || answer.failure !== undefined || !mayStandIn(source)) continue;
    let own = bySource.get(source);
    if (own === undefined) bySource.set(source, (own = keepById<Entry>()));
    own.set(armId(answer.asked), { observation: { ...observation, carriedFrom }, pages: answer.pages });
  }
  const find = ({ source, asked }: Pick<ArmQuestion, 'source' | 'asked'>): Entry | undefined =>
    bySource.get(source)?.get(armId(asked));
  return {
    answeredAt: (question) => find(question)?.observation.endedAt,
    answer: (question) => {
      const found = find(question);
      if (found === undefined) return Promise.resolve(undefined);
      // What is kept on disk comes back without undefined fields.
      const observation = { ...found.observation, failure: undefined };
      return Promise.resolve({ observation, pages: bodiesOf(found, rowsAt, question.rows) });
    },
  };
}

/** As Azure sent them: a list of its rows, or the one row. */
async function* bodiesOf({ observation, pages }: Entry, rowsAt: RowsAt, as: RowsIn | undefined): AsyncGenerator {
  for (const page of pages) {
    if ('body' in page) {
      yield page.body;
      continue;
    }
    const rows = await rowsAt(observation.source, ...page.rows);
    yield as === 'list' ? { value: rows } : rows[0];
  }
}
