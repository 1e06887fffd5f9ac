import type { Estate } from '../../domain/estate.ts';
import type { RunRecord } from '../../domain/record.ts';
import type { PackContext } from '../../report/context.ts';
import type { PackContents } from '../../report/packContents.ts';
import { recordSha256Of } from '../../report/recordLines.ts';
import { observationsOf, type Pack } from '../pack/readPack.ts';
import { factsOf } from '../run/factFiles.ts';

/** All that a pack's workbook was rendered from, read back from its parts. */
export async function contentsOf(
  pack: Pack,
  record: RunRecord,
  context: PackContext,
  estate: Estate,
): Promise<PackContents> {
  return {
    ...context,
    record,
    recordSha256: recordSha256Of(record),
    observations: await observationsOf(pack),
    facts: factsOf(estate),
    parts: pack.manifest.parts.filter(({ name }) => !name.endsWith('.xlsx')),
  };
}
