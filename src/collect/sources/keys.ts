import { by } from '../../base/order.ts';
import { ancestorOfType, armId, nameOf, subscriptionOf, type ArmId } from '../../domain/armId.ts';
import type { Gap } from '../../domain/estate.ts';
import type { DiskEncryptionSet, Key, KeyVault } from '../../domain/facts.ts';
import { isFederated, isManagedHsm, keyVersionId, parseKeyUrl, vaultFinder, type KeyUrl } from '../../domain/keyUrl.ts';
import { armPath } from '../requests/armPath.ts';
import { defineSource, type ArmCall, type Given } from '../defineSource.ts';
import { MalformedRowError, type Row } from '../rows/reading.ts';
import { judged } from './shared/belonging.ts';
import { COMMON } from './shared/columns.ts';
import { keyReferences, NAMING_KEYS, type NamesKeys } from './shared/keyReferences.ts';

/**
 * The attributes, through the management plane, of every key version that something in the estate depends on. A 404 proves that
 * the key is gone; a 403 is a gap. Key material cannot be read this way.
 */
export const keys = defineSource({
  id: 'keys',
  title: 'keys',
  needs: ['keyVaults', ...NAMING_KEYS],
  ask: {
    of: 'arm',
    byId: true,
    calls: async function* (given) {
      const { keys: wanted, gaps } = await wantedKeys(given);
      yield* gaps;
      for (const key of wanted) yield callFor(key);
    },
  },
  read: toKeys,
  live: { by: 'id' },
  sheet: { belongsTo: judged },
  fields: {
    ...COMMON,
    'properties.keyUriWithVersion': 'id',
    'properties.attributes.enabled': 'word',
    'properties.attributes.created': 'time',
    'properties.attributes.nbf': 'time',
    'properties.attributes.notBefore': 'time',
    'properties.attributes.exp': 'time',
    'properties.attributes.expires': 'time',
    'properties.attributes.recoveryLevel': 'word',
    'properties.kty': 'word',
    'properties.keySize': 'number',
    'properties.keyOps': 'word',
  },
  actions: [
    { action: 'Microsoft.KeyVault/managedHSMs/keys/read', limit: 'arm' },
    { action: 'Microsoft.KeyVault/managedHSMs/keys/versions/read', limit: 'arm' },
    { action: 'Microsoft.KeyVault/vaults/keys/read', limit: 'arm' },
    { action: 'Microsoft.KeyVault/vaults/keys/versions/read', limit: 'arm' },
  ],
});

/** A key version that something in the estate depends on. */
export interface WantedKey {
  readonly id: ArmId;
  readonly vaultId: ArmId;
  readonly key: KeyUrl;
  /** What refers to it. */
  readonly namedBy: readonly ArmId[];
}

/** The keys by id; one that cannot be asked about is a gap. */
export async function wantedKeys(
  given: Given<NamesKeys | 'keyVaults'>,
): Promise<{ readonly keys: readonly WantedKey[]; readonly gaps: readonly Gap[] }> {
  const vaults: KeyVault[] = [];
  for await (const vault of given.each('keyVaults')) vaults.push(vault);
  const find = vaultFinder(vaults);
  const wanted = new Map<ArmId, WantedKey & { readonly namedBy: ArmId[] }>();
  const gaps: Gap[] = [];
  for await (const { url, vaultId: named, by } of keyReferences(given, elsewhere(vaults))) {
    const key = parseKeyUrl(url);
    const vaultId = key === undefined ? undefined : find(key, named);
    const problem = problemOf(key, vaultId);
    if (key === undefined || vaultId === undefined || problem !== undefined)
      gaps.push({
        source: 'keys',
        subscription: subscriptionOf(by.id),
        subject: by.id,
        kind: 'notRead',
        because: `The key of ${by.name} was not read: ${problem ?? 'it was not found'}.`,
      });
    else {
      const id = keyVersionId(vaultId, key);
      const known = wanted.get(id) ?? { id, vaultId, key, namedBy: [] };
      known.namedBy.push(by.id);
      wanted.set(id, known);
    }
  }
  return { keys: [...wanted.values()].sort(by(({ id }) => id)), gaps };
}

