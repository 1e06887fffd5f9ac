import type ExcelJS from 'exceljs';
import type { SheetLimits } from './limits.ts';
import type { OpenWorkbook } from './workbookPackage.ts';

/** Where sheets are written to, and how. */
export interface SheetTarget extends OpenWorkbook {
  readonly limits: SheetLimits;
  readonly footer: string;
}

/* eslint-disable @typescript-eslint/no-unsafe-enum-assignment -- exceljs declares its enum without values at run time */
const A4 = 9 as ExcelJS.PaperSize;
const A3 = 8 as ExcelJS.PaperSize;
/* eslint-enable @typescript-eslint/no-unsafe-enum-assignment */

/** Characters of the default font across A4 in landscape, beyond which print on it is too small to read. */
const WIDEST_ON_A4 = 215;

/**
 * As wide as the page, as many pages high as it takes: A4, or A3 for what would be too small on it.
 * @param width of the printed columns, in characters
 */
export function pageSetup(orientation: 'portrait' | 'landscape', width: number): Partial<ExcelJS.PageSetup> {
  return {
    paperSize: width > WIDEST_ON_A4 ? A3 : A4,
    orientation,
    fitToPage: true,
    fitToWidth: 1,
    fitToHeight: 0,
    margins: { left: 0.4, right: 0.4, top: 0.5, bottom: 0.6, header: 0.3, footer: 0.3 },
  };
}

/** A reference to cells, absolute, e.g. `'Chains'!$A$3:$V$95`. */
export function absolute(sheet: string, from: readonly [number, number], to: readonly [number, number] = from): string {
  const cell = ([column, row]: readonly [number, number]): string => `$${columnName(column)}$${String(row)}`;
  const cells = from === to ? cell(from) : `${cell(from)}:${cell(to)}`;
  return `'${sheet.replaceAll("'", "''")}'!${cells}`;
}

/** exceljs puts a `$` before each corner; this puts the other one before its row, for LibreOffice takes no relative area. */
export function printArea(columns: number, rows: number): string {
  return `A$1:${columnName(columns)}$${String(rows)}`;
}

/** One cell to the right of all columns, with nothing in it: a sheet of which no page is printed. */
export function emptyPrintArea(columns: number): string {
  const name = columnName(columns + 2);
  return `${name}$1:${name}$1`;
}

/** `A`, `Z`, `AA`: the name of a column, counted from 1. */
export function columnName(column: number): string {
  const rest = Math.floor((column - 1) / 26);
  return (rest === 0 ? '' : columnName(rest)) + String.fromCharCode(65 + ((column - 1) % 26));
}
