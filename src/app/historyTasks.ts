import { CATALOGUE } from '../assess/checks/catalogue.ts';
import type { OperatingEffectiveness } from '../domain/period.ts';
import type { AsOf } from '../history/asOf.ts';
import { TABLES } from '../history/entities.ts';
import { periodOf } from '../history/period.ts';
import type { RowCounts } from '../history/upkeep.ts';
import { JsonLines, type Part } from '../pack/lineFile.ts';
import { writePeriodWorkbook } from '../report/periodWorkbook.ts';
import { archiveOf, REAL_CLOCK } from './compose.ts';
import { momentOf } from './moment.ts';
import type { Settings } from './settings.ts';
import { makeWholeFile, type NamedFile } from './wholeFile.ts';

export type { AsOf } from '../history/asOf.ts';
export type { Part } from '../pack/lineFile.ts';

/** History was asked something that it cannot answer. The message names what and the remedy. */
class HistoryQuestionError extends Error {
  override readonly name = 'HistoryQuestionError';
}

/** What was known and concluded of a resource on a day (its last moment, UTC) or at a moment. */
export async function historyAsOf(settings: Settings, wanted: string, date: string): Promise<AsOf> {
  const checks = CATALOGUE.map(({ id }) => id);
  const moment = momentOf(date);
  if (moment === undefined)
    throw new HistoryQuestionError(
      `"${date}" is not a date; give a day (2026-03-31) or a moment (2026-03-31T12:00:00Z).`,
    );
  return archiveOf(settings, REAL_CLOCK).asOf(wanted, moment, checks);
}

/** Whether the weekly control operated through a period; with `xlsx` also as a workbook there. */
export async function historyPeriod(
  settings: Settings,
  name: string,
  xlsx: NamedFile | undefined,
): Promise<OperatingEffectiveness> {
  const period = periodOf(name);
  if (period === undefined)
    throw new HistoryQuestionError(
      `"${name}" is not a valid period; give a quarter (2026-Q3), a month (2026-09) or a year (2026).`,
    );
  const report = await archiveOf(settings, REAL_CLOCK).effectiveness(period);
  if (xlsx !== undefined) await makeWholeFile(xlsx, (to) => writePeriodWorkbook(report, to));
  return report;
}

export interface Pruned {
  /** ISO 8601: what ended before it may go. */
  readonly before: string;
  readonly rows: RowCounts;
}

/** Counts what is older than the retention, and takes it away when `write` is true. */
export async function historyPrune(settings: Settings, write: boolean): Promise<Pruned> {
  const now = REAL_CLOCK.now();
  const before = new Date(
    Date.UTC(now.getUTCFullYear() - settings.retentionYears, now.getUTCMonth(), now.getUTCDate()),
  ).toISOString();
  return { before, rows: await archiveOf(settings, REAL_CLOCK).prune(before, write) };
}

/** Writes every table as `<Table>.jsonl.gz` into a folder. */
export async function historyExport(settings: Settings, folder: string): Promise<readonly Part[]> {
  const archive = archiveOf(settings, REAL_CLOCK);
  const parts: Part[] = [];
  for (const table of TABLES) {
    const lines = new JsonLines(folder, `${settings.tablePrefix}${table}.jsonl.gz`);
    await archive.export(table, (row) => lines.add(row));
    parts.push(lines.close());
  }
  return parts;
}