/**
 * Keys of disk encryption sets that lie in another tenant: nothing that this run may ask knows them, so that they are no
 * gap but evidence to be found elsewhere. A vault that is merely not among those read does not count as one.
 */
export function crossTenantKeys(
  sets: Iterable<DiskEncryptionSet>,
  vaults: readonly KeyVault[],
): readonly DiskEncryptionSet[] {
  return [...sets].filter(elsewhere(vaults));
}

function elsewhere(vaults: readonly KeyVault[]): (set: DiskEncryptionSet) => boolean {
  const read = new Set(vaults.map(({ id }) => id));
  const find = vaultFinder(vaults);
  return (set) => {
    const key = parseKeyUrl(set.keyUrl);
    const vaultId = key === undefined ? undefined : find(key, set.keyVaultId);
    return key !== undefined && isFederated(set) && (vaultId === undefined || !read.has(vaultId));
  };
}

/**
 * Azure Resource Manager may read keys of a managed HSM only after an administrator of the HSM allowed it.
 * @see https://learn.microsoft.com/azure/key-vault/managed-hsm/authorize-azure-resource-manager
 */
const NOT_TRUSTED =
  'a managed HSM shows its keys to Azure Resource Manager only where its setting AllowKeyManagementOperationsThroughARM is true';

export function callFor({ id, vaultId, key }: WantedKey): ArmCall {
  const path = armPath(vaultId);
  const where = [path.resourceGroup, nameOf(vaultId), key.name] as const;
  return {
    about: id,
    onlyThat: true,
    what: `Key ${key.name} in ${key.managedHsm ? 'managed HSM' : 'key vault'} ${key.vaultName}`,
    shape: 'single',
    absentOn404: true,
    ...(key.managedHsm ? { hint: NOT_TRUSTED } : {}),
    call: (arm, options) => {
      const client = arm.keyVault(path.subscription);
      const keys = key.managedHsm ? client.managedHsmKeys : client.keys;
      return key.version === '' ? keys.get(...where, options) : keys.getVersion(...where, key.version, options);
    },
  };
}

function problemOf(key: KeyUrl | undefined, vaultId: ArmId | undefined): string | undefined {
  if (key?.kind !== 'keys') return 'its URL is not that of a key';
  const where = key.managedHsm ? 'managed HSM' : 'key vault';
  return vaultId === undefined ? `${where} ${key.vaultName} is not among those that could be read` : undefined;
}

/**
 * A key version; for an answer without a version also the key itself, so that both ids are known.
 * @see https://learn.microsoft.com/rest/api/keyvault/keyvault/keys/get-version
 * @see https://learn.microsoft.com/rest/api/keyvault/keyvault/managed-hsm-keys/get-version
 */
function toKeys({ resource, properties }: Row): readonly Key[] {
  const type = isManagedHsm(resource.id) ? 'microsoft.keyvault/managedhsms' : 'microsoft.keyvault/vaults';
  const keyVaultId = ancestorOfType(resource.id, type);
  const keyId = ancestorOfType(resource.id, `${type}/keys`);
  if (keyVaultId === undefined || keyId === undefined) throw new MalformedRowError('id is not that of a key');
  const attributes = properties.required('attributes');
  const versioned = resource.id !== keyId;
  const version = versioned ? nameOf(resource.id) : (parseKeyUrl(properties.text('keyUriWithVersion'))?.version ?? '');
  const key: Key = {
    ...resource,
    keyVaultId,
    version,
    enabled: attributes.flag('enabled'),
    created: attributes.instant('created'),
    notBefore: [attributes.instant('nbf'), attributes.instant('notBefore')]
      .sort()
      .findLast((time) => time !== undefined),
    expires: [attributes.instant('exp'), attributes.instant('expires')].sort()[0],
    keyType: properties.text('kty'),
    keySize: properties.number('keySize'),
    keyOps: properties.value('keyOps') === undefined ? undefined : properties.texts('keyOps'),
    recoveryLevel: attributes.text('recoveryLevel'),
  };
  if (versioned || version === '') return [key];
  return [key, { ...key, id: armId(`${keyId}/versions/${version}`) }];
}
