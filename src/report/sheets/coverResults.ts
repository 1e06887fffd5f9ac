import { counted } from '../../base/counted.ts';
import type { Change } from '../../domain/record.ts';
import { REQUIREMENT_TEXT, REQUIREMENTS } from '../../domain/requirement.ts';
import { ANSWER_COLUMNS, answerCounts } from '../answerColumns.ts';
import { isQualifierMove, qualifierMoves } from '../changeText.ts';
import { groupsOf } from '../findings/findingGroups.ts';
import type { PackIndex } from '../packIndex.ts';
import type { Line } from '../sheet.ts';
import { compliantOfApplicable, compliantOfDecided, SEVERITIES, SHARES_TEXT, sumOf } from '../words.ts';
import { CHANGE_TEXT } from './changes.ts';
import { trendChart, trendText } from '../workbook/trendChart.ts';
import { ALL_SUBSCRIPTIONS } from './requirements.ts';
import { runsOf } from './trend.ts';

/** R1–R7, each with a population that its columns add up to. */
export function* requirementLines(index: PackIndex): Generator<Line> {
  yield { kind: 'heading', text: '2. Answers' };
  yield {
    kind: 'header',
    cells: ['Requirement', 'Disks', ...ANSWER_COLUMNS.map(({ title }) => title), 'Of decided', 'Of applicable'],
  };
  let adds = true;
  for (const requirement of REQUIREMENTS) {
    const row = index.record.summary.find(
      (candidate) => candidate.requirement === requirement && candidate.subscriptionId === ALL_SUBSCRIPTIONS,
    );
    if (row === undefined) continue;
    adds &&= sumOf(row.counts) === row.population;
    yield {
      kind: 'row',
      cells: [
        `${requirement} ${REQUIREMENT_TEXT[requirement].title}`,
        row.population,
        ...answerCounts(row),
        { kind: 'share', value: compliantOfDecided(row.counts) },
        { kind: 'share', value: compliantOfApplicable(row.counts) },
      ],
    };
  }
  yield {
    kind: 'note',
    text: adds
      ? `In each row the eight columns add up to the disks. ${SHARES_TEXT}`
      : 'In at least one row the eight columns do NOT add up to the disks: treat this run as wrong and report it.',
  };
  yield { kind: 'blank' };
}

/** Runs from which on a line says something. */
const RUNS_FOR_A_TREND = 2;
const CHART_ROWS = 14;

/** R1–R7 over the runs, as people look at it. */
export function* trendLines(index: PackIndex): Generator<Line> {
  const runs = runsOf(index);
  yield { kind: 'heading', text: '5. Trend' };
  if (runs.length < RUNS_FOR_A_TREND) {
    yield { kind: 'note', text: 'It starts with the next run of this scope.' };
    yield { kind: 'blank' };
    return;
  }
  const description = trendText(runs);
  yield { kind: 'chart', xml: trendChart(runs), description, rows: CHART_ROWS };
  yield { kind: 'note', text: description };
  yield { kind: 'blank' };
}

/** Causes named on the Cover; the sheet Findings has every finding. */
const CAUSES_ON_COVER = 5;

/** What fails: by severity, then the worst causes, each with what to do. */
export function* exceptionLines(index: PackIndex): Generator<Line> {
  yield { kind: 'heading', text: '3. Exceptions' };
  yield {
    kind: 'header',
    cells: ['Severity', 'Open', 'New', 'Over 30 days', 'Oldest (days)'],
  };
  for (const severity of SEVERITIES) {
    const { open, fresh, ages } = index.findings.ofSeverity(severity);
    yield {
      kind: 'row',
      cells: [
        { kind: 'severity', severity },
        open,
        fresh,
        ages.filter((days) => days > 30).length,
        ages.reduce((oldest, days) => Math.max(oldest, days), 0),
      ],
    };
  }
  yield {
    kind: 'total',
    cells: ['All', index.findings.length],
  };
  const groups = groupsOf(index.record, index.findings);
  const shown = groups.slice(0, CAUSES_ON_COVER);
  if (shown.length > 0)
    yield {
      kind: 'text',
      text: `${groups.length > shown.length ? `The ${String(shown.length)} worst of ${counted(groups.length, 'cause')}` : counted(groups.length, 'cause')} behind them; fixing a cause fixes every finding behind it:`,
    };
  for (const { title, severity, size, worst } of shown)
    yield {
      kind: 'text',
      text: `• ${severity}: ${title}${size === '' ? '' : ` (${size})`}. ${worst.because} ${worst.remediation}`.trim(),
    };
  yield { kind: 'blank' };
}

const KINDS: readonly Change['kind'][] = ['new', 'closed', 'changed', 'appeared', 'disappeared'];

export function* changeLines(index: PackIndex): Generator<Line> {
  yield { kind: 'heading', text: '7. Changes since the last run' };
  if (index.contents.previous === undefined) {
    yield { kind: 'text', text: 'This is the first run: there is nothing to compare with.' };
    yield { kind: 'blank' };
    return;
  }
  yield {
    kind: 'header',
    cells: ['Change', 'All', 'By estate', 'By rule', 'By baseline', 'By coverage', 'By time'],
  };
  const causes: readonly Change['cause'][] = ['estate', 'rule', 'baseline', 'coverage', 'time'];
  const all = index.contents.changes;
  const row = (title: string, of: readonly Change[]): Line => ({
    kind: 'row',
    cells: [title, of.length, ...causes.map((cause) => of.filter((change) => change.cause === cause).length)],
  });
  for (const kind of KINDS)
    yield row(
      CHANGE_TEXT[kind],
      all.filter((change) => change.kind === kind && !isQualifierMove(change)),
    );
  for (const { title, moved } of qualifierMoves(all)) yield row(title, moved);
  yield { kind: 'note', text: 'A subject that disappeared is not counted as fixed.' };
  yield { kind: 'blank' };
}
