import type ExcelJS from 'exceljs';
import type { Cell } from '../cell.ts';
import { sheetText, writtenCell } from './cellWriter.ts';
import type { PackIndex } from '../packIndex.ts';
import type { Line, PageSheet } from '../sheet.ts';
import { absolute, pageSetup, printArea, type SheetTarget } from './sheetTarget.ts';
import { PAGE, TABLE } from './styles.ts';
import { heightOf } from './textHeight.ts';
import type { SheetExtras } from './workbookPackage.ts';

/** Writes a page line by line. Cells that span the page are merged, so their height is calculated here: no program does it for them. */
export function writePage(sheet: PageSheet, index: PackIndex, target: SheetTarget): void {
  const worksheet = target.writer.addWorksheet(sheet.name, {
    properties: { tabColor: { argb: `FF${sheet.tab}` } },
    pageSetup: pageSetup(
      'portrait',
      sheet.widths.reduce((sum, width) => sum + width, 0),
    ),
    headerFooter: { oddFooter: target.footer },
    views: [{ state: 'normal', showGridLines: false, activeCell: 'A1' }],
  });
  worksheet.columns = sheet.widths.map((width) => ({ width }));
  const extras = target.extrasOfSheet();
  const page: Page = { worksheet, widths: sheet.widths, name: sheet.name, extras, names: target.names, row: 0 };
  for (const line of sheet.lines(index)) writeLine(page, line);
  worksheet.pageSetup.printArea = printArea(sheet.widths.length, page.row);
  worksheet.commit();
}

interface Page {
  readonly worksheet: ExcelJS.Worksheet;
  readonly widths: readonly number[];
  readonly name: string;
  readonly extras: SheetExtras;
  readonly names: SheetTarget['names'];
  row: number;
}

function writeLine(page: Page, line: Line): void {
  page.row += 1;
  switch (line.kind) {
    case 'title':
      span(page, line.text, PAGE.title, 1, 34);
      break;
    case 'subtitle':
      span(page, line.text, PAGE.subtitle, 1);
      break;
    case 'heading':
      span(page, line.text, PAGE.heading, 1, 22);
      break;
    case 'text':
      span(page, line.text, PAGE.text, 1);
      break;
    case 'note':
      span(page, line.text, PAGE.note, 1);
      break;
    case 'banner':
      span(page, line.text, PAGE[line.tone], 1, 26);
      break;
    case 'pair':
      pair(page, line.label, line.value);
      if (line.name !== undefined) page.names.push({ name: line.name, refersTo: absolute(page.name, [2, page.row]) });
      break;
    case 'chart':
      chart(page, line);
      break;
    case 'header':
      header(page, line.cells);
      break;
    case 'row':
      tableRow(page, line.cells, TABLE.text, TABLE.count);
      break;
    case 'total':
      tableRow(page, line.cells, PAGE.total, PAGE.totalCount);
      break;
    case 'entry':
      entry(page, line.link, line.text);
      break;
    case 'signatureHeader':
      signature(page, line.cells, TABLE.header, 20);
      break;
    case 'signature':
      signature(page, line.cells, TABLE.input, 26);
      break;
    case 'pageBreak':
      page.worksheet.getRow(page.row).addPageBreak();
      span(page, '', PAGE.text, 1, 8);
      break;
    case 'blank':
      span(page, '', PAGE.text, 1, 8);
      break;
  }
}

/** One text from a column to the page's right edge. */
function span(page: Page, text: string, style: Partial<ExcelJS.Style>, from: number, height?: number): void {
  const row = page.worksheet.getRow(page.row);
  const value = sheetText(text);
  row.height = height ?? heightOf(value, widthFrom(page, from), style.font);
  row.getCell(from).value = value === '' ? null : value;
  merge(page, from, page.widths.length, style);
  row.commit();
}

