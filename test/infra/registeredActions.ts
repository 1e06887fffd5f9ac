/**
 * Read actions that Azure's providers register, as its public lists have them: a custom role may name these and no other, or
 * Azure refuses the whole role. Of each provider those that concern what is read here, or stand beside it.
 */
const REGISTERED: Readonly<Record<string, { readonly learnMore: string; readonly actions: readonly string[] }>> = {
  'Microsoft.Authorization': {
    learnMore:
      'https://learn.microsoft.com/azure/role-based-access-control/permissions/management-and-governance#microsoftauthorization',
    actions: [
      'classicAdministrators',
      'denyAssignments',
      'locks',
      'permissions',
      'policyAssignments',
      'policyDefinitions',
      'policyExemptions',
      'policySetDefinitions',
      'providerOperations',
      'roleAssignments',
      'roleDefinitions',
    ],
  },
  'Microsoft.Compute': {
    learnMore: 'https://learn.microsoft.com/azure/role-based-access-control/permissions/compute#microsoftcompute',
    actions: [
      'diskAccesses',
      'diskEncryptionSets',
      'disks',
      'galleries',
      'galleries/images',
      'galleries/images/versions',
      'images',
      'restorePointCollections',
      'restorePointCollections/restorePoints',
      'restorePointCollections/restorePoints/diskRestorePoints',
      'snapshots',
      'virtualMachines',
      'virtualMachines/extensions',
      'virtualMachines/instanceView',
      'virtualMachineScaleSets',
      'virtualMachineScaleSets/virtualMachines',
    ],
  },
  'Microsoft.DataProtection': {
    learnMore:
      'https://learn.microsoft.com/azure/role-based-access-control/permissions/storage#microsoftdataprotection',
    actions: [
      'backupVaults',
      'backupVaults/backupInstances',
      'backupVaults/backupInstances/recoveryPoints',
      'backupVaults/backupJobs',
      'backupVaults/backupPolicies',
    ],
  },
  'Microsoft.KeyVault': {
    learnMore: 'https://learn.microsoft.com/azure/role-based-access-control/permissions/security#microsoftkeyvault',
    actions: [
      'managedHSMs',
      'managedHSMs/keys',
      'managedHSMs/keys/versions',
      'vaults',
      'vaults/keys',
      'vaults/keys/versions',
      'vaults/secrets',
    ],
  },
  'Microsoft.ManagedServices': {
    learnMore:
      'https://learn.microsoft.com/azure/role-based-access-control/permissions/management-and-governance#microsoftmanagedservices',
    actions: ['operations', 'operationStatuses', 'registrationAssignments', 'registrationDefinitions'],
  },
  'Microsoft.Management': {
    learnMore:
      'https://learn.microsoft.com/azure/role-based-access-control/permissions/management-and-governance#microsoftmanagement',
    actions: ['managementGroups', 'managementGroups/descendants', 'managementGroups/settings'],
  },
  'Microsoft.RecoveryServices': {
    learnMore:
      'https://learn.microsoft.com/azure/role-based-access-control/permissions/management-and-governance#microsoftrecoveryservices',
    actions: [
      'vaults',
      'vaults/backupconfig',
      'vaults/backupEncryptionConfigs',
      'vaults/backupFabrics/protectionContainers',
      'vaults/backupFabrics/protectionContainers/items',
      'vaults/backupFabrics/protectionContainers/protectedItems',
      'vaults/backupFabrics/protectionContainers/protectedItems/recoveryPoints',
      'vaults/backupJobs',
      'vaults/backupPolicies',
      'vaults/backupProtectedItems',
      'vaults/backupProtectionContainers',
      'vaults/backupstorageconfig',
      'vaults/extendedInformation',
      'vaults/replicationEvents',
      'vaults/replicationFabrics',
      'vaults/replicationFabrics/replicationProtectionContainers',
      'vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems',
      'vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/recoveryPoints',
      // Only here: none is registered for the clusters of a whole vault.
      'vaults/replicationFabrics/replicationProtectionContainers/replicationProtectionClusters',
      'vaults/replicationJobs',
      'vaults/replicationPolicies',
      'vaults/replicationProtectedItems',
      'vaults/replicationProtectionContainers',
      'vaults/replicationRecoveryPlans',
    ],
  },
  'Microsoft.ResourceGraph': {
    learnMore:
      'https://learn.microsoft.com/azure/role-based-access-control/permissions/management-and-governance#microsoftresourcegraph',
    actions: ['operations', 'queries', 'resources', 'resourcesHistory'],
  },
  'Microsoft.Resources': {
    learnMore:
      'https://learn.microsoft.com/azure/role-based-access-control/permissions/management-and-governance#microsoftresources',
    actions: ['changes', 'deployments', 'links', 'subscriptions', 'subscriptions/resourceGroups', 'tags'],
  },
  'Microsoft.Storage': {
    learnMore: 'https://learn.microsoft.com/azure/role-based-access-control/permissions/storage#microsoftstorage',
    actions: ['storageAccounts', 'storageAccounts/blobServices', 'storageAccounts/blobServices/containers'],
  },
};

const REGISTERED_ACTIONS: ReadonlySet<string> = new Set(
  Object.entries(REGISTERED).flatMap(([provider, { actions }]) =>
    actions.map((type) => `${provider}/${type}/read`.toLowerCase()),
  ),
);

export function isRegistered(action: string): boolean {
  return REGISTERED_ACTIONS.has(action.toLowerCase());
}
