import { count, counted } from '../base/counted.ts';
import { qualifiedOf, type Tally } from '../domain/answer.ts';
import type { Status } from '../domain/check.ts';
import type { RunRecord } from '../domain/record.ts';
import { REQUIREMENTS, type RequirementId } from '../domain/requirement.ts';
import type { RunContents } from './packContents.ts';
import { outlineOf } from './recordOutline.ts';
import { list } from './words.ts';

/** Disks by their weakest answer. */
export function overallTally(record: RunRecord): Tally {
  return outlineOf(record).overall;
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
  const tally = overallTally(record);
  const { counts } = tally;
  const qualified = (status: Status, word: string): string => {
    const number = qualifiedOf(tally, status);
    if (number === 0) return '';
    if (number < counts[status]) return ` (${count(number)} of them ${word})`;
    return number === 1 ? ` (${word})` : ` (all ${word})`;
  };
  const total = record.chains.length;
  const where = excerpt === undefined ? 'in scope' : 'in this excerpt';
  if (total === 0) return `No managed disk was found ${where}.`;
  const phrases = [
    `${count(counts.Compliant)} compliant${qualified('Compliant', 'limited')}`,
    `${count(counts.NonCompliant)} non-compliant`,
    `${count(counts.Unknown)} undetermined${qualified('Unknown', 'attested')}`,
    ...(counts.Exempt === 0 ? [] : [`${count(counts.Exempt)} exempt`]),
    ...(counts.NotApplicable === 0
      ? []
      : [`${count(counts.NotApplicable)} with nothing applicable${qualified('NotApplicable', 'limited')}`]),
  ];
  return `${counted(total, 'disk')} ${where}: ${phrases.join(' · ')}.`;
}
