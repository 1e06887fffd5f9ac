import { counted } from '../../base/counted.ts';
import { PackReadError } from '../../pack/packReadError.ts';
import { BESIDE_MANIFEST, SIGNATURE } from '../../pack/parts.ts';
import type { Pack } from '../../pack/readPack.ts';
import { contextOf } from '../../pack/readPack.ts';
import { baselineOfPack, recordOnDisk } from '../packEvidence.ts';
import { checkManifest } from './manifest.ts';
import { checkParts } from './parts.ts';
import { checkSignature } from './signature.ts';
import { guarded, type Step } from './step.ts';

const NOT_RECOMPUTED = 'conclusions not recomputed: run verify';

/**
 * What is checked before anything of a pack is shown: names, hashes and signature, but not what follows from its rows.
 * @param expected the SHA-256 of the manifest according to its run's row, if the pack was found through the history
 * @param unverified also shows a pack that fails the checks
 * @returns the sentence to put above what is shown; it begins with the word that `verify` uses for what was checked
 * @throws PackReadError if the pack fails the checks, unless `unverified`
 */
export async function quickCheck(pack: Pack, unverified: boolean, expected?: string): Promise<string> {
  const steps = await quickSteps(pack, expected);
  const count = steps.reduce((sum, step) => sum + step.count, 0);
  if (count === 0)
    return `INTACT: names, hashes and signature agree${expected === undefined ? '' : ', and it is the pack that the history of runs names'}; ${NOT_RECOMPUTED}.`;
  const first = steps.flatMap(({ differences }) => differences)[0] ?? '';
  if (!unverified)
    throw new PackReadError(
      `${pack.where} is not shown: it is not what its manifest${expected === undefined ? '' : ', or the history of runs,'} says (${counted(count, 'difference')}; ${first}) Run "unbroken verify", or add --unverified to see it all the same.`,
    );
  return `DIFFERS: the pack is not what its manifest says (${counted(count, 'difference')}; ${first}); ${NOT_RECOMPUTED}.`;
}

async function quickSteps(pack: Pack, expected: string | undefined): Promise<readonly Step[]> {
  let signed = pack.names.includes(SIGNATURE);
  return [
    await guarded('parts', () => checkParts(pack, BESIDE_MANIFEST)),
    await guarded('manifest', async () => {
      const context = await contextOf(pack);
      signed = context.signed;
      return checkManifest(pack, await recordOnDisk(pack), await baselineOfPack(pack), context, expected);
    }),
    await guarded('signature', () => checkSignature(pack, signed, undefined)),
  ];
}
