import { answerText, type Tally } from '../../domain/answer.ts';
import { answerWords, blockOf } from '../answerColumns.ts';
import { barSegments } from '../workbook/bar.ts';
import type { Cell, LinkTarget } from '../cell.ts';
import { cleanText, oneLine } from '../cleanText.ts';
import { EXCEL_LIMITS, HEADER_ROWS } from '../workbook/limits.ts';
import type { PackContents } from '../packContents.ts';
import { PackIndex } from '../packIndex.ts';
import {
  ANSWER_TINT,
  HEADER,
  INPUT,
  LINK,
  lookOf,
  MUTED,
  PAPER,
  RULE,
  SEVERITY_TINT,
  STATUS_TINT,
  type Tint,
} from '../workbook/palette.ts';
import type { Line, PageSheet, TableSheet } from '../sheet.ts';
import { SHEETS } from '../sheets.ts';
import { day, moment, percent } from '../words.ts';

/**
 * The workbook as one HTML file: every sheet a section, no script, nothing loaded from elsewhere. Yields text in pieces, so
 * that a large pack need not be in memory twice.
 * @param notice shown above everything else
 */
export async function* htmlOfPack(contents: PackContents, notice = ''): AsyncGenerator<string> {
  const index = new PackIndex(contents, EXCEL_LIMITS);
  const title = `Encryption evidence: ${oneLine(contents.scopeText)}`;
  yield `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${notice === '' ? '' : `<p role="note"><strong>${escape(oneLine(notice))}</strong></p>\n`}<nav aria-label="Sheets">${SHEETS.map(({ name }) => `<a href="#${anchor(name)}">${escape(name)}</a>`).join(' ')}</nav>
<main>
`;
  for (const sheet of SHEETS) {
    yield `<section id="${anchor(sheet.name)}">\n`;
    if (sheet.kind === 'page') yield* pageHtml(sheet, index);
    else yield* tableHtml(sheet, index);
    yield '</section>\n';
  }
  yield `</main>\n<footer>Run ${escape(oneLine(contents.runId))} · record SHA-256 ${contents.recordSha256} · rendered from the pack; check it with “unbroken verify”.</footer>\n</body>\n</html>\n`;
}

async function* tableHtml(sheet: TableSheet, index: PackIndex): AsyncGenerator<string> {
  const about = typeof sheet.about === 'string' ? sheet.about : sheet.about(index);
  yield `<h2>${escape(sheet.name)}</h2>\n<p class="note">${escape(about)}</p>\n<div class="scroll" tabindex="0" role="region" aria-label="${escape(sheet.name)}"><table>\n<thead><tr>`;
  yield sheet.columns
    .map(({ title, right }) => `<th scope="col"${right === true ? ' class="right"' : ''}>${escape(title)}</th>`)
    .join('');
  yield '</tr></thead>\n<tbody>\n';
  let row = HEADER_ROWS;
  for await (const cells of sheet.rows(index)) {
    row += 1;
    yield `<tr id="${anchor(sheet.name)}-${String(row)}">${sheet.columns.map((_column, at) => cellHtml(cells[at])).join('')}</tr>\n`;
  }
  if (row === HEADER_ROWS && sheet.whenEmpty !== undefined)
    yield `<tr><td colspan="${String(sheet.columns.length)}">${escape(sheet.whenEmpty)}</td></tr>\n`;
  yield '</tbody></table></div>\n';
}

function* pageHtml(sheet: PageSheet, index: PackIndex): Generator<string> {
  let open: 'table' | 'dl' | undefined;
  const close = (): string => {
    const end = open === undefined ? '' : open === 'table' ? '</table></div>\n' : '</dl>\n';
    open = undefined;
    return end;
  };
  for (const line of sheet.lines(index)) {
    const wanted = groupOf(line);
    if (wanted !== open) yield close();
    if (wanted !== undefined && open === undefined) {
      open = wanted;
      yield wanted === 'table' ? '<div class="scroll"><table>\n' : '<dl>\n';
    }
    yield lineHtml(line);
  }
  yield close();
}

/** Lines that stand together in one element. */
function groupOf({ kind }: Line): 'table' | 'dl' | undefined {
  if (kind === 'pair' || kind === 'entry') return 'dl';
  const rows: readonly Line['kind'][] = ['header', 'row', 'total', 'signatureHeader', 'signature'];
  return rows.includes(kind) ? 'table' : undefined;
}

function lineHtml(line: Line): string {
  switch (line.kind) {
    case 'title':
      return `<h1>${escape(line.text)}</h1>\n`;
    case 'subtitle':
      return `<p class="subtitle">${escape(line.text)}</p>\n`;
    case 'heading':
      return `<h2>${escape(line.text)}</h2>\n`;
    case 'text':
      return `<p>${escape(line.text)}</p>\n`;
    case 'note':
      return `<p class="note">${escape(line.text)}</p>\n`;
    case 'banner':
      return `<p class="banner ${line.tone}">${escape(line.text)}</p>\n`;
    case 'pair':
      return `<dt>${escape(line.label)}</dt><dd>${contentHtml(line.value)}</dd>\n`;
    case 'entry':
      return `<dt>${contentHtml(line.link)}</dt><dd>${escape(line.text)}</dd>\n`;
    case 'header':
      return `<tr>${filled(line.cells)
        .map((cell) => `<th scope="col">${contentHtml(cell)}</th>`)
        .join('')}</tr>\n`;
    case 'row':
      return `<tr>${filled(line.cells).map(cellHtml).join('')}</tr>\n`;
    case 'total':
      return `<tr class="total">${filled(line.cells).map(cellHtml).join('')}</tr>\n`;
    case 'signatureHeader':
      return `<tr>${line.cells.map((text) => `<th scope="col">${escape(text)}</th>`).join('')}</tr>\n`;
    case 'signature':
      return `<tr class="signature">${line.cells.map((text) => `<td>${escape(text)}</td>`).join('')}</tr>\n`;
    // For a chart, the note beneath says the same in words.
    case 'chart':
    case 'blank':
    case 'pageBreak':
      return '';
  }
}

