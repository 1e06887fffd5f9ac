import { createHash } from 'node:crypto';
import { readEntry, type ZipEntry } from '../../pack/zip/reader.ts';

/** What a sheet of a workbook, or its styles, hold besides cells. */
export interface Markup {
  /** Whether Excel and our reader of cells see the same in it: no comment, no prefixed name, no tag within an attribute. */
  readonly isPlain: boolean;
  /**
   * SHA-256 of what no wording changes: links, formats of numbers, the values beside formulas, and what hides or marks a cell (merged
   * cells, conditional formats, rows and columns that are hidden or too small to read).
   */
  readonly fixed: string;
}

const ATTRIBUTE =
  '(?:(?!xmlns)[A-Za-z][A-Za-z0-9]*|xml:space|r:id|x14ac:(?:dyDescent|knownFonts)|xmlns:x1[45])="[^"<>]*"';
const TAG = new RegExp(`</?(?:[A-Za-z][A-Za-z0-9]*|x14:slicerStyles|x15:timelineStyles)(?: ${ATTRIBUTE})*\\s*/?>`, 'g');
const HEAD = /^<\?xml [^<>]*\?>\s*<(?:worksheet|styleSheet)(?: [A-Za-z0-9:]+="[^"<>]*")*>/;
/** A tag, or a value with the tag behind it. */
const PIECE = /(?<=^|>)[^<>]*<\/(?:v|formula)>|<[^<>]*>/g;
const FIXED = new RegExp(
  [
    '^[^<]',
    '^</?(?:v|formula|hyperlink|numFmt|mergeCell|conditionalFormatting|cfRule|cfvo)\\b',
    ' (?:hidden|zeroHeight|collapsed|showZeros|showFormulas)="',
    // Unless it is a plain number of 3 or more (points, characters).
    ' (?:ht|width|defaultRowHeight|defaultColWidth)="(?!(?:[3-9]|[1-9]\\d{1,2})(?:\\.\\d+)?")',
  ].join('|'),
);
/** Start and end of the styles of conditional formats. */
const RULES = /^<(\/?)dxfs\b/;

/** Longer than any text in a cell: nothing is searched for beyond it. */
const LONGEST = 1 << 20;

export async function markupOf(path: string, entry: ZipEntry): Promise<Markup> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const fixed = createHash('sha256');
  let isPlain = true;
  let isHead = true;
  let inRules = false;
  let rest = '';
  for await (const chunk of readEntry(path, entry)) {
    const text = rest + decoder.decode(chunk, { stream: true });
    // Each tag ends where the first one of these stands, and so do the parts that are looked at.
    const end = text.lastIndexOf('>') + 1;
    rest = text.slice(end);
    if (rest.length > LONGEST) return { isPlain: false, fixed: '' };
    const whole = text.slice(0, end);
    for (const [piece] of whole.matchAll(PIECE)) {
      const rules = RULES.exec(piece);
      if (rules !== null) inRules = rules[1] === '' && !piece.endsWith('/>');
      if (inRules || FIXED.test(piece)) fixed.update(`${piece}\n`);
    }
    if ((isHead ? whole.replace(HEAD, '') : whole).replaceAll(TAG, '').includes('<')) isPlain = false;
    if (end > 0) isHead = false;
  }
  return { isPlain: isPlain && rest.trim() === '', fixed: fixed.digest('hex') };
}
