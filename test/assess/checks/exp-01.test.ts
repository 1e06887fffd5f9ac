import { armId } from '../../../src/domain/armId.ts';
import { casesOf } from '../cases.ts';
import { OS_DISK, SNAPSHOT } from '../cleanEstate.ts';
import { OPEN } from '../drafts.ts';
import { baselineWith, id } from '../estateOf.ts';

const PRIVATE = { networkAccessPolicy: 'AllowPrivate', publicNetworkAccess: 'Disabled' };

casesOf('EXP-01', OS_DISK, [
  { name: 'DenyAll', status: 'Compliant' },
  { name: 'AllowAll', given: (draft) => draft.patch('disks', OS_DISK, OPEN), status: 'NonCompliant' },
  {
    name: 'AllowAll with public access disabled',
    given: (draft) => draft.patch('disks', OS_DISK, { ...OPEN, publicNetworkAccess: 'Disabled' }),
    status: 'Compliant',
  },
  {
    name: 'AllowPrivate with public access disabled',
    given: (draft) => draft.patch('disks', OS_DISK, PRIVATE),
    status: 'Compliant',
  },
  {
    name: 'AllowPrivate with public access enabled',
    given: (draft) =>
      draft.patch('disks', OS_DISK, {
        ...PRIVATE,
        publicNetworkAccess: 'Enabled',
        diskAccessId: armId(id('Microsoft.Compute/diskAccesses', 'da-1')),
      }),
    status: 'Compliant',
    because: /downloaded only through disk access da-1/,
  },
  {
    name: 'AllowPrivate where the baseline denies it',
    given: (draft) => draft.patch('disks', OS_DISK, PRIVATE),
    baseline: baselineWith({ exporting: { private: 'deny' } }),
    status: 'NonCompliant',
    because: /The baseline does not allow that/,
  },
  {
    name: 'AllowPrivate, public access in a word that nobody knows',
    given: (draft) => draft.patch('disks', OS_DISK, { ...PRIVATE, publicNetworkAccess: 'Sometimes' }),
    status: 'Unknown',
  },
  {
    name: 'AllowAll, public access in a word that nobody knows',
    given: (draft) => draft.patch('disks', OS_DISK, { ...OPEN, publicNetworkAccess: 'Sometimes' }),
    status: 'Unknown',
  },
  {
    name: 'AllowAll on a disk older than public network access',
    given: (draft) => draft.patch('disks', OS_DISK, { ...OPEN, publicNetworkAccess: undefined }),
    status: 'NonCompliant',
  },
  {
    name: 'AllowPrivate, public access not said',
    given: (draft) => draft.patch('disks', OS_DISK, { ...PRIVATE, publicNetworkAccess: undefined }),
    status: 'Compliant',
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
