import { armId, nameOf, type ArmId } from '../../src/domain/armId.ts';
import type {
  Disk,
  DiskRestorePoint,
  KeyVault,
  RecoveryPoint,
  ReplicatedDisk,
  Snapshot,
  StorageAccount,
} from '../../src/domain/facts.ts';
import { addAccess, SET_IDENTITY, VAULT_IDENTITY } from './cleanAccess.ts';
import { Draft, diskId, id, SUB, vmId } from './estateOf.ts';

type Bare<Row> = Omit<Row, 'id' | 'resourceId' | 'name' | 'subscriptionId' | 'resourceGroup' | 'location' | 'tags'>;

export const VM = vmId('vm-1');
export const OS_DISK = diskId('vm-1-os');
export const DATA_DISK = diskId('vm-1-data');
export const LONE_DISK = diskId('disk-alone');
export const KEY_VAULT = armId(id('Microsoft.KeyVault/vaults', 'kv-core'));
export const RECOVERY_KEY_VAULT = armId(id('Microsoft.KeyVault/vaults', 'kv-north'));
export const DES = armId(id('Microsoft.Compute/diskEncryptionSets', 'des-core'));
export const RECOVERY_DES = armId(id('Microsoft.Compute/diskEncryptionSets', 'des-north'));
export const KEY_URL = 'https://kv-core.vault.azure.net/keys/disk-cmk/0123456789abcdef0123456789abcdef';
export const KEY = armId(`${KEY_VAULT}/keys/disk-cmk/versions/0123456789abcdef0123456789abcdef`);
const RECOVERY_KEY_URL = 'https://kv-north.vault.azure.net/keys/disk-cmk/fedcba9876543210fedcba9876543210';
export const RECOVERY_KEY = armId(`${RECOVERY_KEY_VAULT}/keys/disk-cmk/versions/fedcba9876543210fedcba9876543210`);
export const KEK_URL = 'https://kv-core.vault.azure.net/keys/ade-kek/00000000000000000000000000000001';
export const KEK = armId(`${KEY_VAULT}/keys/ade-kek/versions/00000000000000000000000000000001`);
export const SECRET_URL = 'https://kv-core.vault.azure.net/secrets/ade-bek/00000000000000000000000000000002';
export const VAULT = armId(id('Microsoft.RecoveryServices/vaults', 'rsv-core'));
const VAULT_KEY_URL = 'https://kv-core.vault.azure.net/keys/vault-cmk';
export const VAULT_KEY = armId(`${KEY_VAULT}/keys/vault-cmk`);
export const ITEM = armId(
  `${VAULT}/backupfabrics/azure/protectioncontainers/iaasvmcontainer;iaasvmcontainerv2;rg-app;vm-1/protecteditems/vm;iaasvmcontainerv2;rg-app;vm-1`,
);
export const POINT = armId(`${ITEM}/recoverypoints/100`);
export const OLD_POINT = armId(`${ITEM}/recoverypoints/099`);
export const SNAPSHOT = armId(id('Microsoft.Compute/snapshots', 'vm-1-data-snap'));
export const COLLECTION = armId(
  id('Microsoft.Compute/restorePointCollections', 'AzureBackup_vm-1_123456', 'AzureBackupRG_westeurope_1'),
);
export const RESTORE_POINT = armId(`${COLLECTION}/restorepoints/AzureBackup_20261123_220000`);
/** The copy of a disk in the restore point. */
export const restorePointOf = (disk: ArmId): ArmId =>
  armId(`${RESTORE_POINT}/diskrestorepoints/${nameOf(disk)}_b70cd924-3362-4a80-93c2-9415eaa12745`);
export const RESTORED = diskId('vm-1-osdisk-20261120-101500', 'rg-restored');
export const JOB_ID = 'aaaaaaaa-0000-0000-0000-000000000001';
export const JOB = armId(`${VAULT}/backupjobs/${JOB_ID}`);
export const STAGING = armId(id('Microsoft.Storage/storageAccounts', 'ststaging'));
export const CACHE = armId(id('Microsoft.Storage/storageAccounts', 'stcache'));
export const REPLICATED = armId(
  `${id('Microsoft.RecoveryServices/vaults', 'rsv-north')}/replicationfabrics/f/replicationprotectioncontainers/c/replicationprotecteditems/vm-1`,
);
export const SECOND_VM = vmId('vm-2');
const SECOND_ITEM = armId(REPLICATED.replace(/vm-1$/, 'vm-2'));
export const OS_REPLICA = diskId('vm-1-os-ASRReplica', 'rg-north');
export const DATA_REPLICA = diskId('vm-1-data-ASRReplica', 'rg-north');
export const TEST_DISK = diskId('vm-1-os-ASRtest', 'rg-north');
export const EXTENSION = armId(`${VM}/extensions/AzureDiskEncryption`);

