import type { ClassicAdministrator, DenyAssignment, RoleAssignment, RoleDefinition } from './access.ts';
import type { ArmId } from './armId.ts';
import type { RestoreWatch, SeenRestore } from './carried.ts';
import type { PolicyExemption } from './policyExemption.ts';
import type { Resource } from './resource.ts';

export type { Resource } from './resource.ts';

/**
 * What Azure said, flattened once by `collect` and never changed after.
 * Enums stay open strings exactly as Azure wrote them: only a check decides what a value means, and a value
 * that it does not know is Unknown. `undefined` means that Azure did not say.
 */

export interface Subscription extends Resource {
  readonly displayName: string;
  readonly state: string | undefined;
  /** Names of the management groups above it, nearest first. */
  readonly managementGroups: readonly string[];
}

/** One secret/key pair of Azure Disk Encryption. URLs only, never a value. */
export interface AdeKeys {
  readonly secretUrl: string | undefined;
  readonly secretVaultId: ArmId | undefined;
  /** The key encryption key; absent for BEK-only ADE. */
  readonly keyUrl: string | undefined;
  readonly keyVaultId: ArmId | undefined;
}

/** `encryptionSettingsCollection` of a disk or snapshot. Declared, not proven: the flag survives a switch-off. */
export interface AdeSettings {
  readonly enabled: boolean | undefined;
  readonly version: string | undefined;
  readonly keys: readonly AdeKeys[];
}

/** Where the bytes of a disk or snapshot came from. Immutable in Azure. */
export interface CreationData {
  readonly createOption: string | undefined;
  /** As Azure wrote it: a restore point path with a query string breaks ordinary id parsers (DOMAIN §6.4). */
  readonly sourceResourceId: string | undefined;
  readonly sourceUri: string | undefined;
  readonly storageAccountId: ArmId | undefined;
  readonly sourceUniqueId: string | undefined;
}

/** How Azure says that some bytes are encrypted by storage and, for confidential machines, by the platform. */
export interface EncryptedBytes extends Resource {
  /** `encryption.type` as Azure wrote it. */
  readonly encryptionType: string | undefined;
  readonly diskEncryptionSetId: ArmId | undefined;
  readonly securityType: string | undefined;
  readonly secureVmDiskEncryptionSetId: ArmId | undefined;
}

/** Over which networks some bytes may be exported. */
export interface NetworkSettings {
  readonly networkAccessPolicy: string | undefined;
  readonly publicNetworkAccess: string | undefined;
  readonly diskAccessId: ArmId | undefined;
}

/** What disks and snapshots have in common: encryption, and the ways out. */
export interface StoredBytes extends EncryptedBytes, NetworkSettings {
  /** `undefined` when the resource has no ADE block at all. */
  readonly ade: AdeSettings | undefined;
  readonly dataAccessAuthMode: string | undefined;
  readonly diskState: string | undefined;
  readonly creation: CreationData;
  readonly osType: string | undefined;
  readonly sku: string | undefined;
  readonly sizeGb: number | undefined;
  /** ISO 8601. */
  readonly timeCreated: string | undefined;
  readonly uniqueId: string | undefined;
}

export interface Disk extends StoredBytes {
  /** The VM(s) that hold it; more than one for a shared disk, none when unattached. */
  readonly managedBy: readonly ArmId[];
  readonly maxShares: number | undefined;
}

export interface Snapshot extends StoredBytes {
  readonly incremental: boolean | undefined;
}

export interface VmDisk {
  readonly name: string | undefined;
  /** Absent for ephemeral and unmanaged disks. */
  readonly diskId: ArmId | undefined;
  /** Logical unit number; undefined for the OS disk. */
  readonly lun: number | undefined;
  readonly diskEncryptionSetId: ArmId | undefined;
  readonly securityEncryptionType: string | undefined;
  readonly secureDiskEncryptionSetId: ArmId | undefined;
  readonly ephemeral: boolean;
}

export interface VirtualMachine extends Resource {
  readonly vmSize: string | undefined;
  readonly securityType: string | undefined;
  /** Azure leaves the flag out when it is off, so absent is read as false; a value that is no boolean is undefined. */
  readonly encryptionAtHost: boolean | undefined;
  readonly osType: string | undefined;
  readonly osDisk: VmDisk | undefined;
  readonly dataDisks: readonly VmDisk[];
  readonly powerState: string | undefined;
  /** ADE recorded on the VM model (dual pass). */
  readonly ade: AdeSettings | undefined;
  /** The flexible scale set it belongs to. */
  readonly scaleSetId: ArmId | undefined;
}

/** An Azure Disk Encryption extension; other extensions are not collected. */
export interface VmExtension extends Resource {
  readonly vmId: ArmId;
  readonly publisher: string | undefined;
  readonly extensionType: string | undefined;
  readonly typeHandlerVersion: string | undefined;
  readonly provisioningState: string | undefined;
  readonly encryptionOperation: string | undefined;
  readonly volumeType: string | undefined;
  readonly keyVaultId: ArmId | undefined;
  readonly keyEncryptionKeyUrl: string | undefined;
}

