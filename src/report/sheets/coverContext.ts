import type { CrossCheck } from '../../domain/crossCheck.ts';
import { linkCell } from '../cell.ts';
import { gapSentences, reasonsBesideGaps } from '../gapSummary.ts';
import type { PackIndex } from '../packIndex.ts';
import { excerptSentences, overallSentence } from '../overall.ts';
import { HEADER_ROWS } from '../limits.ts';
import type { Line } from '../sheet.ts';
import { counted, moment, sentence } from '../words.ts';
import { POPULATION_SHEET } from './names.ts';
import { sampled } from './sampleCrossCheck.ts';

const GAPS_ON_COVER = 12;
const REASONS_ON_COVER = 10;

/** Title, state with its reasons, and the answer in one sentence. */
export function* headLines(index: PackIndex): Generator<Line> {
  const { record, scopeText } = index.contents;
  yield { kind: 'title', text: 'Encryption evidence: Azure managed disks' };
  yield { kind: 'subtitle', text: `${sentence(scopeText)} · as of ${moment(record.asOf)}` };
  yield { kind: 'blank' };
  if (record.state === 'COMPLETE')
    yield { kind: 'banner', tone: 'good', text: 'COMPLETE: the population was read whole.' };
  else {
    yield { kind: 'banner', tone: 'bad', text: 'INCOMPLETE: do not rely on this run for the whole scope.' };
    const reasons = reasonsBesideGaps(record);
    for (const reason of reasons.slice(0, REASONS_ON_COVER)) yield { kind: 'text', text: `• ${reason}` };
    const more = reasons.length - REASONS_ON_COVER;
    if (more > 0) yield { kind: 'text', text: `• and ${counted(more, 'more reason')}, in the record` };
  }
  for (const text of excerptSentences(index.contents)) yield { kind: 'text', text };
  yield { kind: 'text', text: overallSentence(index.contents) };
  yield { kind: 'blank' };
}

/** Gaps before results: what could not be read is Unknown, never compliant. */
export function* gapLines(index: PackIndex): Generator<Line> {
  const { gaps, coverage } = index.record;
  yield { kind: 'heading', text: '1. Gaps' };
  if (gaps.length === 0) {
    yield {
      kind: 'text',
      text: `None: every row that Azure counted in ${counted(coverage.length, 'subscription')} was read.`,
    };
    yield { kind: 'blank' };
    return;
  }
  yield {
    kind: 'text',
    text: `${counted(gaps.length, 'gap')}. An answer affected by a gap is Unknown; missing data are never taken for compliance.`,
  };
  const lines = gapSentences(gaps, (id) => index.subscription(id));
  for (const line of lines.slice(0, GAPS_ON_COVER)) yield { kind: 'text', text: `• ${line}` };
  yield {
    kind: 'pair',
    label: lines.length > GAPS_ON_COVER ? 'and more, all in one list' : 'All in one list',
    value: linkCell(POPULATION_SHEET, { kind: 'cell', sheet: POPULATION_SHEET, row: HEADER_ROWS + 1 }),
  };
  yield { kind: 'blank' };
}

/** Who asked what, of whom, when, with which rules. */
export function* contextLines(index: PackIndex): Generator<Line> {
  const { contents, record } = index;
  const { coverage, scope, baseline } = record;
  const seen = coverage.filter((row) => row.seen).length;
  const whole = coverage.filter((row) => row.seen && row.read).length;
  yield { kind: 'heading', text: '2. Scope, time and rules' };
  yield { kind: 'pair', label: 'Scope', value: sentence(contents.scopeText) };
  yield { kind: 'pair', label: 'Tenant', value: scope.tenantId ?? 'not stated' };
  yield {
    kind: 'pair',
    label: 'Subscriptions',
    value: `${counted(coverage.length, 'subscription')} expected, ${String(seen)} seen, ${String(whole)} read whole`,
  };
  yield { kind: 'pair', label: 'Disks assessed', value: record.chains.length };
  yield { kind: 'pair', label: 'Data collected', value: observedText(index) };
  if (record.crossCheck !== undefined)
    yield {
      kind: 'pair',
      label: 'Cross-checked against Azure Resource Manager',
      value: crossCheckText(record.crossCheck),
    };
  yield { kind: 'pair', label: 'Period', value: periodText(index) };
  yield { kind: 'pair', label: 'Previous run', value: contents.previous?.runId ?? 'none: this is the first' };
  yield { kind: 'pair', label: 'Baseline', value: `${baseline.name}, version ${baseline.version}` };
  yield {
    kind: 'pair',
    label: 'Baseline SHA-256',
    value: { kind: 'code', text: baseline.sha256 },
    name: 'Baseline_SHA256',
  };
  yield { kind: 'pair', label: 'Code version', value: `Unbroken ${record.codeVersion}` };
  yield { kind: 'pair', label: 'Run identity (object ID)', value: contents.identity.objectId ?? 'not known' };
  yield { kind: 'pair', label: 'Its permissions', value: record.callerAccess?.because ?? 'not known' };
  yield { kind: 'pair', label: 'Run', value: contents.runId, name: 'Run_id' };
  yield { kind: 'blank' };
}

/** How far a sample agreed; what ARM did not answer for is said too, and counts neither for nor against. */
function crossCheckText(crossCheck: CrossCheck): string {
  const { subjects, population, agreementPercent, requests } = crossCheck;
  const unread = subjects.filter(({ result }) => result === 'notRead').length;
  const rate = agreementPercent === undefined ? 'none answered' : `${String(agreementPercent)} % agree in every field`;
  const open = unread === 0 ? '' : `; ${counted(unread, 'resource')} could not be read`;
  return `${String(sampled(crossCheck))} of ${counted(population, 'resource')}: ${rate}${open}; ${counted(requests, 'request')}`;
}

function observedText(index: PackIndex): string {
  let first: string | undefined;
  let last: string | undefined;
  for (const { startedAt, endedAt } of index.contents.observations) {
    if (first === undefined || Date.parse(startedAt) < Date.parse(first)) first = startedAt;
    if (last === undefined || Date.parse(endedAt) > Date.parse(last)) last = endedAt;
  }
  if (first === undefined || last === undefined) return 'no time was recorded';
  return `from ${moment(first)} to ${moment(last)}`;
}

function periodText({ contents, record }: PackIndex): string {
  if (contents.previous === undefined) return `a point in time, ${moment(record.asOf)}; nothing to compare with`;
  return `two points in time, ${moment(contents.previous.asOf)} and ${moment(record.asOf)}; nothing between is tested`;
}
