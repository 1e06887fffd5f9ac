import type { ArmId } from '../../../domain/armId.ts';
import { restores } from '../../../domain/backupKinds.ts';
import { gapOf, type Gap, type Lookup, type Rows } from '../../../domain/estate.ts';
import type { Disk, DiskRestoreJob } from '../../../domain/facts.ts';
import type { EstateReader } from '../../../domain/reader.ts';
import { instant } from '../../../base/time.ts';
import { groupBy } from '../../../domain/groups.ts';
import { REACHING, together } from './reach.ts';

export interface DiskRestoreJoin {
  /** Jobs of disk backup that restore or may, sorted by id. */
  readonly all: readonly DiskRestoreJob[];
  /** The newest job that made the disk. */
  readonly madeIt: (disk: Disk) => DiskRestoreJob | undefined;
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
        .filter((job) => isOfTime(job, disk))
        .sort((a, b) => ((a.startTime ?? '') < (b.startTime ?? '') ? 1 : -1))[0],
    madeBy: (job) => {
      if (job.destinationId === undefined) return undefined;
      const found = reader.find('disks', job.destinationId);
      return found.kind === 'found' && !isOfTime(job, found.row) ? { kind: 'absent' } : found;
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

function namesNoDisk(job: DiskRestoreJob): Gap {
  return gapOf(
    'diskRestoreJobs',
    job,
    'malformedRow',
    `Restore job ${job.jobId} does not name the disk that it restored.`,
  );
}

/** A disk created before the job began or after it ended was not made by it, whatever its id or tags say. */
export function isOfTime(job: Pick<DiskRestoreJob, 'startTime' | 'endTime'>, disk: Disk): boolean {
  const [created, start, end] = [instant(disk.timeCreated), instant(job.startTime), instant(job.endTime)];
  if (created === undefined) return true;
  return !(start !== undefined && created < start - SLACK) && !(end !== undefined && created > end + SLACK);
}

/** Clocks of Azure's services may differ by this many milliseconds (five minutes). */
const SLACK = 300_000;