export interface DiskEncryptionSet extends Resource {
  readonly encryptionType: string | undefined;
  /** Always a versioned key URL. */
  readonly keyUrl: string | undefined;
  /** Absent when the key vault is in another subscription. */
  readonly keyVaultId: ArmId | undefined;
  readonly rotationToLatestKeyVersionEnabled: boolean | undefined;
  readonly lastKeyRotationTimestamp: string | undefined;
  readonly autoKeyRotationError: { readonly code: string; readonly message: string } | undefined;
  readonly identityType: string | undefined;
  /** Object ids of its identities, lower case. */
  readonly principalIds: readonly string[];
  readonly federatedClientId: string | undefined;
  readonly provisioningState: string | undefined;
}

export interface AccessPolicy {
  readonly objectId: string;
  readonly keyPermissions: readonly string[];
  readonly secretPermissions: readonly string[];
}

/** Where keys lie: a key vault or a managed HSM. */
export interface KeyVault extends Resource {
  /** A managed HSM keeps its roles inside itself: the three fields on access stay empty. */
  readonly managedHsm: boolean;
  /** `hsmUri` of a managed HSM. */
  readonly vaultUri: string | undefined;
  readonly enableSoftDelete: boolean | undefined;
  readonly enablePurgeProtection: boolean | undefined;
  readonly enableRbacAuthorization: boolean | undefined;
  /** Lets deployments and new VMs take secrets out, for whoever holds `vaults/deploy/action`; off where Azure leaves it out. */
  readonly enabledForTemplateDeployment: boolean | undefined;
  readonly enabledForDeployment: boolean | undefined;
  readonly publicNetworkAccess: string | undefined;
  readonly accessPolicies: readonly AccessPolicy[];
}

/** One version of a key, through the management plane: attributes, never key material. `id` = `keyVersionId(vault, keyUrl)`. */
export interface Key extends Resource {
  readonly keyVaultId: ArmId;
  readonly version: string;
  readonly enabled: boolean | undefined;
  /** ISO 8601. */
  readonly created: string | undefined;
  readonly notBefore: string | undefined;
  readonly expires: string | undefined;
  readonly keyType: string | undefined;
  readonly keySize: number | undefined;
  readonly recoveryLevel: string | undefined;
}

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
}

export interface RecoveryPointTier {
  readonly type: string | undefined;
  readonly status: string | undefined;
}

