import type { ClassicAdministrator, DenyAssignment, RoleAssignment, RoleDefinition } from './access.ts';
import type { RestoreWatch, SeenRestore } from './carried.ts';
import type { PolicyExemption } from './policyExemption.ts';
import type { Resource } from './resource.ts';
import type { Disk, Snapshot } from './facts/storedBytes.ts';
import type { ReplicationMark, ServiceExtension, VirtualMachine, VmExtension } from './facts/machines.ts';
import type { RegistrationAssignment, RegistrationDefinition } from './facts/delegations.ts';
import type { Image } from './facts/images.ts';
import type { DiskEncryptionSet, Key, KeyVault } from './facts/keys.ts';
import type { BackupVault, RecoveryServicesVault, StorageAccount, VaultEncryption } from './facts/vaults.ts';
import type {
  BackupInstance,
  DiskExclusion,
  DiskRestoreJob,
  ProtectedItem,
  RecoveryPoint,
  RestoreJob,
  RestoreJobDetail,
} from './facts/backup.ts';
import type { RecoveryPlan, ReplicatedItem, ReplicationCluster, ReplicationDetail } from './facts/replication.ts';
import type { DiskRestorePoint, RestorePoint, RestorePointCollection } from './facts/restorePoints.ts';

export type { Resource } from './resource.ts';
export type * from './facts/backup.ts';
export type * from './facts/delegations.ts';
export type * from './facts/images.ts';
export type * from './facts/keys.ts';
export type * from './facts/machines.ts';
export type * from './facts/replication.ts';
export type * from './facts/restorePoints.ts';
export type * from './facts/storedBytes.ts';
export type * from './facts/vaults.ts';

/**
 * What Azure said, flattened once by `collect` and never changed after.
 * Enums stay open strings exactly as Azure wrote them: only a check decides what a value means, and a value
 * that it does not know is Unknown. `undefined` means that Azure did not say.
 */

interface Subscription extends Resource {
  readonly displayName: string;
  readonly state: string | undefined;
  /** Names of the management groups above it, nearest first. */
  readonly managementGroups: readonly string[];
  /** Tenants whose principals hold rights here by Azure Lighthouse, in lower case; empty text for one that is not named. */
  readonly managedByTenants: readonly string[];
}

/** Every source by the type of its rows. A source whose rows only its sheet reads adds its line in its own file (`declare module`). */
export interface Facts {
  readonly subscriptions: Subscription;
  readonly disks: Disk;
  readonly virtualMachines: VirtualMachine;
  readonly vmExtensions: VmExtension;
  readonly serviceExtensions: ServiceExtension;
  readonly snapshots: Snapshot;
  readonly images: Image;
  readonly diskEncryptionSets: DiskEncryptionSet;
  readonly keyVaults: KeyVault;
  readonly recoveryServicesVaults: RecoveryServicesVault;
  readonly protectedItems: ProtectedItem;
  readonly backupVaults: BackupVault;
  readonly backupInstances: BackupInstance;
  readonly restoreJobs: RestoreJob;
  readonly diskRestoreJobs: DiskRestoreJob;
  readonly replicatedItems: ReplicatedItem;
  readonly recoveryPlans: RecoveryPlan;
  readonly restorePointCollections: RestorePointCollection;
  readonly storageAccounts: StorageAccount;
  readonly roleAssignments: RoleAssignment;
  readonly roleDefinitions: RoleDefinition;
  readonly classicAdministrators: ClassicAdministrator;
  readonly registrationAssignments: RegistrationAssignment;
  readonly registrationDefinitions: RegistrationDefinition;
  readonly policyExemptions: PolicyExemption;
  // From ARM, one or more calls for each parent:
  readonly vaultEncryptions: VaultEncryption;
  readonly diskExclusions: DiskExclusion;
  readonly recoveryPoints: RecoveryPoint;
  /** The newest usable point of each item, opened: the list tells neither its disks nor its keys. */
  readonly recoveryPointDetails: RecoveryPoint;
  readonly restorePoints: RestorePoint;
  readonly diskRestorePoints: DiskRestorePoint;
  /** Restores that Resource Graph no longer has; of those that it has, its row is the one that counts. */
  readonly earlierRestoreJobs: RestoreJob;
  readonly restoreJobDetails: RestoreJobDetail;
  readonly replicationDetails: ReplicationDetail;
  readonly replicationClusters: ReplicationCluster;
  readonly keys: Key;
  /** One list for each subscription, and of the next. */
  readonly replicationMarks: ReplicationMark;
  readonly denyAssignments: DenyAssignment;
  // From the pack of the run before, never from Azure:
  readonly carriedRestores: SeenRestore;
  readonly restoreWatches: RestoreWatch;
}

export type SourceId = keyof Facts;
export type CarriedSourceId = 'carriedRestores' | 'restoreWatches';
/** Sources that Azure is asked for. */
export type AskedSourceId = Exclude<SourceId, CarriedSourceId>;
