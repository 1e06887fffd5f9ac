import type ExcelJS from 'exceljs';

/** Excel takes no higher row (points). */
const HIGHEST = 409;
/** Points between lines, for each point of type. */
const LINE = 1.3;
/** A column's width counts digits of 11 point Calibri, 7 pixels each; Arial's letters are a little narrower on average. */
const LETTERS_PER_WIDTH = 1;
const FIXED_LETTERS_PER_WIDTH = 0.92;

/**
 * Points that wrapped text takes in a column of a given width. Rows get their height written down, for programs
 * differ in whether they calculate it when they open a file. Errs to the high side.
 */
export function heightOf(text: string, width: number, font: Partial<ExcelJS.Font> | undefined): number {
  const size = font?.size ?? 10;
  const letters =
    font?.name === 'Courier New' ? FIXED_LETTERS_PER_WIDTH : font?.bold === true ? 0.95 : LETTERS_PER_WIDTH;
  const perLine = Math.max(1, Math.floor((width - 2) * (11 / size) * letters));
  return Math.min(HIGHEST, Math.round((linesIn(text, perLine) * size * LINE + 3) * 4) / 4);
}

function linesIn(text: string, perLine: number): number {
  if (!text.includes('\n')) return linesOf(text, perLine);
  let lines = 0;
  for (const paragraph of text.split('\n')) lines += linesOf(paragraph, perLine);
  return lines;
}

/** Lines break at spaces; a word longer than a line breaks at its signs, as LibreOffice does, or anywhere, as Excel does. */
function linesOf(paragraph: string, perLine: number): number {
  if (paragraph.length <= perLine) return 1;
  const filling = new Filling(perLine, ' ');
  let longest = 0;
  for (let start = 0; start <= paragraph.length;) {
    const blank = paragraph.indexOf(' ', start);
    const end = blank < 0 ? paragraph.length : blank;
    longest = Math.max(longest, end - start);
    filling.take(end - start, lettersIn(paragraph, start, end));
    start = end + 1;
  }
  if (longest <= perLine) return filling.lines;
  return Math.max(
    filling.lines,
    ...SIGNS.map((signs) => {
      const pieces = new Filling(perLine, '');
      for (const piece of paragraph.split(signs)) pieces.take(piece.length, piece.trimEnd().length);
      return pieces.lines;
    }),
  );
}

/** Behind spaces and slashes; behind spaces and hyphens; behind every sign. */
const SIGNS = [/(?<=[ /])/, /(?<=[ -])/, /(?<=[^\p{L}\p{N}])/u];

/** Letters of a piece without blanks at its end. */
function lettersIn(text: string, start: number, end: number): number {
  const last = text.charCodeAt(end - 1);
  const isPlain = end > start && last > 0x20 && last < 0x7f;
  return isPlain ? end - start : text.slice(start, end).trimEnd().length;
}

/** Fills lines with pieces that are not broken. */
class Filling {
  lines = 1;
  #used = 0;
  readonly #perLine: number;
  readonly #between: number;

  constructor(perLine: number, between: string) {
    this.#perLine = perLine;
    this.#between = between.length;
  }

  take(length: number, letters: number): void {
    const start = this.#used === 0 ? 0 : this.#used + this.#between;
    // A blank at the end of a line hangs over.
    if (start + letters <= this.#perLine) {
      this.#used = start + length;
      return;
    }
    if (this.#used > 0) this.lines += 1;
    // Nothing breaks within it but the margin.
    this.lines += Math.max(1, Math.ceil(letters / this.#perLine)) - 1;
    this.#used = ((Math.max(1, letters) - 1) % this.#perLine) + 1 + (length - letters);
  }
}
