/** Our workbook's time from a pack's rows to the closed file, beside that of exceljs's streaming writer given the same cells and styles. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { estateOf } from '../src/app/packEvidence.ts';
import { giveBackFromNowOn } from '../src/app/run/memory.ts';
import { contextOf, openPack, recordOf } from '../src/pack/readPack.ts';
import { contentsOf } from '../src/app/verify/contents.ts';
import { recordSha256Of } from '../src/pack/recordLines.ts';
import type { PackContents } from '../src/report/packContents.ts';
import { writeWorkbook } from '../src/report/workbook.ts';
import { processorSeconds } from './measure.ts';

const [path = ''] = process.argv.slice(2);

interface Row {
  readonly number: number;
  readonly cells: readonly { readonly column: number; readonly value: ExcelJS.CellValue; readonly style: object }[];
}

interface Sheet {
  readonly name: string;
  readonly rows: readonly Row[];
}

async function main(): Promise<void> {
  giveBackFromNowOn();
  const contents = await contentsIn(path);
  const folder = mkdtempSync(join(tmpdir(), 'unbroken-bench-'));
  try {
    const ours = await secondsOf(() => writeWorkbook(contents, join(folder, 'ours.xlsx')));
    const sheets = await sheetsIn(join(folder, 'ours.xlsx'));
    const raw = await secondsOf(() => writeRaw(sheets, join(folder, 'raw.xlsx')));
    const cells = sheets.flatMap(({ rows }) => rows).reduce((sum, row) => sum + row.cells.length, 0);
    console.log(
      `workbook  ${ours.toFixed(1).padStart(8)} s of processor time for ${String(cells)} cells; exceljs given the same cells and styles ${raw.toFixed(1)} s, ratio ${(ours / raw).toFixed(2)}`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function contentsIn(folder: string): Promise<PackContents> {
  const pack = await openPack(folder);
  const record = await recordOf(pack);
  const estate = await estateOf(pack, record);
  return contentsOf(pack, recordSha256Of(record), await contextOf(pack), { record, estate });
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const before = processorSeconds();
  await work();
  return processorSeconds() - before;
}

/** All in memory: reading is not what is measured. */
async function sheetsIn(file: string): Promise<readonly Sheet[]> {
  const sheets: Sheet[] = [];
  const reader = new ExcelJS.stream.xlsx.WorkbookReader(file, {
    worksheets: 'emit',
    styles: 'cache',
    hyperlinks: 'ignore',
    sharedStrings: 'cache',
    entries: 'ignore',
  });
  for await (const sheet of reader) {
    const rows: Row[] = [];
    for await (const row of sheet) {
      const cells: { column: number; value: ExcelJS.CellValue; style: object }[] = [];
      row.eachCell({ includeEmpty: true }, ({ value, style }, column) => void cells.push({ column, value, style }));
      rows.push({ number: row.number, cells });
    }
    sheets.push({ name: `sheet ${String(sheets.length + 1)}`, rows });
  }
  return sheets;
}

async function writeRaw(sheets: readonly Sheet[], file: string): Promise<void> {
  const writer = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: file, useStyles: true, useSharedStrings: false });
  for (const { name, rows } of sheets) {
    const sheet = writer.addWorksheet(name);
    for (const { number, cells } of rows) {
      const row = sheet.getRow(number);
      for (const { column, value, style } of cells) {
        const cell = row.getCell(column);
        cell.value = value;
        cell.style = style;
      }
      row.commit();
    }
    sheet.commit();
  }
  await writer.commit();
}

void main();
