import { expect, test } from 'vitest';
import { armId, type ArmId } from '../../../../src/domain/armId.ts';
import type { CheckId } from '../../../../src/domain/check.ts';
import type { VmDisk } from '../../../../src/domain/facts.ts';
import { REQUIREMENTS } from '../../../../src/domain/requirement.ts';
import { gapIn, moreCasesOf } from '../../cases.ts';
import { cleanEstate, COLLECTION, DATA_DISK, LONE_DISK, OS_DISK, OS_REPLICA, VM } from '../../cleanEstate.ts';
import { withoutBackup } from '../../drafts.ts';
import { baselineWith, SUB, type Draft } from '../../estateOf.ts';

/** A disk that says that no VM holds it, where a VM that might list it was not read: its own word stands, limited. */

const lostVm = (draft: Draft): Draft => draft.lose('virtualMachines', VM);

function unnamed(draft: Draft): VmDisk | undefined {
  const osDisk = draft.rows.virtualMachines.get(VM)?.osDisk;
  return osDisk === undefined ? undefined : { ...osDisk, diskId: undefined };
}

const BY_THE_VM: readonly CheckId[] = ['KEY-01', 'MTH-01', 'EXP-04', 'CTL-02'];
for (const check of BY_THE_VM)
  moreCasesOf(check, LONE_DISK, [
    { name: 'every VM was read', status: 'Compliant' },
    {
      name: 'a VM that might list it was not read',
      given: lostVm,
      status: 'Compliant',
      limitations: gapIn('virtualMachines'),
    },
    {
      name: 'a VM was not read, and the baseline accepts no limitation',
      given: lostVm,
      baseline: { ...baselineWith({}), absence: 'strict' },
      status: 'Unknown',
      because: /accepts no limitation/,
      gaps: gapIn('virtualMachines'),
    },
  ]);

moreCasesOf('EXP-02', LONE_DISK, [
  { name: 'an open link is asked of the disk alone, whatever VM was not read', given: lostVm, status: 'Compliant' },
]);

test('each cell of it is limited, or was not applicable before', () => {
  const before = cleanEstate().chain(LONE_DISK);
  const after = lostVm(cleanEstate()).chain(LONE_DISK);
  for (const requirement of REQUIREMENTS)
    expect([requirement, after.requirements[requirement].limitations ?? []]).toEqual([
      requirement,
      expect.arrayContaining([...gapIn('virtualMachines')]),
    ]);
  expect(before.limitations).toBeUndefined();
});

test('a replica is held by no VM, whatever its link says: one that was not read limits what is said of it', () => {
  const draft = lostVm(cleanEstate()).patch('disks', OS_REPLICA, { diskState: 'ActiveSAS' });
  expect(draft.verdict('MTH-01', OS_REPLICA)).toMatchObject({
    status: 'Compliant',
    limitations: gapIn('virtualMachines'),
  });
});

test('a row of a VM that cannot be read concerns the disks that it names all the same', () => {
  const draft = cleanEstate()
    .patch('disks', LONE_DISK, { diskState: 'ActiveSAS' })
    .drop('virtualMachines', VM)
    .gap('virtualMachines', SUB, { subject: VM, kind: 'malformedRow', about: [OS_DISK, DATA_DISK] });
  expect(draft.verdict('MTH-01', LONE_DISK)).toMatchObject({ status: 'Compliant' });
  expect(draft.verdict('MTH-01', LONE_DISK).limitations).toBeUndefined();
  for (const gap of draft.gaps.splice(0)) draft.gaps.push({ ...gap, about: [OS_DISK, LONE_DISK] });
  expect(draft.verdict('BKP-07', LONE_DISK).status).toBe('Unknown');
  draft.patch('disks', LONE_DISK, { diskState: 'Unattached' });
  expect(draft.verdict('BKP-07', LONE_DISK).status).toBe('Unknown');
});

moreCasesOf('BKP-07', DATA_DISK, [
  {
    name: 'its VM is not backed up, and does not name a disk that disk backup may cover',
    given: (draft) => withoutBackup(draft).patch('virtualMachines', VM, { osDisk: unnamed(draft) }),
    status: 'Unknown',
    because: /does not name each of its disks/,
    gaps: gapIn('virtualMachines'),
  },
  ...(['virtualMachines', 'protectedItems'] as const).map((source) => ({
    name: `approved as left out, and ${source} were not read: whatever they say, it is no worse`,
    given: (draft: Draft) =>
      source === 'virtualMachines' ? lostVm(draft) : draft.lose(source, [...draft.rows[source].keys()][0] ?? VM),
    baseline: baselineWith({ backup: { approvedExcludedDisks: [DATA_DISK] } }),
    status: 'Compliant' as const,
    because: /baseline approves/,
    limitations: gapIn(source),
  })),
]);

/** What may hide a copy of a disk that no VM holds. */
const copyOf = (draft: Draft, disk: string): ArmId => {
  const copies = [...draft.rows.restorePoints.values()].flatMap(({ disks }) => disks);
  const found = copies.find(({ diskId }) => diskId === disk)?.diskRestorePointId;
  if (found === undefined) throw new Error('The restore point of the clean estate names its copies.');
  return found;
};

/** Than the VM. */
const LATER = '2026-02-01T08:00:00.000Z';

moreCasesOf('CTL-02', LONE_DISK, [
  {
    name: 'a copy in a restore point was not read, which names it for another disk',
    given: (draft) => draft.gap('diskRestorePoints', SUB, { subject: copyOf(draft, OS_DISK) }),
    status: 'Compliant',
  },
  {
    name: 'a copy in a restore point was not read, and nothing names it',
    given: (draft) => draft.gap('diskRestorePoints', SUB, { subject: armId(`${copyOf(draft, OS_DISK)}-other`) }),
    status: 'Unknown',
    gaps: gapIn('diskRestorePoints'),
  },
  {
    name: 'the points of a collection were not read, of a VM in its region',
    given: (draft) => draft.gap('restorePoints', SUB, { subject: COLLECTION }),
    status: 'Unknown',
    gaps: gapIn('restorePoints'),
  },
  {
    name: 'the points of a collection were not read, of a VM in another region',
    given: (draft) =>
      draft
        .gap('restorePoints', SUB, { subject: COLLECTION })
        .patch('disks', LONE_DISK, { location: 'North Europe', timeCreated: LATER }),
    status: 'Compliant',
  },
  ...[{ timeCreated: '2026-11-23T23:30:00.000Z' }, { timeCreated: undefined }].map((machine) => ({
    name: `the points of a collection were not read, of a VM in another region, created ${machine.timeCreated ?? 'at a time that is not told'}: an earlier one may have held it`,
    given: (draft: Draft) =>
      draft
        .gap('restorePoints', SUB, { subject: COLLECTION })
        .patch('disks', LONE_DISK, { location: 'northeurope' })
        .patch('virtualMachines', VM, machine),
    status: 'Unknown' as const,
    gaps: gapIn('restorePoints'),
  })),
  {
    name: 'the points of a collection were not read, and where the disk lies is not told',
    given: (draft) =>
      draft.gap('restorePoints', SUB, { subject: COLLECTION }).patch('disks', LONE_DISK, { location: undefined }),
    status: 'Unknown',
    gaps: gapIn('restorePoints'),
  },
  {
    name: 'a row of a collection that cannot be read names a VM in another region',
    given: (draft) =>
      draft
        .gap('restorePointCollections', SUB, { kind: 'malformedRow', about: [VM] })
        .patch('disks', LONE_DISK, { location: 'northeurope', timeCreated: LATER }),
    status: 'Compliant',
  },
]);
