import type { Status } from '../../domain/check.ts';
import type { Change } from '../../domain/record.ts';
import { REQUIREMENT_TEXT, REQUIREMENTS } from '../../domain/requirement.ts';
import { gapSentences, reasonsBesideGaps } from '../gapSummary.ts';
import { EXCEL_LIMITS } from '../limits.ts';
import { overallCounts, overallSentence } from '../overall.ts';
import type { RunContents } from '../packContents.ts';
import { PackIndex } from '../packIndex.ts';
import { daysLeft } from '../sheets/exemptions.ts';
import { ALL_SUBSCRIPTIONS } from '../sheets/requirements.ts';
import { compliantShare, counted, day, moment, percent } from '../words.ts';
import type { Block, FindingLine } from './blocks.ts';

const REASONS_SHOWN = 5;
const GAPS_SHOWN = 10;
const CHANGES_SHOWN = 10;
const FINDINGS_SHOWN = 10;
const EXEMPTIONS_SHOWN = 20;
/** Days ahead in which an exemption's end is announced. */
const EXEMPTION_NOTICE_DAYS = 30;

export interface MailOptions {
  /** Where the workbook can be opened; left out when it is only attached. */
  readonly workbookUrl?: string | undefined;
  readonly attached: boolean;
  /** Of the pack's manifest, lower-case hex: this mail is the witness of it. */
  readonly manifestSha256: string;
}

/** The run in one word; a run that could not read everything is never Compliant. */
export function overallStatus({ record }: RunContents, index: PackIndex<RunContents>): Status {
  if (index.findings.length > 0) return 'NonCompliant';
  const unsure = record.state === 'INCOMPLETE' || record.gaps.length > 0 || overallCounts(record).Unknown > 0;
  return unsure ? 'Unknown' : 'Compliant';
}

/** `12 findings (3 new), 1 gap`, worst first; a run without findings still says what is Unknown. */
export function verdictWords(contents: RunContents, index: PackIndex<RunContents>): string {
