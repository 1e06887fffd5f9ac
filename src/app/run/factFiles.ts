import { createReadStream } from 'node:fs';
import { by } from '../../base/order.ts';
import { SHEET_SOURCES } from '../../collect/sources/list.ts';
import type { Estate } from '../../domain/estate.ts';
import type { AskedSourceId, Facts } from '../../domain/facts.ts';
import { JsonLines } from '../../pack/lineFile.ts';
import { linesOf } from '../../pack/lines.ts';
import type { FactRows } from '../../report/packContents.ts';

/**
 * Puts the facts that the workbook lists into files of the working folder, so that the estate itself can leave memory
 * before anything is rendered. They are not part of the pack: its raw rows say the same.
 */
export function keepFacts(estate: Estate, folder: string): FactRows {
  const paths = new Map<AskedSourceId, string>();
  for (const source of SHEET_SOURCES) {
    const lines = new JsonLines(folder, `facts/${source}.jsonl.gz`);
    for (const row of sorted(estate, source)) lines.add(row);
    paths.set(source, lines.close().path);
  }
  return (source) => {
    const path = paths.get(source);
    if (path === undefined) throw new TypeError(`A sheet lists ${source}, whose definition says of no sheet.`);
    return readFacts(path);
  };
}

/** The facts of an estate that stays in memory. */
export function factsOf(estate: Estate): FactRows {
  return async function* (source) {
    yield* sorted(estate, source);
    await Promise.resolve();
  };
}

function sorted<S extends AskedSourceId>(estate: Estate, source: S): readonly Facts[S][] {
  return ([...estate[source].rows.values()] as Facts[S][]).sort(by(({ id }) => id));
}

/** Written by this very run, so a line is what it was. */
async function* readFacts<S extends AskedSourceId>(path: string): AsyncGenerator<Facts[S], void, undefined> {
  for await (const line of linesOf(createReadStream(path) as AsyncIterable<Uint8Array>, path))
    yield JSON.parse(line) as Facts[S];
}
