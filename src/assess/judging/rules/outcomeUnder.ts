import type { Outcome } from '../../../domain/check.ts';
import type { Rules } from '../../../domain/rules.ts';
import type { AnyCheck } from '../../checks/shared/defineCheck.ts';
import type { SubjectName, Subjects } from '../../chain/subjects.ts';
import type { InForce } from './ruleBook.ts';

/**
 * The outcome of a check under the rules in force. Where it is not known which are, it stands only if every set of rules
 * that may be in force gives the same answer.
 */
export function outcomeUnder(
  check: AnyCheck,
  aspects: Subjects[SubjectName],
  { rules, doubt }: InForce,
  asOf: string,
): Outcome {
  // The list holds checks of different subjects; the aspects and `check.subject` agree by construction.
  const under = (other: Rules): Outcome => check.assess(aspects as never, other, asOf);
  const outcome = under(rules);
  if (doubt === undefined) return outcome;
  const { possible, gaps, ids } = doubt;
  if (possible?.every((other) => under(other).status === outcome.status) === true) return outcome;
  const why = gaps[0]?.because ?? 'no reason was recorded.';
  return {
    status: 'Unknown',
    because: `Could not determine whether rules ${ids.join(', ')} of the baseline apply to it: ${why}`,
    gaps,
    ...(outcome.evidence === undefined ? {} : { evidence: outcome.evidence }),
  };
}
