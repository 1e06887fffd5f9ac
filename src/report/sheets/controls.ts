import { FRAMEWORKS, type Control, type Framework } from '../../domain/controls.ts';
import { ANSWER_COLUMNS, answerCounts } from '../answerColumns.ts';
import { blanks, type Cell, linkCell } from '../cell.ts';
import type { PackIndex } from '../packIndex.ts';
import type { Listed, TableSheet } from '../sheet.ts';

export const controls: Listed<TableSheet> = {
  kind: 'table',
  appendix: true,
  name: 'Controls',
  holds: 'appendix: controls of published frameworks and the checks that support them',
  tab: '3F5FA8',
  about:
    'One row per control and check that supports it but never fulfils it: a control requires more than these checks cover. Controls that no check supports are listed too.',
  columns: [
    { title: 'Framework', width: 26 },
    { title: 'Control', width: 11 },
    { title: 'Title', width: 34 },
    { title: 'Check', width: 9 },
    { title: 'What the check proves', width: 40 },
    { title: 'Answers', width: 10 },
    ...ANSWER_COLUMNS,
    { title: 'What the check cannot see', width: 44 },
    { title: 'Microsoft’s page', width: 30 },
    { title: 'Where the control was read', width: 50 },
    { title: 'Note on the framework', width: 60 },
  ],
  frozenColumns: 2,
  printedColumns: 6 + ANSWER_COLUMNS.length,
  whenEmpty: 'The baseline in force selects no framework.',
  *rows(index) {
    const chosen = index.record.frameworks;
    for (const framework of FRAMEWORKS)
      if (chosen === undefined || chosen.includes(framework.id))
        for (const control of framework.controls) yield* controlRows(framework, control, index);
  },
};

function* controlRows(framework: Framework, control: Control, index: PackIndex): Generator<readonly Cell[]> {
  const head = [framework.title, control.id, control.title ?? 'title not verified'];
  const foot = [framework.source, framework.note];
  const supporting = index.record.checks.filter((check) => check.controls.includes(control.name));
  if (supporting.length === 0)
    yield [...head, 'none', 'No check of this version supports it.', ...blanks(ANSWER_COLUMNS.length + 3), ...foot];
  for (const check of supporting) {
    yield [
      ...head,
      check.id,
      check.title,
      check.answers.join(', '),
      ...answerCounts(index.tallyOfCheck(check.id)),
      check.limits,
      linkCell(check.learnMore, { kind: 'web', url: check.learnMore }),
      ...foot,
    ];
  }
}
