import fc from 'fast-check';
import { armId, type ArmId } from '../../src/domain/armId.ts';
import type { SourceId } from '../../src/domain/facts.ts';
import {
  ADE_BEK,
  ADE_KEK,
  adeEstate,
  cleanEstate,
  clusterEstate,
  DATA_DISK,
  DES,
  DISK,
  LONE_DISK,
  OS_DISK,
  RECOVERY_DES,
  VM,
} from '../assess/cleanEstate.ts';
import { CRYPTO_OFFICER, OWNER, READER, SET_IDENTITY } from '../assess/cleanAccess.ts';
import { addDiskBackup } from '../assess/diskBackupEstate.ts';
import { Draft, id, OTHER_SUB, SOURCES, SUB } from '../assess/estateOf.ts';

const ROLE = '/providers/Microsoft.Authorization/roleDefinitions';

/** Values that Azure is known to write for a field, one that nobody knows, and none. */
const POOLS: { readonly [S in SourceId]?: Readonly<Record<string, readonly unknown[]>> } = {
  disks: {
    encryptionType: [
      'EncryptionAtRestWithPlatformKey',
      'EncryptionAtRestWithCustomerKey',
      'EncryptionAtRestWithPlatformAndCustomerKeys',
      'Zz',
      undefined,
    ],
    diskEncryptionSetId: [DES, RECOVERY_DES, undefined],
    ade: [undefined, ADE_KEK, ADE_BEK, { ...ADE_KEK, enabled: false }, { ...ADE_KEK, enabled: undefined }],
    securityType: [undefined, 'TrustedLaunch', 'ConfidentialVM_DiskEncryptedWithPlatformKey', 'Zz'],
    networkAccessPolicy: ['DenyAll', 'AllowAll', 'AllowPrivate', 'Zz', undefined],
    publicNetworkAccess: ['Enabled', 'Disabled', 'Zz', undefined],
    diskState: ['Attached', 'Reserved', 'ActiveSAS', 'Zz', undefined],
    dataAccessAuthMode: ['None', 'AzureActiveDirectory', 'Zz', undefined],
    managedBy: [[VM], []],
    sku: ['Premium_LRS', 'PremiumV2_LRS', 'Zz', undefined],
    maxShares: [undefined, 1, 2],
    tags: [{}, { Data: 'Secret' }, { data: 'public', env: 'prod' }],
    osType: [undefined, 'Linux', 'Windows'],
  },
  snapshots: {
    encryptionType: ['EncryptionAtRestWithPlatformKey', 'EncryptionAtRestWithCustomerKey', 'Zz', undefined],
    diskEncryptionSetId: [DES, undefined],
    ade: [undefined, ADE_KEK],
    networkAccessPolicy: ['DenyAll', 'AllowAll', 'Zz'],
  },
  virtualMachines: {
    encryptionAtHost: [true, false, undefined],
    ade: [undefined, ADE_BEK],
    tags: [{}, { data: 'secret' }, { DATA: 'public' }, { env: 'test' }],
    osType: [undefined, 'Linux', 'Windows'],
  },
  vmExtensions: {
    encryptionOperation: ['EnableEncryption', 'DisableEncryption', 'Zz', undefined],
    volumeType: ['All', 'OS', 'Data', 'Zz'],
    provisioningState: ['Succeeded', 'Failed', 'Zz'],
  },
  diskEncryptionSets: {
    rotationToLatestKeyVersionEnabled: [true, false, undefined],
    autoKeyRotationError: [undefined, { code: 'Zz', message: '' }],
  },
  keyVaults: { enableSoftDelete: [true, false, undefined], enablePurgeProtection: [true, false, undefined] },
  keys: {
    enabled: [true, false, undefined],
    expires: [undefined, '2026-01-01T00:00:00Z', '2030-01-01T00:00:00Z', 'Zz'],
    created: [undefined, '2020-01-01T00:00:00Z', '2026-11-01T00:00:00Z'],
  },
  recoveryServicesVaults: {
    keyUri: [undefined, 'https://kv-core.vault.azure.net/keys/vault-cmk'],
    softDeleteState: ['AlwaysON', 'Disabled', 'Zz', undefined],
    crossRegionRestore: ['Enabled', 'Disabled', 'Zz', undefined],
    storageRedundancy: ['GeoRedundant', 'ZoneRedundant', 'LocallyRedundant', 'Zz'],
  },
  vaultEncryptions: {
    encryptionAtRestType: ['CustomerManaged', 'MicrosoftManaged', 'Zz'],
    lastUpdateStatus: ['Succeeded', 'Failed', 'Zz', undefined],
  },
  protectedItems: {
    protectionState: ['Protected', 'ProtectionStopped', 'Zz', undefined],
    currentProtectionState: ['ProtectionConfigured', 'SoftDeleted', 'ProtectionError', 'Zz', undefined],
    healthStatus: ['Passed', 'ActionRequired', 'Zz', undefined],
    sourceResourceId: [VM, undefined],
  },
  backupVaults: {
    softDeleteState: ['AlwaysOn', 'On', 'Off', 'Zz', undefined],
    immutabilityState: ['Disabled', 'Locked', 'Zz'],
  },
  backupInstances: {
    currentProtectionState: ['ProtectionConfigured', 'ProtectionError', 'SoftDeleted', 'Zz', undefined],
    protectionStatus: ['ProtectionConfigured', 'ProtectionStopped', 'Zz', undefined],
    diskId: [LONE_DISK, OS_DISK, DATA_DISK, undefined],
    dataStores: [['OperationalStore'], ['VaultStore'], []],
    snapshotGroupId: [undefined, armId(`/subscriptions/${SUB}/resourceGroups/rg-app`)],
  },
  diskExclusions: { diskLuns: [undefined, [0], [-1]], isInclusionList: [true, false, undefined] },
  recoveryPoints: {
    time: ['2026-11-23T22:00:00Z', '2026-10-01T22:00:00Z', '2026-11-22T22:00:00Z', 'Zz', undefined],
    isSourceVmEncrypted: [true, false, undefined],
    encryptionMechanism: ['SinglePass', 'None', 'Zz'],
    keys: [undefined, ADE_KEK.keys[0], ADE_BEK.keys[0]],
    tiers: [
      [{ type: 'HardenedRP', status: 'Valid' }],
      [{ type: 'InstantRP', status: 'Deleted' }],
      [{ type: 'Zz', status: 'Valid' }],
      [],
    ],
    isSoftDeleted: [true, false, undefined],
    expiryTime: ['2026-12-24T00:00:00Z', '2031-01-01T00:00:00Z', undefined],
    excludedDisks: [undefined, [], [{ lun: 0, name: 'vm-1-data' }]],
  },
  diskRestorePoints: {
    encryptionType: ['EncryptionAtRestWithPlatformKey', 'EncryptionAtRestWithCustomerKey', 'Zz', undefined],
    diskEncryptionSetId: [DES, RECOVERY_DES, undefined],
    sourceId: [OS_DISK, DATA_DISK, undefined],
    securityType: [undefined, 'ConfidentialVM_DiskEncryptedWithPlatformKey', 'Zz'],
  },
  restorePoints: { disks: [[]], time: ['2026-11-23T22:00:00Z', 'Zz', undefined] },
  restoreJobs: { status: ['Completed', 'Failed', 'Zz'] },
  replicationDetails: {
    protectionState: ['Protected', 'EnablingFailed', 'Zz'],
    replicationHealth: ['Normal', 'Critical', 'Zz', undefined],
    rpoInSeconds: [60, 100_000, undefined],
    activeLocation: ['Primary', 'Recovery', undefined],
  },
  replicationClusters: {
    protectionState: ['Protected', 'EnablingFailed', 'Zz'],
    replicationHealth: ['Normal', 'Critical', undefined],
    rpoInSeconds: [60, 100_000, undefined],
    itemIds: [[]],
    disks: [[]],
  },
  roleAssignments: {
    // Never a person: Azure does not call the identity of a resource one.
    principalType: ['Group', 'ServicePrincipal', 'Zz', undefined],
    principalId: [SET_IDENTITY, 'eeeeeeee-0000-0000-0000-000000000001'],
    roleDefinitionId: [OWNER, CRYPTO_OFFICER, READER, 'zz'].map((role) => `${ROLE}/${role}`),
    condition: [undefined, "@Principal[a] StringEquals 'b'"],
  },
  storageAccounts: {
    keySource: ['Microsoft.Keyvault', 'Microsoft.Storage', 'Zz'],
    supportsHttpsTrafficOnly: [true, false, undefined],
    networkDefaultAction: ['Deny', 'Allow', 'Zz'],
    publicNetworkAccess: ['Disabled', 'Enabled', 'Zz', undefined],
  },
};

