import type { Outcome } from '../../../domain/check.ts';
import type { Gap } from '../../../domain/estate.ts';
import { hidden, notApplicable } from './outcome.ts';

/** What is said of a disk that no VM is named to hold: not attached, unless a VM may hold it all the same. */
export function notAttached(hiddenHolder: readonly Gap[]): Outcome {
  return hiddenHolder.length > 0
    ? hidden('Which VM holds it', hiddenHolder)
    : notApplicable('The disk is not attached to a VM.');
}
