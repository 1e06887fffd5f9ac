import { casesOf, gapIn, moreCasesOf } from '../cases.ts';
import {
  adeEstate,
  COLLECTION,
  DATA_DISK,
  DISK,
  JOB,
  OS_DISK,
  PLATFORM,
  RESTORED,
  SECOND_VM,
  VM,
} from '../cleanEstate.ts';
import { baselineWith, diskId, type Draft, id } from '../estateOf.ts';
import { both, doubleEncrypted, vaultTier } from '../drafts.ts';

casesOf('RST-01', RESTORED, [
  { name: 'snapshot tier: the odd path leads to its disk', status: 'Compliant', because: /disk vm-1-os is now/ },
  {
    name: 'snapshot tier, weaker',
    given: (draft) => draft.patch('disks', RESTORED, PLATFORM),
    status: 'NonCompliant',
    because: /is not encrypted with a customer-managed key, unlike its source vm-1-os/,
  },
  {
    name: 'equal to a platform-keyed source',
    given: (draft) => draft.patch('disks', RESTORED, PLATFORM).patch('disks', OS_DISK, PLATFORM),
    status: 'Compliant',
  },
  {
    name: 'weaker than its source though the baseline would accept it',
    given: (draft) => draft.patch('disks', RESTORED, PLATFORM),
    baseline: baselineWith({ atRest: { acceptedMethods: ['platformKey'] } }),
    status: 'NonCompliant',
  },
  {
    name: 'lost double encryption',
    given: doubleEncrypted(OS_DISK),
    status: 'NonCompliant',
    because: /double/,
  },
  {
    name: 'source under ADE, copy without',
    from: adeEstate,
    status: 'NonCompliant',
    because: /is not under Azure Disk Encryption/,
    remediation: /takes no customer-managed key/,
  },
  {
    name: 'tag removed: creation data are enough',
    given: (draft) => draft.patch('disks', RESTORED, { tags: {} }).patch('disks', RESTORED, PLATFORM),
    status: 'NonCompliant',
  },
  {
    name: 'collection gone: the job of the tag leads to the VM',
    given: (draft) => draft.drop('restorePointCollections', COLLECTION),
    status: 'Compliant',
  },
  {
    name: 'collection and job gone: of which disk is not known',
    given: (draft) => draft.drop('restorePointCollections', COLLECTION).drop('restoreJobs', JOB),
    status: 'Unknown',
    because: /could not determine of which disk/,
  },
  {
    name: 'collection and job lost',
    given: (draft) => draft.lose('restorePointCollections', COLLECTION).lose('restoreJobs', JOB),
    status: 'Unknown',
    gaps: gapIn('restoreJobs', 'restorePointCollections'),
  },
  {
    name: 'VM lost',
    given: (draft) => draft.lose('virtualMachines', VM),
    status: 'Unknown',
    gaps: gapIn('virtualMachines'),
  },
  {
    name: 'VM gone, its disk left in its group',
    given: (draft) => draft.drop('virtualMachines', VM),
    status: 'Compliant',
  },
  { name: 'source lost', given: (draft) => draft.lose('disks', OS_DISK), status: 'Unknown', gaps: gapIn('disks') },
  { name: 'source deleted', given: (draft) => draft.drop('disks', OS_DISK), status: 'Unknown' },
  {
    name: 'disk swapped by the restore: the original lies in the group of the VM',
    given: (draft) => {
      const machine = draft.rows.virtualMachines.get(VM);
      if (machine?.osDisk === undefined) throw new Error('The clean VM has an OS disk.');
      draft.patch('virtualMachines', VM, {
        osDisk: { ...machine.osDisk, name: 'vm-1-osdisk-20261120-101500', diskId: RESTORED },
      });
      draft.patch('disks', RESTORED, { managedBy: [VM], ...PLATFORM });
      draft.patch('disks', OS_DISK, { managedBy: [] });
    },
    status: 'NonCompliant',
    because: /unlike its source vm-1-os\./,
  },
  {
    name: 'unknown encryption type of the copy',
    given: (draft) => draft.patch('disks', RESTORED, { encryptionType: 'X' }),
    status: 'Unknown',
  },
  { name: 'vault tier, OS disk', given: vaultTier('vm-1-osdisk-20261120-101500', PLATFORM), status: 'NonCompliant' },
  {
    name: 'vault tier, the only data disk',
    given: vaultTier('vm-1-datadisk-000-20261120-101500'),
    status: 'Compliant',
    because: /disk vm-1-data is now/,
  },
  {
    name: 'vault tier without the tag: a name alone is no proof',
    given: vaultTier('vm-1-osdisk-20261120-101500', { tags: {} }),
    status: 'Unknown',
  },
  {
    name: 'vault tier of an unknown position: not weaker than any disk of the VM',
    given: vaultTier('renamed'),
    status: 'Compliant',
    because: /each of the 2 disks/,
  },
  {
    name: 'vault tier of an unknown position: weaker than every disk of the VM',
    given: vaultTier('renamed', PLATFORM),
    status: 'NonCompliant',
    because: /less well protected than each of the 2 disks/,
  },
  {
    name: 'vault tier of an unknown position: the answer depends on which disk',
    given: both(vaultTier('renamed', PLATFORM), (draft) => draft.patch('disks', DATA_DISK, PLATFORM)),
    status: 'Unknown',
    because: /depends on which/,
  },
  {
    name: 'vault tier, the OS disk of today is younger than the copy',
    given: both(vaultTier('vm-1-osdisk-20261120-101500'), (draft) =>
      draft.patch('disks', OS_DISK, { timeCreated: '2026-11-21T00:00:00.000Z' }),
    ),
    status: 'Unknown',
    because: /no longer attached/,
  },
  { never: 'NotApplicable', because: 'A disk is judged only where something shows that it is a restored copy.' },
]);

