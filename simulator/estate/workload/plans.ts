import type { RecoveryPointSpec } from '../documents/backup.ts';
import type { AdeSpec, Encryption, Network } from '../documents/disk.ts';
import type { Place } from '../documents/place.ts';
import type { ReplicatedItemSpec } from '../documents/siteRecovery.ts';
import type { VirtualMachineSpec } from '../documents/virtualMachine.ts';
import type { ArmDocument } from '../../tenant.ts';
import type { Platform } from './platform.ts';

/** One disk of a machine. */
export interface DiskPlan {
  /** Default: `<vm>-osdisk` or `<vm>-data-<lun>`. */
  readonly name?: string;
  /** Undefined: Azure shows no `encryption` block. */
  readonly encryption: Encryption | undefined;
  readonly network?: Network;
  readonly ade?: AdeSpec;
  readonly securityProfile?: Readonly<Record<string, string>>;
  /** In the VM's model. */
  readonly modelSecurityProfile?: Readonly<Record<string, unknown>>;
  readonly diskState?: string;
  readonly sizeGb?: number;
  readonly maxShares?: number;
  /** Default: from an image, or empty. */
  readonly creation?: Readonly<Record<string, unknown>>;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface Schedule {
  readonly everyDays: number;
  /** Recovery points that exist. */
  readonly kept: number;
}

export interface BackupPlan {
  /** Id of the vault. */
  readonly vault: string;
  /** Default: daily, fifteen there. */
  readonly schedule?: Schedule;
  /** Age of the newest recovery point in days; default: this morning at 02:00. */
  readonly newestDays?: number;
  readonly protectionState?: string;
  readonly currentProtectionState?: string;
  readonly healthStatus?: string;
  readonly lastBackupStatus?: string;
  /** Days for which each recovery point is kept; default 30. */
  readonly keepDays?: number;
  /** Days for which snapshots are kept for an instant restore; default 2, as a Standard policy has it. */
  readonly instantDays?: number;
  /** Recovery points lie in snapshots alone: they were not copied to the vault yet. */
  readonly snapshotsOnly?: boolean;
  /** LUNs of data disks left out. */
  readonly excludedLuns?: readonly number[];
  /** What recovery points say of Azure Disk Encryption; default: what the OS disk declares. */
  readonly ade?: RecoveryPointSpec['ade'] | 'lost';
  /**
   * What protects the instant restore points; default: as the disks; `unsaid`: Azure does not say; `outOfSight`: snapshots
   * that no collection shows, as a Standard policy keeps them.
   */
  readonly restorePoints?: Encryption | 'unsaid' | 'outOfSight';
  /** Crash-consistent without an agent: the VM has no extension of Azure Backup. */
  readonly agentless?: boolean;
  /** Changes the row that Resource Graph shows of the protected item. */
  readonly itemRow?: (row: ArmDocument) => ArmDocument;
}

export interface ReplicationPlan {
  /** What protects the replica disks; default: the platform's disk encryption set in the recovery region. */
  readonly replicaEncryption?: Encryption;
  /** What the replicated item says; default: the set of the replica disks. */
  readonly declaredSet?: string | null;
  /** LUNs of data disks that are not replicated. */
  readonly leftOutLuns?: readonly number[];
  readonly health?: ReplicatedItemSpec['replicationHealth'];
  /** Default `Protected`. */
  readonly protectionState?: string;
  readonly rpoInSeconds?: number;
  readonly cacheAccount?: string;
  /** Azure Disk Encryption of the replica: keys in the recovery region. */
  readonly ade?: AdeSpec;
  readonly lastTestFailover?: string;
  readonly testFailoverVmId?: string;
  /** The machine and disks, in the order of the replicated ones, that a failover left in the recovery region. */
  readonly failedOver?: { readonly vm: string; readonly disks: readonly string[] };
  readonly errors?: ReplicatedItemSpec['errors'];
}

export interface MachinePlan {
  readonly place: Place;
  readonly platform: Platform;
  readonly name: string;
  readonly osType?: 'Windows' | 'Linux';
  readonly osDisk: DiskPlan;
  readonly dataDisks?: readonly DiskPlan[];
  /** Disks that other machines hold too, after its own data disks; they are added by whoever plans them. */
  readonly sharedDisks?: readonly { readonly id: string; readonly diskEncryptionSetId?: string }[];
  /** The flexible scale set that it belongs to. */
  readonly scaleSetId?: string;
  /** Default true, so that a scenario shows its own fault and no other. */
  readonly encryptionAtHost?: boolean;
  readonly securityType?: VirtualMachineSpec['securityType'];
  readonly powerState?: VirtualMachineSpec['powerState'];
  readonly tags?: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly created: string;
  /** How ids are written where this machine and its disks name each other; default as is. */
  readonly writeId?: (id: string) => string;
  /** Changes the rows that Resource Graph shows of its disks. */
  readonly diskRow?: (row: ArmDocument) => ArmDocument;
  readonly backup?: BackupPlan;
  readonly replication?: ReplicationPlan;
}

/** A disk of a machine, with what protects it. */
export interface MachineDisk {
  readonly id: string;
  readonly plan: DiskPlan;
  readonly osType: 'Windows' | 'Linux' | undefined;
}

/** A machine before its copies. */
export interface BareMachine {
  readonly id: string;
  readonly place: Place;
  readonly plan: MachinePlan;
  readonly osType: 'Windows' | 'Linux';
  readonly osDisk: MachineDisk;
  readonly dataDisks: readonly MachineDisk[];
}

export interface Backup {
  readonly vault: string;
  readonly itemId: string;
  readonly collectionId: string;
  /** ISO 8601, newest first. */
  readonly recoveryPointTimes: readonly string[];
}

export interface Replication {
  readonly itemId: string;
  readonly replicas: readonly string[];
}

export interface Machine extends BareMachine {
  readonly backup: Backup | undefined;
  readonly replication: Replication | undefined;
}
