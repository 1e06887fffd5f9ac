import { gapIn, type Case } from './cases.ts';
import type { Disk } from '../../src/domain/facts.ts';
import { DATA_DISK, LONE_DISK, OS_DISK, VM } from './cleanEstate.ts';
import { SUB, type Draft } from './estateOf.ts';

/** A disk that no VM holds, for checks that ask something of its VM. */
export const HELD_BY_NO_VM: readonly Case[] = [
  { name: 'detached disk', subject: LONE_DISK, status: 'NotApplicable' },
  ...(['Attached', 'Reserved', 'Frozen', 'ActiveSASFrozen'] as const).map((diskState): Case => ({
    name: `a VM holds it, by its own state ${diskState}, and none is named`,
    given: (draft) => draft.patch('disks', LONE_DISK, { diskState }),
    subject: LONE_DISK,
    status: 'Unknown',
    gaps: gapIn('disks'),
  })),
  {
    name: 'its state leaves open whether a VM holds it, and one that may list it was not read',
    given: (draft) => draft.patch('disks', LONE_DISK, { diskState: 'ActiveSAS' }).lose('virtualMachines', VM),
    subject: LONE_DISK,
    status: 'Unknown',
    gaps: gapIn('virtualMachines'),
  },
  {
    name: 'free by its own state, whatever VM was not read',
    given: (draft) => draft.lose('virtualMachines', VM),
    subject: LONE_DISK,
    status: 'NotApplicable',
    limitations: gapIn('virtualMachines'),
  },
  {
    name: 'free by its own state, and held by a VM that was not read when a restore point was taken, after it was last detached',
    given: (draft) => captured(draft, {}).lose('virtualMachines', VM, 'row'),
    subject: LONE_DISK,
    status: 'Unknown',
    because: /shows that a virtual machine held it/,
    gaps: [...gapIn('disks'), ...gapIn('virtualMachines')],
  },
  {
    name: 'free by its own state, and detached after the restore point was taken',
    given: (draft) => captured(draft, { ownershipChanged: '2026-11-24T05:00:00.000Z' }).lose('virtualMachines', VM),
    subject: LONE_DISK,
    status: 'NotApplicable',
    limitations: gapIn('virtualMachines'),
  },
  {
    name: 'free by its own state, and the VM that was not read names its disks all the same',
    given: (draft) =>
      draft
        .drop('virtualMachines', VM)
        .gap('virtualMachines', SUB, { subject: VM, kind: 'malformedRow', about: [OS_DISK, DATA_DISK] }),
    subject: LONE_DISK,
    status: 'NotApplicable',
  },
];

/** A restore point of the VM names the disk that no VM holds. */
function captured(draft: Draft, facts: Partial<Disk>): Draft {
  const [point] = draft.rows.restorePoints.values();
  const [first] = point?.disks ?? [];
  if (point === undefined || first === undefined) throw new Error('The clean estate has a restore point with disks.');
  return draft
    .patch('restorePoints', point.id, { disks: [...point.disks, { ...first, diskId: LONE_DISK }] })
    .patch('disks', LONE_DISK, facts);
}
