import type { Outcome } from '../../../domain/check.ts';
import type { KeyState } from './keyState.ts';
import { attestable, compliant, nonCompliant, unknown } from './outcome.ts';

/**
 * Whether a key can be used, as an outcome; a person can attest the state of one that lies out of sight.
 * @param words the reason; as the state says it when left out
 */
export function keyOutcome({ state, because, evidence, gaps, isOutOfSight }: KeyState, words = because): Outcome {
  if (state === 'usable') return compliant(words, evidence);
  if (state === 'notUsable') return nonCompliant(words, evidence);
  const outcome = unknown(words, evidence, gaps);
  return attestable(outcome, isOutOfSight);
}
