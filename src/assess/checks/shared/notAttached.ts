import type { Outcome } from '../../../domain/check.ts';
import type { Gap } from '../../../domain/estate.ts';
import { hidden, notApplicable } from './outcome.ts';

/** What is said about a disk for which no VM is named: not attached, unless a VM may hold it all the same. */
export function notAttached(hiddenHolders: readonly Gap[]): Outcome {
  return hiddenHolders.length > 0
    ? hidden('Which VM holds it', hiddenHolders)
    : notApplicable('The disk is not attached to a VM.');
}
