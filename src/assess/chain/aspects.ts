import type { EarlierReading } from '../../domain/earlierReading.ts';
import type { ArmId } from '../../domain/armId.ts';
import type { KeyLink } from './keyLink.ts';
import type { Gap, Lookup, Rows } from '../../domain/estate.ts';
import type {
  BackupInstance,
  BackupVault,
  Disk,
  DiskEncryptionSet,
  DiskExclusion,
  NetworkSettings,
  ProtectedItem,
  RecoveryPlan,
  RecoveryPoint,
  RecoveryServicesVault,
  ReplicatedDisk,
  ReplicatedItem,
  ReplicationCluster,
  ReplicationDetail,
  RestorePoint,
  RestorePointCollection,
  Snapshot,
  StorageAccount,
  StoredBytes,
  VaultEncryption,
  VirtualMachine,
  VmExtension,
} from '../../domain/facts.ts';
import type { Method, Protection } from '../../domain/protection.ts';

export type * from './replicationAspects.ts';
export type * from './restoreAspects.ts';

/** A VM that holds a disk, and where the disk sits in it. */
export interface DiskAttachment {
  readonly vmId: ArmId;
  /** False for a scale set instance and anything else that is not read as a VM. */
  readonly isVirtualMachine: boolean;
  readonly machine: Lookup<VirtualMachine>;
  /** Its ADE extensions. */
  readonly extensions: Rows<VmExtension>;
  /** Undefined when the VM was not found or does not list the disk. */
  readonly position: 'os' | 'data' | undefined;
  readonly lun: number | undefined;
}

/** What a protection is determined from. */
export interface ProtectionFacts {
  readonly bytes: StoredBytes;
  /** The VMs that hold it; none for anything detached and for snapshots. */
  readonly attachments: readonly DiskAttachment[];
  /** Gaps that may hide another VM that holds it. */
  readonly hiddenHolders: readonly Gap[];
  readonly encryptionSet: Lookup<DiskEncryptionSet> | undefined;
  /** What Site Recovery declares of it, where it is a replica. */
  readonly declaredByReplication: ReplicatedDisk | undefined;
  /** Gaps that may hide such a declaration. */
  readonly hiddenReplication: readonly Gap[];
}

/** A protection and how far it is known. */
export interface Guarded {
  readonly protection: Protection;
  readonly method: Method;
  /** Gaps behind a facet that is unknown because something was not read. */
  readonly gaps: readonly Gap[];
  /** Those of them that concern Azure Disk Encryption. */
  readonly guestGaps: readonly Gap[];
  /** Is, or once was, under ADE: it can take neither a customer-managed key nor encryption at host. */
  readonly everAde: boolean;
  /** Who declares ADE, in words; undefined where nobody does. */
  readonly adeDeclaredBy: string | undefined;
}

/** A disk with its protection. */
export interface GuardedDisk {
  readonly disk: Disk;
  readonly guarded: Guarded;
}

/** A disk that something names, found or not. */
export interface NamedDisk {
  readonly id: ArmId;
  readonly found: Lookup<GuardedDisk>;
}

/** An Azure Backup item of a VM with what belongs to it. */
export interface BackedUp {
  readonly item: ProtectedItem;
  readonly vault: Lookup<RecoveryServicesVault>;
  /** When its recovery points were read, if an earlier run read them. */
  readonly earlier: EarlierReading | undefined;
  /** As listed, with the keys of those that were opened. */
  readonly recoveryPoints: Rows<RecoveryPoint>;
  /** The newest usable point, all of an encrypted source and those restored from, by their own pages; absent if not opened. */
  readonly opened: ReadonlyMap<ArmId, Lookup<RecoveryPoint>>;
  readonly exclusion: Lookup<DiskExclusion>;
}

