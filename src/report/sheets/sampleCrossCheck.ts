import { count } from '../../base/counted.ts';
import type { CrossCheck, CrossCheckedSubject } from '../../domain/crossCheck.ts';
import { idCell, linkCell, type Cell } from '../cell.ts';
import type { PackIndex } from '../packIndex.ts';
import type { Listed, TableSheet } from '../sheet.ts';
import { inWords, sentence } from '../words.ts';

const RESULT_TEXT: Readonly<Record<CrossCheckedSubject['result'], string>> = {
  agrees: 'Agrees',
  differs: 'DIFFERS',
  gone: 'GONE',
  notRead: 'Not read',
};

export const sampleCrossCheck: Listed<TableSheet> = {
  kind: 'table',
  name: 'Sample cross-check',
  holds: 'Resource Graph compared with ARM on a sample',
  tab: '8A3B12',
  about: ({ record: { crossCheck }, contents: { excerpt } }) => {
    if (crossCheck === undefined)
      return 'One row per resource that was read from Azure Resource Manager (ARM) too, and compared with Resource Graph field by field.';
    const { seed, population, subjects, fieldsCompared, fieldsAgreeing, agreementPercent } = crossCheck;
    const here = excerpt === undefined ? '' : ` ${count(subjects.length)} of them belong to this excerpt.`;
    const rate = agreementPercent === undefined ? 'none answered' : `${String(agreementPercent)}% agree in every field`;
    return `${count(sampled(crossCheck))} of ${count(population)} resources, drawn with seed ${seed} and cross-checked against Azure Resource Manager (ARM): ${rate}; ${count(fieldsAgreeing)} of ${count(fieldsCompared)} fields agree. A difference never changes a verdict.${here}`;
  },
  columns: [
    { title: 'Result', width: 12 },
    { title: 'Kind', width: 22 },
    { title: 'Name', width: 32 },
    { title: 'Fields compared', width: 11, right: true },
    { title: 'Differences', width: 13, right: true },
    { title: 'Differences (Resource Graph ≠ ARM)', width: 70 },
    { title: 'What it means', width: 50 },
    { title: 'Subscription', width: 24 },
    { title: 'Portal', width: 9 },
    { title: 'Resource id', width: 100 },
  ],
  frozenColumns: 3,
  printedColumns: 8,
  whenEmpty: 'No sample was cross-checked against Azure Resource Manager in this run.',
  *rows(index) {
    for (const subject of index.record.crossCheck?.subjects ?? []) yield rowOf(subject, index);
  },
};

/** Resources drawn; an excerpt lists some of them only. */
export function sampled({ size, population }: CrossCheck): number {
  return Math.min(size, population);
}

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
