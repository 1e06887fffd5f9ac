import { REQUIREMENTS } from '../../domain/requirement.ts';
import type { TrendRun } from '../../pack/context.ts';
import { momentCell, type Cell } from '../cell.ts';
import type { PackIndex } from '../packIndex.ts';
import type { Listed, TableSheet } from '../sheet.ts';
import { trendOf } from '../trend.ts';
import { seriesName, UNDECIDED } from '../workbook/trendChart.ts';
import { compliantOfDecided, sumOf, undecidedOf } from '../words.ts';
import { TREND_SHEET } from './names.ts';

export const trend: Listed<TableSheet> = {
  kind: 'table',
  appendix: true,
  name: TREND_SHEET,
  holds: 'appendix: R1–R7 over the runs',
  tab: '1E6B3A',
  about:
    'One row per run of this scope, latest last: compliant share of decided disks, per requirement; then how much was undetermined. An INCOMPLETE run does not cover the whole scope.',
  // The chart on the Cover looks for the requirements in FIRST_REQUIREMENT_COLUMN, for the undecided in UNDECIDED_COLUMN.
  columns: [
    { title: 'As of (UTC)', width: 21 },
    { title: 'State', width: 14 },
    { title: 'Disks', width: 10, right: true },
    ...REQUIREMENTS.map((id) => ({ title: seriesName(id), width: 13, right: true as const })),
    { title: UNDECIDED, width: 15, right: true },
    ...REQUIREMENTS.map((id) => ({ title: `${id} undetermined`, width: 14, right: true as const })),
    { title: 'Run', width: 44 },
  ],
  frozenColumns: 1,
  printedColumns: 18,
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
    ...REQUIREMENTS.map((id): Cell => ({ kind: 'share', value: compliantOfDecided(counts[id]) })),
    { kind: 'share', value: undecidedOf(REQUIREMENTS.map((id) => counts[id])) },
    ...REQUIREMENTS.map((id): Cell => ({ kind: 'share', value: undecidedOf([counts[id]]) })),
    runId,
  ];
}
