import * as z from 'zod';
import { GAP_KINDS } from '../domain/estate.ts';
import type { KeptAnswer } from '../domain/keptAnswer.ts';
import { growArray, type Grow, type Sequence } from '../domain/sequence.ts';
import { jsonOf } from './lines.ts';
import { PackReadError } from './packReadError.ts';

/** Who asked, as the token said. */
interface Asker {
  readonly objectId?: string | undefined;
}

/** One line per observation, in order, then one for the run identity. */
export interface KeptAnswers {
  readonly answers: Sequence<KeptAnswer>;
  readonly caller: Asker;
}

export function answerLine({ asked, pages, failure, total, subscriptionLimitHit }: KeptAnswer): string {
  return JSON.stringify({
    asked,
    pages: pages.map((page) => ('body' in page ? { body: page.body } : { rows: page.rows, beside: page.beside })),
    failure:
      failure === undefined
        ? undefined
        : { kind: failure.kind, because: failure.because, status: failure.status, codes: failure.codes },
    total,
    subscriptionLimitHit,
  });
}

export function callerLine({ objectId }: Asker): string {
  return JSON.stringify({ caller: { objectId } });
}

const count = z.int().min(0);
const failure = z.strictObject({
  kind: z.enum(GAP_KINDS),
  because: z.string(),
  status: z.int().min(100).max(599).optional(),
  codes: z.array(z.string()),
});
const answer = z.strictObject({
  asked: z.string().optional(),
  pages: z.array(
    z.union([
      z.strictObject({ rows: z.tuple([count, count]), beside: z.array(z.unknown()).min(1).optional() }),
      z.strictObject({ body: z.unknown() }),
    ]),
  ),
  failure: failure.optional(),
  total: count.optional(),
  subscriptionLimitHit: z.literal(true).optional(),
});
const asker = z.strictObject({ caller: z.strictObject({ objectId: z.string().optional() }) });

/** What `answerLine` wrote. @param where names the line @throws PackReadError */
export function readAnswer(line: string, where: string): KeptAnswer {
  return answerIn(jsonOf(line, where), where);
}

function answerIn(value: unknown, where: string): KeptAnswer {
  const found = answer.safeParse(value);
  if (!found.success) throw new PackReadError(`${where} is not an answer as a run keeps it: it was altered.`);
  return found.data;
}

/** What `answerLine` and `callerLine` wrote. @param grow where the answers are kept @throws PackReadError naming the line */
export async function readAnswers(
  lines: AsyncIterable<string> | Iterable<string>,
  name: string,
  grow: Grow = growArray,
): Promise<KeptAnswers> {
  const answers = grow<KeptAnswer>();
  let caller: Asker | undefined;
  let number = 0;
  for await (const line of lines) {
    number += 1;
    const where = `Line ${String(number)} of ${name}`;
    if (caller !== undefined)
      throw new PackReadError(`${where} comes after the line of the run identity: it was added.`);
    const value = jsonOf(line, where);
    // Tried on one line only: a schema that does not match takes long to say why.
    const last = typeof value === 'object' && value !== null && 'caller' in value ? asker.safeParse(value) : undefined;
    const said = last?.success === true ? last.data : answerIn(value, where);
    if (('caller' in said ? callerLine(said.caller) : answerLine(said)) !== line)
      throw new PackReadError(`${where} is not in canonical form: it was rewritten.`);
    if ('caller' in said) caller = said.caller;
    else answers.add(said);
  }
  if (caller === undefined) throw new PackReadError(`${name} does not name the identity that asked: it was cut.`);
  return { answers: answers.whole(), caller };
}
