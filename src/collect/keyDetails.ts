import { nameOf, subscriptionOf, type ArmId } from '../domain/armId.ts';
import type { AdeKeys } from '../domain/facts.ts';
import { keyVersionId, parseKeyUrl, type KeyUrl } from '../domain/keyUrl.ts';
import type { ArmClients } from './arm.ts';
import { armPath } from './armPath.ts';
import type { Ledger } from './ledger.ts';
import { inParallel } from './parallel.ts';

interface Reference {
  readonly url: string;
  readonly vaultId: ArmId | undefined;
  /** The resource that refers to the key. */
  readonly by: { readonly id: ArmId; readonly name: string };
}

interface Wanted {
  readonly id: ArmId;
  readonly vaultId: ArmId;
  readonly key: KeyUrl;
}

/**
 * Reads, through the management plane, the attributes of every key version that something in the estate hangs on.
 * A 404 proves that the key is gone; a 403 is a gap. Key material cannot be read this way.
 * @see https://learn.microsoft.com/rest/api/keyvault/keyvault/keys/get-version
 */
export async function readKeys(ledger: Ledger, arm: ArmClients, concurrency: number): Promise<void> {
  const wanted = new Map<ArmId, Wanted>();
  const vaultsByName = new Map(
    [...ledger.tallies.keyVaults.rows().values()].map((vault) => [vault.name.toLowerCase(), vault.id]),
  );
  for (const reference of referencesOf(ledger)) {
    const key = parseKeyUrl(reference.url);
    const vaultId = reference.vaultId ?? (key === undefined ? undefined : vaultsByName.get(key.vaultName));
    const problem = problemOf(key, vaultId);
    if (key === undefined || vaultId === undefined || problem !== undefined)
      ledger.gap({
        source: 'keys',
        subscription: subscriptionOf(reference.by.id),
        subject: reference.by.id,
        kind: 'notRead',
        because: `The key of ${reference.by.name} was not read: ${problem ?? 'it was not found'}.`,
      });
    else {
      const id = keyVersionId(vaultId, key);
      wanted.set(id, { id, vaultId, key });
    }
  }
  const inOrder = [...wanted.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  await inParallel(concurrency, inOrder, async (key) => readKey(ledger, arm, key));
}

async function readKey(ledger: Ledger, arm: ArmClients, { id, vaultId, key }: Wanted): Promise<void> {
  const path = armPath(vaultId);
  const { keys } = arm.keyVault(path.subscription);
  const where = [path.resourceGroup, nameOf(vaultId), key.name] as const;
  await ledger.readArm({
    source: 'keys',
    about: id,
    onlyThat: true,
    what: `Key ${key.name} in key vault ${key.vaultName}`,
    shape: 'single',
    absentOn404: true,
    call: (onResponse) => {
      const options = { onResponse, requestOptions: { timeout: arm.timeout } };
      return key.version === '' ? keys.get(...where, options) : keys.getVersion(...where, key.version, options);
    },
  });
}

function problemOf(key: KeyUrl | undefined, vaultId: ArmId | undefined): string | undefined {
  if (key?.kind !== 'keys') return 'its URL is not that of a key';
  if (key.managedHsm) return `keys of the managed HSM ${key.vaultName} are not read by this version`;
  return vaultId === undefined ? `key vault ${key.vaultName} is not among those that could be read` : undefined;
}

/** Every key URL in the estate with the vault it names and who names it. */
function referencesOf({ tallies }: Ledger): readonly Reference[] {
  const references: Reference[] = [];
  const add = (by: Reference['by'], url: string | undefined, vaultId: ArmId | undefined): void => {
    if (url !== undefined) references.push({ url, vaultId, by });
  };
  const addAde = (by: Reference['by'], keys: readonly AdeKeys[] | undefined): void => {
    for (const pair of keys ?? []) add(by, pair.keyUrl, pair.keyVaultId);
  };
  for (const set of tallies.diskEncryptionSets.rows().values()) add(set, set.keyUrl, set.keyVaultId);
  for (const vault of tallies.recoveryServicesVaults.rows().values()) add(vault, vault.keyUri, undefined);
  for (const vault of tallies.vaultEncryptions.rows().values()) add(vault, vault.keyUri, undefined);
  for (const disk of tallies.disks.rows().values()) addAde(disk, disk.ade?.keys);
  for (const snapshot of tallies.snapshots.rows().values()) addAde(snapshot, snapshot.ade?.keys);
  for (const machine of tallies.virtualMachines.rows().values()) addAde(machine, machine.ade?.keys);
  for (const extension of tallies.vmExtensions.rows().values())
    add(extension, extension.keyEncryptionKeyUrl, undefined);
  for (const point of tallies.recoveryPoints.rows().values())
    addAde({ id: point.protectedItemId, name: point.name }, point.keys === undefined ? [] : [point.keys]);
  for (const item of tallies.replicationDetails.rows().values())
    for (const disk of item.disks) add(item, disk.keyUrl, disk.keyVaultId);
  return references;
}
