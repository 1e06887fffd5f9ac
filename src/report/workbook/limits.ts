/**
 * What a sheet can hold, smaller in tests.
 * @see https://support.microsoft.com/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3
 */
export interface SheetLimits {
  readonly rows: number;
  /** Excel takes 65,530 hyperlinks a sheet; the rest is plain text. */
  readonly links: number;
}

export const EXCEL_LIMITS: SheetLimits = { rows: 1_048_576, links: 65_000 };

/** Characters of a sheet's name. */
export const SHEET_NAME_CHARACTERS = 31;

/** Rows above the first row of a table: title, what a row is, header. */
export const HEADER_ROWS = 3;