/** A disk under disk backup, with what belongs to it. */
export interface DiskBackedUp {
  readonly instance: BackupInstance;
  /** Undefined where the instance names no disk. */
  readonly disk: NamedDisk | undefined;
  readonly vault: Lookup<BackupVault>;
  /** Its recovery points, newest first; none if the instance does not say which group they are in. */
  readonly snapshots: Rows<GuardedSnapshot>;
}

/** What protects a VM, or one disk, by Azure Backup. */
export type Protected =
  | {
      readonly by: 'machine';
      /** When the VM was created, ISO 8601: what was backed up before is of an earlier one with its id. */
      readonly created: string | undefined;
      /** Backup items of the VM. */
      readonly items: Rows<BackedUp>;
      /** Disk backup of each of its disks. */
      readonly disks: readonly Rows<DiskBackedUp>[];
      /** Disks of it that are neither managed nor ephemeral: disk backup takes none of them. */
      readonly otherDisks: number;
    }
  | { readonly by: 'disk'; readonly backup: DiskBackedUp }
  /** A backup item whose VM is gone or was not read. */
  | { readonly by: 'item'; readonly backup: BackedUp; readonly machine: Lookup<VirtualMachine> | undefined };

/** What a vault keeps: backups of VMs in a Recovery Services vault, backups of disks in a Backup vault. */
export type VaultBackups =
  | {
      readonly of: 'VM';
      readonly vault: RecoveryServicesVault;
      readonly encryption: Lookup<VaultEncryption>;
      /** Backup items of VMs in it, soft-deleted ones left out. */
      readonly items: Rows<ProtectedItem>;
      readonly key: KeyLink | undefined;
    }
  | {
      readonly of: 'disk';
      readonly vault: BackupVault;
      /** Backup instances of disks in it, soft-deleted ones left out. */
      readonly items: Rows<BackupInstance>;
    };

/** What a restore from a snapshot of Azure Backup's would start from. */
export interface InstantRestore {
  /** The copies in the restore points of that moment, if shown; with the key of each that names a disk encryption set. */
  readonly copies: readonly { readonly copy: CapturedCopy; readonly key: Lookup<KeyLink> | undefined }[];
  /** Gaps that may hide some. */
  readonly gaps: readonly Gap[];
  /** The disks of the VM; undefined where the VM was not read, or does not name each of them. */
  readonly disks: readonly NamedDisk[] | undefined;
}

/** What a restore would start from, and the keys that it would need. */
export type Restorable =
  | {
      readonly from: 'recoveryPoint';
      readonly backup: BackedUp;
      /** The vault's own customer key, if it has one. */
      readonly vaultKey: KeyLink | undefined;
      readonly vaultEncryption: Lookup<VaultEncryption>;
      /** What the newest usable point holds outside the vault, if it is only there. */
      readonly instant: InstantRestore | undefined;
      /** The key encryption key of each recovery point that carries one, by the recovery point's id. */
      readonly recoveryPointKeys: ReadonlyMap<ArmId, KeyLink>;
    }
  | {
      readonly from: 'snapshot';
      readonly backup: DiskBackedUp;
      /** The key of each snapshot that names a disk encryption set, by the snapshot's id. */
      readonly snapshotKeys: ReadonlyMap<ArmId, Lookup<KeyLink>>;
    };

/** Disk backup of a disk, and of the other disks of its VM. */
export interface DiskBackups {
  readonly own: Rows<DiskBackedUp>;
  readonly siblings: Rows<DiskBackedUp>;
}

/** A Site Recovery item of a VM: as Resource Graph lists it, and as its vault shows it. */
export interface Replicated {
  readonly id: ArmId;
  readonly item: ReplicatedItem | undefined;
  /** Why its row in Resource Graph could not be read; empty if it was, or does not exist. */
  readonly itemGaps: readonly Gap[];
  readonly detail: Lookup<ReplicationDetail>;
  /** The clusters that its VM is replicated in, which list the shared disks. */
  readonly clusters: Rows<ReplicationCluster>;
  /** The recovery plans that hold it. */
  readonly plans: Rows<RecoveryPlan>;
}

