import { armId, resourceGroupOf } from '../../domain/armId.ts';
import type { Change } from '../../domain/record.ts';
import { idCell, statusCell } from '../cell.ts';
import { isQualifierMove, qualifierMoves } from '../changeText.ts';
import type { Listed, TableSheet } from '../sheet.ts';
import { sentence } from '../words.ts';

export const CHANGE_TEXT: Readonly<Record<Change['kind'], string>> = {
  new: 'New finding',
  changed: 'Changed verdict',
  closed: 'Closed finding',
  appeared: 'Appeared',
  disappeared: 'Disappeared',
};

export const CAUSE_TEXT: Readonly<Record<Change['cause'], string>> = {
  estate: 'The estate changed',
  rule: 'The rule changed',
  baseline: 'The baseline changed',
  coverage: 'What could be read changed',
  time: 'Time passed',
};

export const changes: Listed<TableSheet> = {
  kind: 'table',
  name: 'Changes',
  holds: 'what changed since the last run',
  tab: '7A5C00',
  about:
    'One row per verdict that changed since the last run: new findings, changed verdicts and closed findings first, then verdicts that only became limited or attested or no longer are, then subjects that appeared or disappeared. Only the first three are printed.',
  columns: [
    { title: 'Change', width: 17 },
    { title: 'Check', width: 9 },
    { title: 'Subject', width: 28 },
    { title: 'Resource group', width: 20 },
    { title: 'Before', width: 14 },
    { title: 'Now', width: 14 },
    { title: 'Cause', width: 24 },
    { title: 'Because', width: 60 },
    { title: 'Subscription', width: 24 },
    { title: 'Resource id', width: 100 },
  ],
  frozenColumns: 3,
  printedColumns: 9,
  printedRows: ({ contents }) => contents.changes.filter(isVerdictMove).length,
  whenEmpty: 'Nothing changed since the last run, or this is the first run: the Cover says which.',
  *rows(index) {
    for (const { title, moved } of inOrder(index.contents.changes))
      for (const change of moved)
        yield [
          title,
          change.check,
          change.subjectName,
          resourceGroupOf(armId(change.subject)),
          statusCell(change.before, change.qualifierBefore) ?? 'none',
          statusCell(change.after, change.qualifierAfter) ?? 'none',
          CAUSE_TEXT[change.cause],
          change.because,
          index.subscription(change.subscriptionId),
          idCell(change.subject),
        ];
  },
};

const VERDICT_MOVES = ['new', 'changed', 'closed'] as const;

/** That a limit began or ended, or that a subject came or went, may concern every disk at once. */
function isVerdictMove(change: Change): boolean {
  return VERDICT_MOVES.some((kind) => kind === change.kind) && !isQualifierMove(change);
}

/** What matters most comes first. */
function inOrder(changes: readonly Change[]): readonly { readonly title: string; readonly moved: readonly Change[] }[] {
  const of = (kind: Change['kind']): { readonly title: string; readonly moved: readonly Change[] } => ({
    title: CHANGE_TEXT[kind],
    moved: changes.filter((change) => change.kind === kind && !isQualifierMove(change)),
  });
  return [
    ...VERDICT_MOVES.map(of),
    ...qualifierMoves(changes).map(({ clause, moved }) => ({ title: sentence(clause), moved })),
    ...(['appeared', 'disappeared'] as const).map(of),
  ];
}
