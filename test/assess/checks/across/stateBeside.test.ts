import { expect, test } from 'vitest';
import { readRow } from '../../../../src/collect/rows/reading.ts';
import { SOURCES } from '../../../../src/collect/sources/list.ts';
import { armId } from '../../../../src/domain/armId.ts';
import { moreCasesOf } from '../../cases.ts';
import { cleanEstate, DATA_DISK, DES, ITEM, KEY, KEY_VAULT, OS_DISK, PLATFORM, POINT, VM } from '../../cleanEstate.ts';
import { DISK_SNAPSHOT, diskBackupEstate, INSTANCE, OLD_DISK_SNAPSHOT } from '../../diskBackupEstate.ts';
import { SET_IDENTITY } from '../../cleanAccess.ts';
import { osLeg, policy } from '../../drafts.ts';
import type { Draft } from '../../estateOf.ts';

/** A state beside the one that says yes, and what it takes back. */

const onlyNewest = (draft: Draft): Draft => draft.drop('snapshots', OLD_DISK_SNAPSHOT);

moreCasesOf('BKP-01', INSTANCE, [
  {
    name: 'the only snapshot of disk backup is still being copied',
    from: diskBackupEstate,
    given: (draft) => onlyNewest(draft).patch('snapshots', DISK_SNAPSHOT, { completionPercent: 0 }),
    status: 'NonCompliant',
    because: /no snapshot of it/,
  },
  {
    name: 'the only snapshot of disk backup is copied whole',
    from: diskBackupEstate,
    given: (draft) => onlyNewest(draft).patch('snapshots', DISK_SNAPSHOT, { completionPercent: 100 }),
    status: 'Compliant',
  },
  {
    name: 'making the only snapshot of disk backup failed',
    from: diskBackupEstate,
    given: (draft) => onlyNewest(draft).patch('snapshots', DISK_SNAPSHOT, { provisioningState: 'Failed' }),
    status: 'Unknown',
    because: /whether it is whole/,
  },
  {
    name: 'the only snapshot of disk backup is copied in the background, and does not say how far',
    from: diskBackupEstate,
    given: (draft) => {
      const creation = draft.rows.snapshots.get(DISK_SNAPSHOT)?.creation;
      if (creation === undefined) throw new Error('The estate has its snapshot.');
      onlyNewest(draft).patch('snapshots', DISK_SNAPSHOT, { creation: { ...creation, createOption: 'CopyStart' } });
    },
    status: 'Unknown',
    because: /whether it is whole/,
  },
  {
    name: 'the only snapshot of disk backup was copied in the background, which failed',
    from: diskBackupEstate,
    given: (draft) =>
      onlyNewest(draft).patch('snapshots', DISK_SNAPSHOT, {
        completionPercent: 100,
        copyError: 'CopySourceNotFound',
      }),
    status: 'NonCompliant',
    because: /no snapshot of it/,
  },
  {
    name: 'the only snapshot of disk backup may not be used yet',
    from: diskBackupEstate,
    given: (draft) => onlyNewest(draft).patch('snapshots', DISK_SNAPSHOT, { accessState: 'Pending' }),
    status: 'NonCompliant',
    because: /no snapshot of it/,
  },
  {
    name: 'the only snapshot of disk backup says of its use what nobody knows',
    from: diskBackupEstate,
    given: (draft) => onlyNewest(draft).patch('snapshots', DISK_SNAPSHOT, { accessState: 'Quarantined' }),
    status: 'Unknown',
    because: /whether it is whole/,
  },
  ...(['Unknown', 'Available', 'InstantAccess', 'AvailableWithInstantAccess'] as const).map((accessState) => ({
    name: `the only snapshot of disk backup may be used: ${accessState}`,
    from: diskBackupEstate,
    given: (draft: Draft) => onlyNewest(draft).patch('snapshots', DISK_SNAPSHOT, { accessState }),
    status: 'Compliant' as const,
  })),
  {
    name: 'an older snapshot is whole, and recent enough',
    from: diskBackupEstate,
    given: (draft) => draft.patch('snapshots', DISK_SNAPSHOT, { completionPercent: 40 }),
    status: 'Compliant',
    because: /2026-11-22/,
  },
]);

