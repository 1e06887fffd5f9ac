import { nameOf, subscriptionOf, type ArmId } from '../domain/armId.ts';
import type { AdeKeys, DiskEncryptionSet } from '../domain/facts.ts';
import { isFederated, keyVersionId, parseKeyUrl, vaultFinder, type KeyUrl } from '../domain/keyUrl.ts';
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

/** A key version that something in the estate hangs on. */
export interface WantedKey {
  readonly id: ArmId;
  readonly vaultId: ArmId;
  readonly key: KeyUrl;
  /** What refers to it. */
  readonly namedBy: readonly ArmId[];
}

/**
 * Reads, through the management plane, the attributes of every key version that something in the estate hangs on.
 * A 404 proves that the key is gone; a 403 is a gap. Key material cannot be read this way.
 * @see https://learn.microsoft.com/rest/api/keyvault/keyvault/keys/get-version
 */
export async function readKeys(ledger: Ledger, arm: ArmClients, concurrency: number): Promise<void> {
  await inParallel(concurrency, wantedKeys(ledger), async (key) => readKey(ledger, arm, key));
}

/** The keys by id; one that cannot be asked about is a gap. */
export function wantedKeys(ledger: Ledger): readonly WantedKey[] {
  const wanted = new Map<ArmId, WantedKey & { readonly namedBy: ArmId[] }>();
  const find = vaultFinder(ledger.tallies.keyVaults.rows().values());
  for (const reference of referencesOf(ledger)) {
    const key = parseKeyUrl(reference.url);
    const vaultId = key === undefined ? undefined : find(key, reference.vaultId);
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
      const known = wanted.get(id) ?? { id, vaultId, key, namedBy: [] };
      known.namedBy.push(reference.by.id);
      wanted.set(id, known);
    }
  }
  return [...wanted.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * Keys of disk encryption sets that lie in another tenant: nothing that this run may ask knows them, so that they are no
 * gap but evidence to be had elsewhere. A vault that is merely not among those read is taken for none of them.
 */
export function crossTenantKeys({ tallies }: Ledger): readonly DiskEncryptionSet[] {
  const vaults = tallies.keyVaults.rows();
  const find = vaultFinder(vaults.values());
  return [...tallies.diskEncryptionSets.rows().values()].filter((set) => {
    const key = parseKeyUrl(set.keyUrl);
    const vaultId = key === undefined ? undefined : find(key, set.keyVaultId);
    return key !== undefined && isFederated(set) && (vaultId === undefined || !vaults.has(vaultId));
  });
}

/**
 * Azure Resource Manager may read keys of a managed HSM only after an administrator of the HSM allowed it.
 * @see https://learn.microsoft.com/azure/key-vault/managed-hsm/authorize-azure-resource-manager
 */
const NOT_TRUSTED =
  'a managed HSM shows its keys to Azure Resource Manager only where its setting AllowKeyManagementOperationsThroughARM is true';

export async function readKey(ledger: Ledger, arm: ArmClients, { id, vaultId, key }: WantedKey): Promise<void> {
  const path = armPath(vaultId);
  const client = arm.keyVault(path.subscription);
  const keys = key.managedHsm ? client.managedHsmKeys : client.keys;
  const where = [path.resourceGroup, nameOf(vaultId), key.name] as const;
  await ledger.readArm({
    source: 'keys',
    about: id,
    onlyThat: true,
    what: `Key ${key.name} in ${key.managedHsm ? 'managed HSM' : 'key vault'} ${key.vaultName}`,
    shape: 'single',
    absentOn404: true,
    ...(key.managedHsm ? { hint: NOT_TRUSTED } : {}),
    call: (onResponse) => {
      const options = { onResponse, requestOptions: { timeout: arm.timeout } };
      return key.version === '' ? keys.get(...where, options) : keys.getVersion(...where, key.version, options);
    },
  });
}

function problemOf(key: KeyUrl | undefined, vaultId: ArmId | undefined): string | undefined {
  if (key?.kind !== 'keys') return 'its URL is not that of a key';
  const where = key.managedHsm ? 'managed HSM' : 'key vault';
  return vaultId === undefined ? `${where} ${key.vaultName} is not among those that could be read` : undefined;
}

/** Every key URL in the estate with the vault it names and who names it. */
function referencesOf(ledger: Ledger): readonly Reference[] {
  const { tallies } = ledger;
  const elsewhere = new Set(crossTenantKeys(ledger).map(({ id }) => id));
  const references: Reference[] = [];
  const add = (by: Reference['by'], url: string | undefined, vaultId: ArmId | undefined): void => {
    if (url !== undefined) references.push({ url, vaultId, by });
  };
  const addAde = (by: Reference['by'], keys: readonly AdeKeys[] | undefined): void => {
    for (const pair of keys ?? []) add(by, pair.keyUrl, pair.keyVaultId);
  };
  for (const set of tallies.diskEncryptionSets.rows().values())
    if (!elsewhere.has(set.id)) add(set, set.keyUrl, set.keyVaultId);
  for (const vault of tallies.recoveryServicesVaults.rows().values()) add(vault, vault.keyUri, undefined);
  for (const vault of tallies.vaultEncryptions.rows().values()) add(vault, vault.keyUri, undefined);
  for (const disk of tallies.disks.rows().values()) addAde(disk, disk.ade?.keys);
  for (const snapshot of tallies.snapshots.rows().values()) addAde(snapshot, snapshot.ade?.keys);
  for (const machine of tallies.virtualMachines.rows().values()) addAde(machine, machine.ade?.keys);
  for (const extension of tallies.vmExtensions.rows().values())
    add(extension, extension.keyEncryptionKeyUrl, undefined);
  for (const point of tallies.recoveryPoints.rows().values())
    addAde({ id: point.protectedItemId, name: point.name }, point.keys === undefined ? [] : [point.keys]);
  const replicated = [...tallies.replicationDetails.rows().values(), ...tallies.replicationClusters.rows().values()];
  for (const item of replicated) for (const disk of item.disks) add(item, disk.keyUrl, disk.keyVaultId);
  return references;
}
