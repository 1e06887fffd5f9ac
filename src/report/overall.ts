import type { Counts, RunRecord } from '../domain/record.ts';
import { REQUIREMENTS, type RequirementId } from '../domain/requirement.ts';
import type { RunContents } from './packContents.ts';
import { count, counted, list } from './words.ts';

/** Disks by their weakest answer. */
export function overallCounts(record: RunRecord): Counts {
  const counts = { Compliant: 0, NonCompliant: 0, Unknown: 0, Exempt: 0, NotApplicable: 0 };
  for (const { overall } of record.chains) counts[overall] += 1;
  return counts;
}

/** Resources named as not found; the record and the figures beside the excerpt have them all. */
const NAMED = 10;

/** That this is a part of a run's evidence, and of how much; nothing of the whole. */
export function excerptSentences({ excerpt, record }: RunContents): readonly string[] {
  if (excerpt === undefined) return [];
  const { disksOfRun, notFound } = excerpt;
  const disks = counted(record.chains.length, 'disk');
  const of = disksOfRun === undefined ? disks : `${disks} of ${count(disksOfRun)} that the run assessed`;
  const asked = askedRequirements(record);
  const only = asked.length === REQUIREMENTS.length ? '' : `, ${list(asked)} only`;
  const more = notFound.length > NAMED ? ` and ${counted(notFound.length - NAMED, 'more')}` : '';
  return [
    `EXCERPT of a run’s evidence: ${of}${only}. Counts cover this excerpt only; the pack of the run holds everything.`,
    ...(notFound.length === 0
      ? []
      : [
          `Requested but not found by this run, so nothing is concluded about it: ${notFound.slice(0, NAMED).join(', ')}${more}.`,
        ]),
  ];
}

/** The requirements that a record covers: all, but for an excerpt. */
export function askedRequirements({ summary }: RunRecord): readonly RequirementId[] {
  if (summary.length === 0) return REQUIREMENTS;
  return REQUIREMENTS.filter((id) => summary.some(({ requirement }) => requirement === id));
}

/** The answer in one line; every disk is in it once. */
export function overallSentence({ record, excerpt }: Pick<RunContents, 'record' | 'excerpt'>): string {
  const counts = overallCounts(record);
  const total = record.chains.length;
  const where = excerpt === undefined ? 'in scope' : 'in this excerpt';
  if (total === 0) return `No managed disk was found ${where}.`;
  const phrases = [
    `${count(counts.Compliant)} compliant`,
    `${count(counts.NonCompliant)} non-compliant`,
    `${count(counts.Unknown)} undetermined`,
    ...(counts.Exempt === 0 ? [] : [`${count(counts.Exempt)} exempt`]),
    ...(counts.NotApplicable === 0 ? [] : [`${count(counts.NotApplicable)} with nothing applicable`]),
  ];
  return `${counted(total, 'disk')} ${where}: ${phrases.join(' · ')}.`;
}