/** A random row of a source. */
interface Place {
  readonly source: SourceId;
  readonly row: number;
}

interface Change extends Place {
  readonly field: string;
  readonly value: unknown;
}

const change: fc.Arbitrary<Change> = fc
  .constantFrom(
    ...Object.entries(POOLS).flatMap(([source, fields]) =>
      Object.keys(fields).map((field) => ({ source: source as SourceId, field })),
    ),
  )
  .chain(({ source, field }) =>
    fc.record({
      source: fc.constant(source),
      field: fc.constant(field),
      row: fc.nat(7),
      value: fc.constantFrom(...(POOLS[source]?.[field] ?? [])),
    }),
  );

/** Rows by position, so that a recipe can be shrunk and replayed. */
export function rowAt(draft: Draft, { source, row }: Place): ArmId | undefined {
  const ids = [...draft.rows[source].keys()].sort();
  return ids.length === 0 ? undefined : ids[row % ids.length];
}

export interface Recipe {
  readonly from: keyof typeof ESTATES;
  readonly changes: readonly Change[];
}

const ESTATES = { clean: cleanEstate, ade: adeEstate, cluster: clusterEstate } as const;

/** Up to a dozen random differences from the clean estate, the one under ADE, or the one with a cluster. */
export const recipe: fc.Arbitrary<Recipe> = fc.record({
  from: fc.constantFrom('clean', 'ade', 'cluster'),
  changes: fc.array(change, { maxLength: 12 }),
});

export function cook({ from, changes }: Recipe): Draft {
  const draft = addDiskBackup(ESTATES[from]());
  draft.put('disks', id('Microsoft.Compute/disks', 'elsewhere', 'rg-2', OTHER_SUB), DISK);
  for (const [subscription, managementGroups] of [
    [SUB, ['leaf', 'branch', 'root']],
    [OTHER_SUB, ['root']],
  ] as const)
    draft.put('subscriptions', `/subscriptions/${subscription}`, {
      displayName: subscription,
      state: 'Enabled',
      managementGroups,
      managedByTenants: [],
    });
  for (const { field, value, ...where } of changes) {
    const key = rowAt(draft, where);
    if (key === undefined) continue;
    draft.patch(where.source, key, { [field]: value });
  }
  return draft;
}

/** Rows to lose, each with the gap that its loss records. */
export const losses = fc.array(
  fc.record({
    source: fc.constantFrom(...SOURCES.filter((source) => source !== 'subscriptions')),
    row: fc.nat(7),
    reach: fc.constantFrom('subscription' as const, 'row' as const),
  }),
  { minLength: 1, maxLength: 4 },
);
