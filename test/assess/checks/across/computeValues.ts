/**
 * What Azure's clients know of the open enums of compute, Backup vaults and role assignments, and of the
 * closed ones of recovery points:
 * no client of theirs is among the dependencies.
 */

const listed = (...values: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(values.map((value) => [value, value]));

/** @see https://learn.microsoft.com/javascript/api/@azure/arm-compute/knowndiskstate */
export const DISK_STATE = listed(
  'Unattached',
  'Attached',
  'Reserved',
  'Frozen',
  'ActiveSAS',
  'ActiveSASFrozen',
  'ReadyToUpload',
  'ActiveUpload',
);

/** @see https://learn.microsoft.com/javascript/api/@azure/arm-compute/knowndiskcreateoption */
export const CREATE_OPTION = listed(
  'Empty',
  'Attach',
  'FromImage',
  'Import',
  'Copy',
  'Restore',
  'Upload',
  'CopyStart',
  'ImportSecure',
  'UploadPreparedSecure',
  'CopyFromSanSnapshot',
);

/** @see https://learn.microsoft.com/javascript/api/@azure/arm-compute/knownencryptiontype */
export const ENCRYPTION_TYPE = listed(
  'EncryptionAtRestWithPlatformKey',
  'EncryptionAtRestWithCustomerKey',
  'EncryptionAtRestWithPlatformAndCustomerKeys',
);

/** @see https://learn.microsoft.com/javascript/api/@azure/arm-compute/knowndiskencryptionsettype */
export const SET_ENCRYPTION_TYPE = listed(
  'EncryptionAtRestWithCustomerKey',
  'EncryptionAtRestWithPlatformAndCustomerKeys',
  'ConfidentialVmEncryptedWithCustomerKey',
);

/** @see https://learn.microsoft.com/javascript/api/@azure/arm-compute/knowndisksecuritytypes */
export const DISK_SECURITY_TYPE = listed(
  'TrustedLaunch',
  'ConfidentialVM_VMGuestStateOnlyEncryptedWithPlatformKey',
  'ConfidentialVM_DiskEncryptedWithPlatformKey',
  'ConfidentialVM_DiskEncryptedWithCustomerKey',
  'ConfidentialVM_NonPersistedTPM',
);

/** @see https://learn.microsoft.com/javascript/api/@azure/arm-compute/knownsecurityencryptiontypes */
export const SECURITY_ENCRYPTION_TYPE = listed('VMGuestStateOnly', 'DiskWithVMGuestState', 'NonPersistedTPM');

/** @see https://learn.microsoft.com/javascript/api/@azure/arm-compute/knownnetworkaccesspolicy */
export const NETWORK_ACCESS_POLICY = listed('AllowAll', 'AllowPrivate', 'DenyAll');

/** @see https://learn.microsoft.com/javascript/api/@azure/arm-compute/knownpublicnetworkaccess */
export const PUBLIC_NETWORK_ACCESS = listed('Enabled', 'Disabled');

/** @see https://learn.microsoft.com/javascript/api/@azure/arm-compute/knowndataaccessauthmode */
export const DATA_ACCESS_AUTH_MODE = listed('AzureActiveDirectory', 'None');

/** @see https://learn.microsoft.com/javascript/api/@azure/arm-compute/knowndiskstorageaccounttypes */
export const DISK_SKU = listed(
  'Standard_LRS',
  'Premium_LRS',
  'StandardSSD_LRS',
  'UltraSSD_LRS',
  'Premium_ZRS',
  'StandardSSD_ZRS',
  'PremiumV2_LRS',
);

/** @see https://learn.microsoft.com/javascript/api/@azure/arm-compute/knownsnapshotaccessstate */
export const SNAPSHOT_ACCESS_STATE = listed(
  'Unknown',
  'Pending',
  'Available',
  'InstantAccess',
  'AvailableWithInstantAccess',
);

/** @see https://learn.microsoft.com/javascript/api/@azure/arm-recoveryservicesbackup/recoverypointtierstatus */
export const TIER_STATUS = listed('Invalid', 'Valid', 'Disabled', 'Deleted', 'Rehydrated');

/** @see https://learn.microsoft.com/javascript/api/@azure/arm-recoveryservicesbackup/recoverypointtiertype */
export const TIER_TYPE = listed('Invalid', 'InstantRP', 'HardenedRP', 'ArchivedRP');

/**
 * Of a disk that Site Recovery replicates.
 * @see https://github.com/Azure/azure-sdk-for-go/blob/main/sdk/resourcemanager/recoveryservices/armrecoveryservicessiterecovery/CHANGELOG.md
 */
export const REPLICATED_DISK_STATE = listed(
  'Unavailable',
  'Protected',
  'InitialReplicationPending',
  'InitialReplicationFailed',
);

/** @see https://learn.microsoft.com/javascript/api/@azure/arm-dataprotection/knowncurrentprotectionstate */
export const CURRENT_PROTECTION_STATE = listed(
  'Invalid',
  'NotProtected',
  'ConfiguringProtection',
  'ProtectionConfigured',
  'BackupSchedulesSuspended',
  'RetentionSchedulesSuspended',
  'ProtectionStopped',
  'ProtectionError',
  'ConfiguringProtectionFailed',
  'SoftDeleting',
  'SoftDeleted',
  'UpdatingProtection',
);

/** @see https://learn.microsoft.com/javascript/api/@azure/arm-dataprotection/knownstatus */
export const PROTECTION_STATUS = listed(
  'ConfiguringProtection',
  'ConfiguringProtectionFailed',
  'ProtectionConfigured',
  'ProtectionStopped',
  'SoftDeleted',
  'SoftDeleting',
);

/** @see https://learn.microsoft.com/javascript/api/@azure/arm-authorization/knownprincipaltype */
export const PRINCIPAL_TYPE = listed('User', 'Group', 'ServicePrincipal', 'ForeignGroup', 'Device');
