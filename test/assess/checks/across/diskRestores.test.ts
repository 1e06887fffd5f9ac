import { expect, test } from 'vitest';
import { SOURCES } from '../../../../src/collect/sources/list.ts';
import { readRow } from '../../../../src/collect/rows/reading.ts';
import { armId } from '../../../../src/domain/armId.ts';
import type { DiskRestoreJob } from '../../../../src/domain/facts.ts';
import { gapIn, moreCasesOf } from '../../cases.ts';
import { DISK, LONE_DISK, OS_DISK, PLATFORM } from '../../cleanEstate.ts';
import { diskBackupEstate } from '../../diskBackupEstate.ts';
import { diskId, type Draft, id } from '../../estateOf.ts';

const JOB_ID = '0c23e28a-1e93-40c7-bc26-55b9e7001b6a';
const JOB = armId(`${id('Microsoft.DataProtection/backupVaults', 'bv-core')}/backupjobs/${JOB_ID}`);
const MADE = diskId('disk-alone-restored');

/** A disk that disk backup restored three days ago, from a snapshot that is gone. */
function restoredDisk(draft: Draft): Draft {
  draft.put('diskRestoreJobs', JOB, {
    vaultId: armId(id('Microsoft.DataProtection/backupVaults', 'bv-core')),
    jobId: JOB_ID,
    operation: 'Restore',
    status: 'Completed',
    startTime: '2026-11-21T07:59:08.000Z',
    endTime: '2026-11-21T08:02:41.000Z',
    sourceDiskId: LONE_DISK,
    destinationId: MADE,
    recoveryPointTime: '2026-11-20T12:02:34.000Z',
  });
  draft.put('disks', MADE, {
    ...DISK,
    creation: {
      ...DISK.creation,
      createOption: 'Copy',
      sourceResourceId: id('Microsoft.Compute/snapshots', 'AzureBackup_gone'),
    },
    timeCreated: '2026-11-21T08:00:00.000Z',
  });
  return draft;
}

/** A second job with the same destination. */
function putJob(draft: Draft, part: Partial<DiskRestoreJob>): Draft {
  const like = draft.rows.diskRestoreJobs.get(JOB);
  if (like === undefined) throw new Error('The estate has a job of disk backup.');
  const jobId = 'f0000000-1e93-40c7-bc26-55b9e7001b6a';
  const other = armId(JOB.replace(JOB_ID, jobId));
  draft.put('diskRestoreJobs', other, { ...like, id: other, resourceId: other, name: jobId, jobId, ...part });
  return draft;
}

moreCasesOf('RST-01', MADE, [
  { name: 'by disk backup', given: restoredDisk, status: 'Compliant', because: /disk disk-alone is now/ },
  {
    name: 'by disk backup, weaker',
    given: (draft) => restoredDisk(draft).patch('disks', MADE, PLATFORM),
    status: 'NonCompliant',
    because: /unlike its source disk-alone/,
  },
  {
    name: 'another job of another disk names it too, and their times leave open which of them made it',
    given: (draft) => {
      putJob(restoredDisk(draft), { sourceDiskId: OS_DISK, startTime: undefined });
      draft.patch('disks', MADE, PLATFORM).patch('disks', OS_DISK, PLATFORM);
    },
    status: 'Unknown',
    because: /one of 2 disks/,
  },
  {
    name: 'the other job does not name its disk',
    given: (draft) => putJob(restoredDisk(draft), { sourceDiskId: undefined, endTime: undefined }),
    status: 'Unknown',
    because: /names no other disk as its source/,
  },
  {
    name: 'the other job failed, and made nothing',
    given: (draft) => {
      putJob(restoredDisk(draft), { sourceDiskId: OS_DISK, status: 'Failed' });
      draft.patch('disks', MADE, PLATFORM).patch('disks', OS_DISK, PLATFORM);
    },
    status: 'NonCompliant',
    because: /unlike its source disk-alone/,
  },
  {
    name: 'by disk backup, of a disk that is gone',
    given: (draft) => restoredDisk(draft).drop('disks', LONE_DISK),
    status: 'Unknown',
    because: /no longer exists/,
  },
  {
    name: 'a disk that was made long before the job under the same id',
    given: (draft) => restoredDisk(draft).patch('disks', MADE, { timeCreated: '2026-01-01T08:00:00.000Z' }),
    status: 'Unknown',
    because: /could not determine whether of a restored disk/,
  },
]);

