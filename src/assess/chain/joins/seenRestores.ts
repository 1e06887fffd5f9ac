import { armId, subscriptionOf, type ArmId } from '../../../domain/armId.ts';
import { isUnbroken, JOB_DAYS, type Carried, type RestoreWatch, type SeenRestore } from '../../../domain/carried.ts';
import type { Gap } from '../../../domain/estate.ts';
import type { RestoreJob } from '../../../domain/facts.ts';
import type { EstateReader } from '../../../domain/reader.ts';
import { DAY } from '../../../base/time.ts';
import { says, values } from '../../../base/openEnum.ts';
import { mayBeOfMachine, restores as restoresBy } from '../../../domain/backupKinds.ts';
import { accountedFor, expectedDisks } from '../restoredDisks.ts';
import type { KnownRestore, KnownRestores } from '../subjects.ts';
import type { BackupJoin } from './backups.ts';
import { groupBy } from '../../../domain/groups.ts';
import { together as reachTogether } from './reach.ts';
import type { RestoreJobJoin } from './restoreJobs.ts';
import type { RestorePointJoin } from './restorePoints.ts';
import type { RestoreJoin } from './restores.ts';

export interface SeenRestoreJoin {
  /** How many disks a restore had to make, according to the runs that knew; undefined if none did, or two differ. */
  readonly disksToMake: (job: RestoreJob) => number | undefined;
  readonly ofMachine: (vmId: ArmId) => KnownRestores;
  /** What this run saw itself: for the runs after it. */
  readonly own: Carried;
}

const DONE = values('Completed', 'CompletedWithWarnings');
/** @see https://learn.microsoft.com/rest/api/backup/backup-jobs/list#jobstatus */
const NOT_DONE = values('InProgress', 'Failed', 'Cancelled', 'Cancelling');

/** Restores that Azure Backup completed: those that it still lists, and those that earlier runs saw. */
export function joinSeenRestores(
  reader: EstateReader,
  backups: BackupJoin,
  jobs: RestoreJobJoin,
  restores: RestoreJoin,
  restorePoints: RestorePointJoin,
): SeenRestoreJoin {
  const own = [...jobs.all, ...jobs.earlier]
    .filter((job) => restoresBy(job.operation) === 'yes' && says(job.status, DONE))
    .flatMap((job) => seen(backups, jobs, restores, restorePoints, job));
  const observations = groupBy([...reader.all('carriedRestores'), ...own], (restore) => [restore.vmId]);
  const watches = watchesNow(reader);
  const lost = [...reader.gapsIn('carriedRestores'), ...reader.gapsIn('restoreWatches')];
  return {
    own: { restores: own, watches: [...watches.values()] },
    disksToMake: ({ id, dataSourceId }) => {
      const seenOf = dataSourceId === undefined ? undefined : observations.get(dataSourceId);
      const rows = (seenOf ?? []).filter(({ restoreJobId }) => restoreJobId === id);
      const counts = new Set(rows.flatMap(({ disksInPoint }) => disksInPoint ?? []));
      return counts.size === 1 ? [...counts][0] : undefined;
    },
    ofMachine: (vmId) => {
      const { rows, ...recent } = jobs.ofMachine(vmId);
      const { gaps, elsewhere } = reachTogether([recent, jobs.hiddenEarlier(vmId)]);
      const byJob = groupBy(observations.get(vmId) ?? [], (restore) => [restore.restoreJobId]);
      return {
        restores: {
          rows: [...byJob.values()].map((rows) => together(reader, backups, jobs, rows)),
          gaps: [...gaps, ...lost],
          ...(elsewhere === undefined ? {} : { elsewhere }),
        },
        doubtful: [...rows, ...jobs.earlierOf(vmId)]
          .filter(isDoubtful)
          .sort((a, b) => ((a.endTime ?? '~') < (b.endTime ?? '~') ? 1 : -1)),
        since: latest(
          [vmId, ...backups.ofMachine(vmId).rows.map(({ item }) => item.vaultId)].map((id) => {
            const watch = watches.get(subscriptionOf(id));
            return watch?.until === reader.asOf ? watch.since : undefined;
          }),
        ),
      };
    },
  };
}

/** Since when all are known; undefined if one is not. */
function latest(moments: readonly (string | undefined)[]): string | undefined {
  return moments.reduce((one, other) =>
    one === undefined || other === undefined ? undefined : one > other ? one : other,
  );
}

/** It may have been a restore, or may have been completed. */
function isDoubtful(job: RestoreJob): boolean {
  const operation = restoresBy(job.operation);
  if (says(job.status, NOT_DONE)) return false;
  return operation === 'unknown' || !says(job.status, DONE);
}

