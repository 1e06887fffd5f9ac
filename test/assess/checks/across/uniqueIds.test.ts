import { expect, test } from 'vitest';
import { armId, type ArmId } from '../../../../src/domain/armId.ts';
import type { CapturedDisk, Snapshot } from '../../../../src/domain/facts.ts';
import { moreCasesOf } from '../../cases.ts';
import {
  cleanEstate,
  COLLECTION,
  DATA_DISK,
  DES,
  DISK,
  LONE_DISK,
  OS_DISK,
  PLATFORM,
  RESTORE_POINT,
  RESTORED,
  restorePointOf,
  SHUT,
  SNAPSHOT,
} from '../../cleanEstate.ts';
import { OPEN } from '../../drafts.ts';
import { diskId, id, type Draft } from '../../estateOf.ts';

/**
 * What was moved to another group has another ID, and its copies go on naming the old one: the unique ID tells what they are of. That of
 * a snapshot's source is recorded (examples/recorded/snapshots: `snapb` names that of `snapa`).
 */

const BEFORE = diskId('vm-1-data', 'rg-before');
const COPY = armId(id('Microsoft.Compute/snapshots', 'copy', 'rg-snapshots'));

function snapshotOf(
  sourceResourceId: ArmId,
  sourceUniqueId: string | undefined,
  part: Partial<Snapshot> = {},
): (draft: Draft) => Draft {
  return (draft) => {
    const like = draft.rows.snapshots.get(SNAPSHOT);
    if (like === undefined) throw new Error('The clean estate has a snapshot.');
    const creation = { ...like.creation, createOption: 'Copy', sourceResourceId, sourceUniqueId };
    const own = { id: COPY, resourceId: COPY, name: 'copy', resourceGroup: 'rg-snapshots', uniqueId: undefined };
    draft.put('snapshots', COPY, { ...like, ...own, ...PLATFORM, ...OPEN, creation, ...part });
    return draft;
  };
}

test('a snapshot of a disk that was moved counts for the disk', () => {
  const draft = snapshotOf(BEFORE, 'a1')(cleanEstate().patch('disks', DATA_DISK, { uniqueId: 'A1' }));
  expect(draft.verdict('BKP-05', COPY).status).toBe('NonCompliant');
  expect(draft.chain(DATA_DISK).requirements.R2.status).toBe('NonCompliant');
  expect(draft.verdict('EXP-04', DATA_DISK).because).toContain('snapshot copy');
});

test('a disk that has the old ID now is not what it was taken of', () => {
  const draft = snapshotOf(LONE_DISK, 'a1')(cleanEstate());
  draft.patch('disks', DATA_DISK, { uniqueId: 'a1' }).patch('disks', LONE_DISK, { uniqueId: undefined, ...PLATFORM });
  expect(draft.chain(DATA_DISK).requirements.R2.status).toBe('NonCompliant');
});

test('two disks with one unique ID tell nothing by it', () => {
  const draft = snapshotOf(BEFORE, 'a1')(cleanEstate());
  for (const disk of [DATA_DISK, LONE_DISK]) draft.patch('disks', disk, { uniqueId: 'a1' });
  expect(draft.verdict('BKP-05', COPY).status).toBe('Unknown');
});

test('a copy of a snapshot that was moved is followed to its disk', () => {
  const moved = armId(id('Microsoft.Compute/snapshots', 'vm-1-data-snap', 'rg-before'));
  const draft = snapshotOf(moved, 's1')(cleanEstate().patch('snapshots', SNAPSHOT, { uniqueId: 'S1' }));
  expect(draft.verdict('BKP-05', COPY).status).toBe('NonCompliant');
  expect(draft.chain(DATA_DISK).requirements.R2.status).toBe('NonCompliant');
});

const ANOTHER = /another one has its ID now/;
moreCasesOf('BKP-05', COPY, [
  {
    name: 'the snapshot that it was copied from was taken again',
    given: (draft) => snapshotOf(SNAPSHOT, 'then')(draft.patch('snapshots', SNAPSHOT, { uniqueId: 'now' })),
    status: 'Unknown',
    because: ANOTHER,
  },
  {
    name: 'that snapshot is younger than the copy',
    given: snapshotOf(SNAPSHOT, undefined, { timeCreated: '2026-01-09T00:00:00.000Z' }),
    status: 'Unknown',
    because: ANOTHER,
  },
  {
    name: 'that snapshot was taken again of nothing',
    given: (draft) =>
      snapshotOf(SNAPSHOT, 'then')(draft.patch('snapshots', SNAPSHOT, { uniqueId: 'now', creation: DISK.creation })),
    status: 'Unknown',
    because: ANOTHER,
  },
  {
    name: 'when that snapshot was taken is not said',
    given: (draft) => {
      const creation = { ...DISK.creation, createOption: 'Copy', sourceResourceId: DATA_DISK, sourceUniqueId: 'd' };
      draft.patch('disks', DATA_DISK, { uniqueId: 'd' });
      snapshotOf(SNAPSHOT, undefined)(draft.patch('snapshots', SNAPSHOT, { timeCreated: undefined, creation }));
    },
    status: 'Unknown',
    because: /may be of an earlier snapshot/,
  },
]);

