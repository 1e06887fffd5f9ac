import { armId, nameOf, resourceGroupOf, subscriptionOf } from '../../src/domain/armId.ts';
import type { CheckId, Status, SubjectKind, Verdict } from '../../src/domain/check.ts';
import type { AskedSourceId, Facts } from '../../src/domain/facts.ts';
import type { FactRows } from '../../src/report/packContents.ts';
import { AS_OF, diskId, PRODUCTION, RECOVERY } from './fixtureDisks.ts';

const group = (name: string, subscription = PRODUCTION): string =>
  `/subscriptions/${subscription}/resourceGroups/${name}/providers`;

export const VAULT = `${group('rg-backup')}/Microsoft.RecoveryServices/vaults/rsv-1`;
export const ITEM = `${VAULT}/backupFabrics/Azure/protectionContainers/c/protectedItems/VM;iaasvmcontainerv2;rg;pay-db-01`;
const BACKUP_VAULT = `${group('rg-backup')}/Microsoft.DataProtection/backupVaults/bv-1`;
export const INSTANCE = `${BACKUP_VAULT}/backupInstances/pay-db-01_Data0-0229aedd`;
export const JOB = `${VAULT}/backupJobs/0229aedd-2571-4814-a418-fa43a1a69aa4`;
export const KEY_VAULT = `${group('rg-keys')}/Microsoft.KeyVault/vaults/kv-payments`;
export const KEY = `${KEY_VAULT}/keys/disks/versions/0123456789abcdef0123456789abcdef`;
export const SET = `${group('rg-keys')}/Microsoft.Compute/diskEncryptionSets/des-payments`;
export const SNAPSHOT = `${group('rg-payments')}/Microsoft.Compute/snapshots/pay-db-01-before-patch`;
export const REPLICATED = `${group('rg-dr', RECOVERY)}/Microsoft.RecoveryServices/vaults/rsv-asr/replicationFabrics/f/replicationProtectionContainers/c/replicationProtectedItems/17c9`;
export const CLUSTER = REPLICATED.replace('replicationProtectedItems/17c9', 'replicationProtectionClusters/wsfc-pay');
const MACHINE = `${group('rg-payments')}/Microsoft.Compute/virtualMachines/pay-db-01`;

function resource(resourceId: string) {
  return {
    id: armId(resourceId),
    resourceId,
    name: nameOf(resourceId),
    subscriptionId: subscriptionOf(resourceId),
    resourceGroup: resourceGroupOf(resourceId),
    location: 'westeurope',
    tags: {},
  };
}

const STORED = {
  encryptionType: 'EncryptionAtRestWithCustomerKey',
  diskEncryptionSetId: armId(SET),
  ade: undefined,
  securityType: undefined,
  secureVmDiskEncryptionSetId: undefined,
  networkAccessPolicy: 'AllowAll',
  publicNetworkAccess: 'Enabled',
  dataAccessAuthMode: undefined,
  diskAccessId: undefined,
  diskState: 'Attached',
  creation: {
    createOption: 'FromImage',
    sourceResourceId: undefined,
    sourceUri: undefined,
    storageAccountId: undefined,
    sourceUniqueId: undefined,
  },
  osType: 'Linux',
  sku: 'Premium_LRS',
  sizeGb: 128,
  timeCreated: '2025-03-10T09:00:00.000Z',
  uniqueId: undefined,
};

