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
 * differ in whether they reckon it when they open a file. Errs to the high side.
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

/** Lines break at spaces; a word longer than a line breaks within itself. */
function linesOf(paragraph: string, perLine: number): number {
  if (paragraph.length <= perLine) return 1;
  let lines = 1;
  let used = 0;
  for (const word of paragraph.split(' ')) {
    const room = used === 0 ? word.length : used + 1 + word.length;
    if (room <= perLine) {
      used = room;
      continue;
    }
    if (used > 0) lines += 1;
    // Programs break a long word at its signs where they can, so its lines are not full.
    lines += Math.ceil(word.length / (perLine * 0.9)) - 1;
    used = ((word.length - 1) % perLine) + 1;
  }
  return lines;
}
