import type { ArmId } from '../../domain/armId.ts';
import type { Gap, Lookup, Rows } from '../../domain/estate.ts';
import type {
  Disk,
  DiskEncryptionSet,
  DiskRestoreJob,
  KeyVault,
  ReplicatedDisk,
  ReplicationDetail,
  RestoreBag,
  RestoreJob,
  Snapshot,
  StoredBytes,
  VaultEncryption,
  VirtualMachine,
  VmExtension,
} from '../../domain/facts.ts';
import type { Coverage, PopulationRow } from '../../domain/record.ts';
import type { Sequence } from '../../domain/sequence.ts';
import type { AccessFacts } from '../access/accessFacts.ts';
import type {
  BackedUp,
  CapturedPoints,
  DiskBackups,
  DiskCapture,
  ExpectedDisks,
  Failover,
  FailoverLeg,
  Guarded,
  GuardedSnapshot,
  DiskAttachment,
  VaultBackups,
  KnownRestores,
  NamedAccount,
  NamedDisk,
  Origin,
  Protected,
  Replicated,
  Restorable,
  ServiceLink,
  SnapshotSource,
} from './aspects.ts';
import type { KeyLink } from './keyLink.ts';

export type * from './aspects.ts';
export type * from './keyLink.ts';

/**
 * What a check can be about, and the aspects that it may ask for. A check names the aspects that it needs and receives only
 * those (defineCheck.ts). Aspects hold facts and gaps, never a verdict.
 */
export interface Subjects {
  disk: {
    readonly bytes: StoredBytes;
    readonly disk: Disk;
    readonly guarded: Guarded;
    readonly serviceLink: ServiceLink;
    readonly attachments: readonly DiskAttachment[];
    /** Gaps that may hide another VM that holds it. */
    readonly hiddenHolders: readonly Gap[];
    readonly keys: Rows<KeyLink>;
    readonly access: AccessFacts;
    /** Snapshots of the disk, and snapshots of those. */
    readonly snapshots: Rows<GuardedSnapshot>;
    /** Its copies in restore points. */
    readonly captures: Rows<DiskCapture>;
    readonly backups: Rows<BackedUp>;
    readonly diskBackups: DiskBackups;
    readonly replications: Rows<Replicated>;
  };
  snapshot: {
    /** None: a snapshot is in no restore point. */
    readonly captures: Rows<DiskCapture>;
    readonly bytes: StoredBytes;
    readonly snapshot: Snapshot;
    readonly guarded: Guarded;
    readonly serviceLink: ServiceLink;
    readonly source: SnapshotSource;
  };
  virtualMachine: {
    readonly machine: VirtualMachine;
    readonly extensions: Rows<VmExtension>;
    readonly disks: readonly NamedDisk[];
    readonly backups: Rows<BackedUp>;
    readonly protectedBy: Protected;
    readonly replications: Rows<Replicated>;
    readonly knownRestores: KnownRestores;
  };
  /** A restored disk, a copy of one, or a copy whose lineage is lost. */
  restoredDisk: RestoredAspects;
  /** A snapshot that goes back to a restored disk. */
  restoredSnapshot: RestoredAspects;
  replicaDisk: {
    readonly declared: ReplicatedDisk;
    readonly replica: NamedDisk;
    readonly source: NamedDisk | undefined;
    /** True if it is named as the replica of more than one disk. */
    readonly sourceInDoubt: boolean;
    /** The disk that has the id of its source was created after the copy. */
    readonly isOfEarlierDisk: boolean;
    /** What may hide another item or cluster of its vault that also names the replica. */
    readonly otherListers: readonly Gap[];
  };
  failoverDisk: FailoverAspects;
  /** A snapshot that goes back to a replica, or to a disk that a failover left. */
  failoverSnapshot: FailoverAspects;
  replicatedItem: {
    readonly replicated: Replicated;
    readonly machine: Lookup<VirtualMachine> | undefined;
    readonly recoveryMachine: Lookup<VirtualMachine> | undefined;
  };
  /** A replicated VM, or a replicated cluster with its shared disks. */
  failoverTarget: {
    /** Undefined for a cluster. */
    readonly replicated: Replicated | undefined;
    readonly target: Lookup<
      Pick<ReplicationDetail, 'recoveryFabricLocation' | 'activeLocation' | 'protectionState'> &
        Partial<Pick<ReplicationDetail, 'vmEncryptionType'>>
    >;
    readonly legs: readonly FailoverLeg[];
  };
  protectedItem: {
    readonly backup: BackedUp;
    readonly machine: Lookup<VirtualMachine> | undefined;
    readonly disks: readonly NamedDisk[];
    readonly vaultKey: KeyLink | undefined;
    readonly vaultEncryption: Lookup<VaultEncryption>;
    readonly restorable: Restorable;
  };
  /** A backup item that is not soft-deleted and whose VM was not read. */
  orphanedItem: { readonly protectedBy: Protected };
  backupInstance: { readonly protectedBy: Protected; readonly restorable: Restorable };
  restorePoint: { readonly captured: CapturedPoints };
  restoreJob: { readonly restore: MachineRestore | DiskRestore };
  diskEncryptionSet: {
    readonly encryptionSet: Lookup<DiskEncryptionSet>;
    readonly key: KeyLink | undefined;
    readonly access: AccessFacts;
  };
  key: { readonly link: KeyLink };
  keyVault: {
    /** Undefined for a vault of another tenant, which no row here can show. */
    readonly vault: Lookup<KeyVault> | undefined;
    /** Why it cannot be judged, in words. */
    readonly unresolved: string | undefined;
    /** What the keys read in it say about how they can be recovered after deletion; each value once, sorted. */
    readonly recoveryLevels: Rows<string>;
    /** Secrets of Azure Disk Encryption in it that unlock disks by themselves: no key encryption key wraps them. */
    readonly secrets: readonly ArmId[];
    readonly access: AccessFacts;
  };
  recoveryServicesVault: { readonly vaultBackups: VaultBackups };
  backupVault: { readonly vaultBackups: VaultBackups };
  cacheAccount: { readonly named: NamedAccount };
  stagingAccount: { readonly named: NamedAccount };
  /** Where roles can be given: a management group, a subscription, a resource group, a resource, or `/`. */
  scope: { readonly scope: ArmId; readonly access: AccessFacts };
  subscription: {
    readonly coverage: Coverage;
    readonly population: readonly PopulationRow[];
    readonly gaps: readonly Gap[];
  };
}

