import type ExcelJS from 'exceljs';
import type { Severity } from '../../domain/check.ts';
import {
  HEADER,
  HEADING,
  INPUT,
  LINK,
  MUTED,
  PAPER,
  ANSWER_TINT,
  type AnswerLook,
  RULE,
  SEVERITY_TINT,
  STATUS_TINT,
  type Tint,
} from './palette.ts';

type Style = Partial<ExcelJS.Style>;

// exceljs looks a style up by the identity of its object: each is made once and shared by all cells.

const FAMILY = 'Arial';
/** Excel's own format "Text": what is typed over such a cell stays text, so no formula can be woken by editing it. */
const TEXT_FORMAT = '@';
const MOMENT_FORMAT = 'yyyy-mm-dd hh:mm:ss';
const DAY_FORMAT = 'yyyy-mm-dd';
const COUNT_FORMAT = '#,##0';
const SECONDS_FORMAT = '#,##0.0##';
const SHARE_FORMAT = '0.0%';

const edge: Partial<ExcelJS.Border> = { style: 'thin', color: { argb: `FF${RULE}` } };
const BOX: Partial<ExcelJS.Borders> = { top: edge, bottom: edge, left: edge, right: edge };
const RULE_BELOW: Partial<ExcelJS.Borders> = { bottom: edge };

function style(
  tint: Tint,
  more: Style & { size?: number; bold?: boolean; family?: string; underline?: boolean; italic?: boolean } = {},
): Style {
  const { size = 10, bold = false, family = FAMILY, underline = false, italic = false, ...rest } = more;
  return {
    font: { name: family, size, bold, italic, underline, color: { argb: `FF${tint.text}` } },
    ...(tint.fill === PAPER.fill
      ? {}
      : { fill: { type: 'pattern', pattern: 'solid', fgColor: { argb: `FF${tint.fill}` } } }),
    alignment: { vertical: 'top', horizontal: 'left', wrapText: true },
    numFmt: TEXT_FORMAT,
    ...rest,
  };
}

const RIGHT: Partial<ExcelJS.Alignment> = { vertical: 'top', horizontal: 'right' };
const LEFT: Partial<ExcelJS.Alignment> = { vertical: 'top', horizontal: 'left', indent: 1 };
const WRAPPED: Partial<ExcelJS.Alignment> = { ...LEFT, wrapText: true };

/** Of a table's cells. */
export const TABLE = {
  title: style(HEADING, { size: 14, bold: true, alignment: { vertical: 'middle' } }),
  about: style(MUTED, { alignment: { vertical: 'middle', wrapText: true } }),
  header: style(HEADER, { bold: true, border: BOX, alignment: { ...WRAPPED, vertical: 'middle' } }),
  headerRight: style(HEADER, {
    bold: true,
    border: BOX,
    alignment: { vertical: 'middle', horizontal: 'right', wrapText: true },
  }),
  text: style(PAPER, { border: BOX, alignment: WRAPPED }),
  code: style(PAPER, { border: BOX, alignment: WRAPPED, family: 'Courier New', size: 9 }),
  id: style(PAPER, { border: BOX, alignment: LEFT }),
  link: style(LINK, { border: BOX, alignment: WRAPPED, underline: true }),
  moment: style(PAPER, { border: BOX, numFmt: MOMENT_FORMAT, alignment: LEFT }),
  day: style(PAPER, { border: BOX, numFmt: DAY_FORMAT, alignment: LEFT }),
  count: style(PAPER, { border: BOX, numFmt: COUNT_FORMAT, alignment: RIGHT }),
  fraction: style(PAPER, { border: BOX, numFmt: SECONDS_FORMAT, alignment: RIGHT }),
  share: style(PAPER, { border: BOX, numFmt: SHARE_FORMAT, alignment: RIGHT }),
  formula: style(PAPER, { border: BOX, numFmt: 'General', alignment: WRAPPED }),
  input: style(INPUT, { border: BOX, alignment: WRAPPED }),
  bar: style(PAPER, { border: BOX, family: 'Courier New', alignment: LEFT }),
  blank: style(PAPER, { border: BOX }),
} as const;

/** Of the Cover's lines. */
export const PAGE = {
  title: style(HEADING, { size: 20, bold: true, alignment: { vertical: 'middle' } }),
  subtitle: style(MUTED, { size: 11, alignment: { vertical: 'middle', wrapText: true } }),
  heading: style(HEADING, { size: 12, bold: true, border: RULE_BELOW, alignment: { vertical: 'bottom' } }),
  text: style(PAPER),
  note: style(MUTED, { size: 9 }),
  label: style(MUTED, { bold: true }),
  total: style(PAPER, { bold: true, border: BOX, alignment: WRAPPED }),
  totalCount: style(PAPER, { bold: true, border: BOX, numFmt: COUNT_FORMAT, alignment: RIGHT }),
  good: style(STATUS_TINT.Compliant, { size: 12, bold: true, alignment: { vertical: 'middle', wrapText: true } }),
  bad: style(STATUS_TINT.NonCompliant, { size: 12, bold: true, alignment: { vertical: 'middle', wrapText: true } }),
  doubt: style(STATUS_TINT.Unknown, { size: 12, bold: true, alignment: { vertical: 'middle', wrapText: true } }),
} as const;

export const STATUS_STYLE: Readonly<Record<AnswerLook, Style>> = mapValues(ANSWER_TINT, (tint) =>
  style(tint, { border: BOX, alignment: WRAPPED }),
);
/** The same, underlined: a status that leads to what lies behind it. */
export const STATUS_LINK_STYLE: Readonly<Record<AnswerLook, Style>> = mapValues(ANSWER_TINT, (tint) =>
  style(tint, { border: BOX, alignment: WRAPPED, underline: true }),
);
export const SEVERITY_STYLE: Readonly<Record<Severity, Style>> = mapValues(SEVERITY_TINT, (tint) =>
  style(tint, { border: BOX, alignment: WRAPPED, bold: true }),
);

/** Fonts of a text bar's runs. */
export const BAR_FONT: Readonly<Record<AnswerLook, Partial<ExcelJS.Font>>> = mapValues(ANSWER_TINT, (tint) => ({
  name: 'Courier New',
  size: 10,
  color: { argb: `FF${tint.text}` },
}));

function mapValues<Key extends string, From, To>(
  map: Readonly<Record<Key, From>>,
  to: (value: From) => To,
): Readonly<Record<Key, To>> {
  return Object.fromEntries(Object.entries<From>(map).map(([key, value]) => [key, to(value)])) as Record<Key, To>;
}
