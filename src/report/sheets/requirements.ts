import { compareText } from '../../base/order.ts';
import type { CheckId } from '../../domain/check.ts';
import type { SummaryRow } from '../../domain/record.ts';
import { REQUIREMENT_TEXT, REQUIREMENTS, type RequirementId } from '../../domain/requirement.ts';
import { ANSWER_COLUMNS, answerCounts, BAR_LEGEND } from '../answerColumns.ts';
import type { Cell } from '../cell.ts';
import type { PackIndex } from '../packIndex.ts';
import type { Listed, TableSheet } from '../sheet.ts';
import { compliantOfApplicable, compliantOfDecided, sumOf } from '../words.ts';

/** The summary's line for all subscriptions. */
export const ALL_SUBSCRIPTIONS = '*';

export const requirements: Listed<TableSheet> = {
  kind: 'table',
  name: 'Requirements',
  holds: 'R1–R7 over all and for each subscription',
  tab: '1E6B3A',
  about: `One row per requirement: first over all subscriptions, then for each. ${BAR_LEGEND}.`,
  columns: [
    { title: 'Subscription', width: 20 },
    { title: 'Requirement', width: 24 },
    { title: 'Question', width: 34 },
    { title: 'Disks', width: 9, right: true },
    ...ANSWER_COLUMNS,
    { title: 'Totals agree', width: 9 },
    { title: 'Compliant of decided', width: 12, right: true },
    { title: 'Compliant of applicable', width: 12, right: true },
    { title: 'Compliant last run', width: 11, right: true },
    { title: 'Change in compliant disks', width: 12, right: true },
    { title: 'New findings', width: 10, right: true },
    { title: 'Closed findings', width: 10, right: true },
    { title: 'Bar', width: 30 },
  ],
  frozenColumns: 2,
  printedColumns: 12 + ANSWER_COLUMNS.length,
  whenEmpty: 'The record holds no summary.',
  *rows(index) {
    const before = new Map(index.contents.previous?.summary?.map((row) => [summaryKey(row), row]));
    const moved = movedFindings(index);
    for (const row of sorted(index)) yield rowOf(row, before.get(summaryKey(row)), moved, index);
  },
};

function rowOf(
  row: SummaryRow,
  before: SummaryRow | undefined,
  moved: ReadonlyMap<string, Moved>,
  index: PackIndex,
): readonly Cell[] {
  const text = REQUIREMENT_TEXT[row.requirement];
  const adds = sumOf(row.counts) === row.population;
  const { opened, closed } = moved.get(summaryKey(row)) ?? { opened: 0, closed: 0 };
  return [
    row.subscriptionId === ALL_SUBSCRIPTIONS ? 'All subscriptions' : index.subscription(row.subscriptionId),
    `${row.requirement} ${text.title}`,
    row.subscriptionId === ALL_SUBSCRIPTIONS ? text.question : undefined,
    row.population,
    ...answerCounts(row),
    adds ? 'yes' : `NO: ${String(sumOf(row.counts))}`,
    { kind: 'share', value: compliantOfDecided(row.counts) },
    { kind: 'share', value: compliantOfApplicable(row.counts) },
    before?.counts.Compliant,
    before === undefined ? undefined : row.counts.Compliant - before.counts.Compliant,
    index.contents.previous === undefined ? undefined : opened,
    index.contents.previous === undefined ? undefined : closed,
    // Last, for LibreOffice forgets the alignment of what follows a text of several colours.
    { kind: 'bar', tally: row },
  ];
}

function sorted(index: PackIndex): readonly SummaryRow[] {
  const rank = (row: SummaryRow): string =>
    row.subscriptionId === ALL_SUBSCRIPTIONS ? '' : `${index.subscription(row.subscriptionId)} ${row.subscriptionId}`;
  return [...index.record.summary].sort(
    (a, b) =>
      compareText(rank(a), rank(b)) || REQUIREMENTS.indexOf(a.requirement) - REQUIREMENTS.indexOf(b.requirement),
  );
}

interface Moved {
  opened: number;
  closed: number;
}

/** Findings that opened and closed since the last run, for each requirement over all and for each subscription. */
function movedFindings(index: PackIndex): ReadonlyMap<string, Moved> {
  const answers = new Map<CheckId, readonly RequirementId[]>(
    index.record.checks.map((check) => [check.id, check.answers]),
  );
  const moved = new Map<string, Moved>();
  for (const change of index.contents.changes) {
    if (change.kind !== 'new' && change.kind !== 'closed') continue;
    for (const requirement of answers.get(change.check) ?? [])
      for (const subscriptionId of [ALL_SUBSCRIPTIONS, change.subscriptionId]) {
        const key = summaryKey({ requirement, subscriptionId });
        const sum = moved.get(key) ?? { opened: 0, closed: 0 };
        if (change.kind === 'new') sum.opened += 1;
        else sum.closed += 1;
        moved.set(key, sum);
      }
  }
  return moved;
}

function summaryKey(row: { readonly requirement: RequirementId; readonly subscriptionId: string }): string {
  return `${row.requirement} ${row.subscriptionId}`;
}