moreCasesOf('KEY-01', OS_DISK, [
  {
    name: 'the last change of the disk failed',
    given: (draft) => draft.patch('disks', OS_DISK, { provisioningState: 'Failed' }),
    status: 'Unknown',
    because: /in state "Failed": whether its encryption at rest took effect/,
  },
  {
    name: 'the disk does not say whether its last change succeeded',
    given: (draft) => draft.patch('disks', OS_DISK, { provisioningState: undefined }),
    status: 'Unknown',
    because: /did not return its state: whether its encryption at rest took effect/,
  },
  {
    name: 'the last change of the disk succeeded, in other spelling',
    given: (draft) => draft.patch('disks', OS_DISK, { provisioningState: 'succeeded' }),
    status: 'Compliant',
  },
  {
    name: 'the last change of a disk under the platform key failed',
    given: (draft) => draft.patch('disks', OS_DISK, { ...PLATFORM, provisioningState: 'Failed' }),
    status: 'NonCompliant',
  },
]);

moreCasesOf('RST-03', INSTANCE, [
  {
    name: 'a newer snapshot is still being copied: the one before it is what a restore starts from',
    from: diskBackupEstate,
    given: (draft) =>
      draft.patch('snapshots', DISK_SNAPSHOT, { completionPercent: 40, diskEncryptionSetId: armId('/none') }),
    status: 'Compliant',
  },
  {
    name: 'the newest snapshot may not be used yet: the one before it is what a restore starts from',
    from: diskBackupEstate,
    given: (draft) =>
      draft.patch('snapshots', DISK_SNAPSHOT, { accessState: 'Pending', diskEncryptionSetId: armId('/none') }),
    status: 'Compliant',
  },
  {
    name: 'making the newest snapshot failed',
    from: diskBackupEstate,
    given: (draft) => draft.patch('snapshots', DISK_SNAPSHOT, { provisioningState: 'Failed' }),
    status: 'Unknown',
    because: /"Failed"/,
  },
]);

const PREVIOUS = armId(`${KEY_VAULT}/keys/disk-cmk/versions/before`);

const rotating =
  (enabled: boolean) =>
  (draft: Draft): Draft => {
    const key = draft.rows.keys.get(KEY);
    if (key === undefined) throw new Error('The clean estate has its key.');
    draft.put('keys', PREVIOUS, { ...key, id: PREVIOUS, resourceId: PREVIOUS, version: 'before', enabled });
    const keyUrl = 'https://kv-core.vault.azure.net/keys/disk-cmk/before';
    return draft.patch('diskEncryptionSets', DES, { previousKeys: [{ keyUrl, keyVaultId: KEY_VAULT }] });
  };

moreCasesOf('KEY-02', PREVIOUS, [
  { name: 'a key that disks may still be under while the set rotates', given: rotating(true), status: 'Compliant' },
  { name: 'the same, disabled', given: rotating(false), status: 'NonCompliant', because: /disabled/ },
]);

moreCasesOf('KEY-05', DES, [
  {
    name: 'the access policy of the identity counts for one application only',
    given: (draft) =>
      draft.patch('keyVaults', KEY_VAULT, {
        enableRbacAuthorization: false,
        accessPolicies: [{ ...policy(SET_IDENTITY, 'all'), applicationId: '4b1d0000-0000-4000-8000-000000000001' }],
      }),
    status: 'Unknown',
    because: /only where application 4b1d.* asks on its behalf/,
  },
]);

moreCasesOf('KEY-04', DES, [
  {
    name: 'the last change of the set failed',
    given: (draft) => draft.patch('diskEncryptionSets', DES, { provisioningState: 'Failed' }),
    status: 'Unknown',
    because: /"Failed"/,
  },
]);

moreCasesOf('DR-01', VM, [
  {
    name: 'a disk of it has to be copied anew',
    given: osLeg({ resyncRequired: true }),
    status: 'NonCompliant',
    because: /vm-1-os needs resynchronisation/,
  },
]);

test('the key that disks may still be under counts for them', () => {
  const chain = rotating(false)(cleanEstate()).chain(OS_DISK);
  expect(chain.requirements.R1).toMatchObject({ status: 'NonCompliant' });
  expect(chain.requirements.R1.behind).toContain(`KEY-02 ${PREVIOUS}`);
});

test('no replica is its own source', () => {
  const draft = osLeg({ recoveryReplicaDiskId: OS_DISK })(cleanEstate());
  expect(draft.verdict('DR-03', OS_DISK).status).toBe('Unknown');
});

const expired = (draft: Draft): Draft => {
  for (const point of draft.rows.recoveryPoints.keys())
    draft.patch('recoveryPoints', point, { expiryTime: '2026-11-20T00:00:00.000Z' });
  return draft.patch('recoveryPointDetails', POINT, { expiryTime: '2026-11-20T00:00:00.000Z' });
};

const expiredInList = (draft: Draft): Draft =>
  expired(draft).patch('recoveryPointDetails', POINT, { expiryTime: '2027-11-20T00:00:00.000Z' });

