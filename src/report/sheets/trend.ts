import { REQUIREMENTS } from '../../domain/requirement.ts';
import type { TrendRun } from '../../pack/context.ts';
import { momentCell, type Cell } from '../cell.ts';
import type { PackIndex } from '../packIndex.ts';
import type { TableSheet } from '../sheet.ts';
import { trendOf } from '../trend.ts';
import { seriesName } from '../trendChart.ts';
import { compliantShare, sumOf } from '../words.ts';
import { TREND_SHEET } from './names.ts';

export const trend: TableSheet = {
  kind: 'table',
  name: TREND_SHEET,
  tab: '1E6B3A',
  about:
    'One row per run of this scope, this one last: compliant disks among those to which each requirement applies. An INCOMPLETE run does not speak for the whole scope.',
  // The requirements start in FIRST_REQUIREMENT_COLUMN: the chart on the Cover looks there.
  columns: [
    { title: 'As of (UTC)', width: 21 },
    { title: 'State', width: 14 },
    { title: 'Disks', width: 10, right: true },
    ...REQUIREMENTS.map((id) => ({ title: seriesName(id), width: 13, right: true as const })),
    ...REQUIREMENTS.map((id) => ({ title: `${id} Unknown`, width: 10, right: true as const })),
    { title: 'Run', width: 44 },
  ],
  frozenColumns: 1,
  printedColumns: 10,
  whenEmpty: undefined,
  *rows(index) {
    for (const run of runsOf(index)) yield rowOf(run);
  },
};

/** Every run that is known, this one last. */
export function runsOf({ contents, record }: PackIndex): readonly TrendRun[] {
  return [...contents.earlier, trendOf(contents.runId, record)];
}

function rowOf({ runId, asOf, state, counts }: TrendRun): readonly Cell[] {
  return [
    momentCell(asOf),
    state,
    sumOf(counts.R1),
    ...REQUIREMENTS.map((id): Cell => ({ kind: 'share', value: compliantShare(counts[id]) })),
    ...REQUIREMENTS.map((id): Cell => counts[id].Unknown),
    runId,
  ];
}