/** One disk inside a restore point, and the disk that it was taken of. */
export interface CapturedCopy {
  /** From the disk restore point, or from its restore point if that does not name it. */
  readonly id: ArmId;
  readonly name: string;
  /** Undefined if neither the restore point nor the copy names its disk, or if that may be an earlier disk with that id. */
  readonly source: NamedDisk | undefined;
  /** The disk that has the ID which it names, where it may be a copy of an earlier one. */
  readonly maybe?: ArmId;
  /** It holds a disk that is gone: another one has its id now. */
  readonly ofEarlierDisk: boolean;
  readonly guarded: Guarded;
  /** Undefined if the copy itself was not read: its restore point does not show them. */
  readonly network: NetworkSettings | undefined;
  /** Gaps that may hide what the copy itself says. */
  readonly gaps: readonly Gap[];
}

export interface CapturedPoint {
  readonly point: RestorePoint;
  readonly copies: readonly CapturedCopy[];
  /** Gaps that may hide further copies. */
  readonly gaps: readonly Gap[];
}

/** A copy of a disk in a restore point. */
export interface DiskCapture {
  readonly copy: CapturedCopy;
  /** Name of the restore point. */
  readonly point: string;
  /** False: the restore point is of the disk's VM but does not say of which of its disks this copy is. */
  readonly certain: boolean;
}

/** Restore points of a VM: a collection, or those that Azure Backup speaks of without a collection that shows them. */
export interface CapturedPoints {
  readonly id: ArmId;
  /** Of the collection; of the VM, if no collection shows what Azure Backup speaks of. */
  readonly name: string;
  /** Undefined where only the protected item speaks of instant-restore snapshots. */
  readonly collection: RestorePointCollection | undefined;
  readonly takenBy: 'Azure Backup' | 'a user';
  /** Newest first. */
  readonly points: Rows<CapturedPoint>;
  /** Recovery points that can be restored from their snapshot, for a collection of Azure Backup. */
  readonly promised: Rows<RecoveryPoint>;
}

/** Which disk a snapshot was taken of, and through how many snapshots. */
export type SnapshotSource =
  | { readonly kind: 'disk'; readonly disk: NamedDisk; readonly through: readonly ArmId[] }
  /** `maybe`: the disk that counts it among its snapshots all the same. */
  | { readonly kind: 'lost'; readonly because: string; readonly gaps: readonly Gap[]; readonly maybe?: ArmId }
  | { readonly kind: 'notACopy'; readonly because: string };

/** A snapshot with its protection. */
export interface GuardedSnapshot {
  readonly snapshot: Snapshot;
  readonly guarded: Guarded;
  readonly source: SnapshotSource;
}

/** Which disk a restored copy came from. */
export type Origin =
  | { readonly kind: 'certain'; readonly disk: NamedDisk; readonly because: string }
  /** Certainly one of these; which one is not known. */
  | { readonly kind: 'oneOf'; readonly disks: readonly NamedDisk[]; readonly because: string }
  | { readonly kind: 'unknown'; readonly because: string; readonly gaps: readonly Gap[] };

/** A storage account that something names. */
export interface NamedAccount {
  readonly id: string;
  readonly account: Lookup<StorageAccount>;
}

/** One disk of a replicated VM, and where it would fail over to. */
export interface FailoverLeg {
  readonly declared: ReplicatedDisk;
  readonly source: NamedDisk | undefined;
  readonly replica: NamedDisk | undefined;
  /** The target set: declared by Site Recovery, otherwise the one that the replica itself uses. */
  readonly targetSet: Lookup<DiskEncryptionSet> | undefined;
  readonly targetKey: KeyLink | undefined;
  readonly adeKey: KeyLink | undefined;
  readonly adeSecret: KeyLink | undefined;
}
