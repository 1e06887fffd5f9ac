import { named } from '../../base/quotation.ts';
import { counted } from '../../base/counted.ts';
import { PackReadError } from '../../pack/packReadError.ts';
import type { Pack } from '../../pack/readPack.ts';
import { checkParts } from './parts.ts';
import { Differences, type Step } from './step.ts';

/** The packs before one, nearest first, as far as they were given and the chain is unbroken. */
export interface Chain {
  readonly packs: readonly Pack[];
  readonly step: Step;
}

/**
 * Follows the hash of the previous manifest from pack to pack, and checks the files of each that it meets.
 * @throws PackReadError if the reader gave a pack that is not earlier: that says nothing about the pack being checked
 */
export async function followChain(pack: Pack, given: readonly Pack[], beside: readonly string[]): Promise<Chain> {
  const differences = new Differences();
  const left = new Map(given.map((each) => [each.sha256, each]));
  const packs: Pack[] = [];
  let last = pack;
  for (let hash = pack.manifest.previousManifestSha256; hash !== null; hash = last.manifest.previousManifestSha256) {
    const before = left.get(hash);
    if (before === undefined) break;
    left.delete(hash);
    packs.push(before);
    if (before.manifest.asOf >= last.manifest.asOf)
      differences.add(
        `Run ${named(before.manifest.runId)} of ${before.manifest.asOf} is not earlier than ${named(last.manifest.runId)}.`,
      );
    const parts = await checkParts(before, beside);
    for (const difference of parts.differences) differences.add(`Earlier pack ${before.where}: ${difference}`);
    last = before;
  }
  for (const stray of left.values()) {
    refuseLater(stray, pack);
    differences.add(
      `The pack ${stray.where} (run ${named(stray.manifest.runId)}) is not a link of the chain: the manifest of the pack after it names another hash than ${stray.sha256}.`,
    );
  }
  differences.trust(
    `That no other run of this scope lies between these or after them, as the history of runs shows, and that the conclusions of ${counted(packs.length, 'earlier pack')} follow from their evidence: verify each of them.`,
  );
  differences.trust(
    last.manifest.previousManifestSha256 === null
      ? `That run ${named(last.manifest.runId)} is the first of its scope, as its manifest says.`
      : `The packs before run ${named(last.manifest.runId)}: its manifest names ${last.manifest.previousManifestSha256} as the one before.`,
  );
  return {
    packs,
    step: differences.step(
      'chain',
      pack.manifest.previousManifestSha256 === null
        ? 'The manifest says that this is the first run of its scope; no earlier pack was given.'
        : packs.length === 0
          ? 'No earlier pack was given.'
          : `The chain of manifests holds over ${counted(packs.length, 'earlier pack')}, back to run ${named(last.manifest.runId)} of ${last.manifest.asOf}; their files have the hashes of their manifests.`,
      packs.length > 0,
    ),
  };
}

function refuseLater({ where, sha256, manifest }: Pack, pack: Pack): void {
  const remedy = 'give an earlier pack with --previous';
  if (sha256 === pack.sha256) throw new PackReadError(`${where} is the pack being checked; ${remedy}.`);
  if (manifest.asOf > pack.manifest.asOf)
    throw new PackReadError(
      `${where} is of ${manifest.asOf}, later than the pack being checked (${pack.manifest.asOf}); ${remedy}.`,
    );
}
