import { createReadStream } from 'node:fs';
import type { Estate } from '../../domain/estate.ts';
import type { Facts } from '../../domain/facts.ts';
import { JsonLines } from '../../pack/lineFile.ts';
import { textLines } from '../../pack/lines.ts';
import { gunzipped } from '../../pack/unpack.ts';
import { SHEET_SOURCES, type FactRows, type SheetSource } from '../../report/packContents.ts';

/**
 * Puts the facts that the workbook lists into files of the working folder, so that the estate itself can leave memory
 * before anything is rendered. They are no part of the pack: its raw rows say the same.
 */
export function keepFacts(estate: Estate, folder: string): FactRows {
  const paths = new Map<SheetSource, string>();
  for (const source of SHEET_SOURCES) {
    const lines = new JsonLines(folder, `facts/${source}.jsonl.gz`);
    for (const row of sorted(estate, source)) lines.add(row);
    paths.set(source, lines.close().path);
  }
  return (source) => readFacts(paths.get(source) ?? '');
}

/** The facts of an estate that stays in memory. */
export function factsOf(estate: Estate): FactRows {
  return async function* (source) {
    yield* sorted(estate, source);
    await Promise.resolve();
  };
}

function sorted<S extends SheetSource>(estate: Estate, source: S): readonly Facts[S][] {
  return ([...estate[source].rows.values()] as Facts[S][]).sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/** Written by this very run, so a line is what it was. */
async function* readFacts<S extends SheetSource>(path: string): AsyncGenerator<Facts[S], void, undefined> {
  for await (const line of textLines(gunzipped(createReadStream(path) as AsyncIterable<Uint8Array>, path)))
    if (line !== '') yield JSON.parse(line) as Facts[S];
}
