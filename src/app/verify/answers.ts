import { counted } from '../../base/counted.ts';
import type { RecordHead } from '../../pack/recordLines.ts';
import type { PackContext } from '../../pack/context.ts';
import { answersOf, observationsOf, type Pack } from '../../pack/readPack.ts';
import type { Before } from './previous.ts';
import { replayAnswers, type Recomputed, type RunBefore } from './recompute.ts';
import { checkRedaction } from './redaction.ts';
import { Differences, type Step } from './step.ts';
import { checkTimes } from './times.ts';

/**
 * Each answer belongs to a question that follows from the answers before it, each raw row to one of them, and each observation
 * says what came.
 * @returns also what follows from them
 */
export async function checkAnswers(
  pack: Pack,
  record: RecordHead,
  context: PackContext,
  previous: RunBefore,
  before: Pick<Before, 'requestIds'> | undefined,
): Promise<{ readonly step: Step; readonly again: Recomputed }> {
  const differences = new Differences();
  const kept = await answersOf(pack);
  const observations = await observationsOf(pack);
  await checkRedaction(pack, context, differences);
  const again = await replayAnswers(pack, { kept, observations }, record, previous);
  for (const fault of again.faults) differences.add(fault);
  checkTimes(pack, record, observations, differences);
  if (context.identity.objectId !== kept.caller.objectId)
    differences.add(
      `The Cover names ${context.identity.objectId ?? 'nobody'} as who asked; the answers say ${kept.caller.objectId ?? 'nobody'}.`,
    );
  const ids = new Set(observations.flatMap(({ requestIds }) => requestIds));
  const without = observations.filter(({ requestIds }) => requestIds.length === 0).length;
  differences.trust(
    `That the ${counted(observations.length - without, 'query', 'queries')} with a request id (${counted(ids.size, 'different one')}), and ${counted(without, 'query', 'queries')} without one, were sent to Azure, and in this order.`,
  );
  if (pack.manifest.redacted === true)
    differences.trust(
      'That the pseudonyms of this redacted copy stand for names that Azure answered, and that its run drew the resources which it read again: by other names others would be drawn.',
    );
  const twice = observations.flatMap(({ requestIds }) => requestIds).find((id) => before?.requestIds.has(id));
  if (twice !== undefined)
    differences.add(`An answer of the previous run is given out as one of this: both have the request id ${twice}.`);
  const step = differences.step(
    'answers',
    `${counted(again.questions, 'query', 'queries')} were replayed against the answers that the pack keeps: each was sent, and each answer and each of ${counted(again.rows, 'raw row')} belongs to one.`,
  );
  return { step, again };
}
