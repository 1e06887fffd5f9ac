import { momentCell } from '../cell.ts';
import type { Listed, TableSheet } from '../sheet.ts';
import { inWords, sentence } from '../words.ts';

export const queries: Listed<TableSheet> = {
  kind: 'table',
  appendix: true,
  name: 'Queries',
  holds: 'appendix: every query sent to Azure, verbatim',
  tab: '4A5560',
  about:
    'One row per query sent to Azure, verbatim, with its response, in the order sent. A query whose answer was carried forward from an earlier run names that run.',
  columns: [
    { title: 'Sent to', width: 15 },
    { title: 'Source', width: 22 },
    { title: 'Question, verbatim', width: 80 },
    { title: 'Subscriptions', width: 14, right: true },
    { title: 'Pages', width: 8, right: true },
    { title: 'Rows', width: 9, right: true },
    { title: 'Retries', width: 8, right: true },
    { title: 'Asked (UTC)', width: 21 },
    { title: 'Answered (UTC)', width: 21 },
    { title: 'Seconds', width: 9, right: true },
    { title: 'Outcome', width: 30 },
    { title: 'Request ids', width: 42 },
  ],
  frozenColumns: 2,
  printedColumns: 12,
  whenEmpty: 'No observation was recorded with this run.',
  *rows(index) {
    for (const asked of index.contents.observations)
      yield [
        asked.kind === 'resourceGraph' ? 'Resource Graph' : 'ARM',
        sentence(inWords(asked.source)),
        { kind: 'code', text: asked.request },
        asked.subscriptions.length,
        asked.pages,
        asked.rows,
        asked.retries,
        momentCell(asked.startedAt),
        momentCell(asked.endedAt),
        seconds(asked.startedAt, asked.endedAt),
        asked.failure ?? (asked.carriedFrom === undefined ? 'Answered' : `Answered to run ${asked.carriedFrom}`),
        asked.requestIds.join(', '),
      ];
  },
};

function seconds(from: string, to: string): number | undefined {
  const milliseconds = Date.parse(to) - Date.parse(from);
  return Number.isFinite(milliseconds) ? milliseconds / 1000 : undefined;
}