const USERS_OWN = diskId('copy-of-data');

moreCasesOf('RST-01', USERS_OWN, [
  {
    name: "restored from a user's own restore point",
    given: (draft) => {
      const collection = id('Microsoft.Compute/restorePointCollections', 'rpc-own');
      draft.put('restorePointCollections', collection, { sourceId: VM });
      draft.put('disks', id('Microsoft.Compute/disks', 'copy-of-data'), {
        ...DISK,
        ...PLATFORM,
        creation: {
          ...DISK.creation,
          createOption: 'Restore',
          sourceResourceId: `${collection}/restorePoints/rp1/diskRestorePoints/vm-1-data_b70cd924-3362-4a80-93c2-9415eaa12745`,
        },
      });
    },
    status: 'NonCompliant',
    because: /unlike its source vm-1-data\./,
  },
]);

const AGAIN = diskId('vm-2-osdisk-20261122-090000', 'rg-restored');

/** The restored disk works in a VM of its own, and a disk was restored from the backup of that VM. */
function restoredAgain(draft: Draft): Draft {
  const machine = draft.rows.virtualMachines.get(VM);
  const copy = draft.rows.disks.get(RESTORED);
  if (machine?.osDisk === undefined || copy === undefined) throw new Error('The clean estate has a restored disk.');
  const osDisk = { ...machine.osDisk, name: copy.name, diskId: RESTORED };
  const second = draft.put('virtualMachines', SECOND_VM, {
    ...machine,
    id: SECOND_VM,
    resourceId: SECOND_VM,
    name: 'vm-2',
    osDisk,
    dataDisks: [],
  });
  draft.patch('disks', RESTORED, { managedBy: [second] });
  const collection = id(
    'Microsoft.Compute/restorePointCollections',
    'AzureBackup_vm-2_7',
    'AzureBackupRG_westeurope_1',
  );
  draft.put('restorePointCollections', collection, { sourceId: second });
  const sourceResourceId = `${collection}/restorePoints/AzureBackup_20261121_220000/disks/${copy.name}?id=9f`;
  draft.put('disks', id('Microsoft.Compute/disks', 'vm-2-osdisk-20261122-090000', 'rg-restored'), {
    ...DISK,
    creation: { ...DISK.creation, createOption: 'Restore', sourceResourceId },
    timeCreated: '2026-11-22T09:00:00.000Z',
  });
  return draft;
}

moreCasesOf('RST-01', AGAIN, [
  {
    name: 'restored from a restored disk: compared with that one',
    given: restoredAgain,
    status: 'Compliant',
    because: /disk vm-1-osdisk-20261120-101500 is now/,
  },
  {
    name: 'restored from a restored disk, weaker',
    given: (draft) => restoredAgain(draft).patch('disks', AGAIN, PLATFORM),
    status: 'NonCompliant',
    because: /unlike its source vm-1-osdisk-20261120-101500\./,
  },
  {
    name: 'restored from a restored disk that was lost',
    given: (draft) => restoredAgain(draft).lose('disks', RESTORED),
    status: 'Unknown',
    gaps: gapIn('disks'),
  },
]);