test('a copy of a snapshot that was taken again may still be of its disk', () => {
  const draft = snapshotOf(SNAPSHOT, 'then')(cleanEstate().patch('snapshots', SNAPSHOT, { uniqueId: 'now' }));
  expect(draft.chain(DATA_DISK).requirements.R2.status).toBe('Unknown');
});

/** The restore point's words about the data disk. */
function declare(part: Partial<CapturedDisk>): (draft: Draft) => Draft {
  return (draft) => {
    const disks = draft.rows.restorePoints.get(RESTORE_POINT)?.disks ?? [];
    const told = disks.map((disk) => (disk.diskId === DATA_DISK ? { ...disk, ...part } : disk));
    return draft.patch('restorePoints', RESTORE_POINT, { disks: told });
  };
}

test('a copy in a restore point, of a disk that was moved, counts for the disk', () => {
  const draft = declare({ ...PLATFORM, diskId: BEFORE })(cleanEstate());
  draft.patch('disks', DATA_DISK, { uniqueId: 'a1' });
  const copy = { ...PLATFORM, ...OPEN, sourceId: BEFORE, sourceUniqueId: 'a1' };
  draft.patch('diskRestorePoints', restorePointOf(DATA_DISK), copy);
  expect(draft.verdict('BKP-04', COLLECTION).status).toBe('NonCompliant');
  for (const check of ['EXP-01', 'EXP-04'] as const)
    expect(draft.verdict(check, DATA_DISK).status).toBe('NonCompliant');
});

const COPIED = armId(id('Microsoft.Compute/restorePointCollections', 'copied', 'rg-north'));
const copied = (disk: ArmId): ArmId => armId(`${COPIED}/restorepoints/rp/diskrestorepoints/${disk.split('/').at(-1)}`);

/** The restore points copied to another region, where they come out under the platform's key. */
function copiedElsewhere(draft: Draft): Draft {
  draft.put('restorePointCollections', COPIED, { sourceId: COLLECTION, location: 'northeurope' });
  const disks = [OS_DISK, DATA_DISK];
  draft.put('restorePoints', `${COPIED}/restorepoints/rp`, {
    collectionId: COPIED,
    time: '2026-11-23T23:00:00.000Z',
    disks: disks.map((disk) => ({
      diskId: disk,
      diskRestorePointId: copied(disk),
      ...PLATFORM,
      securityEncryptionType: undefined,
    })),
  });
  for (const disk of disks) {
    draft.patch('disks', disk, { uniqueId: `u-${disk}` });
    draft.put('diskRestorePoints', copied(disk), {
      restorePointId: armId(`${COPIED}/restorepoints/rp`),
      sourceId: restorePointOf(disk),
      sourceUniqueId: 'of the first copy',
      ...PLATFORM,
      securityType: undefined,
      secureVmDiskEncryptionSetId: undefined,
      ...SHUT,
    });
  }
  return draft;
}

moreCasesOf('BKP-04', COPIED, [
  {
    name: 'copies that were copied to another region are of the disks of the first',
    given: copiedElsewhere,
    status: 'NonCompliant',
  },
  {
    name: 'the first of them is gone, and the unique ID that they name may be of it',
    given: (draft) => {
      copiedElsewhere(draft);
      for (const disk of [OS_DISK, DATA_DISK]) draft.drop('diskRestorePoints', restorePointOf(disk));
    },
    status: 'Unknown',
    because: /Could not determine from which disk/,
  },
  {
    name: 'the first was taken of an earlier disk',
    given: (draft) => {
      copiedElsewhere(draft);
      for (const disk of [OS_DISK, DATA_DISK])
        draft.patch('diskRestorePoints', restorePointOf(disk), { sourceUniqueId: 'then' });
    },
    status: 'NotApplicable',
  },
]);

test('copies in another region count for their disk', () => {
  expect(copiedElsewhere(cleanEstate()).chain(DATA_DISK).requirements.R2.status).toBe('NonCompliant');
});

test('a copy of a restored disk that was moved goes back to the restore', () => {
  const draft = cleanEstate().patch('disks', RESTORED, { uniqueId: 'r1' });
  const copy = id('Microsoft.Compute/disks', 'copy-of-restored');
  const creation = {
    ...DISK.creation,
    createOption: 'Copy',
    sourceResourceId: diskId('vm-1-osdisk-20261120-101500', 'rg-before'),
    sourceUniqueId: 'r1',
  };
  draft.put('disks', copy, { ...DISK, ...PLATFORM, creation, timeCreated: '2026-11-21T00:00:00.000Z' });
  expect(draft.verdict('RST-01', armId(copy)).status).toBe('NonCompliant');
  draft.patch('disks', armId(copy), { encryptionType: 'EncryptionAtRestWithCustomerKey', diskEncryptionSetId: DES });
  expect(draft.verdict('RST-01', armId(copy)).status).toBe('Compliant');
});
