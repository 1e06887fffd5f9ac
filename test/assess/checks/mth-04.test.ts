import { casesOf, gapIn } from '../cases.ts';
import { ITEM, LONE_DISK, OS_DISK } from '../cleanEstate.ts';

const ENTRA = { dataAccessAuthMode: 'AzureActiveDirectory' };

casesOf('MTH-04', OS_DISK, [
  { name: 'not asked for', status: 'Compliant' },
  {
    name: 'None',
    given: (draft) => draft.patch('disks', OS_DISK, { dataAccessAuthMode: 'None' }),
    status: 'Compliant',
  },
  {
    name: 'Entra export on a backed-up disk',
    given: (draft) => draft.patch('disks', OS_DISK, ENTRA),
    status: 'NonCompliant',
  },
  {
    name: 'Entra export, not backed up',
    given: (draft) => draft.patch('disks', OS_DISK, ENTRA).drop('protectedItems', ITEM),
    status: 'NotApplicable',
  },
  {
    name: 'Entra export on a detached disk',
    given: (draft) => draft.patch('disks', LONE_DISK, ENTRA),
    subject: LONE_DISK,
    status: 'NotApplicable',
  },
  {
    name: 'Entra export, item lost',
    given: (draft) => draft.patch('disks', OS_DISK, ENTRA).lose('protectedItems', ITEM),
    status: 'Unknown',
    gaps: gapIn('protectedItems'),
  },
  {
    name: 'mode that nobody knows',
    given: (draft) => draft.patch('disks', OS_DISK, { dataAccessAuthMode: 'Magic' }),
    status: 'Unknown',
  },
]);
