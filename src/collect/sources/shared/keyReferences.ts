import type { ArmId } from '../../../domain/armId.ts';
import type { AdeKeys, DiskEncryptionSet } from '../../../domain/facts.ts';
import type { Given } from '../../defineSource.ts';
import { isMachine } from './vaults.ts';

/** Sources whose facts may name a key. */
export const NAMING_KEYS = [
  'diskEncryptionSets',
  'protectedItems',
  'recoveryServicesVaults',
  'vaultEncryptions',
  'disks',
  'snapshots',
  'virtualMachines',
  'vmExtensions',
  'recoveryPoints',
  'recoveryPointDetails',
  'replicationDetails',
  'replicationClusters',
] as const;
export type NamesKeys = (typeof NAMING_KEYS)[number];

interface Reference {
  readonly url: string;
  readonly vaultId: ArmId | undefined;
  /** The resource that refers to the key. */
  readonly by: By;
}

interface By {
  readonly id: ArmId;
  readonly name: string;
}

/** Every key URL in the estate with the vault it names and who names it; without those of sets to be left out. */
export async function* keyReferences(
  { each }: Pick<Given<NamesKeys>, 'each'>,
  leaveOut: (set: DiskEncryptionSet) => boolean,
): AsyncGenerator<Reference, void, undefined> {
  for await (const set of each('diskEncryptionSets'))
    if (!leaveOut(set))
      for (const { keyUrl, keyVaultId } of [set, ...(set.previousKeys ?? [])])
        yield* reference(set, keyUrl, keyVaultId);
  // The key of a vault that holds no backup of a machine protects nothing.
  const holding = new Set<ArmId>();
  for await (const item of each('protectedItems')) if (isMachine(item)) holding.add(item.vaultId);
  for await (const vault of each('recoveryServicesVaults'))
    if (holding.has(vault.id)) yield* reference(vault, vault.keyUri, undefined);
  for await (const vault of each('vaultEncryptions')) yield* reference(vault, vault.keyUri, undefined);
  for (const source of ['disks', 'snapshots', 'virtualMachines'] as const)
    for await (const one of each(source)) yield* ofAde(one, one.ade?.keys);
  for await (const extension of each('vmExtensions'))
    yield* reference(extension, extension.keyEncryptionKeyUrl, undefined);
  // A list leaves the keys out that the point's own page names.
  for (const source of ['recoveryPoints', 'recoveryPointDetails'] as const)
    for await (const { protectedItemId, name, keys } of each(source))
      yield* ofAde({ id: protectedItemId, name }, keys === undefined ? [] : [keys]);
  for (const source of ['replicationDetails', 'replicationClusters'] as const)
    for await (const item of each(source))
      for (const disk of item.disks) yield* reference(item, disk.keyUrl, disk.keyVaultId);
}

function* reference(by: By, url: string | undefined, vaultId: ArmId | undefined): Generator<Reference> {
  if (url !== undefined) yield { url, vaultId, by };
}

function* ofAde(by: By, keys: readonly AdeKeys[] | undefined): Generator<Reference> {
  for (const pair of keys ?? []) yield* reference(by, pair.keyUrl, pair.keyVaultId);
}
