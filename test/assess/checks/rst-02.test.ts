import { armId } from '../../../src/domain/armId.ts';
import { casesOf, gapIn } from '../cases.ts';
import { ITEM, JOB, RESTORED } from '../cleanEstate.ts';
import type { Draft } from '../estateOf.ts';

const RESTORED_FROM = armId(`${ITEM}/recoverypoints/097`);
/** As Azure was seen to name them: a restore of one disk out of three. */
const CHOSEN = { restoredDisks: ['vm-1-OS'], backedUpDisks: ['vm-1-os', 'vm-1-data', 'vm-1-log'] };

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
    name: 'the bag stands in the row of the job',
    given: (draft) => {
      const detail = draft.rows.restoreJobDetails.get(JOB);
      draft.patch('restoreJobs', JOB, { bag: { ...detail, ...CHOSEN } as never }).lose('restoreJobDetails', JOB);
    },
    status: 'Compliant',
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
