import { createReadStream } from 'node:fs';
import { SHEET_SOURCES } from '../../collect/sources/list.ts';
import type { Estate } from '../../domain/estate.ts';
import type { ArmId } from '../../domain/armId.ts';
import type { AskedSourceId, Facts } from '../../domain/facts.ts';
import { inOrder } from '../../domain/keyed.ts';
import { writeLines, type Part } from '../../pack/lineFile.ts';
import { linesOf } from '../../pack/lines.ts';
import { placeIn } from '../../pack/partNames.ts';
import type { FactRows } from '../../report/packContents.ts';

/**
 * Puts the facts that the workbook lists into files of the working folder, so that the estate itself can leave memory
 * before anything is rendered. They are not part of the pack: its raw rows say the same.
 */
export function factParts(estate: Estate, folder: string): readonly Part[] {
  return SHEET_SOURCES.map((source) => writeLines(folder, nameOf(source), asJson(sorted(estate, source))));
}

/** The facts that `factParts` put into a folder. */
export function factsIn(folder: string): FactRows {
  return (source) => {
    if (!SHEET_SOURCES.some((listed) => listed === source))
      throw new TypeError(`A sheet lists ${source}, but its definition names no sheet.`);
    return readFacts(placeIn(folder, nameOf(source)));
  };
}

function nameOf(source: AskedSourceId): string {
  return `facts/${source}.jsonl.gz`;
}

function* asJson(rows: Iterable<unknown>): Generator<string> {
  for (const row of rows) yield JSON.stringify(row);
}

/** The facts of an estate that stays in memory. */
export function factsOf(estate: Estate): FactRows {
  return async function* (source) {
    yield* sorted(estate, source);
    await Promise.resolve();
  };
}

function sorted<S extends AskedSourceId>(estate: Estate, source: S): Iterable<Facts[S]> {
  return inOrder(estate[source].rows as ReadonlyMap<ArmId, Facts[S]>);
}

/** Written by this very run, so a line is what it was. */
async function* readFacts<S extends AskedSourceId>(path: string): AsyncGenerator<Facts[S], void, undefined> {
  for await (const line of linesOf(createReadStream(path) as AsyncIterable<Uint8Array>, path))
    yield JSON.parse(line) as Facts[S];
}
