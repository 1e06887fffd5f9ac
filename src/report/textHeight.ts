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
  let lines = 0;
  for (const paragraph of text.split('\n')) lines += linesOf(paragraph, perLine);
  return Math.min(HIGHEST, Math.round((lines * size * LINE + 3) * 4) / 4);
}

/** Lines break at spaces; a word longer than a line breaks at its signs, as LibreOffice does, or anywhere, as Excel does. */
function linesOf(paragraph: string, perLine: number): number {
  if (paragraph.length <= perLine) return 1;
  const words = paragraph.split(' ');
  const atSpaces = linesOfPieces(words, ' ', perLine);
  if (words.every((word) => word.length <= perLine)) return atSpaces;
  return Math.max(atSpaces, ...SIGNS.map((signs) => linesOfPieces(paragraph.split(signs), '', perLine)));
}

/** Behind spaces and slashes; behind spaces and hyphens; behind every sign. */
const SIGNS = [/(?<=[ /])/, /(?<=[ -])/, /(?<=[^\p{L}\p{N}])/u];

function linesOfPieces(pieces: readonly string[], between: string, perLine: number): number {
  let lines = 1;
  let used = 0;
  for (const piece of pieces) {
    const start = used === 0 ? 0 : used + between.length;
    // A blank at the end of a line hangs over.
    const letters = piece.trimEnd().length;
    if (start + letters <= perLine) {
      used = start + piece.length;
      continue;
    }
    if (used > 0) lines += 1;
    // Nothing breaks within it but the margin.
    lines += Math.max(1, Math.ceil(letters / perLine)) - 1;
    used = ((Math.max(1, letters) - 1) % perLine) + 1 + (piece.length - letters);
  }
  return lines;
}
