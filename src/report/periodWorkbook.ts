import type { OperatingEffectiveness } from '../domain/period.ts';
import { PACKED } from '../pack/zip/writer.ts';
import { momentCell, dayCell, type Cell } from './cell.ts';
import { oneLine } from './cleanText.ts';
import { EXCEL_LIMITS } from './workbook/limits.ts';
import type { TableSheet } from './sheet.ts';
import type { SheetTarget } from './workbook/sheetTarget.ts';
import { writeTable } from './workbook/tableWriter.ts';
import { writePackage } from './workbook/workbookPackage.ts';

type PeriodSheet = TableSheet<OperatingEffectiveness>;

const TAB = '33589E';

const weeks: PeriodSheet = {
  kind: 'table',
  name: 'Weeks',
  tab: TAB,
  about: 'One row per week in which a run was due. A week without evidence, or with an incomplete run, says why.',
  columns: [
    { title: 'Week starting', width: 13 },
    { title: 'Runs', width: 8, right: true },
    { title: 'Evidence', width: 11 },
    { title: 'Complete', width: 11 },
    { title: 'As of (UTC)', width: 18 },
    { title: 'Run', width: 34 },
    { title: 'Reason', width: 80 },
  ],
  frozenColumns: 1,
  printedColumns: 7,
  whenEmpty: 'No run was due in this period.',
  *rows({ weeks: rows }) {
    for (const { startsOn, runs, evidence, because } of rows)
      yield [
        dayCell(startsOn),
        runs,
        evidence === undefined ? 'none' : 'kept',
        evidence === undefined ? 'no' : evidence.complete ? 'yes' : 'INCOMPLETE',
        momentCell(evidence?.asOf),
        evidence?.runId,
        because,
      ];
  },
};

const remediation: PeriodSheet = {
  kind: 'table',
  name: 'Remediation',
  tab: TAB,
  about:
    'One row per severity. Fixed: closed with proof. A subject that disappeared is never a fix and has its own column.',
  columns: [
    { title: 'Severity', width: 12 },
    ...['Opened', 'Fixed', 'Disappeared', 'No longer assessed', 'Open at the end', 'Exempt at the end'].map(
      (title) => ({
        title,
        width: 13,
        right: true as const,
      }),
    ),
    ...['Days to fix: mean', 'median', '90th percentile', 'most'].map((title) => ({
      title,
      width: 12,
      right: true as const,
    })),
  ],
  frozenColumns: 1,
  printedColumns: 11,
  whenEmpty: 'No finding was open in this period.',
  *rows({ remediation: rows }) {
    for (const row of rows)
      yield [
        { kind: 'severity', severity: row.severity },
        row.opened,
        row.fixed,
        row.disappeared,
        row.noLongerAsked,
        row.openAtEnd,
        row.exemptAtEnd,
        ...daysCells(row.daysToFix),
      ];
  },
};

const operation: PeriodSheet = {
  kind: 'table',
  name: 'Operation',
  tab: TAB,
  about: 'Whether the weekly control operated through the period: runs due, runs with evidence, complete runs.',
  columns: [
    { title: 'What', width: 34 },
    { title: 'Value', width: 60 },
  ],
  frozenColumns: 1,
  printedColumns: 2,
  whenEmpty: undefined,
  *rows({ period, scope, due, withEvidence, complete }) {
    yield ['Period', period.name];
    yield ['First day', dayCell(period.from)];
    yield ['First day after it', dayCell(period.to)];
    yield ['Scope', scope];
    yield ['Runs due', due];
    yield ['Weeks with evidence', withEvidence];
    yield ['Weeks without evidence', due - withEvidence];
    yield ['Weeks with a complete run', complete];
  },
};

function daysCells(days: OperatingEffectiveness['remediation'][number]['daysToFix']): readonly Cell[] {
  const tenth = (value: number): number => Math.round(value * 10) / 10;
  return days === undefined
    ? ['none fixed', undefined, undefined, undefined]
    : [tenth(days.mean), tenth(days.median), tenth(days.p90), tenth(days.most)];
}

/** Writes the operating effectiveness of a period as a workbook. @throws WorkbookError with its cause. */
export async function writePeriodWorkbook(report: OperatingEffectiveness, path: string): Promise<void> {
  await writePackage(path, PACKED, async (workbook) => {
    const { writer } = workbook;
    writer.creator = 'Unbroken';
    writer.title = `Operating effectiveness, ${report.period.name}`;
    writer.subject = oneLine(report.scope);
    const footer = `&L&8 Operating effectiveness, ${report.period.name}&R&8 &A, page &P of &N`;
    const target: SheetTarget = { ...workbook, limits: EXCEL_LIMITS, footer };
    for (const sheet of [operation, weeks, remediation]) await writeTable(sheet, report, target);
  });
}
