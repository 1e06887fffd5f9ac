import { counted } from '../../../base/counted.ts';
import type { Evidence, Outcome } from '../../../domain/check.ts';
import { DAY, instant, isoDay } from '../../../base/time.ts';
import { meanings, quoted, says, values } from '../../../base/openEnum.ts';
import { compliant, evidence, hidden, nonCompliant, notApplicable, unknown } from './outcome.ts';
import { isWhole } from '../../../domain/recoveryPoint.ts';
import { isDeletedInstance } from '../../chain/joins/diskBackups.ts';
import type { DiskBackedUp } from '../../chain/subjects.ts';

const CONFIGURED = values('ProtectionConfigured');
/**
 * What the states of an instance that takes no new backups mean; the other known states say that it does.
 * @see https://learn.microsoft.com/javascript/api/@azure/arm-dataprotection/knowncurrentprotectionstate
 * @see https://learn.microsoft.com/javascript/api/@azure/arm-dataprotection/knownstatus
 */
const NOT_PROTECTED = meanings({
  Invalid: 'Azure holds no valid protection for it',
  NotProtected: 'nothing protects it',
  ConfiguringProtection: 'its protection is still being set up',
  ConfiguringProtectionFailed: 'its protection could not be set up',
  ProtectionError: 'backups fail',
  ProtectionStopped: 'backups were stopped; earlier backups are kept',
  BackupsSuspended: 'backups are suspended',
  BackupSchedulesSuspended: 'scheduled backups are suspended',
});

/** Whether an instance in a Backup vault protects its disk, and with a recent snapshot. */
export function diskBackupOutcome(backup: DiskBackedUp, maximumAgeDays: number, asOf: string): Outcome {
  const { instance } = backup;
  const facts = evidence({
    'Backup instance': instance.name,
    'Protection status': instance.protectionStatus,
    'Current protection state': instance.currentProtectionState,
    Error: instance.errorCode,
    Policy: instance.policyName,
  });
  if (isDeletedInstance(instance)) return notApplicable('The backup instance is soft-deleted.', facts);
  const states = [instance.currentProtectionState, instance.protectionStatus];
  const bad = states.find((state) => NOT_PROTECTED(state) !== undefined);
  if (bad !== undefined)
    return nonCompliant(
      `Disk backup does not protect it: its state is ${quoted(bad)} (${NOT_PROTECTED(bad) ?? ''}).`,
      facts,
    );
  const recent = recentSnapshot(backup, maximumAgeDays, asOf, facts);
  if (recent.status === 'NonCompliant') return recent;
  const strange = states.find((state) => state !== undefined && !says(state, CONFIGURED));
  if (strange !== undefined)
    return unknown(`Protection state ${quoted(strange)} of disk backup is not one this check knows.`, facts);
  if (instance.errorCode !== undefined)
    return unknown(
      `Disk backup says that it protects the disk, yet it reports ${instance.errorCode === '' ? 'an error without a code' : `error ${quoted(instance.errorCode)}`}.`,
      facts,
    );
  // Azure gives both for every instance: if one is missing, it might be the one that says otherwise.
  if (states.some((state) => state === undefined))
    return unknown('Disk backup did not report its protection state or its protection status.', facts);
  return sourceDoubt(backup, facts) ?? recent;
}

/**
 * Disk backup cannot protect a disk under Azure Disk Encryption: an instance that says it does contradicts the disk.
 * @see https://learn.microsoft.com/azure/backup/disk-backup-support-matrix#limitations
 */
function sourceDoubt({ disk }: DiskBackedUp, facts: Evidence): Outcome | undefined {
  if (disk === undefined) return unknown('Disk backup does not say which disk it protects.', facts);
  if (disk.found.kind === 'unsure') return hidden('The disk that it protects', disk.found.gaps, facts);
  if (disk.found.kind === 'absent')
    return unknown('Disk backup says that it protects a disk that no longer exists.', facts);
  const { guarded } = disk.found.row;
  const { guest } = guarded.protection;
  if (guest === 'none') return undefined;
  if (guest === 'unknown')
    return unknown(
      'Could not determine whether the disk is under Azure Disk Encryption, which disk backup does not support.',
      facts,
      guarded.guestGaps,
    );
  return unknown(
    'Disk backup says that it protects the disk, yet the disk declares Azure Disk Encryption, which disk backup does not support.',
    { ...facts, 'Azure Disk Encryption declared by': guarded.adeDeclaredBy ?? null },
  );
}

function recentSnapshot(
  { instance, snapshots }: DiskBackedUp,
  maximumAgeDays: number,
  asOf: string,
  known: Evidence,
): Outcome {
  const { snapshotGroupId } = instance;
  const now = instant(asOf) ?? Number.NaN;
  const newest = newestSnapshot(snapshots.rows, now + DAY);
  const facts = {
    ...known,
    ...evidence({ 'Snapshot resource group': snapshotGroupId, 'Newest snapshot': newest.time }),
  };
  if (newest.time !== undefined && (instant(newest.time) ?? 0) >= now - maximumAgeDays * DAY)
    return compliant(`Disk backup protects it, and its newest snapshot is dated ${isoDay(newest.time)}.`, facts);
  if (snapshotGroupId === undefined)
    return unknown('Disk backup does not say in which resource group its snapshots lie.', facts);
  if (snapshots.gaps.length > 0) return hidden('Its snapshots', snapshots.gaps, facts);
  if (newest.doubtful > 0)
    return unknown(
      `Could not determine when ${counted(newest.doubtful, 'snapshot')} of it ${newest.doubtful === 1 ? 'was' : 'were'} taken, or whether ${newest.doubtful === 1 ? 'it is' : 'they are'} whole.`,
      facts,
    );
  return newest.time === undefined
    ? nonCompliant('Disk backup has no snapshot of it.', facts)
    : nonCompliant(
        `Its newest snapshot is dated ${isoDay(newest.time)}, older than ${counted(maximumAgeDays, 'day')}.`,
        facts,
      );
}

/** When the newest was taken, and how many have no credible time. */
function newestSnapshot(
  snapshots: DiskBackedUp['snapshots']['rows'],
  latest: number,
): { readonly time: string | undefined; readonly doubtful: number } {
  let time: string | undefined;
  let doubtful = 0;
  for (const { snapshot } of snapshots) {
    const taken = instant(snapshot.timeCreated);
    const whole = isWhole(snapshot);
    if (whole === 'no') continue;
    if (taken === undefined || taken > latest || whole === 'unknown') doubtful += 1;
    else if (time === undefined || taken > (instant(time) ?? 0)) time = snapshot.timeCreated;
  }
  return { time, doubtful };
}
