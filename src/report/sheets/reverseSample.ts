import { INPUT, type Cell } from '../cell.ts';
import { HEADER_ROWS } from '../workbook/limits.ts';
import type { PackIndex } from '../packIndex.ts';
import type { Listed, TableSheet } from '../sheet.ts';
import { columnName } from '../workbook/sheetTarget.ts';
import { disks } from './disks.ts';

/** Lines to fill in. */
const LINES = 60;

export const reverseSample: Listed<TableSheet> = {
  kind: 'table',
  name: 'Reverse sample',
  holds: 'names from your own list, looked up in this population',
  tab: '7A5C00',
  about:
    'A completeness test: type or paste names or resource ids of disks from a source other than this tool (an invoice, a CMDB, the portal). Formulas look each one up in Disks; anything not found was not in the population.',
  columns: [
    { title: 'No.', width: 6, right: true },
    { title: 'Name or resource id (fill in)', width: 56, input: 'text' },
    { title: 'Result', width: 28 },
    { title: 'Times in Disks', width: 9, right: true },
    { title: 'Row in Disks', width: 9, right: true },
    { title: 'Subscription', width: 24 },
    { title: 'Resource group', width: 22 },
    { title: 'Method in force', width: 34 },
    { title: 'Source of the list', width: 24, input: 'text' },
    { title: 'Tested by', width: 14, input: 'text' },
    { title: 'Tested on', width: 12, input: 'date' },
    { title: 'Remarks', width: 30, input: 'text' },
  ],
  frozenColumns: 2,
  printedColumns: 12,
  whenEmpty: undefined,
  *rows(index) {
    const ranges = index.spanOf(disks.name, index.record.chains.length);
    for (let line = 1; line <= LINES; line += 1) yield rowOf(line, ranges);
  },
};

/** Where the rows of a table stand: the name of a sheet, and its last row. */
type Span = ReturnType<PackIndex['spanOf']>[number];

/**
 * Formulas of cells of this workbook alone. Compared cell by cell (SUMPRODUCT), for MATCH and COUNTIF read `*` and `?` as anything and
 * take no text over 255 characters, which an id may be longer than.
 */
function rowOf(line: number, spans: readonly Span[]): readonly Cell[] {
  const row = HEADER_ROWS + line;
  const asked = `TRIM($B${String(row)})`;
  const [times, found] = [`$D${String(row)}`, `$E${String(row)}`];
  const [first] = spans;
  const counted = spans.map((span) => `SUMPRODUCT(--(${hit(span, asked)}>0))`).join('+');
  const only = spans.length === 1 && first !== undefined;
  const place = only
    ? `SUMPRODUCT(MAX((${hit(first, asked)}>0)*ROW(${range(first, NAME)})))`
    : '"see Disks and its further sheets"';
  const looked = (title: string): Cell =>
    formula(only ? `IF(ISNUMBER(${found}),INDEX(${whole(first, columnOf(title))},${found}),"")` : '""');
  return [
    line,
    INPUT,
    formula(`IF(${asked}="","",IF(${times}=0,"NOT IN THE POPULATION",IF(${times}=1,"found","several: give the id")))`),
    formula(`IF(${asked}="","",${counted})`),
    formula(`IF(${asked}="","",IF(${times}=1,${place},""))`),
    looked('Subscription'),
    looked('Resource group'),
    looked('Method in force'),
    ...[INPUT, INPUT, INPUT, INPUT],
  ];
}

function formula(text: string): Cell {
  return { kind: 'formula', formula: text };
}

const NAME = columnOf('Disk');
const ID = columnOf('Resource id');

function columnOf(title: string): string {
  return columnName(disks.columns.findIndex((column) => column.title === title) + 1);
}

/** For each row of the span 1 or 2 where its name or id is the one that is asked, else 0; case does not matter. */
function hit(span: Span, asked: string): string {
  return `(${range(span, NAME)}=${asked})+(${range(span, ID)}=${asked})`;
}

function range({ sheet, lastRow }: Span, column: string): string {
  return `'${sheet}'!$${column}$${String(HEADER_ROWS + 1)}:$${column}$${String(lastRow)}`;
}

function whole({ sheet }: Span, column: string): string {
  return `'${sheet}'!$${column}:$${column}`;
}
