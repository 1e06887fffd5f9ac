import { armId, nameOf, type ArmId } from '../../../src/domain/armId.ts';
import { casesOf, gapIn } from '../cases.ts';
import { COLLECTION, DATA_DISK, ITEM, JOB, JOB_ID, OS_DISK, RESTORED, VM } from '../cleanEstate.ts';
import { SUB, type Draft } from '../estateOf.ts';

const RESTORED_FROM = armId(`${ITEM}/recoverypoints/097`);
/** As Azure was seen to name them: a restore of one disk out of three. */
const CHOSEN = { restoredDisks: ['vm-1-OS'], backedUpDisks: ['vm-1-os', 'vm-1-data', 'vm-1-log'] };

/** As Azure was seen to answer where no disk was left out: it counts them nowhere. */
const uncounted = (draft: Draft): Draft =>
  draft.patch('recoveryPoints', RESTORED_FROM, { numberOfDisksIncluded: undefined, includedDisks: undefined });

/** The snapshot that an instant restore is made from. */
function snapshotOfThatBackup(draft: Draft, disks: readonly ArmId[], time = '2026-11-19T22:00:03.000Z'): Draft {
  draft.put('restorePoints', `${COLLECTION}/restorepoints/that-backup`, {
    collectionId: COLLECTION,
    time,
    disks: disks.map((diskId) => ({
      diskId,
      diskRestorePointId: armId(`${COLLECTION}/restorepoints/that-backup/diskrestorepoints/${nameOf(diskId)}`),
      encryptionType: undefined,
      diskEncryptionSetId: undefined,
      securityEncryptionType: undefined,
    })),
  });
  return draft;
}

function seenBefore(draft: Draft, counts: Readonly<Record<string, number>>): Draft {
  for (const [run, disksInPoint] of Object.entries(counts))
    draft.put('carriedRestores', `${JOB}#${run}`, {
      restoreJobId: JOB,
      jobId: JOB_ID,
      vmId: VM,
      status: 'Completed',
      endTime: '2026-11-20T10:20:00.000Z',
      recoveryPointTime: '2026-11-19T22:00:00.000Z',
      disksInPoint,
      disksFound: [RESTORED],
      run,
    });
  return draft;
}

