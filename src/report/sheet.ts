import type { Cell } from './cell.ts';
import type { PackIndex } from './packIndex.ts';

interface Column {
  readonly title: string;
  /** In characters of the default font. */
  readonly width: number;
  /** Numbers stand on the right, and so does their title. */
  readonly right?: true;
  /** Filled in by hand: `yesNo` offers the two answers. */
  readonly input?: 'text' | 'yesNo' | 'date';
}

/** What every sheet has. */
interface SheetBase {
  /** Permanent: readers and links find a sheet by it. At most 25 characters, so that ` (12)` fits behind it. */
  readonly name: string;
  /** Hex without `#`. */
  readonly tab: string;
}

/** What a list looks like before its rows. */
export interface TableLayout extends SheetBase {
  readonly kind: 'table';
  readonly columns: readonly Column[];
  /** Columns that stay in sight when scrolling to the right. */
  readonly frozenColumns: number;
  /** Columns that are printed; those after them hold ids and are for the screen. */
  readonly printedColumns: number;
  /** True: data for the screen, of which nothing is printed. */
  readonly appendix?: true;
  /** The one row of a sheet without rows: says why it is empty. Undefined where it always has some. */
  readonly whenEmpty: string | undefined;
}

/** A list: title, one sentence on what a row is, header, rows. Long ones go on in `<name> (2)`. */
export interface TableSheet<Source = PackIndex> extends TableLayout {
  /** What a row is, and how the rows are sorted. */
  readonly about: string | ((source: Source) => string);
  /** How many of the first rows are printed; those after them are for the screen. All where it is left out. */
  readonly printedRows?: (source: Source) => number;
  readonly rows: (source: Source) => Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>;
}

/** A page to be read from top to bottom. */
export interface PageSheet extends SheetBase {
  readonly kind: 'page';
  readonly widths: readonly number[];
  readonly lines: (index: PackIndex) => Iterable<Line>;
}

export type Sheet = TableSheet | PageSheet;

/** A sheet that the Cover lists, with what it holds in a few words. */
export type Listed<S extends Sheet = Sheet> = S & { readonly holds: string };

/** A line of a page. */
export type Line =
  | { readonly kind: 'title' | 'subtitle' | 'heading' | 'text' | 'note'; readonly text: string }
  | { readonly kind: 'banner'; readonly text: string; readonly tone: 'good' | 'bad' | 'doubt' }
  /** `name`: how formulas and readers may call the value's cell. */
  | { readonly kind: 'pair'; readonly label: string; readonly value: Cell; readonly name?: string }
  /** A chart over the width of the page, `rows` lines high; `description` for those who cannot see it. */
  | { readonly kind: 'chart'; readonly xml: string; readonly description: string; readonly rows: number }
  | { readonly kind: 'header' | 'row' | 'total'; readonly cells: readonly Cell[] }
  /** A link to a sheet and what it holds. */
  | { readonly kind: 'entry'; readonly link: Cell; readonly text: string }
  /** Four boxes: who, then a name, a signature and a date to be written by hand. */
  | { readonly kind: 'signatureHeader' | 'signature'; readonly cells: readonly string[] }
  | { readonly kind: 'blank' | 'pageBreak' };
