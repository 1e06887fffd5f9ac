import { expect, test } from 'vitest';
import { moreCasesOf } from '../../cases.ts';
import {
  cleanEstate,
  PLATFORM,
  RESTORED,
  SNAPSHOT,
  COLLECTION,
  DATA_DISK,
  DISK,
  OS_DISK,
  OS_REPLICA,
  REPLICATED,
  restorePointOf,
  sayEncryption,
  TEST_DISK,
  VM,
} from '../../cleanEstate.ts';
import { baselineWith, type Draft } from '../../estateOf.ts';

/** What was deleted and created again has the id, and the name, of what is gone. */

const YESTERDAY = '2026-11-23T23:30:00.000Z';
const youngVm = (draft: Draft): Draft => draft.patch('virtualMachines', VM, { timeCreated: YESTERDAY });

moreCasesOf('BKP-07', DATA_DISK, [
  {
    name: 'the newest point names a disk that had the name before',
    given: (draft) => draft.patch('disks', DATA_DISK, { timeCreated: YESTERDAY }),
    status: 'NonCompliant',
    because: /created after the newest recovery point/,
  },
  {
    name: 'it is not told when the disk was created',
    given: (draft) => draft.patch('disks', DATA_DISK, { timeCreated: undefined }),
    status: 'Unknown',
    because: /older than the newest recovery point/,
  },
]);

/** Azure tells when each was created, or the unique ID of the source: without either the copy may be of an earlier disk. */
const UNTOLD = { timeCreated: undefined } as const;

moreCasesOf('BKP-05', SNAPSHOT, [
  {
    name: 'when it was taken is not said',
    given: (draft) => draft.patch('snapshots', SNAPSHOT, UNTOLD),
    status: 'Unknown',
    because: /may be of an earlier disk/,
  },
  {
    name: 'when its disk was created is not said',
    given: (draft) => draft.patch('disks', DATA_DISK, UNTOLD),
    status: 'Unknown',
    because: /may be of an earlier disk/,
  },
]);

moreCasesOf('RST-01', RESTORED, [
  {
    name: 'when it was created is not said',
    given: (draft) => draft.patch('disks', RESTORED, UNTOLD),
    status: 'Unknown',
    because: /an earlier one with the same ID/,
  },
  {
    name: 'when it was created is not said, and it is weaker all the same',
    given: (draft) => draft.patch('disks', RESTORED, { ...UNTOLD, ...PLATFORM }),
    status: 'NonCompliant',
  },
]);

test.each([
  ['snapshots', SNAPSHOT, DATA_DISK, 'R2'],
  ['disks', RESTORED, OS_DISK, 'R3'],
] as const)(
  'a weak copy among %s that does not tell when it was made still counts for its disk',
  (source, copy, disk, requirement) => {
    const weak = cleanEstate().patch(source, copy, PLATFORM);
    expect(weak.chain(disk).requirements[requirement].status).toBe('NonCompliant');
    expect(weak.patch(source, copy, UNTOLD).chain(disk).requirements[requirement].status).toMatch(
      /Unknown|NonCompliant/,
    );
  },
);

moreCasesOf('DR-03', OS_REPLICA, [
  {
    name: 'its source was created again since',
    given: (draft) => draft.patch('disks', OS_DISK, { timeCreated: YESTERDAY }),
    status: 'Unknown',
    because: /was created after it/,
  },
  {
    name: 'its source is the disk that a failover made, and protects the other way round',
    given: (draft) =>
      draft
        .patch('disks', OS_DISK, { timeCreated: YESTERDAY })
        .patch('replicationDetails', REPLICATED, { activeLocation: 'Recovery' }),
    status: 'Compliant',
  },
]);

moreCasesOf('DR-06', TEST_DISK, [
  {
    name: 'its source was created again since the test failover',
    given: (draft) => {
      draft.put('disks', TEST_DISK, { ...DISK, location: 'northeurope' });
      draft.patch('disks', OS_DISK, { timeCreated: YESTERDAY });
    },
    status: 'Unknown',
    because: /was created after this disk left by a test failover/,
  },
]);

moreCasesOf('BKP-01', VM, [
  {
    name: 'every recovery point is older than the VM',
    given: youngVm,
    status: 'Unknown',
    because: /earlier VM with the same ID/,
  },
]);

const proving = baselineWith({ restore: { provenWithinDays: 30 } });
moreCasesOf('RST-04', VM, [
  {
    name: 'the restore that was proven is older than the VM',
    baseline: proving,
    given: youngVm,
    status: 'Unknown',
    because: /older than the VM/,
  },
  { name: 'the same, and the VM is older', baseline: proving, status: 'Compliant' },
]);

test('a copy in a restore point that was not opened is of no disk that is younger', () => {
  const draft = cleanEstate();
  for (const disk of [OS_DISK, DATA_DISK]) draft.drop('diskRestorePoints', restorePointOf(disk));
  expect(draft.verdict('BKP-04', COLLECTION).status).toBe('Compliant');
  draft.patch('disks', OS_DISK, { timeCreated: YESTERDAY });
  expect(draft.verdict('BKP-04', COLLECTION)).toMatchObject({
    status: 'Unknown',
    because: expect.stringMatching(/Could not determine from which disk vm-1-os/) as string,
  });
});

test('a restore point and the disk inside it that name two sets contradict each other', () => {
  const draft = cleanEstate();
  sayEncryption(draft, {}, { encryptionType: undefined, diskEncryptionSetId: restorePointOf(OS_DISK) });
  expect(draft.verdict('BKP-04', COLLECTION).status).toBe('Unknown');
});

/** These disks were created again since their copies were taken. */
const createdAgain =
  (...disks: readonly (typeof OS_DISK)[]) =>
  (draft: Draft): void => {
    for (const disk of disks) {
      draft.patch('disks', disk, { uniqueId: 'now' });
      draft.patch('diskRestorePoints', restorePointOf(disk), { sourceUniqueId: 'then' });
    }
  };

moreCasesOf('BKP-04', COLLECTION, [
  {
    name: 'each copy is of an earlier disk: none was compared',
    given: createdAgain(OS_DISK, DATA_DISK),
    status: 'NotApplicable',
    because: /earlier disk with the same ID/,
  },
  {
    name: 'one copy is of an earlier disk: the other one counts',
    given: createdAgain(OS_DISK),
    status: 'Compliant',
    because: /^The disk in 1 restore point/,
  },
]);
