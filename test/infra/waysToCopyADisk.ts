/** One way in which the bytes of a disk can leave, or in which somebody gives himself such a way. */
export interface Way {
  readonly what: string;
  readonly actions: readonly string[];
  readonly plane: 'control' | 'data';
  /** Where Microsoft says that the operation does this. */
  readonly source: string;
}

const PERMISSIONS = 'https://learn.microsoft.com/azure/role-based-access-control/permissions/';
const ITEM = 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems';
const REPLICATED =
  'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems';

/** What docs/restrict-disk-export.md lists, row by row. */
export const WAYS: readonly Way[] = [
  {
    what: 'Create a download link for a disk',
    actions: ['Microsoft.Compute/disks/beginGetAccess/action'],
    plane: 'control',
    source: 'https://learn.microsoft.com/azure/virtual-machines/windows/download-vhd',
  },
  {
    what: 'Create a download link for a snapshot',
    actions: ['Microsoft.Compute/snapshots/beginGetAccess/action'],
    plane: 'control',
    source: 'https://learn.microsoft.com/azure/virtual-machines/windows/download-vhd',
  },
  {
    what: 'Create a download link for a restore point',
    actions: [
      'Microsoft.Compute/restorePointCollections/restorePoints/diskRestorePoints/beginGetAccess/action',
      'Microsoft.Compute/restorePointCollections/restorePoints/retrieveSasUris/action',
    ],
    plane: 'control',
    source: `${PERMISSIONS}compute#microsoftcompute`,
  },
  {
    what: 'The data-plane part of a download, if disks require Entra sign-in',
    actions: ['Microsoft.Compute/disks/download/action', 'Microsoft.Compute/snapshots/download/action'],
    plane: 'data',
    source: 'https://learn.microsoft.com/azure/virtual-machines/disks-secure-upload-download',
  },
  {
    what: 'Create a new disk from this one, or reopen this one to the network',
    actions: ['Microsoft.Compute/disks/write'],
    plane: 'control',
    source: 'https://learn.microsoft.com/azure/virtual-machines/disks-restrict-import-export-overview',
  },
  {
    what: 'Take a snapshot of the disk, also into another region or subscription',
    actions: ['Microsoft.Compute/snapshots/write'],
    plane: 'control',
    source: 'https://learn.microsoft.com/azure/virtual-machines/disks-incremental-snapshots',
  },
  {
    what: 'Create an image of the machine',
    actions: [
      'Microsoft.Compute/images/write',
      'Microsoft.Compute/virtualMachines/capture/action',
      'Microsoft.Compute/virtualMachines/generalize/action',
    ],
    plane: 'control',
    source: 'https://learn.microsoft.com/azure/virtual-machines/capture-image-resource',
  },
  {
    what: 'Create an image version in a gallery, and share the gallery',
    actions: ['Microsoft.Compute/galleries/images/versions/write', 'Microsoft.Compute/galleries/share/action'],
    plane: 'control',
    source: 'https://learn.microsoft.com/azure/virtual-machines/image-version',
  },
  {
    what: 'Create a restore point of the machine, also in another region',
    actions: [
      'Microsoft.Compute/restorePointCollections/write',
      'Microsoft.Compute/restorePointCollections/restorePoints/write',
    ],
    plane: 'control',
    source: 'https://learn.microsoft.com/azure/virtual-machines/create-restore-points',
  },
  {
    what: 'Attach the disk to another machine, or create a new machine from it',
    actions: [
      'Microsoft.Compute/virtualMachines/write',
      'Microsoft.Compute/virtualMachineScaleSets/write',
      'Microsoft.Compute/virtualMachineScaleSets/virtualMachines/write',
    ],
    plane: 'control',
    source: 'https://learn.microsoft.com/azure/virtual-machines/windows/attach-managed-disk-portal',
  },
  {
    what: 'Collect files from the disk with the platform’s disk inspection',
    actions: ['Microsoft.Compute/locations/diagnostics/diskInspection/action'],
    plane: 'control',
    source: `${PERMISSIONS}compute#microsoftcompute`,
  },
  {
    what: 'Restore from Azure Backup: full, file-level or cross-region',
    actions: [
      `${ITEM}/recoveryPoints/restore/action`,
      `${ITEM}/recoveryPoints/provisionInstantItemRecovery/action`,
      `${ITEM}/recoveryPoints/accessToken/action`,
      'Microsoft.RecoveryServices/locations/backupCrossRegionRestore/action',
      'Microsoft.DataProtection/backupVaults/backupInstances/restore/action',
    ],
    plane: 'control',
    source: 'https://learn.microsoft.com/azure/backup/backup-rbac-rs-vault',
  },
  {
    what: 'Back up into one’s own vault, and restore there',
    actions: [`${ITEM}/write`, 'Microsoft.DataProtection/backupVaults/backupInstances/write'],
    plane: 'control',
    source: 'https://learn.microsoft.com/azure/backup/backup-rbac-rs-vault',
  },
  {
    what: 'Create a Site Recovery replica, or run a (test) failover',
    actions: [
      `${REPLICATED}/write`,
      `${REPLICATED}/testFailover/action`,
      `${REPLICATED}/unplannedFailover/action`,
      `${REPLICATED}/plannedFailover/action`,
      'Microsoft.RecoveryServices/vaults/replicationRecoveryPlans/testFailover/action',
      'Microsoft.RecoveryServices/vaults/replicationRecoveryPlans/unplannedFailover/action',
      'Microsoft.RecoveryServices/vaults/replicationRecoveryPlans/plannedFailover/action',
    ],
    plane: 'control',
    source: 'https://learn.microsoft.com/azure/site-recovery/site-recovery-role-based-linked-access-control',
  },
  {
    what: 'Get keys or SAS tokens for a storage account with VHDs left by a restore',
    actions: [
      'Microsoft.Storage/storageAccounts/listKeys/action',
      'Microsoft.Storage/storageAccounts/listAccountSas/action',
      'Microsoft.Storage/storageAccounts/listServiceSas/action',
    ],
    plane: 'control',
    source: `${PERMISSIONS}storage#microsoftstorage`,
  },
  {
    what: 'Read those VHDs',
    actions: ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'],
    plane: 'data',
    source: `${PERMISSIONS}storage#microsoftstorage`,
  },
  {
    what: 'Assign oneself a role, or use an identity that has one',
    actions: [
      'Microsoft.Authorization/roleAssignments/write',
      'Microsoft.Authorization/roleDefinitions/write',
      'Microsoft.Authorization/elevateAccess/action',
      'Microsoft.Authorization/roleAssignmentScheduleRequests/write',
      'Microsoft.Authorization/roleEligibilityScheduleRequests/write',
      'Microsoft.Authorization/denyAssignments/delete',
      'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action',
      'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write',
    ],
    plane: 'control',
    source: `${PERMISSIONS}management-and-governance#microsoftauthorization`,
  },
  {
    what: 'Move the disk to where one has more rights',
    actions: ['Microsoft.Resources/subscriptions/resourceGroups/moveResources/action'],
    plane: 'control',
    source: 'https://learn.microsoft.com/azure/azure-resource-manager/management/move-resource-group-and-subscription',
  },
  {
    what: 'Remove a policy or lock that is in the way',
    actions: [
      'Microsoft.Authorization/policyAssignments/write',
      'Microsoft.Authorization/policyAssignments/delete',
      'Microsoft.Authorization/policyExemptions/write',
      'Microsoft.Authorization/locks/delete',
    ],
    plane: 'control',
    source: `${PERMISSIONS}management-and-governance#microsoftauthorization`,
  },
  {
    what: 'Run code in the guest from outside',
    actions: [
      'Microsoft.Compute/virtualMachines/runCommand/action',
      'Microsoft.Compute/virtualMachines/runCommands/write',
      'Microsoft.Compute/virtualMachines/extensions/write',
      'Microsoft.Compute/virtualMachineScaleSets/virtualMachines/runCommand/action',
      'Microsoft.Compute/galleries/applications/versions/write',
      'Microsoft.SerialConsole/serialPorts/connect/action',
    ],
    plane: 'control',
    source: 'https://learn.microsoft.com/azure/virtual-machines/run-command-overview',
  },
  {
    what: 'Sign in to the guest with Entra ID',
    actions: [
      'Microsoft.Compute/virtualMachines/login/action',
      'Microsoft.Compute/virtualMachines/loginAsAdmin/action',
      'Microsoft.Compute/virtualMachines/WACloginAsAdmin/action',
    ],
    plane: 'data',
    source: `${PERMISSIONS}compute#microsoftcompute`,
  },
];
