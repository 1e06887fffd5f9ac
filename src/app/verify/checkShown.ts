import type { PackContext } from '../../pack/context.ts';
import type { Pack } from '../../pack/readPack.ts';
import type { PackContents } from '../../report/packContents.ts';
import { giveBackMemory } from '../run/memory.ts';
import { checkCarried } from './carried.ts';
import type { Chain } from './chain.ts';
import type { Concluded } from './checkConclusions.ts';
import { contentsOf } from './contents.ts';
import { checkExcerpts } from './excerpts.ts';
import { checkReadme, checkRendering } from './rendering.ts';
import { guarded, type Step } from './step.ts';

/**
 * Renders again what the pack shows, and compares: carried facts, texts, workbook, excerpts.
 * @param isEnough whether these steps found enough to skip workbook and excerpts, the costly ones
 */
export async function checkShown(
  pack: Pack,
  chain: Chain,
  context: PackContext,
  { again, told, worded, wording, alone }: Concluded,
  isEnough: (steps: readonly Step[]) => boolean,
): Promise<readonly Step[]> {
  if (again === undefined || told === undefined || worded === undefined) return [];
  let read: Promise<PackContents> | undefined;
  const contents = (): Promise<PackContents> =>
    (read ??= contentsOf(pack, told.sha256, context, { record: worded, estate: again.estate }));
  const steps = [
    await guarded('carried', () => checkCarried(pack, again, chain.packs[0], alone('carried'))),
    await guarded('texts', async () => checkReadme(pack, await contents(), wording)),
  ];
  if (isEnough(steps)) return steps;
  giveBackMemory();
  return [
    ...steps,
    await guarded('workbook', async () => checkRendering(pack, await contents(), wording)),
    await guarded('excerpts', () => checkExcerpts(pack, context.excerpts ?? [], contents, wording)),
  ];
}