/** A page's rows are as wide as its widest table: what is empty at their end is cut off. */
function filled(cells: readonly Cell[]): readonly Cell[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== undefined) + 1);
}

function cellHtml(cell: Cell): string {
  return `<td${classOf(cell)}>${contentHtml(cell)}</td>`;
}

function classOf(cell: Cell): string {
  if (typeof cell === 'number') return ' class="right"';
  if (typeof cell !== 'object') return '';
  switch (cell.kind) {
    case 'status':
      return ` class="${lookOf(cell)}"`;
    case 'severity':
      return ` class="${cell.severity}"`;
    case 'share':
      return ' class="right"';
    case 'id':
    case 'code':
      return ' class="id"';
    case 'input':
      return ' class="input"';
    default:
      return '';
  }
}

function contentHtml(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell !== 'object') return escape(String(cell));
  switch (cell.kind) {
    case 'moment':
      return `<time datetime="${escape(cell.iso)}">${escape(moment(cell.iso))}</time>`;
    case 'day':
      return `<time datetime="${escape(cell.iso)}">${escape(day(cell.iso))}</time>`;
    case 'share':
      return percent(cell.value);
    case 'status':
      return cell.to === undefined
        ? answerText(cell.status, cell.qualifier)
        : `<a href="${escape(hrefOf(cell.to))}">${answerText(cell.status, cell.qualifier)}</a>`;
    case 'severity':
      return cell.severity;
    case 'code':
    case 'id':
      return `<code>${escape(cell.text)}</code>`;
    // Calculated from what a person types, which a page does not take.
    case 'formula':
    case 'input':
      return '';
    case 'link':
      return `<a href="${escape(hrefOf(cell.to))}">${escape(cell.text)}</a>`;
    case 'bar':
      return barHtml(cell.tally);
  }
}

const BAR_WIDTH = 24;

function barHtml(tally: Tally): string {
  const segments = barSegments(tally, BAR_WIDTH).map(
    ({ kind, length }) => `<span class="${lookOf(kind)}">${escape(blockOf(kind).repeat(length))}</span>`,
  );
  return `<span class="bar" role="img" aria-label="${escape(answerWords(tally).join(', '))}">${segments.join('')}</span>`;
}

function hrefOf(target: LinkTarget): string {
  if (target.kind === 'cell')
    return target.row > HEADER_ROWS ? `#${anchor(target.sheet)}-${String(target.row)}` : `#${anchor(target.sheet)}`;
  return /^https:\/\//i.test(target.url) ? target.url : '#';
}

function anchor(sheet: string): string {
  return sheet.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

function escape(text: string): string {
  return cleanText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function tint(selector: string, { fill, text }: Tint): string {
  return `${selector}{background:#${fill};color:#${text}}`;
}

const STYLE = [
  `body{margin:0;font:14px/1.5 Arial,Helvetica,sans-serif;background:#${PAPER.fill};color:#${PAPER.text}}`,
  'main,footer{max-width:1500px;margin:0 auto;padding:0 24px}',
  '[role=note]{margin:0;padding:8px 24px}',
  `nav{position:sticky;top:0;z-index:1;padding:8px 24px;background:#${HEADER.fill};border-bottom:1px solid #${RULE}}`,
  `a{color:#${LINK.text}}td[class] a{color:inherit}nav a{display:inline-block;margin-right:12px}`,
  'section{padding:16px 0 24px;scroll-margin-top:72px}tr[id]{scroll-margin-top:96px}tr:target td{outline:2px solid #0B5394}',
  `h1{font-size:26px;margin:8px 0}h2{font-size:18px;margin:24px 0 4px;color:#${HEADER.text};border-bottom:1px solid #${RULE}}`,
  `.subtitle,.note,footer{color:#${MUTED.text}}p{margin:4px 0;max-width:110ch;white-space:pre-line}`,
  '.banner{padding:8px 12px;font-weight:bold}',
  tint('.good', STATUS_TINT.Compliant),
  tint('.bad', STATUS_TINT.NonCompliant),
  tint('.doubt', STATUS_TINT.Unknown),
  'dl{display:grid;grid-template-columns:minmax(160px,max-content) 1fr;gap:2px 16px;margin:4px 0}dt{font-weight:bold}dd{margin:0;overflow-wrap:anywhere}',
  '.scroll{overflow-x:auto;max-width:100%}table{border-collapse:collapse;margin:6px 0}',
  `th,td{border:1px solid #${RULE};padding:3px 8px;text-align:left;vertical-align:top;max-width:70ch;white-space:pre-line;overflow-wrap:break-word}`,
  tint('th', HEADER),
  '.right{text-align:right}.id{white-space:nowrap;max-width:none}code{font-family:Consolas,"DejaVu Sans Mono",monospace;font-size:12px}.total td{font-weight:bold}',
  '.signature td{height:32px;min-width:140px}.bar{white-space:nowrap;font-family:"DejaVu Sans Mono",monospace}',
  tint('.input', INPUT),
  ...Object.entries({ ...ANSWER_TINT, ...SEVERITY_TINT }).map(([name, of]) => tint(`.${name}`, of)),
  '@media print{nav{display:none}section{break-before:page}.scroll{overflow:visible}tr{break-inside:avoid}thead{display:table-header-group}}',
].join('\n');
