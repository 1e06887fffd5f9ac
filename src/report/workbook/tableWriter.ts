import { withoutEnd } from '../../base/withoutEnd.ts';
import type ExcelJS from 'exceljs';
import type { Cell } from '../cell.ts';
import { sheetText, writtenCell } from './cellWriter.ts';
import { HEADER_ROWS } from './limits.ts';
import { continuationName } from '../packIndex.ts';
import type { TableLayout, TableSheet } from '../sheet.ts';
import { absolute, columnName, emptyPrintArea, pageSetup, printArea, type SheetTarget } from './sheetTarget.ts';
import { heightOf } from './textHeight.ts';
import { STATUS_TINT } from './palette.ts';
import { TABLE } from './styles.ts';
import type { SheetExtras } from './workbookPackage.ts';

/** Rows between two looks at whether what was written is packed. */
const ROWS_PER_TURN = 20;
const HEADER_HEIGHT = 44;
const MINIMUM_HEIGHT = 15;
const APPENDIX = 'Appendix: data for the screen, not part of the print set.';

/** Writes a table, going on in a further sheet where one is full. */
export async function writeTable<Source>(
  sheet: TableSheet<Source>,
  source: Source,
  target: SheetTarget,
): Promise<void> {
  let continuation = 0;
  const about = typeof sheet.about === 'string' ? sheet.about : sheet.about(source);
  let open = openSheet(sheet, about, continuation, target);
  let printed = sheet.appendix === true ? 0 : (sheet.printedRows?.(source) ?? Number.POSITIVE_INFINITY);
  for await (const cells of sheet.rows(source)) {
    if (open.row === target.limits.rows) {
      close(open, sheet, continuation, printed, target);
      printed -= open.row - HEADER_ROWS;
      continuation += 1;
      open = openSheet(sheet, about, continuation, target);
    }
    addRow(open, cells, target);
    if (open.row % ROWS_PER_TURN === 0) await target.room();
  }
  if (continuation === 0 && open.row === HEADER_ROWS && sheet.whenEmpty !== undefined) {
    addEmptyRow(open, sheet, sheet.whenEmpty);
    printed = 1;
  }
  close(open, sheet, continuation, printed, target);
}

interface OpenSheet {
  readonly worksheet: ExcelJS.Worksheet;
  readonly widths: readonly number[];
  readonly extras: SheetExtras;
  row: number;
}

function openSheet(sheet: TableLayout, about: string, continuation: number, target: SheetTarget): OpenSheet {
  const worksheet = target.writer.addWorksheet(continuationName(sheet.name, continuation), {
    properties: { tabColor: { argb: `FF${sheet.tab}` } },
    pageSetup: {
      ...pageSetup('landscape', printedWidth(sheet)),
      printTitlesRow: `${String(HEADER_ROWS)}:${String(HEADER_ROWS)}`,
    },
    headerFooter: { oddFooter: target.footer },
    views: [
      {
        state: 'frozen',
        xSplit: sheet.frozenColumns,
        ySplit: HEADER_ROWS,
        topLeftCell: `${columnName(sheet.frozenColumns + 1)}${String(HEADER_ROWS + 1)}`,
        activeCell: `${columnName(sheet.frozenColumns + 1)}${String(HEADER_ROWS + 1)}`,
        showGridLines: false,
      },
    ],
  });
  const extras = target.extrasOfSheet();
  worksheet.columns = sheet.columns.map(({ width }) => ({ width }));
  line(worksheet, 1, 24, [
    [continuation === 0 ? sheet.name : `${sheet.name}, continued (${String(continuation + 1)})`, TABLE.title],
  ]);
  wide(worksheet, sheet, 2, sheet.appendix === true ? `${APPENDIX} ${about}` : about);
  line(
    worksheet,
    HEADER_ROWS,
    Math.max(HEADER_HEIGHT, ...sheet.columns.map(({ title, width }) => heightOf(title, width, TABLE.header.font))),
    sheet.columns.map(({ title, right }) => [title, right === true ? TABLE.headerRight : TABLE.header]),
  );
  return { worksheet, widths: sheet.columns.map(({ width }) => width), extras, row: HEADER_ROWS };
}

/** In characters of the default font. */
function printedWidth({ columns, printedColumns }: TableLayout): number {
  return columns.slice(0, printedColumns).reduce((sum, { width }) => sum + width, 0);
}

