import { armId } from '../../src/domain/armId.ts';
import type { SourceId } from '../../src/domain/facts.ts';
import { CRYPTO_OFFICER, OWNER, READER, SET_IDENTITY } from '../assess/cleanAccess.ts';
import {
  ADE_BEK,
  ADE_KEK,
  DATA_DISK,
  DATA_REPLICA,
  DES,
  DISK,
  KEK_URL,
  LONE_DISK,
  OS_DISK,
  OS_REPLICA,
  RECOVERY_DES,
  replicatedDisk,
  restorePointOf,
  SECOND_VM,
  VM,
  vmDisk,
} from '../assess/cleanEstate.ts';
import { id, SUB } from '../assess/estateOf.ts';

const ROLE = '/providers/Microsoft.Authorization/roleDefinitions';

/** The copies in the restore point, as that tells of them. */
const CAPTURED = [OS_DISK, DATA_DISK].map((diskId) => ({
  diskId,
  diskRestorePointId: restorePointOf(diskId),
  encryptionType: 'EncryptionAtRestWithCustomerKey',
  diskEncryptionSetId: DES,
  securityEncryptionType: undefined,
}));

const SNAPSHOT_OF = {
  ...DISK.creation,
  createOption: 'Copy',
  sourceResourceId: id('Microsoft.Compute/disks', 'vm-1-data'),
};

/** What the list of recovery points tells, and each page of them again. */
const POINT_POOL: Readonly<Record<string, readonly unknown[]>> = {
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
  numberOfDisksIncluded: [undefined, 1, 2, 3],
};

/** What the row of a restore job tells of it, besides its own page. */
const BAG = {
  jobType: 'Recover disks',
  recoveryPointTime: '2026-11-19T22:00:00.000Z',
  targetResourceGroup: 'rg-restored',
  targetStorageAccountName: 'ststaging',
  targetVmName: undefined,
  originalVmName: undefined,
  restoredDisks: ['vm-1-os'],
  backedUpDisks: ['vm-1-os', 'vm-1-data'],
  leftEncryptionInfo: false,
};

