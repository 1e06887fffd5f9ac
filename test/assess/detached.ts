import { gapIn, type Case } from './cases.ts';
import { LONE_DISK, VM } from './cleanEstate.ts';

/** A disk that no VM holds, for checks that ask something of its VM. */
export const HELD_BY_NO_VM: readonly Case[] = [
  { name: 'detached disk', subject: LONE_DISK, status: 'NotApplicable' },
  {
    name: 'a VM holds it, by its own state, and none is named',
    given: (draft) => draft.patch('disks', LONE_DISK, { diskState: 'Reserved' }),
    subject: LONE_DISK,
    status: 'Unknown',
    gaps: gapIn('disks'),
  },
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
  },
];
