import { LineBlocks } from '../../base/io/lineBlocks.ts';
import type { ScratchFile } from '../../base/io/scratchFile.ts';
import { compareText } from '../../base/order.ts';
import type { ArmId } from '../../domain/armId.ts';

/** How an entry is written in a line, how it is found by its id, and in which order lines are. */

/** Ids sorted at once; longer lists are merged from such runs. */
const RUN = 16_384;

/** @param entry as JSON */
export function lineOf(id: ArmId, entry: string): string {
  return `${JSON.stringify(id)}\t${entry}`;
}

/** JSON text contains tabs and line feeds only as escapes. */
export function idIn(line: string): ArmId {
  return JSON.parse(line.slice(0, line.indexOf('\t'))) as ArmId;
}

/** Places of the lines in the order of their ids: sorted in runs, which are then merged, so that not all ids are in memory at once. */
export function sortedPlaces(lines: LineBlocks, file: ScratchFile, pulse: (() => void) | undefined): Uint32Array {
  const places = new Uint32Array(lines.length);
  const ids = new LineBlocks(file, pulse);
  const runs: Cursor[] = [];
  for (let first = 0; first < lines.length; first += RUN) {
    const end = Math.min(lines.length, first + RUN);
    const run: { readonly id: string; readonly place: number }[] = [];
    for (const line of lines.range(first, end)) run.push({ id: idIn(line), place: first + run.length });
    run.sort((a, b) => compareText(a.id, b.id));
    for (const [at, { id, place }] of run.entries()) {
      places[first + at] = place;
      // As JSON: an id may hold anything.
      ids.add(JSON.stringify(id));
    }
    runs.push({ at: first, ids: ids.range(first, end), id: '' });
  }
  if (runs.length === 1) return places;
  const heap = runs.filter(step).sort((a, b) => compareText(a.id, b.id));
  const merged = new Uint32Array(lines.length);
  for (let at = 0; at < merged.length; at += 1) {
    const [least] = heap;
    if (least === undefined) break;
    merged[at] = places[least.at] ?? 0;
    least.at += 1;
    if (step(least)) sink(heap);
    else {
      const last = heap.pop();
      if (last !== undefined && heap.length > 0) {
        heap[0] = last;
        sink(heap);
      }
    }
  }
  return merged;
}

interface Cursor {
  at: number;
  readonly ids: Iterator<string, undefined>;
  id: string;
}

/** To the next id of the run; false at its end. */
function step(cursor: Cursor): boolean {
  const next = cursor.ids.next();
  if (next.done === true) return false;
  cursor.id = JSON.parse(next.value) as string;
  return true;
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
