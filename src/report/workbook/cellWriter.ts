import type ExcelJS from 'exceljs';
import { answerText, type Tally } from '../../domain/answer.ts';
import { blockOf } from '../answerColumns.ts';
import { barSegments } from './bar.ts';
import type { Cell, LinkTarget } from '../cell.ts';
import { CELL_CHARACTERS, cellText, escapeForSheet } from '../cleanText.ts';
import { lookOf } from './palette.ts';
import { BAR_FONT, SEVERITY_STYLE, STATUS_LINK_STYLE, STATUS_STYLE, TABLE } from './styles.ts';

/** Characters of a text bar. */
const BAR_WIDTH = 24;
/** Excel's calendar starts on 1 Jan 1900; Azure's sentinels (1753, 9999) are shown as text. */
const FIRST_DATE = Date.UTC(1900, 2, 1);
const LAST_DATE = Date.UTC(9999, 0, 1);

export interface WrittenCell {
  readonly value: ExcelJS.CellValue;
  readonly style: Partial<ExcelJS.Style>;
  readonly link: LinkTarget | undefined;
}

/** A cell as exceljs takes it. Text is only ever a string: no value of the record can become a formula. */
export function writtenCell(cell: Cell, linksLeft: boolean): WrittenCell {
  if (cell === undefined || cell === '') return { value: null, style: TABLE.blank, link: undefined };
  if (typeof cell === 'string') return text(cell);
  if (typeof cell === 'number')
    return Number.isFinite(cell)
      ? { value: cell, style: Number.isInteger(cell) ? TABLE.count : TABLE.fraction, link: undefined }
      : text(String(cell));
  switch (cell.kind) {
    case 'moment':
      return dateCell(cell.iso, TABLE.moment);
    case 'day':
      return dateCell(cell.iso, TABLE.day);
    case 'share':
      return cell.value === undefined
        ? text('none applies')
        : { value: cell.value, style: TABLE.share, link: undefined };
    case 'status':
      return statusText(cell, linksLeft);
    case 'severity':
      return text(cell.severity, SEVERITY_STYLE[cell.severity]);
    case 'code':
      return text(cell.text, TABLE.code);
    case 'id':
      return text(cell.text, TABLE.id);
    case 'link':
      return linksLeft ? { ...text(cell.text, TABLE.link), link: cell.to } : text(plainOf(cell));
    case 'formula':
      return { value: { formula: cell.formula, result: '' }, style: TABLE.formula, link: undefined };
    case 'input':
      return { value: null, style: TABLE.input, link: undefined };
    case 'bar':
      return { value: barValue(cell.tally), style: TABLE.bar, link: undefined };
  }
}

/** A string as it stands in the sheet's XML. Escaping may lengthen it, so it is cut again where it must be. */
export function sheetText(value: string): string {
  const escaped = escapeForSheet(cellText(value));
  return escaped.length <= CELL_CHARACTERS ? escaped : escapeForSheet(cellText(value, Math.floor(CELL_CHARACTERS / 2)));
}

function text(value: string, style: Partial<ExcelJS.Style> = TABLE.text): WrittenCell {
  return { value: sheetText(value), style, link: undefined };
}

function statusText({ status, qualifier, to }: Extract<Cell, { kind: 'status' }>, linksLeft: boolean): WrittenCell {
  const words = answerText(status, qualifier);
  const look = lookOf({ status, qualifier });
  return linksLeft && to !== undefined
    ? { ...text(words, STATUS_LINK_STYLE[look]), link: to }
    : text(words, STATUS_STYLE[look]);
}

function plainOf(cell: Extract<Cell, { kind: 'link' }>): string {
  if (cell.to.kind === 'web') return cell.to.url;
  return cell.plain;
}

function dateCell(iso: string, style: Partial<ExcelJS.Style>): WrittenCell {
  const date = new Date(iso);
  const time = date.getTime();
  return time >= FIRST_DATE && time < LAST_DATE ? { value: date, style, link: undefined } : text(iso);
}

function barValue(tally: Tally): ExcelJS.CellValue {
  const segments = barSegments(tally, BAR_WIDTH);
  if (segments.length === 0) return null;
  return {
    richText: segments.map(({ kind, length }) => ({
      text: blockOf(kind).repeat(length),
      font: BAR_FONT[lookOf(kind)],
    })),
  };
}
