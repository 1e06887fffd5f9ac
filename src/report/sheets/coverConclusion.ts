import { count, counted } from '../../base/counted.ts';
import { countOf, qualifiedOf, type Tally } from '../../domain/answer.ts';
import { acknowledgementSentences } from '../acknowledgements.ts';
import { foremost, gapsBesideCauses } from '../causes.ts';
import { linkCell } from '../cell.ts';
import { gapSentences, reasonsBesideGaps } from '../gapSummary.ts';
import { HEADER_ROWS } from '../workbook/limits.ts';
import { excerptSentences, overallSentence, overallTally } from '../overall.ts';
import type { PackIndex } from '../packIndex.ts';
import type { Line } from '../sheet.ts';
import { moment, sentence } from '../words.ts';
import { POPULATION_SHEET } from './names.ts';

const GAPS_ON_COVER = 8;
const CAUSES_ON_COVER = 5;
const REASONS_ON_COVER = 10;

/** Title, then the block that makes it a workpaper. */
export function* headLines(index: PackIndex): Generator<Line> {
  const { record, scopeText } = index.contents;
  yield { kind: 'title', text: 'Encryption evidence: Azure managed disks' };
  yield { kind: 'subtitle', text: `${sentence(scopeText)} · as of ${moment(record.asOf)}` };
  yield {
    kind: 'signatureHeader',
    cells: ['Workpaper reference', 'Prepared by', 'Reviewed by', 'Accepted by (auditor)'],
  };
  yield { kind: 'signature', cells: ['', '', '', ''] };
  yield { kind: 'signatureHeader', cells: ['', 'Date, signature', 'Date, signature', 'Date, signature'] };
  yield { kind: 'signature', cells: ['', '', '', ''] };
  yield { kind: 'blank' };
}

/** The answer: how many disks are compliant, how many are not, what is not known, and whether the run may be relied on. */
export function* conclusionLines(index: PackIndex): Generator<Line> {
  const { record } = index;
  yield { kind: 'heading', text: '1. Conclusion' };
  yield { kind: 'banner', tone: toneOf(index), text: overallSentence(index.contents) };
  if (record.state === 'COMPLETE')
    yield { kind: 'banner', tone: 'good', text: 'COMPLETE: the whole population was read.' };
  else {
    yield { kind: 'banner', tone: 'bad', text: 'INCOMPLETE: do not rely on this run for the whole scope.' };
    const reasons = reasonsBesideGaps(record);
    for (const reason of reasons.slice(0, REASONS_ON_COVER)) yield { kind: 'text', text: `• ${reason}` };
    const more = reasons.length - REASONS_ON_COVER;
    if (more > 0) yield { kind: 'text', text: `• and ${counted(more, 'more reason')}, in the record` };
  }
  for (const text of excerptSentences(index.contents)) yield { kind: 'text', text };
  yield* countLines(overallTally(record), index);
  yield { kind: 'blank' };
}

function* countLines(tally: Tally, index: PackIndex): Generator<Line> {
  const { counts } = tally;
  const limited = qualifiedOf(tally, 'Compliant');
  const attested = qualifiedOf(tally, 'Unknown');
  yield {
    kind: 'pair',
    label: 'Compliant',
    value: `${counted(counts.Compliant, 'disk meets', 'disks meet')} every requirement that applies${limited === 0 ? '' : `${limited === counts.Compliant ? ',' : `; ${count(limited)} of them`} as far as could be read (limited)`}.`,
  };
  yield {
    kind: 'pair',
    label: 'Non-compliant',
    value: `${counted(counts.NonCompliant, 'disk fails', 'disks fail')} at least one requirement. ${counted(index.findings.length, 'finding')}: part 3, and the sheet Findings.`,
  };
  yield {
    kind: 'pair',
    label: 'Undetermined',
    value: `${counted(counts.Unknown, 'disk')}${attested === 0 ? '' : `, ${count(attested)} of them attested by a person (sheet Attestations)`}. Why, and whom to ask: part 4.`,
  };
  if (counts.Exempt > 0)
    yield {
      kind: 'pair',
      label: 'Exempt',
      value: `${counted(counts.Exempt, 'disk')} under an exemption in force: the sheet Exemptions.`,
    };
  if (counts.NotApplicable > 0)
    yield {
      kind: 'pair',
      label: 'Not applicable',
      value: `${counted(counts.NotApplicable, 'disk')} to which no requirement applies${countOf(tally, { status: 'NotApplicable', qualifier: 'limited' }) === 0 ? '' : ', as far as could be read'}.`,
    };
}

function toneOf({ record, findings }: PackIndex): 'good' | 'bad' | 'doubt' {
  const { counts } = overallTally(record);
  if (counts.NonCompliant > 0 || findings.length > 0) return 'bad';
  return counts.Unknown > 0 || record.state === 'INCOMPLETE' ? 'doubt' : 'good';
}

/** What nobody knows, what that limits, and who can change it; each place once. */
export function* notKnownLines(index: PackIndex): Generator<Line> {
  const { gaps, coverage } = index.record;
  const name = (id: string): string => index.subscription(id);
  const causes = index.causes();
  yield { kind: 'heading', text: '4. What is not known, and whom to ask' };
  yield {
    kind: 'text',
    text:
      gaps.length === 0
        ? `No gap: every row that Azure counted in ${counted(coverage.length, 'subscription')} was read.`
        : `${counted(gaps.length, 'gap')}. An answer that a gap hides is Unknown; one that it might affect is limited. Missing data never counts as compliant.`,
  };
  const shown = foremost(causes, CAUSES_ON_COVER);
  for (const { line } of shown) yield { kind: 'text', text: `• ${line}` };
  const left = causes.length - shown.length;
  if (left > 0)
    yield {
      kind: 'text',
      text: `• and ${counted(left, 'more cause')}: the sheet Chains gives the reason for each disk.`,
    };
  const beside = gapSentences(gapsBesideCauses(gaps, causes), name);
  for (const line of beside.slice(0, GAPS_ON_COVER)) yield { kind: 'text', text: `• ${line}` };
  for (const text of acknowledgementSentences(index.record, name)) yield { kind: 'text', text: `• ${text}` };
  if (gaps.length > 0)
    yield {
      kind: 'pair',
      label: 'Every gap in one list',
      value: linkCell(POPULATION_SHEET, { kind: 'cell', sheet: POPULATION_SHEET, row: HEADER_ROWS + 1 }),
    };
  yield { kind: 'blank' };
}