/** The ways out of a disk, a snapshot or a copy in a restore point. */
export const SHUT = {
  networkAccessPolicy: 'DenyAll',
  publicNetworkAccess: 'Disabled',
  diskAccessId: undefined,
} as const;

const STORED: Omit<Bare<Snapshot>, 'incremental' | 'completionPercent'> = {
  provisioningState: 'Succeeded',
  encryptionType: 'EncryptionAtRestWithCustomerKey',
  diskEncryptionSetId: DES,
  ade: undefined,
  securityType: undefined,
  secureVmDiskEncryptionSetId: undefined,
  networkAccessPolicy: 'DenyAll',
  publicNetworkAccess: 'Disabled',
  dataAccessAuthMode: undefined,
  diskAccessId: undefined,
  diskState: 'Unattached',
  creation: {
    createOption: 'Empty',
    sourceResourceId: undefined,
    sourceUri: undefined,
    storageAccountId: undefined,
    sourceUniqueId: undefined,
  },
  osType: undefined,
  sku: 'Premium_LRS',
  sizeGb: 128,
  timeCreated: '2026-01-10T08:00:00.000Z',
  uniqueId: undefined,
};

export const DISK: Bare<Disk> = { ...STORED, managedBy: [], maxShares: undefined };

/** Platform key at rest, no disk encryption set. */
export const PLATFORM = { encryptionType: 'EncryptionAtRestWithPlatformKey', diskEncryptionSetId: undefined } as const;

/** `encryptionSettingsCollection` with a key encryption key. */
export const ADE_KEK = {
  enabled: true,
  version: '1.1',
  keys: [{ secretUrl: SECRET_URL, secretVaultId: KEY_VAULT, keyUrl: KEK_URL, keyVaultId: KEY_VAULT }],
} as const;
export const ADE_BEK = {
  enabled: true,
  version: '1.1',
  keys: [{ secretUrl: SECRET_URL, secretVaultId: KEY_VAULT, keyUrl: undefined, keyVaultId: undefined }],
} as const;

const VAULT_OF_KEYS: Bare<KeyVault> = {
  managedHsm: false,
  vaultUri: undefined,
  enableSoftDelete: true,
  enablePurgeProtection: true,
  enableRbacAuthorization: true,
  enabledForTemplateDeployment: false,
  enabledForDeployment: false,
  publicNetworkAccess: 'Disabled',
  accessPolicies: [],
};

const ACCOUNT: Bare<StorageAccount> = {
  principalIds: [],
  keySource: 'Microsoft.Keyvault',
  keyVaultUri: 'https://kv-core.vault.azure.net',
  keyName: 'storage-cmk',
  requireInfrastructureEncryption: false,
  supportsHttpsTrafficOnly: true,
  minimumTlsVersion: 'TLS1_2',
  allowBlobPublicAccess: false,
  publicNetworkAccess: 'Disabled',
  networkDefaultAction: 'Deny',
};

export const RECOVERY_POINT: Bare<RecoveryPoint> = {
  protectedItemId: ITEM,
  time: '2026-11-23T22:00:00.0000000Z',
  recoveryPointType: 'FileSystemConsistent',
  isSourceVmEncrypted: false,
  encryptionMechanism: 'None',
  keys: undefined,
  tiers: [
    { type: 'InstantRP', status: 'Valid' },
    { type: 'HardenedRP', status: 'Valid' },
  ],
  includedDisks: [
    { lun: -1, name: 'vm-1-os' },
    { lun: 0, name: 'vm-1-data' },
  ],
  excludedDisks: [],
  numberOfDisksIncluded: 2,
  numberOfDisksAttached: 2,
  securityType: undefined,
  expiryTime: '2026-12-23T22:00:00.000Z',
  isSoftDeleted: false,
};

/** As a list shows it: its own page alone names the disks in it. */
const LISTED_POINT = { ...RECOVERY_POINT, includedDisks: undefined, excludedDisks: undefined };