/** A text over the width that is printed, in as many lines as it takes. */
function wide(worksheet: ExcelJS.Worksheet, layout: TableLayout, number: number, text: string): void {
  const row = worksheet.getRow(number);
  const value = sheetText(text);
  const { printedColumns } = layout;
  row.height = Math.max(18, heightOf(value, printedWidth(layout), TABLE.about.font));
  row.getCell(1).value = value;
  worksheet.mergeCells(number, 1, number, printedColumns);
  for (let column = 1; column <= printedColumns; column += 1) row.getCell(column).style = TABLE.about;
  row.commit();
}

function line(
  worksheet: ExcelJS.Worksheet,
  number: number,
  height: number,
  cells: readonly (readonly [string, Partial<ExcelJS.Style>])[],
): void {
  const row = worksheet.getRow(number);
  row.height = height;
  for (const [at, [value, style]] of cells.entries()) {
    const cell = row.getCell(at + 1);
    cell.value = sheetText(value);
    cell.style = style;
  }
  row.commit();
}

function addRow(open: OpenSheet, cells: readonly Cell[], target: SheetTarget): void {
  open.row += 1;
  const row = open.worksheet.getRow(open.row);
  let height = 0;
  for (const [at, cell] of cells.entries()) {
    const { value, style, link } = writtenCell(cell, open.extras.links.length < target.limits.links);
    const written = row.getCell(at + 1);
    written.value = value;
    written.style = style;
    if (typeof value === 'string' && style.alignment?.wrapText === true)
      height = Math.max(height, heightOf(value, open.widths[at] ?? 1, style.font));
    if (link !== undefined) open.extras.links.add(`${columnName(at + 1)}${String(open.row)}`, link);
  }
  row.height = Math.max(height, MINIMUM_HEIGHT);
  row.commit();
}

function addEmptyRow(open: OpenSheet, sheet: TableLayout, because: string): void {
  open.row += 1;
  wide(open.worksheet, sheet, open.row, because);
}

/** @param printed rows that are still to be printed, counted from the first of this sheet */
function close(
  { worksheet, row }: OpenSheet,
  sheet: TableLayout,
  continuation: number,
  printed: number,
  target: SheetTarget,
): void {
  for (const [at, { input }] of sheet.columns.entries())
    if (input !== undefined && input !== 'text')
      askFor(worksheet, input, `${columnName(at + 1)}${String(HEADER_ROWS + 1)}:${columnName(at + 1)}${String(row)}`);
  worksheet.autoFilter = { from: { row: HEADER_ROWS, column: 1 }, to: { row, column: sheet.columns.length } };
  const isPrinted = sheet.appendix !== true && (printed > 0 || continuation === 0);
  worksheet.pageSetup.printArea = isPrinted
    ? printArea(sheet.printedColumns, Math.min(row, HEADER_ROWS + Math.max(0, printed)))
    : emptyPrintArea(sheet.columns.length);
  const name = continuationName(sheet.name, continuation);
  target.names.push({
    name: `${withoutEnd(name.replace(/[^A-Za-z0-9]+/g, '_'), '_')}_table`,
    refersTo: absolute(name, [1, HEADER_ROWS], [sheet.columns.length, row]),
  });
  worksheet.commit();
}

/** Cells that a person fills in: the answer is checked, and a `no` shows at once. */
function askFor(worksheet: ExcelJS.Worksheet, input: 'yesNo' | 'date', cells: string): void {
  if (input === 'date') {
    validationsOf(worksheet).add(cells, {
      type: 'date',
      operator: 'greaterThan',
      formulae: [new Date(Date.UTC(2000, 0, 1))],
      allowBlank: true,
      showErrorMessage: true,
      error: 'A date, e.g. 2026-11-23.',
    });
    return;
  }
  validationsOf(worksheet).add(cells, {
    type: 'list',
    formulae: ['"yes,no"'],
    allowBlank: true,
    showErrorMessage: true,
    error: 'yes or no',
  });
  for (const [answer, tint] of [
    ['no', STATUS_TINT.NonCompliant],
    ['yes', STATUS_TINT.Compliant],
  ] as const)
    worksheet.addConditionalFormatting({
      ref: cells,
      rules: [
        {
          type: 'cellIs',
          operator: 'equal',
          priority: 1,
          formulae: [`"${answer}"`],
          style: {
            font: { color: { argb: `FF${tint.text}` } },
            fill: { type: 'pattern', pattern: 'solid', bgColor: { argb: `FF${tint.fill}` } },
          },
        },
      ],
    });
}

/** exceljs's types leave out what its streaming sheet has. */
function validationsOf(worksheet: ExcelJS.Worksheet): {
  readonly add: (cells: string, validation: ExcelJS.DataValidation) => void;
} {
  return (worksheet as unknown as { dataValidations: ReturnType<typeof validationsOf> }).dataValidations;
}
