import { isoDay } from '../../../base/time.ts';
import type { Outcome } from '../../../domain/check.ts';
import type { BackedUp } from '../../chain/subjects.ts';
import { hidden, limited } from './outcome.ts';

/** The outcome with the day on which an earlier run read the recovery points; limited if this run did not read them again. */
export function asRead(outcome: Outcome, { earlier, recoveryPoints }: BackedUp): Outcome {
  if (earlier === undefined) return outcome;
  const evidence = { ...outcome.evidence, 'Recovery points read': isoDay(earlier.readAt) };
  return limited({ ...outcome, evidence }, recoveryPoints.elsewhere);
}

/** The same for a question about the newest point: since then a newer one may have put things right. */
export function asReadOfNewest(outcome: Outcome, backup: BackedUp): Outcome {
  const read = asRead(outcome, backup);
  const { elsewhere = [] } = backup.recoveryPoints;
  if (read.status !== 'NonCompliant' || elsewhere.length === 0) return read;
  return hidden('A recovery point that may have been made since', elsewhere, read.evidence);
}
