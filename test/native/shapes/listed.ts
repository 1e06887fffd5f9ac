import type { Difference } from './compare.ts';

/** Differences that stand, with the reason. `*` stands for any text in a path; without a kind it holds for every one. */
export interface Listed {
  readonly kind?: string;
  readonly paths: readonly string[];
  readonly why: string;
}

const RSV = 'microsoft.recoveryservices/vaults';
const CONTAINERS = `${RSV}/replicationfabrics/replicationprotectioncontainers`;
const ITEM = `${RSV}/backupfabrics/protectioncontainers/protecteditems`;
const VM = 'microsoft.compute/virtualmachines';
const DISK = 'microsoft.compute/disks';
const SNAPSHOT = 'microsoft.compute/snapshots';
const POINT = 'microsoft.compute/restorepointcollections/restorepoints';

const DES_IN_ASR =
  'Recorded VMs had neither a customer key, nor Azure Disk Encryption, nor a failover: the name is recorded, the value in use is the SDK’s (arm-recoveryservices-siterecovery 5.1.0, A2AProtectedManagedDiskDetails). UNVERIFIED.';
const ONLY_DETAIL =
  'Recorded GETs are of api-version 2016-01-01 and of a file share’s account; the recorded list, of 2023-01-01, has it, and the reference page of the GET too (learn.microsoft.com/rest/api/storagerp/storage-accounts/get-properties).';
const CHOICE = 'A choice that the estates do not make; no check reads it.';