moreCasesOf('RST-02', JOB, [
  { name: 'by disk backup, found', given: restoredDisk, status: 'Compliant', because: /destination was found/ },
  {
    name: 'by disk backup, gone',
    given: (draft) => restoredDisk(draft).drop('disks', MADE),
    status: 'Unknown',
    because: /not found; whether it was deleted/,
  },
  {
    name: 'by disk backup, and when the disk was created is not said',
    given: (draft) => restoredDisk(draft).patch('disks', MADE, { timeCreated: undefined }),
    status: 'Unknown',
    because: /may be a later one with that ID/,
    gaps: gapIn('diskRestoreJobs'),
  },
  {
    name: 'by disk backup, lost',
    given: (draft) => restoredDisk(draft).lose('disks', MADE),
    status: 'Unknown',
    gaps: gapIn('disks'),
  },
  {
    name: 'another disk has the id now',
    given: (draft) => restoredDisk(draft).patch('disks', MADE, { timeCreated: '2026-11-23T08:00:00.000Z' }),
    status: 'Unknown',
    because: /is not found/,
  },
  {
    name: 'a destination that the job does not name',
    given: (draft) => restoredDisk(draft).patch('diskRestoreJobs', JOB, { destinationId: undefined }),
    status: 'Unknown',
    because: /does not name the disk/,
  },
  {
    name: 'an operation of disk backup that is not known',
    given: (draft) => restoredDisk(draft).patch('diskRestoreJobs', JOB, { operation: 'RestoreAsFiles' }),
    status: 'Unknown',
    because: /"RestoreAsFiles" is not one/,
  },
  {
    name: 'by disk backup, failed',
    given: (draft) => restoredDisk(draft).patch('diskRestoreJobs', JOB, { status: 'Failed' }),
    status: 'NotApplicable',
  },
]);

test('a weaker restore by disk backup counts in the R3 of its source', () => {
  expect(restoredDisk(diskBackupEstate()).chain(LONE_DISK).requirements.R3.status).not.toBe('NonCompliant');
  const weaker = restoredDisk(diskBackupEstate()).patch('disks', MADE, PLATFORM);
  expect(weaker.chain(LONE_DISK).requirements.R3.status).toBe('NonCompliant');
  expect(weaker.chain(MADE)).toMatchObject({ role: 'restored', copyOf: LONE_DISK });
});

test('a recorded restore job is read, a backup is set aside, an unknown operation is not', () => {
  const disk =
    '/subscriptions/38304e13-357e-405e-9e9a-220351dcce8c/resourceGroups/rg/providers/Microsoft.Compute/disks';
  const job = (properties: object) =>
    SOURCES.diskRestoreJobs.read(
      readRow({
        id: JOB,
        name: JOB_ID,
        properties: {
          dataSourceId: `${disk}/clitest-disk`,
          dataSourceType: 'Microsoft.Compute/disks',
          startTime: '2024-06-26T07:59:08.2369338Z',
          endTime: '2024-06-26T08:02:41.9842752Z',
          operationCategory: 'Restore',
          operation: 'Restore',
          status: 'Completed',
          extendedInfo: {
            sourceRecoverPoint: { recoveryPointTime: '2024-06-25T12:02:34.1141294Z' },
            recoveryDestination: `${disk}/clitest-disk-restored`,
          },
          ...properties,
        },
      }),
    );
  expect(job({})).toMatchObject([
    {
      jobId: JOB_ID,
      sourceDiskId: `${disk}/clitest-disk`.toLowerCase(),
      destinationId: `${disk}/clitest-disk-restored`.toLowerCase(),
      recoveryPointTime: '2024-06-25T12:02:34.114Z',
    },
  ]);
  expect(job({ operation: 'Backup', extendedInfo: null })).toEqual([]);
  expect(job({ operation: 'Teleport', extendedInfo: null })).toHaveLength(1);
  expect(
    job({
      dataSourceId: `${disk}/x`.replace('Compute/disks', 'DBforPostgreSQL/servers'),
      dataSourceType: 'Microsoft.DBforPostgreSQL/servers/databases',
    }),
  ).toEqual([]);
});
