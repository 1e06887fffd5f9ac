import type { CheckMeta, Outcome } from '../../../domain/check.ts';
import type { Rules } from '../../../domain/baseline.ts';
import type { Way } from './remediation.ts';
import type { SubjectName, Subjects } from '../../chain/subjects.ts';

/**
 * A check as data beside a pure predicate.
 *
 * `K` are the kinds of subject it is about, `N` the aspects of them that it needs. The predicate receives only those: to
 * read another, name it in `needs`, or the compiler refuses. It sees the rules in force and the moment of the run,
 * no other clock.
 */
export interface Check<K extends SubjectName, N extends keyof Subjects[K]> extends Omit<CheckMeta, 'subject'> {
  readonly subject: K;
  /** Further kinds of subject that the same predicate judges. */
  readonly alsoJudges?: readonly K[];
  /** The remediations that a verdict may give in place of the general one, case by case. */
  readonly ways?: readonly Way[];
  readonly needs: readonly N[];
  readonly assess: (aspects: Pick<Subjects[K], N>, rules: Rules, asOf: string) => Outcome;
}

/** A check as the list holds it: one whose subject and aspects are matched again by `judging/verdicts.ts`. */
export interface AnyCheck extends Omit<CheckMeta, 'subject'> {
  readonly subject: SubjectName;
  readonly alsoJudges?: readonly SubjectName[];
  readonly ways?: readonly Way[];
  readonly needs: readonly string[];
  readonly assess: (aspects: never, rules: Rules, asOf: string) => Outcome;
}

export function defineCheck<const K extends SubjectName, const N extends keyof Subjects[K] & string>(
  check: Check<K, N>,
): Check<K, N> {
  return check;
}
