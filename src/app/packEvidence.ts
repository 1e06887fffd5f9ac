import { tmpdir } from 'node:os';
import { SOURCE_IDS } from '../collect/sources/list.ts';
import { rereadEstate, type KeptRow } from '../collect/keptAnswers/reread.ts';
import type { Estate } from '../domain/estate.ts';
import type { AskedSourceId } from '../domain/facts.ts';
import type { RunRecord } from '../domain/record.ts';
import type { PartSource } from '../pack/files.ts';
import { PackReadError } from '../pack/packReadError.ts';
import type { MaybePack } from '../pack/mostEntries.ts';
import { PART, sourceOfPart } from '../pack/parts.ts';
import { baselineTextOf, carriedOf, rawRowsOf, recordOf, type Pack } from '../pack/readPack.ts';
import { parseBaseline, type LoadedBaseline } from './baselineFile.ts';
import { roomOnDisk } from './run/roomOnDisk.ts';

/** The baseline in force. @throws PackReadError, or BaselineError. */
export async function baselineOfPack(pack: PartSource): Promise<LoadedBaseline> {
  return parseBaseline(await baselineTextOf(pack), PART.baseline);
}

/** The raw rows of a pack, all of sources that this version can read. @throws PackReadError, before the first row, for any other */
export function knownRowsOf(pack: Pack): AsyncIterable<KeptRow> {
  for (const name of pack.names) {
    const source = sourceOfPart(name);
    if (source !== undefined && !isKnown(source))
      throw new PackReadError(
        `${pack.where}: ${name} is of a source that this version does not know; use the program that made the pack, or a newer one.`,
      );
  }
  return rawRowsOf(pack) as AsyncIterable<KeptRow>;
}

function isKnown(source: string): source is AskedSourceId {
  return SOURCE_IDS.some((known) => known === source);
}

/**
 * The record of a pack, with its long lists on this machine's disk, so that memory does not grow with the estate.
 * @throws PackReadError, or RecordLinesError where it was cut or altered
 */
export function recordOnDisk(pack: MaybePack): Promise<RunRecord> {
  return recordOf(pack, roomOnDisk(tmpdir()).grow);
}

/** The facts of a pack, read again from its raw rows; gaps are the record's, since an answer that never came leaves no row. */
export async function estateOf(pack: Pack, { gaps, asOf }: RunRecord): Promise<Estate> {
  return rereadEstate(knownRowsOf(pack), gaps, asOf, (await carriedOf(pack)).earlier);
}
