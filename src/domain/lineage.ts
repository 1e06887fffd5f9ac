import type { DiskRole } from './diskRole.ts';

/** What depends on a key: itself, or through a disk encryption set or a vault. */
export type DependentKind =
  | 'disk'
  | 'snapshot'
  /** A restore point collection with a copy under the key. */
  | 'restorePoint'
  /** The recovery points of a protected item that need the key to be restored. */
  | 'recoveryPoints'
  | 'recoveryServicesVault'
  /** A replicated item whose failed-over disks would depend on the key. */
  | 'failoverTarget';

/** One thing that becomes unreadable with a key: disk → disk encryption set → key version → key vault, read either way. */
export interface KeyDependence {
  /**
   * Lower-cased id of the key version, as KEY-02 names it; its address where its vault is not known; the id of the disk
   * encryption set where that could not be read.
   */
  readonly key: string;
  /** As Azure wrote it. */
  readonly keyUrl: string | undefined;
  /** Lower-cased id, of another tenant the address; undefined where it is not known in which vault the key lies. */
  readonly keyVault: string | undefined;
  /** The disk encryption set or Recovery Services vault in between; undefined for a key of Azure Disk Encryption. */
  readonly through: string | undefined;
  readonly kind: DependentKind;
  /** Lower-cased id. */
  readonly dependent: string;
  readonly name: string;
  /** Of a disk: a replica or a restored copy dies like any other. */
  readonly role: DiskRole | undefined;
}

/** How much dies with a key. */
export interface BlastRadius {
  readonly key: string;
  readonly keyUrl: string | undefined;
  readonly keyVault: string | undefined;
  /** Disk encryption sets and Recovery Services vaults that name it, sorted. */
  readonly through: readonly string[];
  /** Disks that are not copies, attached or not. */
  readonly disks: number;
  readonly restoredDisks: number;
  /** Replica, test-failover and failed-over disks. */
  readonly replicas: number;
  readonly snapshots: number;
  readonly restorePoints: number;
  /** Protected items, each with all its recovery points. */
  readonly protectedItems: number;
  readonly recoveryServicesVaults: number;
  readonly failoverTargets: number;
}