export const LISTED: readonly Listed[] = [
  { paths: ['tags.*'], why: 'Tags are the customer’s: some resources have them, others not.' },
  {
    paths: [
      'properties.purchasePlan',
      'properties.creationData.galleryImageReference',
      'properties.burstingEnabled*',
      'properties.supportsHibernation',
      'properties.supportedCapabilities.diskControllerTypes',
    ],
    why: CHOICE,
  },
  // Compute
  {
    kind: 'microsoft.compute/diskencryptionsets',
    paths: ['identity.*', 'properties.federatedClientId'],
    why: 'The set that uses a key of another tenant: a user-assigned identity and its application. Recorded sets have neither; after the SDK (arm-compute 25.1.1, EncryptionSetIdentity, federatedClientId).',
  },
  {
    kind: DISK,
    paths: ['properties.shareInfo', 'properties.maxShares', 'managedByExtended'],
    why: 'Shared disks were not recorded; after the SDK (arm-compute 25.1.1, Disk).',
  },
  {
    paths: ['properties.encryptionSettingsCollection.encryptionSettingsVersion'],
    why: 'The recorded disk under Azure Disk Encryption is of 2018-09-30, before this name; after the SDK (arm-compute 25.1.1, EncryptionSettingsCollection).',
  },
  {
    kind: DISK,
    paths: ['properties.encryptionSettingsCollection.encryptionSettings[].keyEncryptionKey'],
    why: 'Absent from disks that have no key encryption key; the one recorded has one.',
  },
  {
    kind: DISK,
    paths: ['properties.creationData.sourceUniqueId'],
    why: 'No recorded disk is a copy; recorded snapshots have the name (arm-compute 25.1.1, CreationData).',
  },
  {
    kind: DISK,
    paths: ['properties'],
    why: 'Resource Graph was seen to give a property bag as text; a few rows do so on purpose.',
  },
  {
    kind: SNAPSHOT,
    paths: ['properties.encryption.diskEncryptionSetId'],
    why: 'Recorded snapshots are under platform keys; the name is that of recorded disks.',
  },
  {
    kind: SNAPSHOT,
    paths: ['properties.snapshotAccessState'],
    why: 'Of a newer api-version than the recorded one, 2023-10-02 (arm-compute 25.1.1, Snapshot).',
  },
  {
    kind: SNAPSHOT,
    paths: ['properties.completionPercent', 'properties.diskAccessId', 'properties.securityProfile'],
    why: 'Snapshots made by CopyStart, of confidential VMs or behind a disk access: the estates have none yet.',
  },
  {
    kind: 'microsoft.compute/restorepointcollections',
    paths: ['properties.restorePoints'],
    why: 'Azure shows the points with `$expand=restorePoints` only, and so do we; the recorded GET asked with it.',
  },
  {
    kind: POINT,
    paths: ['properties.sourceMetadata.securityProfile.*', 'properties.sourceMetadata.securityProfile'],
    why: 'Recorded VMs are Trusted Launch without encryption at host, ours the other way round; both names are the SDK’s (SecurityProfile).',
  },
  {
    kind: POINT,
    paths: ['properties.sourceMetadata.storageProfile.*.diskRestorePoint.encryption*'],
    why: 'Left out on purpose in a scenario where Azure does not say what protects the copy (as in the specification’s own example), and a set only where there is one.',
  },
  {
    kind: POINT,
    paths: [
      'properties.sourceRestorePoint',
      'properties.sourceMetadata.storageProfile.osDisk.diskRestorePoint.sourceDiskRestorePoint',
      'properties.sourceMetadata.osProfile.linuxConfiguration',
      'properties.sourceMetadata.osProfile.windowsConfiguration',
    ],
    why: CHOICE,
  },
  {
    kind: VM,
    paths: ['properties.instanceView'],
    why: 'Shown with `$expand=instanceView`, which the recording tool asked for and we do not.',
  },
  {
    kind: VM,
    paths: ['properties.extended'],
    why: 'Resource Graph’s own (learn.microsoft.com/azure/governance/resource-graph/samples/samples-by-category).',
  },
  {
    kind: VM,
    paths: ['properties.securityProfile*'],
    why: 'Encryption at host was not recorded (arm-compute 25.1.1, SecurityProfile.encryptionAtHost); only some VMs are Trusted Launch.',
  },
  {
    kind: VM,
    paths: ['properties.storageProfile.*', 'properties.virtualMachineScaleSet'],
    why: 'Unmanaged and ephemeral disks, confidential VMs and members of a flexible scale set were not recorded; after the SDK (arm-compute 25.1.1, VirtualMachine). A set stands only where there is one.',
  },
  // Key Vault, storage
  {
    kind: 'microsoft.keyvault/vaults',
    paths: [
      'properties.accessPolicies[]',
      'properties.enabledForDiskEncryption',
      'properties.enabledForTemplateDeployment',
    ],
    why: 'Recorded vaults have no access policies and were never asked for these; after the SDK (arm-keyvault 5.0.0, VaultProperties).',
  },
  { kind: 'microsoft.keyvault/managedhsms', paths: ['identity', 'properties.privateEndpointConnections'], why: CHOICE },
  {
    kind: 'microsoft.storage/storageaccounts',
    paths: ['properties.encryption.keyvaultproperties'],
    why: 'Recorded accounts are under Microsoft’s keys; after the reference page (learn.microsoft.com/rest/api/storagerp/storage-accounts/get-properties).',
  },
  {
    kind: 'microsoft.storage/storageaccounts',
    paths: ['properties.secondary*', 'properties.statusOfSecondary'],
    why: 'Of accounts with read access in the second region.',
  },
  {
    kind: 'microsoft.storage/storageaccounts',
    paths: ['properties.*'],
    why: ONLY_DETAIL,
  },
  // Vaults
  {
    kind: RSV,
    paths: [
      'identity.*',
      'properties.encryption.kekIdentity.userAssignedIdentity',
      'properties.encryption.infrastructureEncryption',
    ],
    why: 'Recorded vaults have no identity of their own; after the SDK (arm-recoveryservices 7.2.0, IdentityData). A user-assigned identity is a choice that the estates do not make.',
  },
  {
    kind: RSV,
    paths: ['properties.securitySettings.immutabilitySettings*'],
    why: 'Null in the one recording that has it; the SDK’s object where immutability is set (arm-recoveryservices 7.2.0, ImmutabilitySettings).',
  },
  {
    kind: `${RSV}/backupencryptionconfigs`,
    paths: ['properties.userAssignedIdentity'],
    why: 'Of vaults that use a user-assigned identity: the estates have none.',
  },
  {
    kind: 'microsoft.dataprotection/backupvaults',
    paths: [
      'identity.userAssignedIdentities',
      'properties.featureSettings',
      'properties.securitySettings.encryptionSettings',
    ],
    why: 'Of Backup vaults with a customer key or cross-region restore: the estates have none yet.',
  },
  // Azure Backup
  {
    kind: `${ITEM} · Microsoft.Compute/virtualMachines`,
    paths: ['properties.ConfiguredRPGenerationFrequency', 'properties.healthDetails', 'properties.kpisHealths'],
    why: 'Of 2022-06-01-preview only; the recordings of 2024-04-01 have none of them.',
  },
  {
    kind: `${ITEM} · Microsoft.Compute/virtualMachines`,
    paths: ['properties.extendedProperties.diskExclusionProperties.diskLunList[]'],
    why: 'The recorded list is empty (all data disks left out); numbers, after the SDK (DiskExclusionProperties).',
  },
  {
    kind: `${ITEM} · Microsoft.Compute/virtualMachines`,
    paths: ['properties.currentProtectionState', 'properties.dataSourceInfo'],
    why: 'Resource Graph’s own (learn.microsoft.com/azure/backup/query-backups-using-azure-resource-graph).',
  },
  {
    kind: `${ITEM}/recoverypoints · IaasVMRecoveryPoint`,
    paths: ['properties.keyAndSecret'],
    why: 'No backup under Azure Disk Encryption was recorded; by GET only, after the SDK (arm-recoveryservicesbackup 12.0.0, KeyAndSecretDetails). UNVERIFIED.',
  },
  {
    kind: `${ITEM}/recoverypoints · IaasVMRecoveryPoint`,
    paths: ['properties.recoveryPointProperties'],
    why: 'One recorded list has it; the recorded GETs are older points that have no rule of their own. A GET is assumed to show at least as much as a list. UNVERIFIED.',
  },
  {
    kind: `${ITEM}/recoverypoints · IaasVMRecoveryPoint`,
    paths: [
      'properties.crossRegionRestoreState',
      'properties.extendedLocation',
      'properties.recoveryPointMoveReadinessInfo.Archive',
      'properties.recoveryPointTierDetails[].extendedInfo',
      'properties.zones',
    ],
    why: CHOICE,
  },
  {
    kind: `${RSV}/backupjobs *`,
    paths: ['properties.extendedInfo'],
    why: 'Lists of jobs were not recorded; the specification’s list has no extendedInfo (examples 2025-02-01, Common/ListAllJobs).',
  },
  {
    kind: `${RSV}/backupjobs *`,
    paths: ['properties.extendedInfo.dynamicErrorMessage', 'properties.extendedInfo.propertyBag.*'],
    why: 'Of a job that still runs, or that left disks out.',
  },
  {
    kind: `${RSV}/backupjobs *`,
    paths: [
      'properties.isUserTriggered',
      'properties.operationCategory',
      'properties.dataSourceId',
      'properties.dataSourceLocation',
    ],
    why: 'Resource Graph’s own (learn.microsoft.com/azure/backup/query-backups-using-azure-resource-graph).',
  },
  // Site Recovery
  {
    kind: `${CONTAINERS}/replicationprotecteditems · A2A`,
    paths: [
      'properties.providerSpecificDetails.protectedManagedDisks[].*',
      'properties.providerSpecificDetails.*FabricObjectId',
      'properties.providerSpecificDetails.unprotectedDisks*',
    ],
    why: DES_IN_ASR,
  },
  {
    kind: `${CONTAINERS}/replicationprotectionclusters`,
    paths: ['properties.sharedDiskProperties.sharedDiskProviderSpecificDetails.protectedManagedDisks[].*'],
    why: DES_IN_ASR,
  },
  {
    kind: `${CONTAINERS}/replicationprotecteditems · A2A`,
    paths: ['properties.lastSuccessfulTestFailoverTime', 'properties.providerSpecificDetails.churnOptionSelected'],
    why: 'No recorded VM had a test failover that ended well, and the recordings are of 2022-08-01; after the SDK (5.1.0, 2023-06-01).',
  },
  {
    kind: `${CONTAINERS}/replicationprotecteditems · A2A`,
    paths: ['properties.providerSpecificDetails.vmSyncedConfigDetails.tags.*'],
    why: 'Tags are the customer’s: some resources have them, others not.',
  },
  {
    kind: `${CONTAINERS}/replicationprotecteditems · A2A`,
    paths: ['properties.providerSpecificDetails.dataSourceInfo'],
    why: 'Resource Graph’s own, from a community query. UNVERIFIED.',
  },
  // Access
  {
    kind: 'microsoft.authorization/*',
    paths: ['properties.*'],
    why: 'Recorded assignments have no condition, recorded roles no notActions; after the reference page (learn.microsoft.com/rest/api/authorization/role-assignments/get).',
  },
];

/** The entry that lists a difference. */
export function listedFor({ kind, path }: Pick<Difference, 'kind' | 'path'>): Listed | undefined {
  return LISTED.find(
    (entry) =>
      (entry.kind === undefined || matches(entry.kind, kind)) && entry.paths.some((shown) => matches(shown, path)),
  );
}

function matches(pattern: string, text: string): boolean {
  if (pattern === text) return true;
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0 || !text.startsWith(first)) return false;
  let from = first.length;
  for (const [index, part] of rest.entries()) {
    if (index === rest.length - 1) return text.length >= from + part.length && text.endsWith(part);
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return true;
}
