import type { RunDifference } from '../../domain/difference.ts';
import type { Gap } from '../../domain/estate.ts';
import { idCell, type Cell } from '../cell.ts';
import { isQualifierMove, qualifierMoves } from '../changeText.ts';
import type { PackIndex } from '../packIndex.ts';
import type { Line, Sheet, TableSheet } from '../sheet.ts';
import { inWords, moment, sentence } from '../words.ts';
import { changes } from './changes.ts';

/** The earlier of two runs that are compared; the later one is the workbook's own. */
export interface Earlier {
  readonly runId: string;
  /** ISO 8601. */
  readonly asOf: string;
}

/** The sheets of a comparison of two runs. */
export function differenceSheets(earlier: Earlier, difference: RunDifference): readonly Sheet[] {
  return [
    summary(earlier, difference),
    {
      ...changes,
      about:
        'One row per verdict that differs: new findings, changed verdicts and closed findings first, then verdicts that only became limited or attested or no longer are, then subjects that appeared or disappeared.',
      whenEmpty: 'No verdict differs.',
    },
    populationSheet(difference),
    rulesSheet(difference),
    gapsSheet(difference),
  ];
}

function summary(earlier: Earlier, difference: RunDifference): Sheet {
  return {
    kind: 'page',
    name: 'Comparison',
    tab: '1F4E79',
    widths: [34, 16, 16, 16, 16, 16],
    *lines({ contents, record }): Generator<Line> {
      yield { kind: 'title', text: 'Comparison of two evidence packs' };
      yield { kind: 'subtitle', text: sentence(contents.scopeText) };
      yield { kind: 'blank' };
      yield { kind: 'pair', label: 'Earlier run', value: `${earlier.runId}, as of ${moment(earlier.asOf)}` };
      yield { kind: 'pair', label: 'Later run', value: `${contents.runId}, as of ${moment(record.asOf)}` };
      yield { kind: 'blank' };
      for (const [label, count] of differenceCounts(difference)) yield { kind: 'pair', label, value: count };
    },
  };
}

/** What moved, by kind; each with its number. */
export function differenceCounts(difference: RunDifference): readonly (readonly [string, number])[] {
  const { changes: all, population, coverage, baseline, rules, gapsOpened, gapsClosed } = difference;
  const of = (kind: (typeof all)[number]['kind']): number => all.filter((change) => change.kind === kind).length;
  return [
    ['New findings', of('new')],
    ['Closed findings', of('closed')],
    ['Other changed verdicts', all.filter((change) => change.kind === 'changed' && !isQualifierMove(change)).length],
    ...qualifierMoves(all).map(({ title, moved }) => [title, moved.length] as const),
    ['Verdicts only in the later run', of('appeared')],
    ['Verdicts only in the earlier run', of('disappeared')],
    ['Gaps opened', gapsOpened.length],
    ['Gaps closed', gapsClosed.length],
    ['Populations that changed', population.length],
    ['Subscriptions with different coverage', coverage.length],
    ['Baseline fields that changed', baseline.length],
    ['Checks whose rule changed', rules.length],
  ];
}

function populationSheet({ population, coverage }: RunDifference): TableSheet {
  return {
    kind: 'table',
    name: 'Population',
    tab: '8A3B12',
    about:
      'One row per source and subscription whose number of facts changed, preceded by subscriptions whose coverage changed.',
    columns: [
      { title: 'Subscription', width: 30 },
      { title: 'Source', width: 26 },
      { title: 'Before', width: 20 },
      { title: 'After', width: 20 },
      { title: 'Difference', width: 12, right: true },
    ],
    frozenColumns: 1,
    printedColumns: 5,
    whenEmpty: 'No population changed.',
    *rows(index): Generator<readonly Cell[]> {
      for (const row of coverage) yield [row.name, 'subscription', row.before, row.after, undefined];
      for (const { source, subscriptionId, before, after } of population)
        yield [
          index.subscription(subscriptionId),
          inWords(source),
          before ?? 'none',
          after ?? 'none',
          (after ?? 0) - (before ?? 0),
        ];
    },
  };
}

function rulesSheet({ baseline, rules }: RunDifference): TableSheet {
  return {
    kind: 'table',
    name: 'Baseline and rules',
    tab: '7A5C00',
    about:
      'One row per field of the baseline that differs, then one per check whose version differs: what may change a verdict when the estate has not changed.',
    columns: [
      { title: 'Part', width: 12 },
      { title: 'Field or check', width: 60 },
      { title: 'Before', width: 40 },
      { title: 'After', width: 40 },
    ],
    frozenColumns: 2,
    printedColumns: 4,
    whenEmpty: 'Baseline and rules are the same.',
    *rows(): Generator<readonly Cell[]> {
      for (const { path, before, after } of baseline) yield ['Baseline', path, before ?? 'absent', after ?? 'absent'];
      for (const { check, before, after } of rules) yield ['Rule', check, versionText(before), versionText(after)];
    },
  };
}

export function versionText(version: number | undefined): string {
  return version === undefined ? 'absent' : `version ${String(version)}`;
}

function gapsSheet({ gapsOpened, gapsClosed }: RunDifference): TableSheet {
  return {
    kind: 'table',
    name: 'Gaps',
    tab: 'A61B1B',
    about: 'One row per gap that only one of the runs has: opened ones first.',
    columns: [
      { title: 'Gap', width: 10 },
      { title: 'Kind', width: 18 },
      { title: 'Subscription', width: 28 },
      { title: 'Source', width: 26 },
      { title: 'Because', width: 70 },
      { title: 'Resource id', width: 100 },
    ],
    frozenColumns: 1,
    printedColumns: 5,
    whenEmpty: 'No gap opened or closed.',
    *rows(index): Generator<readonly Cell[]> {
      for (const gap of gapsOpened) yield gapRow('Opened', gap, index);
      for (const gap of gapsClosed) yield gapRow('Closed', gap, index);
    },
  };
}

function gapRow(state: string, gap: Gap, index: PackIndex): readonly Cell[] {
  const where = gap.subscription === '*' ? 'every subscription' : index.subscription(gap.subscription);
  return [state, inWords(gap.kind), where, inWords(gap.source), gap.because, idCell(gap.subject)];
}