function seen(
  backups: BackupJoin,
  jobs: RestoreJobJoin,
  restores: RestoreJoin,
  restorePoints: RestorePointJoin,
  job: RestoreJob,
): readonly SeenRestore[] {
  const { dataSourceId: vmId, id, resourceId, name, subscriptionId, resourceGroup, location, tags } = job;
  if (vmId === undefined) return [];
  const bag = jobs.bagOf(job);
  const expected = expectedDisks(bag, { backups: backups.ofMachine(vmId), captured: restorePoints.ofMachine(vmId) });
  return [
    {
      ...{ resourceId, name, subscriptionId, resourceGroup, location, tags },
      id: armId(`${id}#now`),
      restoreJobId: id,
      jobId: job.jobId,
      vmId,
      status: job.status,
      endTime: job.endTime,
      recoveryPointTime: bag.kind === 'found' ? bag.row.recoveryPointTime : undefined,
      disksInPoint: expected.count,
      disksFound: accountedFor(expected, restores.madeBy(job.jobId))
        .map((disk) => disk.id)
        .sort(),
      run: undefined,
    },
  ];
}

/** One restore, as several runs saw it: what any of them found counts. */
function together(
  reader: EstateReader,
  backups: BackupJoin,
  jobs: RestoreJobJoin,
  rows: readonly SeenRestore[],
): KnownRestore {
  const [first] = rows;
  const vmId = first?.vmId;
  const ids = new Set(rows.flatMap((row) => row.disksFound));
  const counts = rows.flatMap((row) => row.disksInPoint ?? []);
  const job = first === undefined ? undefined : jobs.byId.get(first.restoreJobId);
  const bag = job === undefined ? undefined : jobs.bagOf(job);
  const hiding: readonly Gap[] = [
    ...reader.gapsIn('disks'),
    ...(bag?.kind === 'unsure' ? bag.gaps : []),
    ...(vmId === undefined ? [] : backups.ofMachine(vmId).rows.flatMap(({ recoveryPoints }) => recoveryPoints.gaps)),
  ];
  return {
    jobId: first?.jobId ?? '',
    endTime: rows.map((row) => row.endTime).find((time) => time !== undefined),
    recoveryPointTime: rows.map((row) => row.recoveryPointTime).find((time) => time !== undefined),
    disksInPoint: counts.length === 0 ? undefined : Math.max(...counts),
    disksBackedUp: bag?.kind === 'found' ? bag.row.backedUpDisks?.length : undefined,
    disksFound: ids.size,
    runs: [...new Set(rows.map((row) => row.run).filter((run) => run !== undefined))].sort(),
    gaps: hiding,
  };
}

/**
 * A subscription's restores are known without a break while runs read all its jobs at least every 14 days; after a longer
 * silence, or if nothing was carried over, only as far back as Azure itself shows.
 */
function watchesNow(reader: EstateReader): ReadonlyMap<string, RestoreWatch> {
  const now = Date.parse(reader.asOf);
  const reach = new Date(now - JOB_DAYS * DAY).toISOString();
  const watches = new Map(reader.all('restoreWatches').map((watch) => [watch.subscriptionId, watch]));
  const vaultsListed = groupBy(vaultsWhole(reader), (vaultId) => [subscriptionOf(vaultId)]);
  for (const { id, resourceId, name, subscriptionId, resourceGroup, location } of reader.all('subscriptions')) {
    if (reader.gapsIn('restoreJobs', subscriptionId).length > 0) continue;
    const before = watches.get(subscriptionId);
    const unbroken = before !== undefined && isUnbroken(before, reader.asOf);
    const listed = vaultsListed.get(subscriptionId) ?? [];
    const vaults = [...new Set([...(unbroken ? (before.vaults ?? []) : []), ...listed])].sort();
    watches.set(subscriptionId, {
      ...{ id, resourceId, name, subscriptionId, resourceGroup, location, tags: {} },
      since: unbroken ? before.since : reach,
      until: reader.asOf,
      vaults,
      run: undefined,
    });
  }
  return watches;
}

/** Vaults in use whose earlier restores were listed completely, by this run or, if it did not ask, by an earlier one. */
function vaultsWhole(reader: EstateReader): readonly ArmId[] {
  const inUse = new Set(
    reader.all('protectedItems').flatMap((item) => (mayBeOfMachine(item.backupManagementType) ? [item.vaultId] : [])),
  );
  return [...inUse].filter((vaultId) => reader.gapsAround('earlierRestoreJobs', vaultId).length === 0);
}