export function replicatedDisk(source: ArmId, replica: ArmId, part: Partial<ReplicatedDisk> = {}): ReplicatedDisk {
  return {
    diskId: source,
    diskName: source.slice(source.lastIndexOf('/') + 1),
    diskState: 'Protected',
    resyncRequired: false,
    recoveryResourceGroupId: armId(`/subscriptions/${SUB}/resourceGroups/rg-north`),
    recoveryReplicaDiskId: replica,
    recoveryTargetDiskId: undefined,
    recoveryDiskEncryptionSetId: RECOVERY_DES,
    primaryDiskEncryptionSetId: DES,
    stagingStorageAccountId: CACHE,
    isDiskEncrypted: false,
    secretUrl: undefined,
    secretVaultId: undefined,
    keyUrl: undefined,
    keyVaultId: undefined,
    testFailoverDiskName: `${source.slice(source.lastIndexOf('/') + 1)}-ASRtest`,
    ...part,
  };
}

/** One VM with two disks under a customer key, backed up, restored once, replicated: every link as it should be. */
export function cleanEstate(): Draft {
  const draft = new Draft();
  addAccess(draft);
  addKeys(draft);
  const attached = { diskState: 'Attached', managedBy: [VM] };
  draft.put('disks', id('Microsoft.Compute/disks', 'vm-1-os'), { ...DISK, ...attached, osType: 'Linux' });
  draft.put('disks', id('Microsoft.Compute/disks', 'vm-1-data'), { ...DISK, ...attached });
  draft.put('disks', id('Microsoft.Compute/disks', 'disk-alone'), DISK);
  draft.put('virtualMachines', id('Microsoft.Compute/virtualMachines', 'vm-1'), {
    vmSize: 'Standard_D2s_v5',
    securityType: undefined,
    encryptionAtHost: true,
    provisioningState: 'Succeeded',
    osType: 'Linux',
    osDisk: vmDisk('vm-1-os', OS_DISK, undefined),
    dataDisks: [vmDisk('vm-1-data', DATA_DISK, 0)],
    powerState: 'PowerState/running',
    ade: undefined,
    timeCreated: '2026-01-10T08:01:00.000Z',
    scaleSetId: undefined,
  });
  draft.put('snapshots', id('Microsoft.Compute/snapshots', 'vm-1-data-snap'), {
    ...STORED,
    incremental: true,
    completionPercent: undefined,
    provisioningState: 'Succeeded',
    creation: {
      ...STORED.creation,
      createOption: 'Copy',
      sourceResourceId: id('Microsoft.Compute/disks', 'vm-1-data'),
    },
  });
  addBackup(draft);
  addRestore(draft);
  addReplication(draft);
  return draft;
}

export function vmDisk(name: string, disk: ArmId, lun: number | undefined) {
  return {
    name,
    diskId: disk,
    lun,
    diskEncryptionSetId: DES,
    securityEncryptionType: undefined,
    secureDiskEncryptionSetId: undefined,
    ephemeral: false,
  };
}

function addKeys(draft: Draft): void {
  draft.put('keyVaults', id('Microsoft.KeyVault/vaults', 'kv-core'), {
    ...VAULT_OF_KEYS,
    managedHsm: false,
    vaultUri: 'https://kv-core.vault.azure.net/',
  });
  draft.put('keyVaults', id('Microsoft.KeyVault/vaults', 'kv-north'), {
    ...VAULT_OF_KEYS,
    managedHsm: false,
    vaultUri: 'https://kv-north.vault.azure.net/',
    location: 'northeurope',
  });
  const key = {
    enabled: true,
    created: '2026-06-01T08:00:00.000Z',
    notBefore: undefined,
    expires: '2027-06-01T08:00:00.000Z',
    keyType: 'RSA',
    keySize: 3072,
    keyOps: ['wrapKey', 'unwrapKey'],
    recoveryLevel: 'Recoverable',
  };
  for (const [resourceId, keyVaultId, version] of [
    [KEY, KEY_VAULT, '0123456789abcdef0123456789abcdef'],
    [KEK, KEY_VAULT, '00000000000000000000000000000001'],
    [VAULT_KEY, KEY_VAULT, ''],
    [RECOVERY_KEY, RECOVERY_KEY_VAULT, 'fedcba9876543210fedcba9876543210'],
  ] as const)
    draft.put('keys', resourceId, { ...key, keyVaultId, version });
  const set = {
    encryptionType: 'EncryptionAtRestWithCustomerKey',
    rotationToLatestKeyVersionEnabled: true,
    lastKeyRotationTimestamp: '2026-06-01T09:00:00.000Z',
    autoKeyRotationError: undefined,
    identityType: 'SystemAssigned',
    principalIds: [SET_IDENTITY],
    federatedClientId: undefined,
    provisioningState: 'Succeeded',
  };
  draft.put('diskEncryptionSets', id('Microsoft.Compute/diskEncryptionSets', 'des-core'), {
    ...set,
    keyUrl: KEY_URL,
    keyVaultId: KEY_VAULT,
  });
  draft.put('diskEncryptionSets', id('Microsoft.Compute/diskEncryptionSets', 'des-north'), {
    ...set,
    keyUrl: RECOVERY_KEY_URL,
    keyVaultId: undefined, // Azure leaves it out when the vault lies in another subscription
    location: 'northeurope',
  });
}

