import { expect, test } from 'vitest';
import { armId } from '../../../../src/domain/armId.ts';
import type { Disk } from '../../../../src/domain/facts.ts';
import { gapIn, moreCasesOf } from '../../cases.ts';
import { cleanEstate, DISK, OS_DISK, PLATFORM, RESTORED, SNAPSHOT } from '../../cleanEstate.ts';
import { diskId, type Draft, id } from '../../estateOf.ts';

const COPY = diskId('restored-copy', 'rg-lab');
const COPY_SNAPSHOT = armId(id('Microsoft.Compute/snapshots', 'restored-snap', 'rg-lab'));
const MADE = 'c0ffee00-0000-4000-8000-000000000001';

/** A snapshot of the restored disk, and a disk made of that. */
function copiedOn(draft: Draft, part: Partial<Disk> = {}): Draft {
  const snapshot = draft.rows.snapshots.get(SNAPSHOT);
  if (snapshot === undefined) throw new Error('The clean estate has a snapshot.');
  draft.patch('disks', RESTORED, { uniqueId: MADE });
  draft.put('snapshots', COPY_SNAPSHOT, {
    ...snapshot,
    ...{ id: COPY_SNAPSHOT, resourceId: COPY_SNAPSHOT, name: 'restored-snap' },
    creation: {
      ...DISK.creation,
      createOption: 'Copy',
      sourceResourceId: RESTORED,
      sourceUniqueId: MADE.toUpperCase(),
    },
    timeCreated: '2026-11-21T09:00:00.000Z',
  });
  draft.put('disks', COPY, {
    ...DISK,
    creation: { ...DISK.creation, createOption: 'Copy', sourceResourceId: COPY_SNAPSHOT },
    timeCreated: '2026-11-22T09:00:00.000Z',
    ...part,
  });
  return draft;
}

moreCasesOf('RST-01', COPY, [
  {
    name: 'a copy of a snapshot of a restored disk',
    given: copiedOn,
    status: 'Compliant',
    because: /disk vm-1-os is now/,
  },
  {
    name: 'a copy of a snapshot of a restored disk, weaker',
    given: (draft) => copiedOn(draft, PLATFORM),
    status: 'NonCompliant',
    because: /unlike its source vm-1-os/,
  },
  {
    name: 'a create option that nobody knows, weaker',
    given: (draft) =>
      copiedOn(draft, {
        ...PLATFORM,
        creation: { ...DISK.creation, createOption: 'CopyLater', sourceResourceId: COPY_SNAPSHOT },
      }),
    status: 'NonCompliant',
  },
  {
    name: 'the snapshot in between is gone',
    given: (draft) => copiedOn(draft, PLATFORM).drop('snapshots', COPY_SNAPSHOT),
    status: 'Unknown',
    because: /could not determine whether of a restored disk.*no longer exists/,
  },
  {
    name: 'the snapshot in between was lost',
    given: (draft) => copiedOn(draft, PLATFORM).lose('snapshots', COPY_SNAPSHOT),
    status: 'Unknown',
    gaps: gapIn('snapshots'),
  },
  {
    name: 'another disk has the id of the restored one now',
    given: (draft) => copiedOn(draft, PLATFORM).patch('disks', RESTORED, { uniqueId: 'another' }),
    status: 'Unknown',
    because: /another one has its id now/,
  },
  {
    name: 'copies in a circle',
    given: (draft) =>
      copiedOn(draft, PLATFORM).patch('snapshots', COPY_SNAPSHOT, {
        creation: { ...DISK.creation, createOption: 'Copy', sourceResourceId: COPY },
      }),
    status: 'Unknown',
    because: /circle/,
  },
  {
    name: 'a snapshot of a restored disk, weaker',
    subject: COPY_SNAPSHOT,
    given: (draft) => copiedOn(draft).patch('snapshots', COPY_SNAPSHOT, PLATFORM),
    status: 'NonCompliant',
  },
]);

test('a weaker copy of a copy counts in the R3 of the disk at the root, a copy that goes back to no restore in none', () => {
  expect(copiedOn(cleanEstate()).chain(OS_DISK).requirements.R3.status).toBe('Compliant');
  expect(copiedOn(cleanEstate(), PLATFORM).chain(OS_DISK).requirements.R3.status).toBe('NonCompliant');
  const weaker = copiedOn(cleanEstate());
  weaker.patch('snapshots', COPY_SNAPSHOT, PLATFORM);
  expect(weaker.chain(OS_DISK).requirements.R3.status).toBe('NonCompliant');
  const creation = { ...DISK.creation, createOption: 'Copy', sourceResourceId: OS_DISK };
  const plain = copiedOn(cleanEstate(), { ...PLATFORM, creation });
  expect(plain.chain(COPY).role).toBe('unattached');
  expect(plain.assess().verdicts.some(({ check, subject }) => check === 'RST-01' && subject === COPY)).toBe(false);
});
