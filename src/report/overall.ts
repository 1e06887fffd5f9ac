import type { Counts, RunRecord } from '../domain/record.ts';
import { count, counted } from './words.ts';

/** Disks by their weakest answer. */
export function overallCounts(record: RunRecord): Counts {
  const counts = { Compliant: 0, NonCompliant: 0, Unknown: 0, Exempt: 0, NotApplicable: 0 };
  for (const { overall } of record.chains) counts[overall] += 1;
  return counts;
}

/** The answer in one line; every disk is in it once. */
export function overallSentence(record: RunRecord): string {
  const counts = overallCounts(record);
  const total = record.chains.length;
  if (total === 0) return 'No managed disk was found in scope.';
  return [
    `${counted(total, 'disk')} in scope.`,
    `Meet every requirement that applies: ${count(counts.Compliant)}.`,
    `Fail at least one: ${count(counts.NonCompliant)}.`,
    `Cannot be judged whole: ${count(counts.Unknown)}.`,
    `Exempt: ${count(counts.Exempt)}.`,
    `Nothing applies: ${count(counts.NotApplicable)}.`,
  ].join(' ');
}