function addBackup(draft: Draft): void {
  draft.put('recoveryServicesVaults', id('Microsoft.RecoveryServices/vaults', 'rsv-core'), {
    principalIds: [VAULT_IDENTITY],
    keyUri: VAULT_KEY_URL,
    infrastructureEncryption: 'Enabled',
    softDeleteState: 'AlwaysON',
    softDeleteRetentionDays: 14,
    immutabilityState: 'Unlocked',
    crossRegionRestore: 'Disabled',
    storageRedundancy: 'GeoRedundant',
    publicNetworkAccess: 'Disabled',
  });
  draft.put('vaultEncryptions', VAULT, {
    encryptionAtRestType: 'CustomerManaged',
    keyUri: VAULT_KEY_URL,
    lastUpdateStatus: 'Succeeded',
    infrastructureEncryptionState: 'Enabled',
  });
  draft.put('protectedItems', ITEM, {
    vaultId: VAULT,
    backupManagementType: 'AzureIaasVM',
    workloadType: 'VM',
    friendlyName: 'vm-1',
    sourceResourceId: VM,
    protectionState: 'Protected',
    currentProtectionState: 'ProtectionConfigured',
    protectionStatus: 'Healthy',
    healthStatus: 'Passed',
    lastRecoveryPoint: RECOVERY_POINT.time,
    lastBackupTime: RECOVERY_POINT.time,
    lastBackupStatus: 'Completed',
    policyName: 'daily',
  });
  draft.put('diskExclusions', ITEM, {
    diskLuns: undefined,
    isInclusionList: undefined,
    protectionState: 'Protected',
    isScheduledForDeferredDelete: undefined,
  });
  draft.put('recoveryPoints', POINT, LISTED_POINT);
  draft.put('recoveryPoints', OLD_POINT, { ...LISTED_POINT, time: '2026-11-22T22:00:00.0000000Z' });
  draft.put('recoveryPointDetails', POINT, RECOVERY_POINT);
  draft.put('restorePointCollections', COLLECTION, { sourceId: VM });
  const disks = [OS_DISK, DATA_DISK];
  draft.put('restorePoints', RESTORE_POINT, {
    collectionId: COLLECTION,
    time: '2026-11-23T22:00:04.000Z',
    disks: disks.map((diskId) => ({
      diskId,
      diskRestorePointId: restorePointOf(diskId),
      encryptionType: 'EncryptionAtRestWithCustomerKey',
      diskEncryptionSetId: DES,
      securityEncryptionType: undefined,
    })),
  });
  for (const sourceId of disks)
    draft.put('diskRestorePoints', restorePointOf(sourceId), {
      restorePointId: RESTORE_POINT,
      sourceId,
      sourceUniqueId: undefined,
      encryptionType: 'EncryptionAtRestWithCustomerKey',
      diskEncryptionSetId: DES,
      securityType: undefined,
      secureVmDiskEncryptionSetId: undefined,
      ...SHUT,
    });
}

/** A job that does not name its disks, as one that restores them all. */
const UNNAMED_DISKS = {
  targetVmName: undefined,
  originalVmName: undefined,
  restoredDisks: undefined,
  backedUpDisks: undefined,
} as const;

