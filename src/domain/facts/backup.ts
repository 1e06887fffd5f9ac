import type { ArmId } from '../armId.ts';
import type { Resource } from '../resource.ts';
import type { AdeKeys } from './storedBytes.ts';

/** What is backed up, its recovery points, and what was restored. */

export interface ProtectedItem extends Resource {
  readonly vaultId: ArmId;
  readonly backupManagementType: string | undefined;
  readonly workloadType: string | undefined;
  readonly friendlyName: string | undefined;
  /** The VM. */
  readonly sourceResourceId: ArmId | undefined;
  readonly protectionState: string | undefined;
  readonly currentProtectionState: string | undefined;
  readonly protectionStatus: string | undefined;
  readonly healthStatus: string | undefined;
  readonly lastRecoveryPoint: string | undefined;
  readonly lastBackupTime: string | undefined;
  readonly lastBackupStatus: string | undefined;
  readonly policyName: string | undefined;
}

/** Selective disk backup of a protected item, from ARM. `id` = the protected item's id. */
export interface DiskExclusion extends Resource {
  /** Undefined when every disk is in the backup. */
  readonly diskLuns: readonly number[] | undefined;
  /** True: only the listed LUNs are backed up; false: all but the listed. */
  readonly isInclusionList: boolean | undefined;
  /** The item's states as its vault tells them: the index of Resource Graph may lag behind. */
  readonly protectionState: string | undefined;
  readonly isScheduledForDeferredDelete: boolean | undefined;
}

export interface RecoveryPointTier {
  readonly type: string | undefined;
  readonly status: string | undefined;
}

export interface RecoveryPoint extends Resource {
  readonly protectedItemId: ArmId;
  readonly time: string | undefined;
  readonly recoveryPointType: string | undefined;
  /** ADE only: a VM with server-side encryption under a customer key says false. */
  readonly isSourceVmEncrypted: boolean | undefined;
  readonly encryptionMechanism: string | undefined;
  readonly keys: AdeKeys | undefined;
  readonly tiers: readonly RecoveryPointTier[];
  readonly includedDisks:
    readonly { readonly lun: number | undefined; readonly name: string | undefined }[] | undefined;
  readonly excludedDisks:
    readonly { readonly lun: number | undefined; readonly name: string | undefined }[] | undefined;
  readonly numberOfDisksIncluded: number | undefined;
  readonly numberOfDisksAttached: number | undefined;
  readonly securityType: string | undefined;
  readonly expiryTime: string | undefined;
  /** The earlier time, where its own page and the list name two; `expiryTime` is the later one then. */
  readonly earlierExpiryTime?: string | undefined;
  /** True if Azure reports a retention but not its end; otherwise left out, also if it reports no retention at all. */
  readonly isExpiryUntold?: true;
  /** True: it must be undeleted before a restore. False also where Azure says nothing of it; undefined for a word that is not known. */
  readonly isSoftDeleted: boolean | undefined;
}

/** A disk under disk backup: an instance in a Backup vault. Its recovery points are snapshots in a group of the organisation. */
export interface BackupInstance extends Resource {
  readonly vaultId: ArmId;
  /** Undefined where Azure does not say which disk it is of. */
  readonly diskId: ArmId | undefined;
  readonly protectionStatus: string | undefined;
  readonly currentProtectionState: string | undefined;
  /** Code of the error that stops it, where there is one. */
  readonly errorCode: string | undefined;
  readonly policyName: string | undefined;
  /** Where its backups lie: `OperationalStore` for snapshots. Empty where not said. */
  readonly dataStores: readonly string[];
  /** The resource group that takes its snapshots. */
  readonly snapshotGroupId: ArmId | undefined;
}

/** A backup job that restores, or whose operation is not known. Resource Graph keeps jobs for 14 days. */
export interface RestoreJob extends Resource {
  /** Undefined for a cross-region restore whose property bag was not read: its id stands below a region. */
  readonly vaultId: ArmId | undefined;
  /** The job's GUID: what the tag `RSVaultBackup` of a restored disk holds. Lower case. */
  readonly jobId: string;
  readonly operation: string | undefined;
  readonly status: string | undefined;
  readonly startTime: string | undefined;
  readonly endTime: string | undefined;
  readonly entityFriendlyName: string | undefined;
  /** The VM it restored from; ARM's list leaves it out. */
  readonly dataSourceId: ArmId | undefined;
  /** `iaasvmcontainerv2;<resource group>;<VM>`, perhaps without the characters of the VM's name that are neither letters nor digits. */
  readonly containerName: string | undefined;
  readonly isUserTriggered: boolean | undefined;
  /** The job's property bag, where the row holds it. */
  readonly bag: RestoreBag | undefined;
}

/** A job of disk backup that restores, or whose operation is not known. Resource Graph keeps jobs for 14 days. */
export interface DiskRestoreJob extends Resource {
  /** The Backup vault. */
  readonly vaultId: ArmId;
  /** Lower-cased GUID. */
  readonly jobId: string;
  readonly operation: string | undefined;
  readonly status: string | undefined;
  readonly startTime: string | undefined;
  readonly endTime: string | undefined;
  /** The disk that was backed up. */
  readonly sourceDiskId: ArmId | undefined;
  /** The disk that it made. */
  readonly destinationId: ArmId | undefined;
  readonly recoveryPointTime: string | undefined;
}

/** The property bag of a restore job. */
export interface RestoreBag {
  readonly jobType: string | undefined;
  readonly recoveryPointTime: string | undefined;
  readonly targetResourceGroup: string | undefined;
  readonly targetStorageAccountName: string | undefined;
  /** Undefined also where Azure writes its own parameter's name (`vmName`): a restore of disks makes no VM. */
  readonly targetVmName: string | undefined;
  /** The VM that was backed up, where its disks were replaced. */
  readonly originalVmName: string | undefined;
  /** Names of the source disks that were restored; undefined where the job does not name them. */
  readonly restoredDisks: readonly string[] | undefined;
  /** Names of the disks in the recovery point; undefined where the job does not name them. */
  readonly backedUpDisks: readonly string[] | undefined;
  /** True when the job left an (ADE or confidential) Encryption Info blob in the staging account. */
  readonly leftEncryptionInfo: boolean;
}

/** What only the job's own page shows. `id` = the restore job's id. */
export interface RestoreJobDetail extends Resource, RestoreBag {}
