import type { Verdict } from '../../domain/check.ts';
import type { StoredBytes } from '../../domain/facts.ts';
import { answerCell, blanks, type Cell, idCell, linkCell } from '../cell.ts';
import { evidenceText } from '../evidenceText.ts';
import type { PackIndex } from '../packIndex.ts';
import type { Listed, TableSheet } from '../sheet.ts';
import { merged, sideBySide } from '../sideBySide.ts';
import { inWords, sentence } from '../words.ts';
import { CHAINS_SHEET, EXPORT_SHEET } from './names.ts';

export const exportAccess: Listed<TableSheet> = {
  kind: 'table',
  appendix: true,
  name: EXPORT_SHEET,
  holds: 'appendix: routes by which a disk or snapshot could be downloaded',
  tab: 'A3452E',
  about:
    'One row per disk or snapshot and the routes by which its data could leave Azure, sorted by resource id; then who may open them, scope by scope (EXP-03), who may use keys (CTL-01), and who may do both (CTL-02).',
  columns: [
    { title: 'Kind', width: 13 },
    { title: 'Name', width: 30 },
    { title: 'EXP-01 Network blocked', width: 14 },
    { title: 'EXP-02 No open link', width: 14 },
    { title: 'EXP-04 Unreadable or blocked', width: 14 },
    { title: 'Other check', width: 10 },
    { title: 'Its result', width: 14 },
    { title: 'Network access policy', width: 14 },
    { title: 'Public network access', width: 12 },
    { title: 'Data access by', width: 20 },
    { title: 'State', width: 12 },
    { title: 'Because', width: 60 },
    { title: 'Evidence', width: 50 },
    { title: 'Chain', width: 9 },
    { title: 'Portal', width: 9 },
    { title: 'Subscription', width: 24 },
    { title: 'Resource group', width: 22 },
    { title: 'Disk access', width: 60 },
    { title: 'Resource id', width: 100 },
  ],
  frozenColumns: 2,
  printedColumns: 12,
  whenEmpty: 'No disk or snapshot was found in scope.',
  async *rows(index) {
    const { verdicts, contents } = index;
    const bytes = merged(contents.facts('disks'), contents.facts('snapshots'));
    for await (const [verdict, fact] of sideBySide(verdicts.of('EXP-01'), ({ subject }) => subject, bytes))
      yield bytesRow(verdict, fact, index);
    for (const check of ['EXP-03', 'CTL-01', 'CTL-02'] as const)
      for (const verdict of verdicts.of(check)) yield whoRow(verdict, index);
  },
};

function bytesRow(verdict: Verdict, bytes: StoredBytes | undefined, index: PackIndex): readonly Cell[] {
  const { subject } = verdict;
  const resourceId = bytes?.resourceId ?? subject;
  return [
    sentence(inWords(verdict.subjectKind)),
    verdict.subjectName,
    answerCell(verdict),
    answerCell(index.verdicts.find('EXP-02', subject)),
    answerCell(index.verdicts.find('EXP-04', subject)),
    undefined,
    undefined,
    bytes?.networkAccessPolicy,
    bytes?.publicNetworkAccess,
    bytes?.dataAccessAuthMode,
    bytes?.diskState,
    index.verdicts.find('EXP-04', subject)?.because ?? verdict.because,
    undefined,
    linkCell('Chain', index.placeOfDisk(CHAINS_SHEET, subject), verdict.subjectKind === 'disk' ? 'see Chains' : ''),
    linkCell('Open', index.portal(resourceId), 'no link'),
    index.subscription(verdict.subscriptionId),
    verdict.resourceGroup,
    idCell(bytes?.diskAccessId),
    idCell(resourceId),
  ];
}

function whoRow(verdict: Verdict, index: PackIndex): readonly Cell[] {
  return [
    sentence(inWords(verdict.subjectKind)),
    verdict.subjectName,
    ...blanks(3),
    verdict.check,
    answerCell(verdict),
    ...blanks(4),
    verdict.because,
    evidenceText(verdict.evidence, '\n'),
    undefined,
    linkCell('Open', index.portal(verdict.subject), 'no link'),
    index.subscription(verdict.subscriptionId),
    verdict.resourceGroup,
    undefined,
    idCell(verdict.subject),
  ];
}
