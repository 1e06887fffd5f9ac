import { named, quotation } from '../../base/quotation.ts';
import { counted } from '../../base/counted.ts';
import { canonicalJson } from '../../pack/canonicalJson.ts';
import { carriedLines } from '../../pack/carriedLines.ts';
import { PART } from '../../pack/parts.ts';
import { carriedOf, type Pack } from '../../pack/readPack.ts';
import { NOTHING_CARRIED } from '../../domain/carried.ts';
import { takeOver } from '../run/takenOver.ts';
import { COULD, lost, lostCarried } from './earlierRun.ts';
import type { Recomputed } from './recompute.ts';
import { checkOwnLines } from './ownLines.ts';
import { Differences, type Step } from './step.ts';

/** The facts for later runs are those that the raw rows show, and those of earlier runs are what the previous pack left. */
export async function checkCarried(
  pack: Pack,
  again: Recomputed,
  before: Pack | undefined,
  onEarlierRun: readonly string[],
): Promise<Step> {
  const differences = new Differences();
  const part = await carriedOf(pack);
  const { earlier, runId } = part;
  if (runId !== pack.manifest.runId)
    differences.add(`The carried facts are of run ${named(runId)}; the manifest is of ${named(pack.manifest.runId)}.`);
  const told = new Set(carriedLines(part));
  const computed = new Set(carriedLines({ runId, earlier, own: again.seen }));
  for (const line of told)
    if (!computed.has(line)) differences.add(`Carried fact ${quotation(line)} does not follow from the raw rows.`);
  for (const line of computed) if (!told.has(line)) differences.add(`Carried fact ${quotation(line)} is missing.`);
  if (differences.count === 0)
    await checkOwnLines(pack, PART.carried, carriedLines({ runId, earlier, own: again.seen }), differences);
  if (before !== undefined) {
    const because = lostCarried(again.record);
    const left = because !== undefined ? NOTHING_CARRIED : takeOver(await carriedOf(before), again.record.asOf);
    differences.trust(because === undefined ? COULD : lost(because));
    if (canonicalJson(left) !== canonicalJson(earlier))
      differences.add('The facts of earlier runs are not those that the previous pack carries.');
  } else if (pack.manifest.previousManifestSha256 === null && earlier.restores.length + earlier.watches.length > 0)
    differences.add('The first run of a scope carries facts of earlier runs.');
  for (const sentence of onEarlierRun) differences.trust(sentence);
  return differences.step(
    'carried',
    `${counted(again.seen.restores.length, 'restore')} for later runs follow from the raw rows; ${counted(earlier.restores.length, 'restore')} of earlier runs have their hashes.`,
  );
}
