import { casesOf, gapIn } from '../cases.ts';
import { DATA_DISK, ITEM, LONE_DISK, OS_DISK, POINT, VM } from '../cleanEstate.ts';
import { baselineWith, type Draft, id } from '../estateOf.ts';
import { points, withoutBackup } from '../drafts.ts';

const EXCLUDED = { diskLuns: [0], isInclusionList: false };

function shared(draft: Draft): Draft {
  return draft.patch('disks', DATA_DISK, { maxShares: 2 });
}

casesOf('BKP-07', DATA_DISK, [
  { name: 'every disk in the backup', status: 'Compliant' },
  { name: 'its LUN excluded', given: (draft) => draft.patch('diskExclusions', ITEM, EXCLUDED), status: 'NonCompliant' },
  {
    name: 'its LUN excluded, approved under another case of its id',
    given: (draft) => draft.patch('diskExclusions', ITEM, EXCLUDED),
    baseline: baselineWith({ backup: { approvedExcludedDisks: [id('Microsoft.Compute/Disks', 'VM-1-DATA')] } }),
    status: 'Compliant',
    because: /baseline approves/,
  },
  {
    name: 'an inclusion list without its LUN',
    given: (draft) => draft.patch('diskExclusions', ITEM, { diskLuns: [3], isInclusionList: true }),
    status: 'NonCompliant',
  },
  {
    name: 'an inclusion list with its LUN',
    given: (draft) => draft.patch('diskExclusions', ITEM, { diskLuns: [0], isInclusionList: true }),
    status: 'Compliant',
  },
  {
    name: 'a list of unknown meaning',
    given: (draft) => draft.patch('diskExclusions', ITEM, { diskLuns: [0], isInclusionList: undefined }),
    status: 'Unknown',
  },
  {
    name: 'the newest recovery point leaves it out',
    given: (draft) => draft.patch('recoveryPoints', POINT, { excludedDisks: [{ lun: 0, name: 'VM-1-data' }] }),
    status: 'NonCompliant',
    because: /newest recovery point/,
  },
  {
    name: 'selection not read',
    given: (draft) => draft.lose('diskExclusions', ITEM),
    status: 'Unknown',
    gaps: gapIn('diskExclusions'),
  },
  {
    name: 'points not read',
    given: (draft) => draft.lose('recoveryPoints', POINT),
    status: 'Unknown',
    gaps: gapIn('recoveryPoints'),
  },
  {
    name: 'excluding list, VM not read',
    given: (draft) => draft.patch('diskExclusions', ITEM, EXCLUDED).lose('virtualMachines', VM),
    status: 'Unknown',
    gaps: gapIn('virtualMachines'),
  },
  {
    name: 'OS disk is backed up whatever the list',
    given: (draft) => draft.patch('diskExclusions', ITEM, EXCLUDED),
    subject: OS_DISK,
    status: 'Compliant',
  },
  {
    name: 'OS disk named by -1, which is not documented',
    given: (draft) => draft.patch('diskExclusions', ITEM, { diskLuns: [-1], isInclusionList: false }),
    subject: OS_DISK,
    status: 'Unknown',
  },
  {
    name: 'shared disk that the newest recovery point lists, although VM backup does not support it',
    given: shared,
    status: 'Unknown',
    because: /may list it/,
  },
  {
    name: 'shared disk, and no recovery point tells which disks it holds',
    given: (draft) => points(shared(draft), { includedDisks: undefined }),
    status: 'Unknown',
    because: /no recovery point tells/,
  },
  {
    name: 'shared disk that the newest recovery point does not hold',
    given: (draft) => points(shared(draft), { includedDisks: [{ lun: -1, name: 'vm-1-os' }] }),
    status: 'NonCompliant',
    because: /does not hold it/,
    remediation: /Azure Disk Backup/,
  },
  {
    name: 'shared disk whose LUN is excluded, on either of its VMs',
    given: (draft) => shared(draft).patch('diskExclusions', ITEM, EXCLUDED),
    status: 'NonCompliant',
    remediation: /Azure Disk Backup/,
  },
  {
    name: 'shared disk left out, approved',
    given: (draft) => shared(draft).patch('diskExclusions', ITEM, EXCLUDED),
    baseline: baselineWith({ backup: { approvedExcludedDisks: [DATA_DISK] } }),
    status: 'Compliant',
  },
  { name: 'VM not backed up', given: withoutBackup, status: 'NotApplicable' },
  {
    name: 'item not read',
    given: (draft) => draft.lose('protectedItems', ITEM),
    status: 'Unknown',
    gaps: gapIn('protectedItems'),
  },
  { name: 'detached disk', subject: LONE_DISK, status: 'NotApplicable' },
]);
