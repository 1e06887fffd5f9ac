import { tmpdir } from 'node:os';
import type { PackContext } from '../../pack/context.ts';
import { isEvidence } from '../../pack/parts.ts';
import { observationsOf, type Pack } from '../../pack/readPack.ts';
import type { PackContents } from '../../report/packContents.ts';
import { factsOf } from '../run/factFiles.ts';
import { roomOnDisk } from '../run/roomOnDisk.ts';
import type { Recomputed } from './recompute.ts';

/** All that a pack's workbook was rendered from, read back from its parts. */
export async function contentsOf(
  pack: Pack,
  recordSha256: string,
  context: PackContext,
  again: Pick<Recomputed, 'record' | 'estate'>,
): Promise<PackContents> {
  return {
    ...context,
    // The record's file sorts the names of facts; the workbook shows them in the order in which the checks name them.
    record: again.record,
    recordSha256,
    observations: await observationsOf(pack, roomOnDisk(tmpdir()).growAsIs),
    facts: factsOf(again.estate),
    parts: pack.manifest.parts.filter(isEvidence),
  };
}
