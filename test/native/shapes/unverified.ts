/** Kinds of the simulator of which no document was recorded, with what they are built from. */
export const UNVERIFIED: Readonly<Record<string, string>> = {
  'microsoft.compute/diskaccesses': 'arm-compute 25.1.1, DiskAccess',
  'microsoft.compute/galleries/images/versions': 'arm-compute 25.1.1, GalleryImageVersion; not assessed, only counted',
  'microsoft.compute/images': 'arm-compute 25.1.1, Image; not assessed, only counted',
  'microsoft.compute/restorepointcollections/restorepoints/diskrestorepoints':
    'the specification’s example (`diskRestorePoint.get.json`) and arm-compute 25.1.1, DiskRestorePoint; for a customer key no example exists',
  'microsoft.compute/virtualmachinescalesets': 'arm-compute 25.1.1, VirtualMachineScaleSet',
  'microsoft.compute/virtualmachinescalesets/virtualmachines': 'arm-compute 25.1.1, VirtualMachineScaleSetVM',
  'microsoft.dataprotection/backupvaults/backupinstances · Microsoft.Compute/disks':
    'recorded instances of other data sources (AKS, MySQL), with `dataSourceInfo` as recorded disk jobs name it',
  'microsoft.dataprotection/backupvaults/backupinstances · Microsoft.Storage/storageAccounts/blobServices':
    'recorded instances of other data sources (AKS, MySQL); not assessed, only counted',
  'microsoft.compute/virtualmachines/extensions · Microsoft.Azure.RecoveryServices':
    'infrastructure exports of 2025 (publisher, type); its settings are not known',
  'microsoft.compute/virtualmachines/extensions · Microsoft.Azure.RecoveryServices.SiteRecovery':
    'learn.microsoft.com/azure/site-recovery/azure-to-azure-autoupdate, and infrastructure exports of 2025; its settings are not known',
  'microsoft.keyvault/vaults/keys': 'arm-keyvault 5.0.0, Key',
  'microsoft.managedservices/registrationassignments':
    'learn.microsoft.com/rest/api/managedservices/registration-assignments/list (2022-10-01)',
  'microsoft.managedservices/registrationdefinitions':
    'learn.microsoft.com/rest/api/managedservices/registration-definitions/list (2022-10-01)',
  'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems · –':
    'a row with few names, for an item that is no VM; not assessed, only counted',
  'microsoft.recoveryservices/vaults/replicationfabrics/replicationprotectioncontainers/replicationprotecteditems · HyperVReplicaAzure':
    'arm-recoveryservices-siterecovery 5.1.0, HyperVReplicaAzureReplicationDetails',
  'microsoft.recoveryservices/vaults/replicationfabrics/replicationprotectioncontainers/replicationprotecteditems · InMageAzureV2':
    'arm-recoveryservices-siterecovery 5.1.0, InMageAzureV2ReplicationDetails',
  'microsoft.recoveryservices/vaults/replicationfabrics/replicationprotectioncontainers/replicationprotecteditems · InMageRcm':
    'arm-recoveryservices-siterecovery 5.1.0, InMageRcmReplicationDetails',
  'microsoft.recoveryservices/vaults/replicationrecoveryplans':
    'arm-recoveryservices-siterecovery 5.1.0, RecoveryPlan; that Resource Graph has them is confirmed, its columns are not',
};
