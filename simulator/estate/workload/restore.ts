import { backupJobDocument } from '../documents/backupJob.ts';
import {
  diskDocument,
  restoredFromSnapshotTier,
  restoredFromVaultTier,
  shut,
  type AdeSpec,
  type Encryption,
  type Network,
} from '../documents/disk.ts';
import { guidOf, lastSegment, resourceId } from '../documents/place.ts';
import { backupRestorePointName } from '../documents/restorePoint.ts';
import { stamp } from '../documents/time.ts';
import { namesOf } from './backup.ts';
import type { Machine, MachineDisk } from './plans.ts';
import type { Sink } from './platform.ts';

/** Which disk of a machine: the OS disk, or the data disk with this LUN. */
type DiskSlot = 'os' | number;

export interface RestorePlan {
  readonly machine: Machine;
  /** The disks that the restore made; default: the OS disk. */
  readonly slots?: readonly DiskSlot[];
  readonly tier: 'snapshot' | 'vault';
  /** What protects the restored disks. */
  readonly encryption: Encryption;
  readonly network?: Network;
  readonly ade?: AdeSpec;
  /** ISO 8601: when the restore ran. It takes the newest recovery point before. */
  readonly at: string;
  readonly stagingAccount?: string;
  /** The restored disks exist no more. */
  readonly disksDeleted?: boolean;
}

/** Restores disks of a machine: the job and the disks that it made, as Azure leaves them. Returns the disks' ids. */
export function addRestore(sink: Sink, plan: RestorePlan): string[] {
  const { machine } = plan;
  const { backup } = machine;
  const recoveryPointTime = backup?.recoveryPointTimes.find((time) => time <= plan.at);
  if (backup === undefined || recoveryPointTime === undefined)
    throw new Error(`${machine.id} has no recovery point of before ${plan.at}.`);
  const jobId = guidOf(`restore ${machine.id} ${plan.at}`);
  const staging = plan.stagingAccount ?? machine.plan.platform.stagingAccount;
  const { restoreGroup, restoreSubscription } = machine.plan.platform;
  const subscription = restoreSubscription ?? machine.place.subscription;
  const where = { ...machine.place, subscription, group: restoreGroup };
  const inBackup = namesOf(machine, machine.plan.backup ?? {});
  const chosen = (plan.slots ?? ['os']).map((slot) => lastSegment(diskIn(machine, slot).id));
  if (sink.wants('microsoft.recoveryservices/vaults/backupjobs'))
    sink.add(
      backupJobDocument({
        vaultId: backup.vault,
        vmId: machine.id,
        vmLocation: machine.place.location,
        jobId,
        operation: 'Restore',
        start: plan.at,
        minutes: 26,
        disks: inBackup,
        restore: {
          recoveryPointTime,
          targetGroup: where.group,
          stagingAccount: lastSegment(staging),
          encryptionInfo: machine.osDisk.plan.ade !== undefined,
          ...(chosen.length < inBackup.backedUp.length ? { chosen } : {}),
        },
      }),
    );
  if (plan.disksDeleted === true) return [];
  const restorePoint = `${backup.collectionId}/restorePoints/${backupRestorePointName(recoveryPointTime)}`;
  return (plan.slots ?? ['os']).map((slot) => {
    const name = restoredName(machine, slot, plan.at);
    const source = diskIn(machine, slot);
    if (sink.wants('microsoft.compute/disks'))
      sink.add(
        diskDocument({
          place: where,
          name,
          encryption: plan.encryption,
          creation:
            plan.tier === 'snapshot'
              ? restoredFromSnapshotTier(restorePoint, source.id)
              : restoredFromVaultTier(staging, lastSegment(machine.id), name),
          created: plan.at,
          network: plan.network ?? shut,
          sizeGb: source.plan.sizeGb ?? (slot === 'os' ? 128 : 512),
          ...(source.osType === undefined ? {} : { osType: source.osType }),
          ...(plan.ade === undefined ? {} : { ade: plan.ade }),
          tags: { RSVaultBackup: jobId },
        }),
      );
    return resourceId(where, 'Microsoft.Compute/disks', name);
  });
}

function restoredName(machine: Machine, slot: DiskSlot, at: string): string {
  const kind = slot === 'os' ? 'osdisk' : `datadisk-${String(slot).padStart(3, '0')}`;
  return `${lastSegment(machine.id)}-${kind}-${stamp(at, '-')}`;
}

function diskIn(machine: Machine, slot: DiskSlot): MachineDisk {
  const disk = slot === 'os' ? machine.osDisk : machine.dataDisks[slot];
  if (disk === undefined) throw new Error(`${machine.id} has no data disk ${String(slot)}.`);
  return disk;
}