const untold = (draft: Draft): Draft => {
  const facts = { expiryTime: undefined, isExpiryUntold: true } as const;
  for (const point of draft.rows.recoveryPoints.keys()) draft.patch('recoveryPoints', point, facts);
  return draft.patch('recoveryPointDetails', POINT, facts);
};

moreCasesOf('BKP-01', VM, [
  {
    name: 'of every recovery point Azure tells the retention, but not when it ends',
    given: untold,
    status: 'Unknown',
    because: /does not say when/,
  },
  {
    name: 'the list does not tell when the retention ends, the own page does',
    given: (draft) => untold(draft).patch('recoveryPointDetails', POINT, { expiryTime: '2027-11-20T00:00:00.000Z' }),
    status: 'Compliant',
  },
  { name: 'the retention has ended by the list, not by the own page', given: expiredInList, status: 'Unknown' },
  {
    name: 'the retention of every recovery point has ended',
    given: expired,
    status: 'Unknown',
    because: /a retention has ended/,
  },
]);
moreCasesOf('RST-03', ITEM, [
  { name: 'the retention has ended by the list, not by the own page', given: expiredInList, status: 'Unknown' },
  { name: 'the retention of every recovery point has ended', given: expired, status: 'Unknown' },
]);
/** The newest recovery point names no disks, and no snapshot of it is left. */
function unnamedAndUnseen(draft: Draft): void {
  const none = {
    includedDisks: undefined,
    excludedDisks: undefined,
    numberOfDisksIncluded: undefined,
    numberOfDisksAttached: undefined,
  };
  for (const [id] of draft.rows.diskRestorePoints) draft.drop('diskRestorePoints', id);
  for (const [id] of draft.rows.restorePoints) draft.drop('restorePoints', id);
  draft.patch('recoveryPoints', POINT, none).patch('recoveryPointDetails', POINT, none);
}

moreCasesOf('BKP-07', DATA_DISK, [
  { name: 'the retention of every recovery point has ended', given: expired, status: 'Unknown' },
  {
    name: 'attached after the newest recovery point, which names no disks',
    given: (draft) => {
      unnamedAndUnseen(draft);
      draft.patch('disks', DATA_DISK, { ownershipChanged: draft.asOf });
    },
    status: 'Unknown',
    because: /the disk was attached, or its VM was started or deallocated, after that/,
  },
  {
    // As test/alterations/absence.ts has it.
    name: 'the same of one whose last change of hands is not told: Azure keeps no such time where there was none',
    given: (draft) => {
      unnamedAndUnseen(draft);
      draft.patch('disks', DATA_DISK, { ownershipChanged: undefined });
    },
    status: 'Compliant',
  },
  {
    name: 'the same, and the recovery point names it',
    given: (draft) => draft.patch('disks', DATA_DISK, { ownershipChanged: draft.asOf }),
    status: 'Compliant',
  },
]);
moreCasesOf('KEY-04', DES, [
  {
    name: 'its key version says that it was made after the run',
    given: (draft) =>
      draft
        .patch('diskEncryptionSets', DES, { rotationToLatestKeyVersionEnabled: false })
        .patch('keys', KEY, { created: '2027-03-01T00:00:00.000Z', expires: undefined }),
    status: 'Unknown',
    because: /after this run/,
  },
]);

test('what a snapshot and an access policy say beside is read', () => {
  const snapshot = (properties: object): unknown =>
    SOURCES.snapshots.read(readRow({ id: DISK_SNAPSHOT, name: 'disk-alone-20261123', properties }));
  expect(snapshot({ snapshotAccessState: 'Pending' })).toMatchObject([
    { accessState: 'Pending', copyError: undefined },
  ]);
  expect(
    snapshot({ copyCompletionError: { errorCode: 'CopySourceNotFound', errorMessage: 'The source is gone.' } }),
  ).toMatchObject([{ copyError: 'CopySourceNotFound' }]);
  expect(snapshot({ copyCompletionError: {} })).toMatchObject([{ copyError: '' }]);
  const accessPolicies = [
    { objectId: 'A', applicationId: 'B', permissions: { keys: ['get'] } },
    { objectId: 'C', permissions: { keys: ['get'] } },
  ];
  expect(
    SOURCES.keyVaults.read(readRow({ id: KEY_VAULT, name: 'kv-core', properties: { accessPolicies } })),
  ).toMatchObject([
    {
      accessPolicies: [
        { objectId: 'a', applicationId: 'b', keyPermissions: ['get'] },
        { objectId: 'c', keyPermissions: ['get'] },
      ],
    },
  ]);
});
