import type { Resource } from '../resource.ts';

/** Vaults and accounts that hold copies. */

export interface RecoveryServicesVault extends Resource {
  /** Object ids of its identities, lower case: what uses its key. */
  readonly principalIds: readonly string[];
  readonly keyUri: string | undefined;
  readonly infrastructureEncryption: string | undefined;
  readonly softDeleteState: string | undefined;
  readonly softDeleteRetentionDays: number | undefined;
  readonly immutabilityState: string | undefined;
  readonly crossRegionRestore: string | undefined;
  readonly storageRedundancy: string | undefined;
  readonly publicNetworkAccess: string | undefined;
}

/** The vault's second witness, from ARM: what encryption is in effect, not only configured. `id` = the vault's id. */
export interface VaultEncryption extends Resource {
  readonly encryptionAtRestType: string | undefined;
  readonly keyUri: string | undefined;
  readonly lastUpdateStatus: string | undefined;
  readonly infrastructureEncryptionState: string | undefined;
}

/** A Backup vault (Data Protection), which holds the backups of disks; no Recovery Services vault. */
export interface BackupVault extends Resource {
  /** `Enabled` where a customer-managed key is configured. */
  readonly encryptionState: string | undefined;
  readonly keyUri: string | undefined;
  readonly infrastructureEncryption: string | undefined;
  /** `On`, `Off` or `AlwaysOn`; a Recovery Services vault has other words. */
  readonly softDeleteState: string | undefined;
  readonly softDeleteRetentionDays: number | undefined;
  readonly immutabilityState: string | undefined;
}

export interface StorageAccount extends Resource {
  /** Object ids of its identities, lower case: what uses its key. */
  readonly principalIds: readonly string[];
  readonly keySource: string | undefined;
  readonly keyVaultUri: string | undefined;
  readonly keyName: string | undefined;
  readonly requireInfrastructureEncryption: boolean | undefined;
  readonly supportsHttpsTrafficOnly: boolean | undefined;
  readonly minimumTlsVersion: string | undefined;
  readonly allowBlobPublicAccess: boolean | undefined;
  readonly publicNetworkAccess: string | undefined;
  readonly networkDefaultAction: string | undefined;
}
