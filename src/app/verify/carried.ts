import { canonicalJson } from '../../pack/canonicalJson.ts';
import { carriedLines } from '../../pack/carriedLines.ts';
import { carriedOf, type Pack } from '../../pack/readPack.ts';
import { counted } from '../../report/words.ts';
import { takeOver } from '../run/carried.ts';
import type { Recomputed } from './recompute.ts';
import { Differences, type Step } from './step.ts';

/** The facts for later runs are those that the raw rows show, and those of earlier runs are what the previous pack left. */
export async function checkCarried(pack: Pack, again: Recomputed, before: Pack | undefined): Promise<Step> {
  const differences = new Differences();
  const part = await carriedOf(pack);
  const { earlier, runId } = part;
  const told = new Set(carriedLines(part));
  const computed = new Set(carriedLines({ runId, earlier, own: again.seen }));
  for (const line of told)
    if (!computed.has(line)) differences.add(`Carried fact ${line} does not follow from the raw rows.`);
  for (const line of computed) if (!told.has(line)) differences.add(`Carried fact ${line} is missing.`);
  if (before !== undefined) {
    const left = takeOver(await carriedOf(before), again.record.asOf);
    if (canonicalJson(left) !== canonicalJson(earlier))
      differences.add('The facts of earlier runs are not those that the previous pack carries.');
  } else if (earlier.restores.length > 0)
    differences.trust('That earlier runs saw the carried restores: the previous pack was not given.');
  return differences.step(
    'carried',
    `${counted(again.seen.restores.length, 'restore')} for later runs follow from the raw rows; ${counted(earlier.restores.length, 'restore')} of earlier runs have their hashes.`,
  );
}
