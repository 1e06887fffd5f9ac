import { named, quotation } from '../../base/quotation.ts';
import { DAY, HOUR } from '../../base/time.ts';
import type { Observation } from '../../domain/observation.ts';
import type { RunRecord } from '../../domain/record.ts';
import type { Pack } from '../../pack/readPack.ts';
import type { Differences } from './step.ts';

/** The plan is made right before the first question. */
const FROM_PLAN_TO_FIRST_QUESTION = HOUR;
/** Longer than any run that is resumed after its last answer; by then, the next week's run has come. */
const FROM_LAST_ANSWER_TO_END = 7 * DAY;

/** Every question was asked and answered between the run's moment, which is that of its plan, and its end. */
export function checkTimes(
  { manifest }: Pack,
  { asOf }: Pick<RunRecord, 'asOf'>,
  observations: Iterable<Observation>,
  differences: Differences,
): void {
  const { endedAt } = manifest;
  let [first, last] = [undefined as string | undefined, ''];
  for (const { startedAt, endedAt: answeredAt, request, carriedFrom } of observations) {
    const what = request.replaceAll(/\s+/g, ' ');
    if (!isTime(startedAt) || !isTime(answeredAt))
      differences.add(`A query has no valid times: ${quotation(what, 120)}`);
    else if (carriedFrom !== undefined) {
      if (answeredAt < startedAt || answeredAt > asOf)
        differences.add(
          `An answer of an earlier run is dated ${answeredAt}, which is not before this run as of ${named(asOf)}: ${quotation(what, 120)}`,
        );
      continue;
    } else if (startedAt < asOf || answeredAt < startedAt || (endedAt !== undefined && answeredAt > endedAt))
      differences.add(
        `A query was sent on ${startedAt} and answered on ${answeredAt}, outside the run from ${named(asOf)} to ${endedAt ?? 'its end'}: ${quotation(what, 120)}`,
      );
    if (first === undefined || startedAt < first) first = startedAt;
    if (answeredAt > last) last = answeredAt;
  }
  if (first !== undefined && Date.parse(first) - Date.parse(asOf) > FROM_PLAN_TO_FIRST_QUESTION)
    differences.add(`The run is as of ${named(asOf)}, but its first query was sent on ${first}.`);
  if (endedAt !== undefined && Date.parse(endedAt) - Date.parse(last) > FROM_LAST_ANSWER_TO_END)
    differences.add(`The run is said to have ended on ${endedAt}, over a week after its last answer of ${last}.`);
}

/** As `toISOString` writes it, so that texts compare as times do. */
function isTime(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(text) && !Number.isNaN(Date.parse(text));
}
