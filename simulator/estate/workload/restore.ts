import { backupJobDocument } from '../documents/backup.ts';
import {
  diskDocument,
  restoredFromSnapshotTier,
  restoredFromVaultTier,
  shut,
  type AdeSpec,
  type Encryption,
  type Network,
} from '../documents/disk.ts';
import { guidOf, lastSegment } from '../documents/place.ts';
import { backupRestorePointName } from '../documents/restorePoint.ts';
import { daysBefore, stamp } from '../documents/time.ts';
import type { Machine } from './machine.ts';
import type { Sink } from './platform.ts';

export interface RestorePlan {
  readonly machine: Machine;
  /** The data disk with this LUN; undefined: the OS disk. */
  readonly lun?: number;
  readonly tier: 'snapshot' | 'vault';
  /** What protects the restored disk. */
  readonly encryption: Encryption;
  readonly network?: Network;
  readonly ade?: AdeSpec;
  /** ISO 8601: when the restore ran. */
  readonly at: string;
  readonly stagingAccount?: string;
  /** The restored disk exists no more (RST-02). */
  readonly diskDeleted?: boolean;
  /** Somebody removed the tag. */
  readonly untagged?: boolean;
  readonly status?: string;
}

export interface Restored {
  readonly diskId: string;
  readonly jobId: string;
}

/** Restores one disk of a machine: the job and the disk that it made, both as Azure leaves them. */
export function addRestore(sink: Sink, plan: RestorePlan): Restored {
  const { machine } = plan;
  if (machine.backup === undefined) throw new Error(`${machine.id} has no backup to restore from.`);
  const jobId = guidOf(`restore ${machine.id} ${plan.at} ${String(plan.lun)}`);
  const vm = lastSegment(machine.id);
  const staging = plan.stagingAccount ?? machine.plan.platform.stagingAccount;
  const recoveryPointTime = daysBefore(plan.at, 7.5 / 24);
  const where = { ...machine.place, group: machine.plan.platform.restoreGroup };
  if (sink.wants('microsoft.recoveryservices/vaults/backupjobs'))
    sink.add(
      backupJobDocument({
        vaultId: machine.backup.vault,
        vmId: machine.id,
        vmLocation: machine.place.location,
        jobId,
        operation: 'Restore',
        start: plan.at,
        minutes: 26,
        restore: {
          recoveryPointTime,
          targetGroup: where.group,
          stagingAccount: lastSegment(staging),
          encryptionInfo: machine.osDisk.plan.ade !== undefined,
        },
        ...(plan.status === undefined ? {} : { status: plan.status }),
      }),
    );
  const source = plan.lun === undefined ? machine.osDisk : machine.dataDisks[plan.lun];
  if (source === undefined) throw new Error(`${machine.id} has no data disk ${String(plan.lun)}.`);
  const kind = plan.lun === undefined ? 'osdisk' : `datadisk-${String(plan.lun).padStart(3, '0')}`;
  const document = diskDocument({
    place: where,
    name: `${vm}-${kind}-${stamp(plan.at, '-')}`,
    encryption: plan.encryption,
    creation:
      plan.tier === 'snapshot'
        ? restoredFromSnapshotTier(
            `${machine.backup.collectionId}/restorePoints/${backupRestorePointName(recoveryPointTime)}`,
            source.id,
          )
        : restoredFromVaultTier(staging, vm, `${vm}-${kind}-${stamp(plan.at, '-')}`),
    created: plan.at,
    network: plan.network ?? shut,
    sizeGb: source.plan.sizeGb ?? (plan.lun === undefined ? 128 : 512),
    ...(source.osType === undefined ? {} : { osType: source.osType }),
    ...(plan.ade === undefined ? {} : { ade: plan.ade }),
    tags: plan.untagged === true ? {} : { RSVaultBackup: jobId },
  });
  if (plan.diskDeleted !== true && sink.wants('microsoft.compute/disks')) sink.add(document);
  return { diskId: document.id, jobId };
}