function addRestore(draft: Draft): void {
  const path = `${COLLECTION}/restorePoints/AzureBackup_20261120_010203/disks/vm-1-os?id=5d2a`;
  draft.put('disks', id('Microsoft.Compute/disks', 'vm-1-osdisk-20261120-101500', 'rg-restored'), {
    ...DISK,
    tags: { RSVaultBackup: JOB_ID.toUpperCase() },
    creation: { ...STORED.creation, createOption: 'Restore', sourceResourceId: path },
    timeCreated: '2026-11-20T10:15:00.000Z',
  });
  draft.put('restoreJobs', JOB, {
    vaultId: VAULT,
    jobId: JOB_ID,
    operation: 'Restore',
    status: 'Completed',
    startTime: '2026-11-20T10:10:00.000Z',
    endTime: '2026-11-20T10:20:00.000Z',
    entityFriendlyName: 'vm-1',
    dataSourceId: VM,
    containerName: 'iaasvmcontainerv2;rg-app;vm-1',
    isUserTriggered: true,
    bag: undefined,
  });
  draft.put('restoreJobDetails', JOB, {
    jobType: 'Recover disks',
    recoveryPointTime: '2026-11-19T22:00:00.000Z',
    targetResourceGroup: 'rg-restored',
    targetStorageAccountName: 'ststaging',
    ...UNNAMED_DISKS,
    leftEncryptionInfo: false,
  });
  draft.put('recoveryPoints', armId(`${ITEM}/recoverypoints/097`), {
    ...RECOVERY_POINT,
    time: '2026-11-19T22:00:00.0000000Z',
    numberOfDisksIncluded: 1,
  });
  draft.put('storageAccounts', id('Microsoft.Storage/storageAccounts', 'ststaging'), ACCOUNT);
}

function addReplication(draft: Draft): void {
  const vaultId = armId(id('Microsoft.RecoveryServices/vaults', 'rsv-north'));
  addAgent(draft, VM);
  draft.put('replicatedItems', REPLICATED, {
    vaultId,
    instanceType: 'A2A',
    sourceVmId: VM,
    protectionState: 'Protected',
    replicationHealth: 'Normal',
  });
  draft.put('replicationDetails', REPLICATED, {
    vaultId,
    friendlyName: 'vm-1',
    instanceType: 'A2A',
    sourceVmId: VM,
    protectionState: 'Protected',
    activeLocation: 'Primary',
    replicationHealth: 'Normal',
    failoverHealth: 'Normal',
    testFailoverState: 'None',
    rpoInSeconds: 95,
    lastRpoCalculatedTime: '2026-11-24T05:50:00.0000000Z',
    lastSuccessfulTestFailoverTime: undefined,
    vmEncryptionType: 'NotEncrypted',
    vmProtectionState: 'Protected',
    recoveryVmId: undefined,
    testFailoverVmId: undefined,
    recoveryFabricLocation: 'North Europe',
    recoveryResourceGroupId: armId(`/subscriptions/${SUB}/resourceGroups/rg-north`),
    disks: [replicatedDisk(OS_DISK, OS_REPLICA), replicatedDisk(DATA_DISK, DATA_REPLICA)],
    seedDiskIds: [],
  });
  for (const name of ['vm-1-os-ASRReplica', 'vm-1-data-ASRReplica'])
    draft.put('disks', id('Microsoft.Compute/disks', name, 'rg-north'), {
      ...DISK,
      diskEncryptionSetId: RECOVERY_DES,
      diskState: 'ActiveSAS',
      location: 'northeurope',
    });
  draft.put('storageAccounts', id('Microsoft.Storage/storageAccounts', 'stcache'), ACCOUNT);
}

export const CLUSTER = armId(
  REPLICATED.replace('/replicationprotecteditems/vm-1', '/replicationprotectionclusters/sql'),
);

/** A row as another resource of the same group has it. */
function as<Row>(other: ArmId, row: Row): Row & { id: ArmId; resourceId: string; name: string } {
  return { ...row, id: other, resourceId: other, name: nameOf(other) };
}