casesOf('RST-02', JOB, [
  { name: 'every disk found', status: 'Compliant', because: /^The disk of the recovery point was found/ },
  {
    name: 'one of three disks chosen, and found',
    given: (draft) => draft.patch('restoreJobDetails', JOB, CHOSEN).drop('recoveryPoints', RESTORED_FROM),
    status: 'Compliant',
    because: /^The disk that the job names was found/,
  },
  {
    name: 'one of three disks chosen, another one found',
    given: (draft) => draft.patch('restoreJobDetails', JOB, { ...CHOSEN, restoredDisks: ['vm-1-data'] }),
    status: 'Unknown',
    because: /0 of 1 disks that the job names/,
  },
  {
    name: 'two chosen, one found twice',
    given: (draft) => {
      draft.patch('restoreJobDetails', JOB, { ...CHOSEN, restoredDisks: ['vm-1-os', 'vm-1-data'] });
      const copy = draft.rows.disks.get(RESTORED);
      if (copy !== undefined) draft.put('disks', `${RESTORED}-again`, { ...copy, id: armId(`${RESTORED}-again`) });
    },
    status: 'Unknown',
    because: /1 of 2 disks/,
  },
  {
    name: 'all named as backed up, none chosen',
    given: (draft) =>
      draft.patch('restoreJobDetails', JOB, { backedUpDisks: ['vm-1-os', 'vm-1-data'], recoveryPointTime: undefined }),
    status: 'Unknown',
    because: /1 of 2 disks that the job names/,
  },
  {
    name: 'a vault-tier copy, which names no disk, of the one chosen',
    given: (draft) =>
      draft.patch('restoreJobDetails', JOB, CHOSEN).patch('disks', RESTORED, {
        creation: {
          createOption: 'Import',
          sourceResourceId: undefined,
          sourceUri:
            'https://ststaging.blob.core.windows.net/vm1-5fdb13cf21f34e929827941fc75f8ca9/vm1-osdisk-20261120-101500.vhd',
          storageAccountId: undefined,
          sourceUniqueId: undefined,
        },
      }),
    status: 'Compliant',
  },
  {
    name: 'the list does not tell how many disks the point held, its own page does',
    given: (draft) => {
      const point = draft.rows.recoveryPoints.get(RESTORED_FROM);
      if (point === undefined) throw new Error('The clean estate has the point that it was restored from.');
      draft.patch('recoveryPoints', RESTORED_FROM, { numberOfDisksIncluded: undefined, includedDisks: undefined });
      draft.put('recoveryPointDetails', RESTORED_FROM, point);
    },
    status: 'Compliant',
  },
  {
    name: 'neither list nor page tells how many',
    given: (draft) =>
      draft.patch('recoveryPoints', RESTORED_FROM, { numberOfDisksIncluded: undefined, includedDisks: undefined }),
    status: 'Unknown',
    because: /neither the job nor its recovery point says/,
  },
  {
    name: 'neither tells, and the snapshot of that backup shows how many',
    given: (draft) => snapshotOfThatBackup(uncounted(draft), [OS_DISK]),
    status: 'Compliant',
    because: /^The disk of the recovery point was found/,
  },
  {
    name: 'the same, and it shows more than were found',
    given: (draft) => snapshotOfThatBackup(uncounted(draft), [OS_DISK, DATA_DISK]),
    status: 'Unknown',
    because: /1 of 2 disks of the recovery point/,
  },
  {
    name: 'the same, and it is of another moment',
    given: (draft) => snapshotOfThatBackup(uncounted(draft), [OS_DISK], '2026-11-19T22:05:00.000Z'),
    status: 'Unknown',
    because: /no snapshot of that backup is left/,
  },
  {
    name: 'the same, and its disks could not be read',
    given: (draft) => snapshotOfThatBackup(uncounted(draft), [OS_DISK]).gap('diskRestorePoints', SUB),
    status: 'Unknown',
    gaps: gapIn('diskRestorePoints'),
  },
  {
    name: 'the same, and its disks are not named yet',
    given: (draft) => snapshotOfThatBackup(uncounted(draft), []),
    status: 'Unknown',
  },
  {
    name: 'restore points could not be read',
    given: (draft) => uncounted(draft).gap('restorePoints', SUB),
    status: 'Unknown',
    gaps: gapIn('restorePoints'),
  },
  {
    name: 'its snapshot is gone, and an earlier run saw how many it held',
    given: (draft) => seenBefore(uncounted(draft), { 'run-1': 1 }),
    status: 'Compliant',
  },
  {
    name: 'two earlier runs do not agree on it',
    given: (draft) => seenBefore(uncounted(draft), { 'run-1': 1, 'run-2': 2 }),
    status: 'Unknown',
  },
  {
    name: 'the bag stands in the row of the job',
    given: (draft) => {
      const detail = draft.rows.restoreJobDetails.get(JOB);
      draft.patch('restoreJobs', JOB, { bag: { ...detail, ...CHOSEN } as never }).drop('restoreJobDetails', JOB);
    },
    status: 'Compliant',
  },
  {
    name: 'the bag stands in the row of the job, and its own page, which may name more, is lost',
    given: (draft) => {
      const detail = draft.rows.restoreJobDetails.get(JOB);
      draft.patch('restoreJobs', JOB, { bag: { ...detail, ...CHOSEN } as never }).lose('restoreJobDetails', JOB);
    },
    status: 'Unknown',
    gaps: gapIn('restoreJobDetails'),
  },
  {
    name: 'the row of the job names a disk that its own page does not',
    given: (draft) => {
      const detail = draft.rows.restoreJobDetails.get(JOB);
      draft
        .patch('restoreJobDetails', JOB, CHOSEN)
        .patch('restoreJobs', JOB, { bag: { ...detail, ...CHOSEN, restoredDisks: ['vm-1-os', 'vm-1-more'] } as never });
    },
    status: 'Unknown',
    because: /of 2 disks that the job names/,
  },
  ...['InstantRecovery', undefined].map((operation) => ({
    name: `operation ${operation ?? 'not said'}`,
    given: (draft: Draft) => draft.patch('restoreJobs', JOB, { operation }),
    status: 'Unknown' as const,
    because: /may have created disks/,
  })),
  { name: 'disk gone', given: (draft) => draft.drop('disks', RESTORED), status: 'Unknown', because: /0 of 1/ },
  { name: 'disk lost', given: (draft) => draft.lose('disks', RESTORED), status: 'Unknown', gaps: gapIn('disks') },
  {
    name: 'job failed',
    given: (draft) => draft.patch('restoreJobs', JOB, { status: 'Failed' }),
    status: 'NotApplicable',
  },
  {
    name: 'job running',
    given: (draft) => draft.patch('restoreJobs', JOB, { status: 'InProgress' }),
    status: 'Unknown',
  },
  {
    name: 'details lost',
    given: (draft) => draft.lose('restoreJobDetails', JOB),
    status: 'Unknown',
    gaps: gapIn('restoreJobDetails'),
  },
  {
    name: 'recovery point gone',
    given: (draft) => draft.drop('recoveryPoints', RESTORED_FROM),
    status: 'Unknown',
  },
  { never: 'NonCompliant', because: 'A deleted disk cannot be told from one that lost its tag.' },
]);
