import type { CrossCheckedSubject } from '../../domain/crossCheck.ts';
import { idCell, linkCell, type Cell } from '../cell.ts';
import type { PackIndex } from '../packIndex.ts';
import type { TableSheet } from '../sheet.ts';
import { count, inWords, sentence } from '../words.ts';
import { CROSS_CHECK_SHEET } from './names.ts';

const RESULT_TEXT: Readonly<Record<CrossCheckedSubject['result'], string>> = {
  agrees: 'Agrees',
  differs: 'DIFFERS',
  gone: 'GONE',
  notRead: 'Not read',
};

export const sampleCrossCheck: TableSheet = {
  kind: 'table',
  name: CROSS_CHECK_SHEET,
  tab: '8A3B12',
  about: ({ record: { crossCheck } }) => {
    if (crossCheck === undefined)
      return 'One row a resource that was read again from ARM and compared field by field with Resource Graph.';
    const { seed, population, subjects, fieldsCompared, fieldsAgreeing, agreementPercent } = crossCheck;
    const rate =
      agreementPercent === undefined ? 'none answered' : `${String(agreementPercent)} % agree in every field`;
    return `${count(subjects.length)} of ${count(population)} resources, drawn with seed ${seed} and read again from ARM: ${rate}; ${count(fieldsAgreeing)} of ${count(fieldsCompared)} fields agree. Never changes a verdict.`;
  },
  columns: [
    { title: 'Result', width: 12 },
    { title: 'Kind', width: 22 },
    { title: 'Name', width: 32 },
    { title: 'Fields compared', width: 11, right: true },
    { title: 'Differences', width: 11, right: true },
    { title: 'Field: Resource Graph ≠ ARM', width: 70 },
    { title: 'What it means', width: 50 },
    { title: 'Subscription', width: 24 },
    { title: 'Portal', width: 9 },
    { title: 'Resource id', width: 100 },
  ],
  frozenColumns: 3,
  printedColumns: 8,
  whenEmpty: 'No sample was read again from ARM in this run.',
  *rows(index) {
    for (const subject of index.record.crossCheck?.subjects ?? []) yield rowOf(subject, index);
  },
};

function rowOf(subject: CrossCheckedSubject, index: PackIndex): readonly Cell[] {
  return [
    RESULT_TEXT[subject.result],
    sentence(inWords(subject.source)),
    subject.name,
    subject.fields,
    subject.differences.length,
    subject.differences.map(({ field, graph, arm }) => `${field}: ${graph} ≠ ${arm}`).join('\n'),
    subject.because,
    index.subscription(subject.subscriptionId),
    linkCell('Open', index.portal(subject.resourceId), 'no link'),
    idCell(subject.resourceId),
  ];
}
