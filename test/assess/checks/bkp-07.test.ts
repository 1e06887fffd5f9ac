import { casesOf, gapIn } from '../cases.ts';
import { DATA_DISK, ITEM, OS_DISK, POINT, type RECOVERY_POINT, VM } from '../cleanEstate.ts';
import { baselineWith, type Draft, id } from '../estateOf.ts';
import { points, withoutBackup } from '../drafts.ts';
import { HELD_BY_NO_VM } from '../detached.ts';

const EXCLUDED = { diskLuns: [0], isInclusionList: false };

function shared(draft: Draft): Draft {
  return draft.patch('disks', DATA_DISK, { maxShares: 2 });
}

const WITHOUT_DISKS = {
  includedDisks: undefined,
  excludedDisks: undefined,
  numberOfDisksIncluded: undefined,
  numberOfDisksAttached: undefined,
};

/** The newest point, opened, says something else; the list counts no disks. */
function opened(facts: Partial<typeof RECOVERY_POINT>): (draft: Draft) => Draft {
  return (draft) => {
    const counted = draft.rows.recoveryPoints.get(POINT)?.numberOfDisksIncluded === 1 ? 1 : undefined;
    return draft
      .patch('recoveryPoints', POINT, { numberOfDisksIncluded: counted })
      .patch('recoveryPointDetails', POINT, facts);
  };
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
    given: opened({
      includedDisks: [{ lun: -1, name: 'vm-1-os' }],
      excludedDisks: [{ lun: 0, name: 'VM-1-data' }],
      numberOfDisksIncluded: 1,
    }),
    status: 'NonCompliant',
    because: /leaves it out/,
  },
  {
    name: 'the newest recovery point holds other disks only, and leaves none out',
    given: opened({ includedDisks: [{ lun: -1, name: 'vm-1-os' }], excludedDisks: [], numberOfDisksIncluded: 1 }),
    status: 'NonCompliant',
    because: /in no backup yet/,
  },
  {
    name: 'created after the newest recovery point, which names no disks',
    given: (draft) =>
      opened(WITHOUT_DISKS)(draft).patch('disks', DATA_DISK, { timeCreated: '2026-11-24T01:00:00.000Z' }),
    status: 'NonCompliant',
    because: /created after the newest recovery point/,
  },
  {
    name: 'a point without a word of disks holds every disk of its VM',
    given: opened(WITHOUT_DISKS),
    status: 'Compliant',
  },
  {
    name: 'the point names what it leaves out alone',
    given: opened({ includedDisks: undefined, excludedDisks: [] }),
    status: 'Unknown',
  },
  {
    name: 'the list counts disks left out, the point names none',
    given: (draft) => opened(WITHOUT_DISKS)(draft.patch('recoveryPoints', POINT, { numberOfDisksIncluded: 1 })),
    status: 'Unknown',
    because: /does not name the disks/,
  },
  {
    name: 'the point counts more disks than it names',
    given: opened({ numberOfDisksIncluded: 3 }),
    status: 'Unknown',
    because: /does not match the disks/,
  },
  {
    name: 'the point names a disk by nothing',
    given: opened({ includedDisks: [{ lun: undefined, name: undefined }], numberOfDisksIncluded: undefined }),
    status: 'Unknown',
  },
  {
    name: 'the point names disks by LUN alone',
    given: opened({ includedDisks: [-1, 0].map((lun) => ({ lun, name: undefined })) }),
    status: 'Compliant',
  },
  {
    name: 'the newest point was not opened',
    given: (draft) => draft.lose('recoveryPointDetails', POINT),
    status: 'Unknown',
    gaps: gapIn('recoveryPointDetails'),
  },
  { name: 'no usable point', given: (draft) => points(draft, { isSoftDeleted: true }), status: 'Unknown' },
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
    because: /may hold it/,
  },
  {
    name: 'shared disk, and no recovery point tells which disks it holds',
    given: (draft) => points(shared(draft), { includedDisks: undefined }),
    status: 'Unknown',
    because: /does not name the disks/,
  },
  {
    name: 'shared disk that the newest recovery point does not hold',
    given: (draft) =>
      points(shared(draft), { includedDisks: [{ lun: -1, name: 'vm-1-os' }], numberOfDisksIncluded: 1 }),
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
  ...HELD_BY_NO_VM,
]);