function pair(page: Page, label: string, value: Cell): void {
  const row = page.worksheet.getRow(page.row);
  const name = row.getCell(1);
  name.value = sheetText(label);
  name.style = PAGE.label;
  const written = writtenCell(value, true);
  row.height = Math.max(
    heightOf(displayed(written.value), widthFrom(page, 2), written.style.font),
    heightOf(label, page.widths[0] ?? 1, PAGE.label.font),
  );
  row.getCell(2).value = written.value;
  merge(page, 2, page.widths.length, {
    ...withoutBorder(written.style),
    alignment: { vertical: 'top', horizontal: 'left', wrapText: true },
  });
  if (written.link !== undefined) page.extras.links.add(`B${String(page.row)}`, written.link);
  row.commit();
}

/** Empty rows above which the chart is laid. */
function chart(page: Page, { xml, description, rows }: Extract<Line, { kind: 'chart' }>): void {
  page.extras.chart = { xml, description, fromRow: page.row, rows, columns: page.widths.length };
  const last = page.row + rows - 1;
  for (; page.row <= last; page.row += 1) span(page, '', PAGE.text, 1, 15);
  page.row = last;
}

function entry(page: Page, link: Cell, text: string): void {
  const row = page.worksheet.getRow(page.row);
  const written = writtenCell(link, true);
  row.height = 15;
  row.getCell(1).value = written.value;
  row.getCell(1).style = withoutBorder(written.style);
  if (written.link !== undefined) page.extras.links.add(`A${String(page.row)}`, written.link);
  row.getCell(2).value = sheetText(text);
  merge(page, 2, page.widths.length, PAGE.text);
  row.commit();
}

function header(page: Page, cells: readonly Cell[]): void {
  const row = page.worksheet.getRow(page.row);
  row.height = Math.max(20, ...cells.map((cell, at) => headerHeight(cell, page.widths[at])));
  for (const [at, cell] of cells.entries())
    if (cell !== undefined) {
      const written = row.getCell(at + 1);
      written.value = typeof cell === 'string' ? sheetText(cell) : null;
      written.style = at === 0 ? TABLE.header : TABLE.headerRight;
    }
  row.commit();
}

function headerHeight(cell: Cell, width = 1): number {
  return typeof cell === 'string' ? heightOf(cell, width, TABLE.header.font) : 0;
}

function tableRow(
  page: Page,
  cells: readonly Cell[],
  textStyle: Partial<ExcelJS.Style>,
  countStyle: Partial<ExcelJS.Style>,
): void {
  const row = page.worksheet.getRow(page.row);
  row.height = 16;
  for (const [at, cell] of cells.entries()) {
    if (cell === undefined) continue;
    const { value, style } = writtenCell(cell, false);
    const written = row.getCell(at + 1);
    written.value = value;
    written.style = typeof cell === 'number' ? countStyle : typeof cell === 'string' ? textStyle : style;
  }
  row.commit();
}

/** Four boxes, to be written in by hand. */
function signature(page: Page, cells: readonly string[], style: Partial<ExcelJS.Style>, height: number): void {
  const row = page.worksheet.getRow(page.row);
  row.height = height;
  for (const [at, [from, to]] of SIGNATURE_COLUMNS.entries()) {
    const text = cells[at] ?? '';
    row.getCell(from).value = text === '' ? null : sheetText(text);
    merge(page, from, to, style);
  }
  row.commit();
}

const SIGNATURE_COLUMNS = [
  [1, 1],
  [2, 5],
  [6, 9],
  [10, 12],
] as const;

function merge(page: Page, from: number, to: number, style: Partial<ExcelJS.Style>): void {
  const row = page.worksheet.getRow(page.row);
  if (from !== to) page.worksheet.mergeCells(page.row, from, page.row, to);
  for (let column = from; column <= to; column += 1) row.getCell(column).style = style;
}

function widthFrom(page: Page, from: number): number {
  return page.widths.slice(from - 1).reduce((sum, width) => sum + width, 0);
}

function withoutBorder(style: Partial<ExcelJS.Style>): Partial<ExcelJS.Style> {
  return Object.fromEntries(Object.entries(style).filter(([key]) => key !== 'border'));
}

function displayed(value: ExcelJS.CellValue): string {
  return typeof value === 'string' ? value : '';
}
