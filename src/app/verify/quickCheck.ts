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
 * What is checked of a pack before any of it is shown: names, hashes and signature, but not what follows from its rows.
 * @param expected the SHA-256 of the manifest by the row of its run, where the pack was found through the history
 * @param unverified shows a pack that does not hold as well
 * @returns the sentence to stand above what is shown; it begins with the word that `verify` has for as much as was checked
 * @throws PackReadError where the pack does not hold, unless `unverified`
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
