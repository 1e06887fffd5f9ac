import type { Cell } from './cell.ts';
import type { PackIndex } from './packIndex.ts';
import type { Line, Sheet } from './sheet.ts';

/** A sheet whose texts have a name beside every GUID that has one. Cells of ids and of code stay as Azure wrote them. */
export function withNames(sheet: Sheet): Sheet {
  if (sheet.kind === 'page')
    return {
      ...sheet,
      *lines(index) {
        for (const line of sheet.lines(index)) yield lineWithNames(line, index);
      },
    };
  return {
    ...sheet,
    async *rows(index) {
      for await (const cells of sheet.rows(index)) yield cells.map((cell) => cellWithNames(cell, index));
    },
  };
}

function lineWithNames(line: Line, index: PackIndex): Line {
  switch (line.kind) {
    case 'text':
    case 'note':
    case 'subtitle':
    case 'banner':
      return { ...line, text: index.named(line.text) };
    case 'pair':
      return { ...line, value: cellWithNames(line.value, index) };
    case 'row':
      return { ...line, cells: line.cells.map((cell) => cellWithNames(cell, index)) };
    default:
      return line;
  }
}

function cellWithNames(cell: Cell, index: PackIndex): Cell {
  return typeof cell === 'string' ? index.named(cell) : cell;
}