/** A restore of a VM's disks from a Recovery Services vault. */
export interface MachineRestore {
  readonly of: 'machine';
  readonly job: RestoreJob;
  readonly detail: Lookup<RestoreBag>;
  /** Disks that carry the job's id. */
  readonly made: Rows<Disk>;
  readonly expected: ExpectedDisks;
}

/** A restore of one disk from a Backup vault. */
export interface DiskRestore {
  readonly of: 'disk';
  readonly job: DiskRestoreJob;
  /** Undefined if the job names no destination. */
  readonly made: Lookup<Disk> | undefined;
}

interface FailoverAspects {
  readonly copy: { readonly guarded: Guarded };
  /** `creationData.sourceResourceId`, as Azure wrote it. */
  readonly madeFrom: string | undefined;
  readonly source: NamedDisk | undefined;
  /** Site Recovery names more than one disk as its source. */
  readonly sourceInDoubt: boolean;
  readonly madeBy: Failover['madeBy'];
  /** The disk that has the id of its source was created after the copy. */
  readonly isOfEarlierDisk: boolean;
  /** Gaps that may hide its source. */
  readonly hiddenSource: readonly Gap[];
}

interface RestoredAspects {
  readonly copy: { readonly guarded: Guarded };
  /** The disks that it must not be weaker than, nearest first. */
  readonly origins: readonly Origin[];
  /** How it is known to be a restored copy, in words; undefined if its lineage is lost. */
  readonly shownBy: string | undefined;
}

export type SubjectName = keyof Subjects;

/** Who a verdict is about. */
export interface Identity {
  /** Lower-cased id. */
  readonly id: string;
  readonly name: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
}

export interface Subject<K extends SubjectName> {
  readonly identity: Identity;
  readonly aspects: Subjects[K];
  /** Gaps elsewhere that limit what is said about some aspects, whatever a check makes of them. */
  readonly limits?: Limits;
}

interface Limits {
  readonly gaps: readonly Gap[];
  readonly aspects: ReadonlySet<string>;
}

/** Numerous ones are made each time they are read: no run holds them all. */
export type SubjectsByName = { readonly [K in SubjectName]: Sequence<Subject<K>> };
