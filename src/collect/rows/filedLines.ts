import { LineBlocks } from '../../base/io/lineBlocks.ts';
import type { ScratchFile } from '../../base/io/scratchFile.ts';
import { by, compareText } from '../../base/order.ts';
import type { ArmId } from '../../domain/armId.ts';

/** How an entry is written in a line, how it is found by its id, and in which order lines are. */

/** Characters of the lines that are sorted at once; longer lists are merged from such runs. */
const RUN = 8 * 2 ** 20;

/** @param entry as JSON */
export function lineOf(id: ArmId, entry: string): string {
  return `${JSON.stringify(id)}\t${entry}`;
}

/** JSON text contains tabs and line feeds only as escapes. */
export function idIn(line: string): ArmId {
  return JSON.parse(line.slice(0, line.indexOf('\t'))) as ArmId;
}

/**
 * The lines once more, in the order of their ids: sorted in runs, which are then merged, so that each is read one block after another.
 * @param pulse as of `LineBlocks`
 * @param run characters that are sorted at once
 */
export function sortedLines(lines: LineBlocks, file: ScratchFile, pulse?: () => void, run = RUN): LineBlocks {
  const runs = new LineBlocks(file, pulse);
  const starts: number[] = [];
  for (const some of piecesOf(lines, run)) {
    starts.push(runs.length);
    some.sort(by(({ id }) => id));
    for (const { line } of some) runs.add(line);
  }
  if (starts.length <= 1) return runs;
  const heap = starts
    .flatMap((start, at) => firstOf(runs.range(start, starts[at + 1] ?? runs.length)) ?? [])
    .sort(by(({ id }) => id));
  const merged = new LineBlocks(file, pulse);
  for (let least = heap[0]; least !== undefined; least = heap[0]) {
    merged.add(least.line);
    const next = firstOf(least.rest) ?? heap.pop();
    // The last run came to its end.
    if (next === undefined || heap.length === 0) break;
    heap[0] = next;
    sink(heap);
  }
  return merged;
}

interface IdLine {
  readonly id: string;
  readonly line: string;
}

function* piecesOf(lines: LineBlocks, size: number): Generator<IdLine[], undefined> {
  let [piece, filled]: [IdLine[], number] = [[], 0];
  for (const line of lines.range(0, lines.length)) {
    piece.push({ id: idIn(line), line });
    filled += line.length;
    if (filled >= size) {
      yield piece;
      [piece, filled] = [[], 0];
    }
  }
  if (piece.length > 0) yield piece;
  return undefined;
}

/** Where reading a run stands: a line of it, and those that follow. */
interface Cursor extends IdLine {
  readonly rest: Iterator<string, undefined>;
}

function firstOf(rest: Iterator<string, undefined>): Cursor | undefined {
  const next = rest.next();
  return next.done === true ? undefined : { id: idIn(next.value), line: next.value, rest };
}

/** Puts the first of a heap where it belongs. */
function sink(heap: Cursor[]): void {
  for (let at = 0; ;) {
    const [left, right] = [2 * at + 1, 2 * at + 2];
    const least = [left, right].reduce(
      (best, child) => (child < heap.length && compareText(idOf(heap, child), idOf(heap, best)) < 0 ? child : best),
      at,
    );
    if (least === at) return;
    const moved = heap[at];
    const raised = heap[least];
    if (moved === undefined || raised === undefined) return;
    heap[at] = raised;
    heap[least] = moved;
    at = least;
  }
}

function idOf(heap: readonly Cursor[], at: number): string {
  return heap[at]?.id ?? '';
}
