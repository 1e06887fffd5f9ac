import { casesOf } from '../cases.ts';
import { OS_DISK, SNAPSHOT } from '../cleanEstate.ts';
import { OPEN } from '../drafts.ts';

const PRIVATE = { networkAccessPolicy: 'AllowPrivate', publicNetworkAccess: 'Disabled' };

casesOf('EXP-01', OS_DISK, [
  { name: 'DenyAll', status: 'Compliant' },
  { name: 'AllowAll', given: (draft) => draft.patch('disks', OS_DISK, OPEN), status: 'NonCompliant' },
  {
    name: 'AllowAll with public access disabled',
    given: (draft) => draft.patch('disks', OS_DISK, { ...OPEN, publicNetworkAccess: 'Disabled' }),
    status: 'NonCompliant',
  },
  {
    name: 'AllowPrivate with public access disabled',
    given: (draft) => draft.patch('disks', OS_DISK, PRIVATE),
    status: 'Compliant',
  },
  {
    name: 'AllowPrivate with public access enabled',
    given: (draft) => draft.patch('disks', OS_DISK, { ...PRIVATE, publicNetworkAccess: 'Enabled' }),
    status: 'NonCompliant',
  },
  {
    name: 'AllowPrivate, public access not said',
    given: (draft) => draft.patch('disks', OS_DISK, { ...PRIVATE, publicNetworkAccess: undefined }),
    status: 'Unknown',
  },
  {
    name: 'a number in place of a word',
    given: (draft) => draft.patch('disks', OS_DISK, { networkAccessPolicy: '2' }),
    status: 'Unknown',
    because: /"2"/,
  },
  {
    name: 'policy not said',
    given: (draft) => draft.patch('disks', OS_DISK, { networkAccessPolicy: undefined }),
    status: 'Unknown',
  },
  {
    name: 'snapshot open',
    given: (draft) => draft.patch('snapshots', SNAPSHOT, OPEN),
    subject: SNAPSHOT,
    status: 'NonCompliant',
  },
  { never: 'Unknown by gap', because: 'It needs no row but that of the disk or snapshot itself.' },
  { never: 'NotApplicable', because: 'Every managed disk and snapshot can be exported.' },
]);
