import type { ArmId } from '../../../domain/armId.ts';
import { madeNothing, restores } from '../../../domain/backupKinds.ts';
import { gapOf, type Gap, type Lookup, type Rows } from '../../../domain/estate.ts';
import type { Disk, DiskRestoreJob } from '../../../domain/facts.ts';
import type { EstateReader } from '../../../domain/reader.ts';
import { instant } from '../../../base/time.ts';
import { groupBy } from '../../../domain/groups.ts';
import { REACHING, together } from './reach.ts';

export interface DiskRestoreJoin {
  /** Jobs of disk backup that restore or may, sorted by id. */
  readonly all: readonly DiskRestoreJob[];
  /** The jobs that made the disk or may have, newest first: more than one only where their times leave it open which. */
  readonly madeIt: (disk: Disk) => readonly DiskRestoreJob[];
  /** The disk that a job made: absent if another one has its id now; undefined if the job names none. */
  readonly madeBy: (job: DiskRestoreJob) => Lookup<Disk> | undefined;
  /** @param vaults the Backup vaults that hold an instance of the disk. */
  readonly ofDisk: (diskId: ArmId, vaults: readonly ArmId[]) => Rows<DiskRestoreJob>;
}

export function joinDiskRestores(reader: EstateReader): DiskRestoreJoin {
  const all = reader.all('diskRestoreJobs').filter((job) => restores(job.operation) !== 'no');
  const byDestination = groupBy(all, (job) => [job.destinationId]);
  const bySource = groupBy(all, (job) => [job.sourceDiskId]);
  const ofNoDisk = groupBy(
    all.filter((job) => job.sourceDiskId === undefined),
    (job) => [job.vaultId],
  );
  return {
    all,
    madeIt: (disk) =>
      (byDestination.get(disk.id) ?? [])
        .filter((job) => !madeNothing(job) && isOfTime(job, disk) !== 'no')
        .sort((a, b) => ((a.startTime ?? '') < (b.startTime ?? '') ? 1 : -1)),
    madeBy: (job) => {
      if (job.destinationId === undefined) return undefined;
      const found = reader.find('disks', job.destinationId);
      if (found.kind !== 'found') return found;
      switch (isOfTime(job, found.row)) {
        case 'yes':
          return found;
        case 'no':
          return { kind: 'absent' };
        case 'untold':
          return { kind: 'unsure', gaps: [untoldTime(job, found.row)] };
      }
    },
    ofDisk: (diskId, vaults) => ({
      rows: bySource.get(diskId) ?? [],
      ...together([
        REACHING.diskRestoreJobs(reader, diskId, vaults),
        { gaps: vaults.flatMap((vaultId) => ofNoDisk.get(vaultId) ?? []).map(namesNoDisk) },
      ]),
    }),
  };
}

function untoldTime(job: DiskRestoreJob, disk: Disk): Gap {
  const because = `Azure does not say when disk ${disk.name} was created, or when restore job ${job.jobId} ran: the disk may be a later one with that ID.`;
  return gapOf('diskRestoreJobs', job, 'notRead', because);
}

function namesNoDisk(job: DiskRestoreJob): Gap {
  return gapOf(
    'diskRestoreJobs',
    job,
    'malformedRow',
    `Restore job ${job.jobId} does not name the disk that it restored.`,
  );
}

/**
 * Whether a disk was created while a job ran, whatever its id or tags say. Azure gives all three times, of a disk and of a job that is
 * over; `untold` where one is missing.
 */
export function isOfTime(
  job: Pick<DiskRestoreJob, 'startTime' | 'endTime'>,
  disk: Pick<Disk, 'timeCreated'>,
): 'yes' | 'no' | 'untold' {
  const [created, start, end] = [instant(disk.timeCreated), instant(job.startTime), instant(job.endTime)];
  if (created === undefined) return 'untold';
  if ((start !== undefined && created < start - SLACK) || (end !== undefined && created > end + SLACK)) return 'no';
  return start === undefined || end === undefined ? 'untold' : 'yes';
}

/** Clocks of Azure's services may differ by this many milliseconds (five minutes). */
const SLACK = 300_000;
