import { readFileSync } from 'node:fs';
import ExcelJS from 'exceljs';
import { strFromU8, unzipSync } from 'fflate';
import { unescapeFromSheet } from '../../src/report/cleanText.ts';
import { HEADER_ROWS } from '../../src/report/workbook/limits.ts';

export type CellValue = string | number | Date | null;

/** Rows of each sheet as a reader other than our writer sees them. */
export async function readSheets(path: string): Promise<ReadonlyMap<string, readonly (readonly CellValue[])[]>> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(path);
  return new Map(workbook.worksheets.map((sheet) => [sheet.name, rowsOf(sheet)]));
}

function rowsOf(sheet: ExcelJS.Worksheet): readonly (readonly CellValue[])[] {
  const rows: CellValue[][] = [];
  for (let number = 1; number <= sheet.rowCount; number += 1) {
    const row = sheet.getRow(number);
    const cells: CellValue[] = [];
    for (let column = 1; column <= sheet.columnCount; column += 1) cells.push(valueOf(row.getCell(column).value));
    rows.push(cells);
  }
  return rows;
}

function valueOf(value: ExcelJS.CellValue): CellValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return unescapeFromSheet(value);
  if (typeof value === 'number' || value instanceof Date) return value;
  if (typeof value === 'object' && 'richText' in value) return value.richText.map(({ text }) => text).join('');
  if (typeof value === 'object' && 'hyperlink' in value) return valueOf(value.text);
  // Reckoned from what a person types: empty until then.
  if (typeof value === 'object' && 'formula' in value) return null;
  throw new Error(`A cell holds what the workbook never writes: ${JSON.stringify(value)}`);
}

/** The raw parts of the file, by name. */
export function readParts(path: string): ReadonlyMap<string, string> {
  return new Map(Object.entries(unzipSync(readFileSync(path))).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

/** The XML of a sheet, found by its name as Excel finds it. */
export function sheetXml(parts: ReadonlyMap<string, string>, name: string): string {
  const id = new RegExp(`<sheet sheetId="\\d+" name="${name}" state="visible" r:id="(\\w+)"/>`).exec(
    parts.get('xl/workbook.xml') ?? '',
  )?.[1];
  const target = new RegExp(`Id="${id ?? ''}"[^>]*Target="([^"]+)"`).exec(
    parts.get('xl/_rels/workbook.xml.rels') ?? '',
  )?.[1];
  const xml = parts.get(`xl/${target ?? ''}`);
  if (xml === undefined) throw new Error(`The workbook has no sheet ${name}.`);
  return xml;
}

/** The text of a page, a line for each row; merged cells say their text once. */
export function textOf(rows: readonly (readonly CellValue[])[] | undefined): string {
  return (rows ?? []).map((row) => [...new Set(row)].filter((value) => value !== null).join(' ')).join('\n');
}

/** The cell of a named column in the first row that fits. */
export function cell(
  rows: readonly (readonly CellValue[])[],
  column: string,
  where: (row: readonly CellValue[]) => boolean,
): CellValue {
  const at = rows[HEADER_ROWS - 1]?.indexOf(column) ?? -1;
  if (at < 0) throw new Error(`There is no column ${column}`);
  const row = rows.slice(HEADER_ROWS).find(where);
  if (row === undefined) throw new Error(`No row for ${column}`);
  return row[at] ?? null;
}
