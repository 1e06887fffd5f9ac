import { GLOSSARY } from '../glossaryWords.ts';
import { linkCell } from '../cell.ts';
import type { Listed, TableSheet } from '../sheet.ts';

export const glossary: Listed<TableSheet> = {
  kind: 'table',
  name: 'Glossary',
  holds: 'terms used in this workbook',
  tab: '4A5560',
  about:
    'One row per term: those of this workbook first, then those of Azure with the page of Microsoft that explains them.',
  columns: [
    { title: 'Kind', width: 12 },
    { title: 'Word', width: 30 },
    { title: 'What it means here', width: 84 },
    // As wide as the longest link: LibreOffice breaks no link, and would cut it off.
    { title: 'More', width: Math.max(...GLOSSARY.map(({ more = '' }) => more.length)) },
  ],
  frozenColumns: 2,
  printedColumns: 4,
  whenEmpty: undefined,
  *rows() {
    for (const { kind, word, meaning, more } of GLOSSARY)
      yield [kind, word, meaning, more === undefined ? undefined : linkCell(more, { kind: 'web', url: more })];
  },
};
