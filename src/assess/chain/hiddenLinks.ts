import { madeNothing } from '../../domain/backupKinds.ts';
import { quoted, says, values } from '../../base/openEnum.ts';
import { instant } from '../../base/time.ts';
import { gapOf, type Gap, type Lookup } from '../../domain/estate.ts';
import type { Disk, RestoreBag, RestoreJob, RestorePoint } from '../../domain/facts.ts';
import { activeSide } from '../../domain/siteRecovery.ts';
import { COPYING, NOT_COPYING } from './joins/copies.ts';
import type { Leg } from './subjects.ts';

/** Links that a row implies without naming their target. */

/** A frozen disk is held by a VM that hibernates. */
const HELD = values('Attached', 'Reserved', 'Frozen', 'ActiveSASFrozen');
const FREE = values('Unattached', 'ReadyToUpload', 'ActiveUpload');

/** Whether a disk says by its state that a VM holds it. @see https://learn.microsoft.com/rest/api/compute/disks/get#diskstate */
export function isHeld({ diskState }: Disk): boolean {
  return says(diskState, HELD);
}

/** Whether a disk says by its state that no VM holds it. */
export function isFree({ diskState }: Disk): boolean {
  return says(diskState, FREE);
}

/**
 * Why it is not certain that no VM holds a disk although none is named: its own state says that one does, or leaves it open
 * while a VM that lists it may not have been read.
 * @param unreadMachines gaps that may hide a VM of its subscription
 * @see https://learn.microsoft.com/rest/api/compute/disks/get#diskstate
 */
export function unnamedHolder(disk: Disk, unreadMachines: readonly Gap[]): readonly Gap[] {
  if (isFree(disk)) return [];
  if (!isHeld(disk)) return unreadMachines;
  const because = `The state of ${disk.name} is ${quoted(disk.diskState)}, yet Azure names no virtual machine that holds it.`;
  return [gapOf('disks', disk, 'notRead', because)];
}

/**
 * A disk whose row does not say what it was made from: a restore or a failover may have made it.
 * @see https://learn.microsoft.com/rest/api/compute/disks/get#creationdata
 */
export function untoldOrigin(disk: Disk): readonly Gap[] {
  const { createOption, sourceResourceId } = disk.creation;
  if (says(createOption, NOT_COPYING) || (says(createOption, COPYING) && sourceResourceId !== undefined)) return [];
  return [gapOf('disks', disk, 'notRead', `Disk ${disk.name} does not identify its source.`)];
}

/** A failover makes a disk and names it; when protected in reverse, the disk that it made is itself the source. */
export function hidesTarget({ detail, declared }: Leg, disk: Disk): boolean {
  if (declared.recoveryTargetDiskId !== undefined || activeSide(detail.activeLocation) !== 'recovery') return false;
  return detail.recoveryVmId === undefined || !disk.managedBy.includes(detail.recoveryVmId);
}

/**
 * Restore points that show a VM holding a disk: taken since the disk was created and, by its own row, last attached or
 * detached. A disk without that time never was.
 * @see https://learn.microsoft.com/rest/api/compute/disks/get#disk
 */
export function heldWhenTaken(disk: Disk, points: readonly RestorePoint[]): readonly RestorePoint[] {
  const since = Math.max(instant(disk.ownershipChanged) ?? 0, instant(disk.timeCreated) ?? 0);
  return points.filter(({ time }) => (instant(time) ?? 0) > since);
}

export function heldInPoint(disk: Disk, point: RestorePoint): Gap {
  const because = `The state of ${disk.name} is ${quoted(disk.diskState)}, yet restore point ${point.name} shows that a virtual machine held it, which was not read, and since then nobody detached it.`;
  return gapOf('disks', disk, 'notRead', because);
}

export function noTarget(disk: Disk): Gap {
  return gapOf(
    'replicationDetails',
    disk,
    'notRead',
    `Site Recovery failed over ${disk.name} but does not name the disk that the failover made.`,
  );
}

export function noReplica(disk: Disk): Gap {
  return gapOf(
    'replicationDetails',
    disk,
    'notRead',
    `Site Recovery replicates ${disk.name} but names no replica disk for it.`,
  );
}

/** Everything that Site Recovery replicates passes through a storage account. @see https://learn.microsoft.com/azure/site-recovery/azure-to-azure-architecture */
export function hiddenCaches(legs: readonly Leg[], disk: Disk): readonly Gap[] {
  return legs
    .filter(({ declared }) => declared.stagingStorageAccountId === undefined)
    .map(() =>
      gapOf(
        'replicationDetails',
        disk,
        'notRead',
        `Site Recovery replicates ${disk.name} but names no cache storage account for it.`,
      ),
    );
}

/** Every restore of a VM names a storage account as its staging location. @see https://learn.microsoft.com/azure/backup/backup-azure-arm-restore-vms#storage-accounts */
export function hiddenStaging(job: RestoreJob, bag: Lookup<RestoreBag>): readonly Gap[] {
  if (bag.kind === 'unsure') return bag.gaps;
  if (bag.kind === 'absent' || bag.row.targetStorageAccountName !== undefined || madeNothing(job)) return [];
  const because = `Restore job ${job.jobId} does not name the storage account that it used.`;
  return [gapOf('restoreJobDetails', job, 'notRead', because)];
}