/** The data disk of the clean estate as one that a second VM shares, replicated by a cluster that has both. */
export function clusterEstate(): Draft {
  const draft = cleanEstate();
  const machine = draft.rows.virtualMachines.get(VM);
  const detail = draft.rows.replicationDetails.get(REPLICATED);
  const item = draft.rows.replicatedItems.get(REPLICATED);
  if (machine === undefined || detail === undefined || item === undefined)
    throw new Error('The clean estate has a VM that is replicated.');
  draft.put('virtualMachines', id('Microsoft.Compute/virtualMachines', 'vm-2'), {
    ...as(SECOND_VM, machine),
    osDisk: undefined,
    dataDisks: [vmDisk('vm-1-data', DATA_DISK, 4)],
  });
  draft.patch('disks', DATA_DISK, { managedBy: [VM, SECOND_VM], maxShares: 2 });
  const [osDisk, dataDisk] = detail.disks;
  if (osDisk === undefined || dataDisk === undefined) throw new Error('The clean estate replicates two disks.');
  draft.patch('replicationDetails', REPLICATED, { disks: [osDisk] });
  addAgent(draft, SECOND_VM);
  draft.put('replicatedItems', SECOND_ITEM, { ...as(SECOND_ITEM, item), sourceVmId: SECOND_VM });
  draft.put('replicationDetails', SECOND_ITEM, {
    ...as(SECOND_ITEM, detail),
    friendlyName: 'vm-2',
    sourceVmId: SECOND_VM,
    disks: [],
  });
  draft.put('replicationClusters', CLUSTER, {
    vaultId: item.vaultId,
    instanceType: 'A2A',
    itemIds: [REPLICATED, SECOND_ITEM],
    protectionState: 'Protected',
    activeLocation: 'Primary',
    replicationHealth: 'Normal',
    clusterState: 'Protected',
    clusterHealth: 'Normal',
    rpoInSeconds: 300,
    lastRpoCalculatedTime: '2026-11-24T05:50:00.0000000Z',
    recoveryFabricLocation: 'North Europe',
    disks: [dataDisk],
  });
  return draft;
}

/** The VM of the clean estate under Azure Disk Encryption with a key encryption key, its extension in place. */
export function adeEstate(): Draft {
  const draft = cleanEstate();
  const ade = { ...PLATFORM, ade: ADE_KEK };
  draft.patch('disks', OS_DISK, ade).patch('disks', DATA_DISK, ade);
  draft.patch('virtualMachines', VM, { encryptionAtHost: false });
  addExtension(draft);
  // Storage encrypts a copy of a disk under ADE with the platform's key, as it does the disk.
  sayEncryption(draft, PLATFORM);
  const encrypted = { isSourceVmEncrypted: true, encryptionMechanism: 'SinglePass', keys: ADE_KEK.keys[0] };
  for (const point of [POINT, OLD_POINT]) draft.patch('recoveryPoints', point, encrypted);
  draft.patch('recoveryPointDetails', POINT, encrypted);
  draft.drop('recoveryPoints', armId(`${ITEM}/recoverypoints/097`));
  return draft;
}

/** How the copies in the restore point are encrypted: their own word, and the restore point's unless it has another. */
export function sayEncryption(
  draft: Draft,
  own: Partial<Pick<DiskRestorePoint, 'encryptionType' | 'diskEncryptionSetId'>>,
  declared = own,
): void {
  for (const disk of [OS_DISK, DATA_DISK]) draft.patch('diskRestorePoints', restorePointOf(disk), own);
  const point = draft.rows.restorePoints.get(RESTORE_POINT);
  if (point === undefined) throw new Error('The estate has no restore point.');
  draft.patch('restorePoints', RESTORE_POINT, { disks: point.disks.map((disk) => ({ ...disk, ...declared })) });
}

/** Site Recovery's agent on the VM. */
export const AGENT = armId(`${VM}/extensions/SiteRecovery-Linux`);

export function addAgent(draft: Draft, on: ArmId): ArmId {
  return draft.put('serviceExtensions', `${on}/extensions/SiteRecovery-Linux`, {
    vmId: on,
    publisher: 'Microsoft.Azure.RecoveryServices.SiteRecovery',
    extensionType: 'Linux',
  });
}

/** A link of Site Recovery on the VM, to that item. */
export function addMark(draft: Draft, targetId: ArmId | undefined): Draft {
  draft.put('replicationMarks', `${VM}/providers/Microsoft.Resources/links/ASR-Protect-1`, { vmId: VM, targetId });
  return draft;
}

export function addExtension(draft: Draft): ArmId {
  return draft.put('vmExtensions', `${VM}/extensions/AzureDiskEncryption`, {
    vmId: VM,
    publisher: 'Microsoft.Azure.Security',
    extensionType: 'AzureDiskEncryptionForLinux',
    typeHandlerVersion: '1.1',
    provisioningState: 'Succeeded',
    encryptionOperation: 'EnableEncryption',
    volumeType: 'All',
    keyVaultId: KEY_VAULT,
    keyEncryptionKeyUrl: KEK_URL,
  });
}
