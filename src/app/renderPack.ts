import { contextOf, openPack } from '../pack/readPack.ts';
import { recordSha256Of } from '../pack/recordLines.ts';
import { csvOfRecord } from '../report/renderings/csv.ts';
import { jsonOfRecord } from '../report/renderings/json.ts';
import { htmlOfPack } from '../report/renderings/html.ts';
import { oscalOf } from '../report/renderings/oscal.ts';
import { estateOf, recordOnDisk } from './packEvidence.ts';
import { contentsOf } from './verify/contents.ts';
import { quickCheck } from './verify/quickCheck.ts';

export const FORMATS = ['html', 'csv', 'json', 'oscal'] as const;
export type Format = (typeof FORMATS)[number];

export interface RenderOptions {
  /** Also shows a pack whose names, hashes or signature do not agree. */
  readonly unverified?: boolean;
  /** Told, before the first piece, what was checked of the pack and what was not. */
  readonly notice?: (sentence: string) => void;
}

/**
 * A pack in another form, in pieces of text. What it says is what the pack says: `verify` tells whether it may be believed.
 * @throws PackReadError where the pack cannot be read, or its names, hashes or signature do not agree
 */
export async function* renderPack(path: string, format: Format, options: RenderOptions = {}): AsyncGenerator<string> {
  const pack = await openPack(path);
  const notice = await quickCheck(pack, options.unverified === true);
  options.notice?.(notice);
  const record = await recordOnDisk(pack);
  if (format === 'csv') yield* csvOfRecord(record);
  else if (format === 'json') yield* jsonOfRecord(record);
  else {
    const contents = await contentsOf(pack, recordSha256Of(record), await contextOf(pack), {
      record,
      estate: await estateOf(pack, record),
    });
    if (format === 'oscal') yield* oscalOf(contents);
    else yield* htmlOfPack(contents, notice);
  }
}
