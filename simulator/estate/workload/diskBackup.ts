import { backupInstanceDocument, snapshotGroup } from '../documents/backupVault.ts';
import { copyOf, snapshotDocument, type Encryption } from '../documents/disk.ts';
import { lastSegment, type Place } from '../documents/place.ts';
import { daysBefore, stamp } from '../documents/time.ts';
import type { Sink } from './platform.ts';

export interface DiskBackupPlan {
  /** Id of the Backup vault. */
  readonly vault: string;
  readonly disk: string;
  /** Where the snapshots lie: the subscription and region of the disk. */
  readonly snapshots: Place;
  /** What protects them. */
  readonly encryption: Encryption;
  /** Ages of the snapshots in days, the newest first; default: this morning and the day before. */
  readonly ages?: readonly number[];
  readonly state?: string;
  readonly errorCode?: string;
}

/** Puts a disk under disk backup: the instance in the Backup vault, and its incremental snapshots. */
export function addDiskBackup(sink: Sink, plan: DiskBackupPlan): string {
  const { disk, snapshots, encryption } = plan;
  for (const age of plan.ages ?? [4 / 24, 1 + 4 / 24]) {
    const created = daysBefore(sink.now, age);
    sink.add(
      snapshotDocument({
        place: snapshots,
        name: `AzureBackup_${lastSegment(disk)}_${stamp(created, '_')}`,
        encryption,
        creation: copyOf(disk),
        created,
        incremental: true,
      }),
    );
  }
  return sink.add(
    backupInstanceDocument({
      vaultId: plan.vault,
      sourceId: disk,
      sourceLocation: snapshots.location,
      snapshotGroupId: snapshotGroup(disk, snapshots.group),
      ...(plan.state === undefined ? {} : { state: plan.state }),
      ...(plan.errorCode === undefined ? {} : { errorCode: plan.errorCode }),
    }),
  );
}
