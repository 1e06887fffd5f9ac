import { remembered } from '../../../base/remembered.ts';
import { subscriptionOf, type ArmId } from '../../../domain/armId.ts';
import { gapOf, type Gap, type Rows } from '../../../domain/estate.ts';
import type { BackupInstance } from '../../../domain/facts.ts';
import { derived, sifted } from '../../../domain/derived.ts';
import { grouped } from '../../../domain/groups.ts';
import type { EstateReader } from '../../../domain/reader.ts';
import { where, type Sequence } from '../../../domain/sequence.ts';
import { says, values } from '../../../base/openEnum.ts';
import type { DiskBackedUp, GuardedSnapshot, NamedDisk, SnapshotSource } from '../subjects.ts';
import { REACHING, splitBySubscription, together } from './reach.ts';
import { concerningOne } from './rowOwners.ts';
import type { SnapshotJoin } from './snapshots.ts';

export interface DiskBackupJoin {
  /** Instances in Backup vaults, soft-deleted ones too. */
  readonly all: Sequence<DiskBackedUp>;
  /** Instances that are not soft-deleted. */
  readonly ofDisk: (diskId: ArmId) => Rows<DiskBackedUp>;
  readonly inVault: (vaultId: ArmId) => Rows<BackupInstance>;
}

/** Instances that are asked for again soon, by each disk of a VM in turn. */
const LAST = 256;
const NO_GAPS: readonly Gap[] = [];

export function joinDiskBackups(
  reader: EstateReader,
  snapshots: SnapshotJoin,
  named: (id: ArmId) => NamedDisk,
): DiskBackupJoin {
  const backedUp = remembered(
    LAST,
    ({ id }: BackupInstance) => id,
    (instance): DiskBackedUp => ({
      instance,
      disk: instance.diskId === undefined ? undefined : named(instance.diskId),
      vault: reader.find('backupVaults', instance.vaultId),
      snapshots: recoveryPointsOf(reader, snapshots, instance, named),
    }),
  );
  const instances = reader.all('backupInstances');
  const active = sifted(instances, (instance) => !isDeletedInstance(instance));
  const byDisk = grouped(active, ({ diskId }) => [diskId]);
  const byVault = grouped(active, ({ vaultId }) => [vaultId]);
  const withoutDisk = [...where(active, ({ diskId }) => diskId === undefined)].map(namesNoDisk);
  const namelessFor = splitBySubscription(withoutDisk);
  return {
    all: derived(instances, backedUp),
    ofDisk: (diskId) => {
      const rows = (byDisk.get(diskId) ?? []).map(backedUp);
      const reach = together([REACHING.diskBackups(reader, diskId), namelessFor([subscriptionOf(diskId)])]);
      // One instance is enough: nobody asks what others would add.
      return rows.length > 0 ? { rows, gaps: reach.gaps } : { rows, ...reach };
    },
    inVault: (vaultId) => ({
      rows: byVault.get(vaultId) ?? [],
      gaps: reader.gapsAround('backupInstances', vaultId),
    }),
  };
}

const DELETED = values('SoftDeleted', 'SoftDeleting');

/**
 * A soft-deleted instance protects nothing any more and stays listed until its retention ends.
 * @see https://learn.microsoft.com/azure/backup/backup-azure-enhanced-soft-delete-about
 */
export function isDeletedInstance({ currentProtectionState, protectionStatus }: BackupInstance): boolean {
  return says(currentProtectionState, DELETED) || says(protectionStatus, DELETED);
}

/**
 * The recovery points of disk backup: incremental snapshots of the disk in the resource group of the instance, newest first.
 * Azure marks none as its own, so a snapshot that somebody else took there counts too.
 * @see https://learn.microsoft.com/azure/backup/disk-backup-overview
 */
function recoveryPointsOf(
  reader: EstateReader,
  snapshots: SnapshotJoin,
  { diskId, snapshotGroupId }: BackupInstance,
  named: (id: ArmId) => NamedDisk,
): Rows<GuardedSnapshot> {
  if (diskId === undefined || snapshotGroupId === undefined) return { rows: [], gaps: NO_GAPS };
  const rows = snapshots
    .ofDisk(diskId)
    .filter(
      ({ snapshot, source }) =>
        isOfDiskItself(source) && snapshot.incremental !== false && snapshot.id.startsWith(`${snapshotGroupId}/`),
    );
  // Only the disk itself shows that they were not taken of an earlier disk with its ID.
  const { found } = named(diskId);
  const unread = found.kind === 'unsure' ? found.gaps : NO_GAPS;
  return {
    rows: [...rows].sort((a, b) => ((a.snapshot.timeCreated ?? '') < (b.snapshot.timeCreated ?? '') ? 1 : -1)),
    gaps: [...unread, ...concerningOne(reader.gapsIn('snapshots', subscriptionOf(snapshotGroupId)), diskId)],
  };
}

/** Not a snapshot of a snapshot. One without a creation time may be the disk's own and is in doubt. */
function isOfDiskItself(source: SnapshotSource): boolean {
  return source.kind === 'disk' ? source.through.length === 0 : source.kind === 'lost' && source.maybe !== undefined;
}

function namesNoDisk(instance: BackupInstance): Gap {
  return gapOf(
    'backupInstances',
    instance,
    'malformedRow',
    `Backup instance ${instance.name} does not name the disk that it protects.`,
  );
}