/** A fact or two of each source that the workbook lists. */
const FACTS: FactTable = {
  disks: ['pay-db-01_OsDisk', 'pay-db-01_Data0'].map((name) => ({
    ...resource(diskId(name)),
    ...STORED,
    managedBy: [armId(MACHINE)],
    maxShares: undefined,
  })),
  snapshots: [
    {
      ...resource(SNAPSHOT),
      ...STORED,
      diskState: 'ActiveSAS',
      incremental: true,
      completionPercent: undefined,
      provisioningState: undefined,
    },
  ],
  protectedItems: [
    {
      ...resource(ITEM),
      vaultId: armId(VAULT),
      backupManagementType: 'AzureIaasVM',
      workloadType: 'VM',
      friendlyName: 'pay-db-01',
      sourceResourceId: armId(MACHINE),
      protectionState: 'Protected',
      currentProtectionState: 'ProtectionConfigured',
      protectionStatus: 'Healthy',
      healthStatus: 'Passed',
      lastRecoveryPoint: '2026-11-22T02:00:00.000Z',
      lastBackupTime: undefined,
      lastBackupStatus: 'Completed',
      policyName: 'daily-30d',
    },
  ],
  backupInstances: [
    {
      ...resource(INSTANCE),
      vaultId: armId(BACKUP_VAULT),
      diskId: armId(diskId('pay-db-01_Data0')),
      protectionStatus: 'ProtectionConfigured',
      currentProtectionState: 'ProtectionConfigured',
      errorCode: undefined,
      policyName: 'hourly-7d',
      dataStores: ['OperationalStore'],
      snapshotGroupId: undefined,
    },
  ],
  recoveryPoints: [
    {
      ...resource(`${ITEM}/recoveryPoints/85455938204215`),
      protectedItemId: armId(ITEM),
      time: '2026-11-22T02:00:00.000Z',
      recoveryPointType: 'AppConsistent',
      isSourceVmEncrypted: false,
      encryptionMechanism: undefined,
      keys: undefined,
      tiers: [
        { type: 'InstantRP', status: 'Valid' },
        { type: 'HardenedRP', status: 'Valid' },
      ],
      includedDisks: undefined,
      excludedDisks: [{ lun: 1, name: 'pay-db-01_Temp' }],
      numberOfDisksIncluded: 2,
      numberOfDisksAttached: 3,
      securityType: undefined,
      expiryTime: '2026-12-22T02:00:00.000Z',
      isSoftDeleted: false,
    },
  ],
  restoreJobs: [
    {
      ...resource(JOB),
      vaultId: armId(VAULT),
      jobId: nameOf(JOB),
      operation: 'Restore',
      status: 'Completed',
      startTime: '2026-11-19T16:50:00.000Z',
      endTime: '2026-11-19T17:16:00.000Z',
      entityFriendlyName: 'pay-db-01',
      dataSourceId: armId(MACHINE),
      isUserTriggered: true,
      containerName: undefined,
      bag: undefined,
    },
  ],
  restoreJobDetails: [
    {
      ...resource(JOB),
      jobType: undefined,
      recoveryPointTime: '2026-11-18T02:00:00.000Z',
      targetResourceGroup: 'rg-restore',
      targetStorageAccountName: 'strestore',
      targetVmName: undefined,
      originalVmName: undefined,
      restoredDisks: undefined,
      backedUpDisks: undefined,
      leftEncryptionInfo: false,
    },
  ],
  replicationDetails: [
    {
      ...resource(REPLICATED),
      vaultId: armId(VAULT),
      friendlyName: 'pay-db-01',
      instanceType: 'A2A',
      sourceVmId: armId(MACHINE),
      protectionState: 'Protected',
      activeLocation: 'Primary',
      replicationHealth: 'Normal',
      failoverHealth: undefined,
      testFailoverState: undefined,
      rpoInSeconds: 300,
      lastRpoCalculatedTime: '2026-11-23T05:58:00.000Z',
      lastSuccessfulTestFailoverTime: undefined,
      vmProtectionState: undefined,
      vmEncryptionType: undefined,
      recoveryVmId: undefined,
      testFailoverVmId: undefined,
      recoveryFabricLocation: 'northeurope',
      recoveryResourceGroupId: undefined,
      disks: [
        {
          diskId: armId(diskId('pay-db-01_OsDisk')),
          diskName: 'pay-db-01_OsDisk',
          resyncRequired: undefined,
          diskState: undefined,
          recoveryResourceGroupId: undefined,
          recoveryReplicaDiskId: armId(diskId('pay-db-01_OsDisk-ASRReplica', RECOVERY)),
          recoveryTargetDiskId: undefined,
          recoveryDiskEncryptionSetId: undefined,
          primaryDiskEncryptionSetId: undefined,
          stagingStorageAccountId: undefined,
          isDiskEncrypted: undefined,
          secretUrl: undefined,
          secretVaultId: undefined,
          keyUrl: undefined,
          keyVaultId: undefined,
          testFailoverDiskName: undefined,
        },
      ],
      seedDiskIds: [],
    },
  ],
  replicationClusters: [
    {
      ...resource(CLUSTER),
      vaultId: armId(VAULT),
      instanceType: 'A2A',
      clusterState: undefined,
      clusterHealth: undefined,
      itemIds: [],
      protectionState: 'Protected',
      activeLocation: 'Primary',
      replicationHealth: 'Warning',
      rpoInSeconds: 420,
      lastRpoCalculatedTime: '2026-11-23T05:57:00.000Z',
      recoveryFabricLocation: 'northeurope',
      disks: [],
    },
  ],
  diskEncryptionSets: [
    {
      ...resource(SET),
      encryptionType: 'EncryptionAtRestWithCustomerKey',
      keyUrl: 'https://kv-payments.vault.azure.net/keys/disks/0123456789abcdef0123456789abcdef',
      keyVaultId: armId(KEY_VAULT),
      rotationToLatestKeyVersionEnabled: true,
      lastKeyRotationTimestamp: '2026-06-01T08:00:00.000Z',
      autoKeyRotationError: undefined,
      identityType: 'SystemAssigned',
      principalIds: [],
      federatedClientId: undefined,
      provisioningState: 'Succeeded',
    },
  ],
  keyVaults: [
    {
      ...resource(KEY_VAULT),
      managedHsm: false,
      vaultUri: 'https://kv-payments.vault.azure.net/',
      enableSoftDelete: true,
      enablePurgeProtection: undefined,
      enableRbacAuthorization: true,
      enabledForTemplateDeployment: false,
      enabledForDeployment: false,
      publicNetworkAccess: 'Disabled',
      accessPolicies: [],
    },
  ],
  keys: [
    {
      ...resource(KEY),
      keyVaultId: armId(KEY_VAULT),
      version: nameOf(KEY),
      enabled: true,
      created: '2026-06-01T08:00:00.000Z',
      notBefore: undefined,
      expires: '2027-06-01T08:00:00.000Z',
      keyType: 'RSA-HSM',
      keySize: 3072,
      keyOps: ['wrapKey', 'unwrapKey'],
      recoveryLevel: 'Recoverable',
    },
  ],
};

type FactTable = { readonly [S in AskedSourceId]?: readonly Facts[S][] };

export const facts: FactRows = async function* <S extends AskedSourceId>(source: S): AsyncGenerator<Facts[S]> {
  await Promise.resolve();
  const rows: readonly Facts[S][] = FACTS[source] ?? [];
  yield* [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));
};

export function verdict(check: CheckId, subjectKind: SubjectKind, subject: string, status: Status): Verdict {
  return {
    check,
    checkVersion: 1,
    subjectKind,
    subject: armId(subject),
    subjectName: nameOf(subject),
    subscriptionId: subscriptionOf(subject),
    resourceGroup: resourceGroupOf(subject),
    status,
    because: `${check} says ${status} of ${nameOf(subject)}.`,
    severity: 'High',
    evidence: { 'As of': AS_OF },
    gaps: [],
    remediation: status === 'NonCompliant' ? 'Repair it.' : '',
    exemption: undefined,
    beneath: undefined,
  };
}