/** Values that Azure is known to write for a field, one that nobody knows, and none. */
export const POOLS: { readonly [S in SourceId]?: Readonly<Record<string, readonly unknown[]>> } = {
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
    uniqueId: [undefined, 'one', 'two'],
    timeCreated: ['2026-01-10T08:00:00.000Z', '2026-11-24T01:00:00.000Z', undefined],
    ownershipChanged: [undefined, '2026-11-24T01:00:00.000Z'],
    provisioningState: ['Succeeded', 'Failed', undefined],
    secureVmDiskEncryptionSetId: [undefined, DES],
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
    provisioningState: ['Succeeded', 'Failed', undefined],
    creation: [SNAPSHOT_OF, { ...SNAPSHOT_OF, sourceUniqueId: 'one' }],
  },
  virtualMachines: {
    encryptionAtHost: [true, false, undefined],
    provisioningState: ['Succeeded', 'Failed', 'Updating', 'Zz', undefined],
    ade: [undefined, ADE_BEK],
    tags: [{}, { data: 'secret' }, { DATA: 'public' }, { env: 'test' }],
    osType: [undefined, 'Linux', 'Windows'],
    timeCreated: ['2026-01-10T08:01:00.000Z', '2026-11-24T01:00:00.000Z', undefined],
    dataDisks: [
      [],
      [vmDisk('vm-1-data', DATA_DISK, 1)],
      [{ ...vmDisk('vm-1-data', DATA_DISK, 0), securityEncryptionType: 'DiskWithVMGuestState' }],
    ],
    osDisk: [
      undefined,
      vmDisk('vm-1-os', OS_DISK, undefined),
      { ...vmDisk('vm-1-os', OS_DISK, undefined), securityEncryptionType: 'DiskWithVMGuestState' },
      { ...vmDisk('vm-1-os', OS_DISK, undefined), diskEncryptionSetId: RECOVERY_DES },
    ],
  },
  vmExtensions: {
    encryptionOperation: ['EnableEncryption', 'DisableEncryption', 'Zz', undefined],
    volumeType: ['All', 'OS', 'Data', 'Zz'],
    keyEncryptionKeyUrl: [
      undefined,
      KEK_URL,
      'https://kv-core.vault.azure.net/keys/other-kek/00000000000000000000000000000009',
    ],
    provisioningState: ['Succeeded', 'Failed', 'Zz'],
  },
  diskEncryptionSets: {
    encryptionType: [
      'EncryptionAtRestWithCustomerKey',
      'EncryptionAtRestWithPlatformAndCustomerKeys',
      'ConfidentialVmEncryptedWithCustomerKey',
      'Zz',
      undefined,
    ],
    rotationToLatestKeyVersionEnabled: [true, false, undefined],
    autoKeyRotationError: [undefined, { code: 'Zz', message: '' }],
  },
  keyVaults: { enableSoftDelete: [true, false, undefined], enablePurgeProtection: [true, false, undefined] },
  keys: {
    enabled: [true, false, undefined],
    expires: [undefined, '2026-01-01T00:00:00Z', '2030-01-01T00:00:00Z', 'Zz'],
    created: [undefined, '2020-01-01T00:00:00Z', '2026-11-01T00:00:00Z'],
    recoveryLevel: ['Recoverable', 'Recoverable+Purgeable', 'Zz', undefined],
  },
  recoveryServicesVaults: {
    keyUri: [undefined, 'https://kv-core.vault.azure.net/keys/vault-cmk'],
    infrastructureEncryption: ['Enabled', 'Disabled', 'Zz', undefined],
    softDeleteState: ['AlwaysON', 'Disabled', 'Zz', undefined],
    crossRegionRestore: ['Enabled', 'Disabled', 'Zz', undefined],
    storageRedundancy: ['GeoRedundant', 'ZoneRedundant', 'LocallyRedundant', 'Zz'],
  },
  vaultEncryptions: {
    encryptionAtRestType: ['CustomerManaged', 'MicrosoftManaged', 'Zz'],
    lastUpdateStatus: ['Succeeded', 'Failed', 'Zz', undefined],
    keyUri: [undefined, 'https://kv-core.vault.azure.net/keys/another-cmk'],
    infrastructureEncryptionState: ['Enabled', 'Disabled', 'Zz', undefined],
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
  diskExclusions: {
    protectionState: ['Protected', 'ProtectionStopped', 'Zz', undefined],
    isScheduledForDeferredDelete: [true, false, undefined],
    diskLuns: [undefined, [0], [-1]],
    isInclusionList: [true, false, undefined],
  },
  recoveryPoints: POINT_POOL,
  recoveryPointDetails: POINT_POOL,
  diskRestorePoints: {
    encryptionType: ['EncryptionAtRestWithPlatformKey', 'EncryptionAtRestWithCustomerKey', 'Zz', undefined],
    diskEncryptionSetId: [DES, RECOVERY_DES, undefined],
    sourceId: [OS_DISK, DATA_DISK, undefined],
    securityType: [undefined, 'ConfidentialVM_DiskEncryptedWithPlatformKey', 'Zz'],
  },
  restorePoints: {
    disks: [
      [],
      CAPTURED,
      [
        { ...CAPTURED[0], encryptionType: 'EncryptionAtRestWithPlatformKey', diskEncryptionSetId: undefined },
        CAPTURED[1],
      ],
    ],
    time: ['2026-11-23T22:00:00Z', 'Zz', undefined],
  },
  restoreJobs: {
    status: ['Completed', 'Failed', 'Zz'],
    dataSourceId: [VM, undefined],
    bag: [undefined, BAG, { ...BAG, restoredDisks: ['vm-1-os', 'vm-1-data'], targetStorageAccountName: undefined }],
  },
  restoreJobDetails: {
    recoveryPointTime: ['2026-11-19T22:00:00.000Z', '2026-11-23T22:00:00.000Z', undefined],
    targetResourceGroup: ['rg-restored', 'rg-app', undefined],
    targetStorageAccountName: ['ststaging', undefined],
    restoredDisks: [undefined, ['vm-1-os'], ['vm-1-os', 'vm-1-data']],
    backedUpDisks: [undefined, ['vm-1-os', 'vm-1-data']],
    leftEncryptionInfo: [true, false],
  },
  replicatedItems: {
    instanceType: ['A2A', 'InMageRcm', 'Zz', undefined],
    sourceVmId: [undefined, SECOND_VM],
    protectionState: ['Protected', 'MarkedForDeletion', 'Zz', undefined],
    replicationHealth: ['Normal', 'Critical', 'Zz', undefined],
  },
  replicationDetails: {
    protectionState: ['Protected', 'EnablingFailed', 'Zz'],
    replicationHealth: ['Normal', 'Critical', 'Zz', undefined],
    rpoInSeconds: [60, 100_000, undefined],
    activeLocation: ['Primary', 'Recovery', undefined],
    instanceType: ['A2A', 'InMageRcm', 'Zz', undefined],
    sourceVmId: [undefined, SECOND_VM],
    disks: [
      [replicatedDisk(LONE_DISK, OS_REPLICA)],
      [replicatedDisk(OS_DISK, DATA_REPLICA), replicatedDisk(DATA_DISK, OS_REPLICA)],
      [replicatedDisk(OS_DISK, OS_REPLICA, { recoveryTargetDiskId: LONE_DISK })],
      [replicatedDisk(OS_DISK, LONE_DISK)],
    ],
    failoverHealth: ['Normal', 'Critical', 'Zz'],
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
    conditionVersion: [undefined, '1.0', '2.0', 'Zz'],
  },
  storageAccounts: {
    keySource: ['Microsoft.Keyvault', 'Microsoft.Storage', 'Zz'],
    supportsHttpsTrafficOnly: [true, false, undefined],
    networkDefaultAction: ['Deny', 'Allow', 'Zz'],
    publicNetworkAccess: ['Disabled', 'Enabled', 'Zz', undefined],
  },
};
