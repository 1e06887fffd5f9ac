import type { ArmId } from '../../../domain/armId.ts';
import { subscriptionOf } from '../../../domain/armId.ts';
import type { Gap } from '../../../domain/estate.ts';
import type { EstateReader } from '../../../domain/reader.ts';

/**
 * How far a missing row can hide when the question runs backwards ("which rows point at this one?"). Azure bounds some of
 * these by subscription, so that a gap elsewhere does not make every answer Unknown. Each bound with its source:
 *
 * - Azure Backup: a VM is backed up to a vault of its own subscription and region.
 *   https://learn.microsoft.com/azure/backup/backup-support-matrix-iaas#supported-backup-actions
 * - Snapshots of a disk under a customer-managed key lie in the disk's subscription and region; a copy of a
 *   platform-keyed disk elsewhere cannot be weaker than its source.
 *   https://learn.microsoft.com/azure/virtual-machines/disk-encryption#restrictions
 * - Restore points of a VM lie in its subscription; which VM a disk had before is not known once it is detached.
 *   https://learn.microsoft.com/azure/virtual-machines/concepts-restore-points#restore-points-for-vms-inside-virtual-machine-scale-set-and-availability-set-avset
 * - Restored copies: cross-subscription restore is not supported for disks under customer-managed keys or ADE; a copy of
 *   a platform-keyed disk cannot be weaker than its source. Confidential disks are not named there, so no bound for them.
 *   https://learn.microsoft.com/azure/backup/backup-azure-arm-restore-vms#cross-subscription-restore-for-azure-vm
 * - Disk backup: its snapshots lie in the subscription of the disk, and are read and judged there. The Backup vault may lie
 *   in another one; an instance hidden elsewhere hides no copy, so it counts only where the baseline requires a backup.
 *   https://learn.microsoft.com/azure/backup/disk-backup-support-matrix#limitations
 * - Site Recovery: the vault may lie in any subscription of the tenant, so there is no bound.
 *   https://learn.microsoft.com/azure/site-recovery/azure-to-azure-support-matrix
 */
export const BOUNDS = {
  backups: (reader: EstateReader, vmId: ArmId): readonly Gap[] => reader.gapsIn('protectedItems', subscriptionOf(vmId)),
  diskBackups: (reader: EstateReader, diskId: ArmId): readonly Gap[] =>
    reader.gapsIn('backupInstances', subscriptionOf(diskId)),
  restorePoints: (reader: EstateReader, vmId: ArmId): readonly Gap[] =>
    reader.gapsIn('restorePointCollections', subscriptionOf(vmId)),
  captures: (reader: EstateReader, diskId: ArmId): readonly Gap[] =>
    (['restorePointCollections', 'restorePoints', 'diskRestorePoints'] as const).flatMap((source) =>
      reader.gapsIn(source, subscriptionOf(diskId)),
    ),
  restoreJobs: (reader: EstateReader, vmId: ArmId): readonly Gap[] =>
    reader.gapsIn('restoreJobs', subscriptionOf(vmId)),
  snapshots: (reader: EstateReader, diskId: ArmId): readonly Gap[] =>
    reader.gapsIn('snapshots', subscriptionOf(diskId)),
  restoredCopies: (reader: EstateReader, diskId: ArmId, confidential: boolean): readonly Gap[] =>
    confidential ? reader.gapsIn('disks') : reader.gapsIn('disks', subscriptionOf(diskId)),
  replications: (reader: EstateReader): readonly Gap[] => [
    ...reader.gapsIn('replicatedItems'),
    ...reader.gapsIn('replicationDetails'),
  ],
} as const;