export interface RecoveryPoint extends Resource {
  readonly protectedItemId: ArmId;
  readonly time: string | undefined;
  readonly recoveryPointType: string | undefined;
  /** ADE only: a VM with server-side encryption under a customer key says false (DOMAIN §6.1). */
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

/** A backup job with operation Restore or CrossRegionRestore. Resource Graph keeps jobs for 14 days. */
export interface RestoreJob extends Resource {
  readonly vaultId: ArmId;
  /** The job's GUID: what the tag `RSVaultBackup` of a restored disk holds. Lower case. */
  readonly jobId: string;
  readonly operation: string | undefined;
  readonly status: string | undefined;
  readonly startTime: string | undefined;
  readonly endTime: string | undefined;
  readonly entityFriendlyName: string | undefined;
  /** The VM it restored from. */
  readonly dataSourceId: ArmId | undefined;
  readonly isUserTriggered: boolean | undefined;
}

/** What only the job's own page shows. `id` = the restore job's id. */
export interface RestoreJobDetail extends Resource {
  readonly jobType: string | undefined;
  readonly recoveryPointTime: string | undefined;
  readonly targetResourceGroup: string | undefined;
  readonly targetStorageAccountName: string | undefined;
  /** True when the job left an (ADE or confidential) Encryption Info blob in the staging account. */
  readonly leftEncryptionInfo: boolean;
}

export interface ReplicatedDisk {
  readonly diskId: ArmId | undefined;
  readonly diskName: string | undefined;
  readonly diskState: string | undefined;
  readonly recoveryResourceGroupId: ArmId | undefined;
  readonly recoveryReplicaDiskId: ArmId | undefined;
  /** Null until failover. */
  readonly recoveryTargetDiskId: ArmId | undefined;
  readonly recoveryDiskEncryptionSetId: ArmId | undefined;
  readonly primaryDiskEncryptionSetId: ArmId | undefined;
  readonly stagingStorageAccountId: ArmId | undefined;
  /** ADE only. */
  readonly isDiskEncrypted: boolean | undefined;
  readonly secretUrl: string | undefined;
  readonly secretVaultId: ArmId | undefined;
  readonly keyUrl: string | undefined;
  readonly keyVaultId: ArmId | undefined;
  readonly testFailoverDiskName: string | undefined;
}

/** A replicated item as Resource Graph lists it. */
export interface ReplicatedItem extends Resource {
  readonly vaultId: ArmId;
  readonly instanceType: string | undefined;
  /** The VM replicated from. */
  readonly sourceVmId: ArmId | undefined;
  readonly protectionState: string | undefined;
  readonly replicationHealth: string | undefined;
}

/** A replicated item as its vault tells it, from ARM. `id` = the replicated item's id. */
export interface ReplicationDetail extends Resource {
  readonly vaultId: ArmId;
  readonly friendlyName: string | undefined;
  readonly instanceType: string | undefined;
  readonly sourceVmId: ArmId | undefined;
  readonly protectionState: string | undefined;
  readonly activeLocation: string | undefined;
  readonly replicationHealth: string | undefined;
  readonly failoverHealth: string | undefined;
  readonly testFailoverState: string | undefined;
  /** Seconds. */
  readonly rpoInSeconds: number | undefined;
  readonly lastRpoCalculatedTime: string | undefined;
  readonly lastSuccessfulTestFailoverTime: string | undefined;
  readonly vmEncryptionType: string | undefined;
  readonly recoveryVmId: ArmId | undefined;
  readonly testFailoverVmId: ArmId | undefined;
  readonly recoveryFabricLocation: string | undefined;
  readonly recoveryResourceGroupId: ArmId | undefined;
  readonly disks: readonly ReplicatedDisk[];
}

/**
 * The shared disks of a replicated cluster, as its vault tells them, from ARM: the only place that names them.
 * @see https://learn.microsoft.com/azure/site-recovery/tutorial-shared-disk
 */
export interface ReplicationCluster extends Resource {
  readonly vaultId: ArmId;
  readonly instanceType: string | undefined;
  /** Replicated items of the VMs in it. */
  readonly itemIds: readonly ArmId[];
  /** Of the shared disks; that of the whole cluster where they have none of their own. */
  readonly protectionState: string | undefined;
  readonly activeLocation: string | undefined;
  readonly replicationHealth: string | undefined;
  /** Seconds. */
  readonly rpoInSeconds: number | undefined;
  readonly lastRpoCalculatedTime: string | undefined;
  readonly recoveryFabricLocation: string | undefined;
  readonly disks: readonly ReplicatedDisk[];
}

export interface RestorePointCollection extends Resource {
  /** The VM; for a collection copied to another region the collection that it was copied from. */
  readonly sourceId: ArmId | undefined;
}

/** One disk of a VM as a restore point names it. */
export interface CapturedDisk {
  /** The disk that the VM had. */
  readonly diskId: ArmId | undefined;
  readonly diskRestorePointId: ArmId | undefined;
  /** The VM's choice of confidential encryption for the disk. */
  readonly securityEncryptionType: string | undefined;
  /** The encryption that was asked for when the restore point was made; undefined where nothing was asked. */
  readonly encryptionType: string | undefined;
  readonly diskEncryptionSetId: ArmId | undefined;
}

/** A restore point of a VM, from ARM: Resource Graph has its collection only. */
export interface RestorePoint extends Resource {
  readonly collectionId: ArmId;
  /** ISO 8601. */
  readonly time: string | undefined;
  readonly disks: readonly CapturedDisk[];
}

/** One disk inside a restore point, as it is encrypted and shut, from ARM. */
export interface DiskRestorePoint extends EncryptedBytes, NetworkSettings {
  readonly restorePointId: ArmId;
  /** The disk, or the disk restore point that this one was copied from. */
  readonly sourceId: ArmId | undefined;
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

/** Every source by the type of its rows. Adding a source starts with a line here. */
export interface Facts {
  readonly subscriptions: Subscription;
  readonly disks: Disk;
  readonly virtualMachines: VirtualMachine;
  readonly vmExtensions: VmExtension;
  readonly snapshots: Snapshot;
  readonly diskEncryptionSets: DiskEncryptionSet;
  readonly keyVaults: KeyVault;
  readonly recoveryServicesVaults: RecoveryServicesVault;
  readonly protectedItems: ProtectedItem;
  readonly backupVaults: BackupVault;
  readonly backupInstances: BackupInstance;
  readonly restoreJobs: RestoreJob;
  readonly replicatedItems: ReplicatedItem;
  readonly restorePointCollections: RestorePointCollection;
  readonly storageAccounts: StorageAccount;
  readonly roleAssignments: RoleAssignment;
  readonly roleDefinitions: RoleDefinition;
  readonly classicAdministrators: ClassicAdministrator;
  readonly policyExemptions: PolicyExemption;
  // From ARM, one or more calls for each parent:
  readonly vaultEncryptions: VaultEncryption;
  readonly diskExclusions: DiskExclusion;
  readonly recoveryPoints: RecoveryPoint;
  readonly restorePoints: RestorePoint;
  readonly diskRestorePoints: DiskRestorePoint;
  readonly restoreJobDetails: RestoreJobDetail;
  readonly replicationDetails: ReplicationDetail;
  readonly replicationClusters: ReplicationCluster;
  readonly keys: Key;
  /** One list for each subscription. */
  readonly denyAssignments: DenyAssignment;
  // From the pack of the run before, never from Azure:
  readonly carriedRestores: SeenRestore;
  readonly restoreWatches: RestoreWatch;
}

export type SourceId = keyof Facts;
export type CarriedSourceId = 'carriedRestores' | 'restoreWatches';
/** Sources that Azure is asked for. */
export type AskedSourceId = Exclude<SourceId, CarriedSourceId>;
