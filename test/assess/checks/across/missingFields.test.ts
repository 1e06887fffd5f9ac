import { describe, expect, test } from 'vitest';
import type { Status } from '../../../../src/domain/check.ts';
import type { RequirementId } from '../../../../src/domain/requirement.ts';
import { armId } from '../../../../src/domain/armId.ts';
import {
  cleanEstate,
  CLUSTER,
  clusterEstate,
  DATA_DISK,
  DES,
  KEY,
  LONE_DISK,
  OS_DISK,
  PLATFORM,
  REPLICATED,
  SNAPSHOT,
  VM,
} from '../../cleanEstate.ts';
import { BACKUP_VAULT, diskBackupEstate, putInstance } from '../../diskBackupEstate.ts';
import { id, type Draft } from '../../estateOf.ts';

const FROM_BOOKMARK = armId(id('Microsoft.Compute/disks', 'left-by-failover', 'rg-north'));
const JOB = armId(`${BACKUP_VAULT}/backupjobs/0c23e28a-1e93-40c7-bc26-55b9e7001b6a`);
const weakSnapshot = (draft: Draft): Draft => draft.patch('snapshots', SNAPSHOT, PLATFORM);
const creationOf = (draft: Draft) => {
  const row = draft.rows.snapshots.get(SNAPSHOT);
  if (row === undefined) throw new Error('The clean estate has a snapshot.');
  return row.creation;
};

/** Of the clean estate: what is wrong, the cell that says so, and the field without which it was forgotten. */
const CASES: readonly {
  readonly name: string;
  readonly given: () => Draft;
  readonly cell: readonly [ReturnType<typeof armId>, RequirementId];
  readonly before: Status;
  readonly without: (draft: Draft) => Draft;
  /** Unknown when left out. */
  readonly after?: Status;
}[] = [
  {
    name: 'a weaker snapshot that does not tell its create option',
    given: () => weakSnapshot(cleanEstate()),
    cell: [DATA_DISK, 'R2'],
    before: 'NonCompliant',
    without: (draft) =>
      draft.patch('snapshots', SNAPSHOT, { creation: { ...creationOf(draft), createOption: undefined } }),
  },
  {
    name: 'a weaker snapshot that does not tell its source',
    given: () => weakSnapshot(cleanEstate()),
    cell: [DATA_DISK, 'R2'],
    before: 'NonCompliant',
    without: (draft) =>
      draft.patch('snapshots', SNAPSHOT, { creation: { ...creationOf(draft), sourceResourceId: undefined } }),
  },
  {
    name: 'an open snapshot that does not tell its source',
    given: () =>
      cleanEstate().patch('snapshots', SNAPSHOT, { networkAccessPolicy: 'AllowAll', publicNetworkAccess: 'Enabled' }),
    cell: [DATA_DISK, 'R6'],
    before: 'NonCompliant',
    without: (draft) =>
      draft.patch('snapshots', SNAPSHOT, { creation: { ...creationOf(draft), sourceResourceId: undefined } }),
  },
  {
    name: 'a disk that names no VM, though the VM lists it',
    given: () => cleanEstate().patch('diskExclusions', itemOf(), { diskLuns: [0], isInclusionList: false }),
    cell: [DATA_DISK, 'R2'],
    before: 'NonCompliant',
    without: (draft) => draft.patch('disks', DATA_DISK, { managedBy: [] }),
    after: 'NonCompliant',
  },
  {
    name: 'an attached disk that names no VM and that none lists',
    given: () =>
      cleanEstate()
        .patch('virtualMachines', VM, { dataDisks: [] })
        .patch('virtualMachines', VM, { encryptionAtHost: false }),
    cell: [DATA_DISK, 'R7'],
    before: 'NonCompliant',
    without: (draft) => draft.patch('disks', DATA_DISK, { managedBy: [], diskState: 'Attached' }),
  },
  {
    name: 'a disk under a disabled key that names no disk encryption set',
    given: () => cleanEstate().patch('keys', KEY, { enabled: false }),
    cell: [OS_DISK, 'R5'],
    before: 'NonCompliant',
    without: (draft) => draft.patch('disks', OS_DISK, { diskEncryptionSetId: undefined }),
  },
  {
    name: 'a disk under a disabled key of whose encryption nothing is said',
    given: () => cleanEstate().patch('keys', KEY, { enabled: false }),
    cell: [LONE_DISK, 'R5'],
    before: 'NonCompliant',
    without: (draft) => draft.patch('disks', LONE_DISK, { encryptionType: undefined, diskEncryptionSetId: undefined }),
  },
  {
    name: 'a confidential disk whose security profile is missing, though its VM has it',
    given: () => {
      const draft = cleanEstate().patch('keys', KEY, { enabled: false });
      const machine = draft.rows.virtualMachines.get(VM);
      if (machine?.osDisk === undefined) throw new Error('The clean estate has a VM.');
      return draft
        .patch('virtualMachines', VM, {
          osDisk: { ...machine.osDisk, securityEncryptionType: 'DiskWithVMGuestState', secureDiskEncryptionSetId: DES },
        })
        .patch('disks', OS_DISK, {
          ...PLATFORM,
          securityType: 'ConfidentialVM_DiskEncryptedWithCustomerKey',
          secureVmDiskEncryptionSetId: DES,
        });
    },
    cell: [OS_DISK, 'R5'],
    before: 'NonCompliant',
    without: (draft) =>
      draft.patch('disks', OS_DISK, { securityType: undefined, secureVmDiskEncryptionSetId: undefined }),
  },
  {
    name: 'a failed-over disk that Site Recovery does not name',
    given: () => {
      const draft = cleanEstate();
      const failedOver = draft.put('disks', id('Microsoft.Compute/disks', 'vm-1-os-failed-over', 'rg-north'), {
        ...lone(draft),
        ...PLATFORM,
      });
      return failOver(draft, failedOver);
    },
    cell: [OS_DISK, 'R4'],
    before: 'NonCompliant',
    without: (draft) => failOver(draft, undefined),
  },
  {
    name: 'a disk made from a bookmark of a replica that does not tell its source',
    given: () => fromBookmark(`${id('Microsoft.Compute/disks', 'gone-ASRReplica', 'rg-north')}/bookmark/1`),
    cell: [FROM_BOOKMARK, 'R4'],
    before: 'Unknown',
    without: () => fromBookmark(undefined),
  },
  {
    name: 'a restore by disk backup whose job does not name the disk',
    given: () => {
      const draft = diskBackupEstate();
      draft.put('diskRestoreJobs', JOB, {
        vaultId: BACKUP_VAULT,
        jobId: '0c23e28a-1e93-40c7-bc26-55b9e7001b6a',
        operation: 'Restore',
        status: 'Completed',
        startTime: '2026-11-21T07:59:08.000Z',
        endTime: '2026-11-21T08:02:41.000Z',
        sourceDiskId: LONE_DISK,
        destinationId: draft.put('disks', id('Microsoft.Compute/disks', 'disk-alone-restored'), {
          ...lone(draft),
          ...PLATFORM,
          timeCreated: '2026-11-21T08:00:00.000Z',
        }),
        recoveryPointTime: '2026-11-20T12:02:34.000Z',
      });
      return draft;
    },
    cell: [LONE_DISK, 'R3'],
    before: 'NonCompliant',
    without: (draft) => draft.patch('diskRestoreJobs', JOB, { sourceDiskId: undefined }),
  },
  {
    name: 'disk backup that has failed and does not name its disk',
    given: () => {
      const draft = diskBackupEstate();
      putInstance(draft, LONE_DISK, { currentProtectionState: 'ProtectionError', protectionStatus: 'ProtectionError' });
      return draft;
    },
    cell: [LONE_DISK, 'R2'],
    before: 'NonCompliant',
    without: (draft) =>
      draft.patch('backupInstances', armId(`${BACKUP_VAULT}/backupinstances/disk-alone-1`), { diskId: undefined }),
  },
];

describe('a finding whose row lacks a field is never less than Unknown', () => {
  test.each(CASES)('$name', ({ given, cell: [disk, requirement], before, without, after = 'Unknown' }) => {
    expect(given().chain(disk).requirements[requirement].status).toBe(before);
    expect(without(given()).chain(disk).requirements[requirement].status).toBe(after);
  });

  test('a replication cluster that lists no disk, though it is protected', () => {
    expect(clusterEstate().patch('replicationClusters', CLUSTER, { disks: [] }).verdict('DR-04', CLUSTER).status).toBe(
      'Unknown',
    );
    const empty = clusterEstate().patch('replicationClusters', CLUSTER, { disks: [], protectionState: 'NotProtected' });
    expect(empty.verdict('DR-04', CLUSTER).status).toBe('NotApplicable');
  });
});

function itemOf(): ReturnType<typeof armId> {
  const [row] = cleanEstate().rows.diskExclusions.keys();
  if (row === undefined) throw new Error('The clean estate has a protected item.');
  return row;
}

/** A disk that a failover left, of a replica that is gone. */
function fromBookmark(sourceResourceId: string | undefined): Draft {
  const draft = cleanEstate();
  const facts = lone(draft);
  draft.put('disks', FROM_BOOKMARK, {
    ...facts,
    creation: { ...facts.creation, createOption: 'Restore', sourceResourceId },
  });
  return draft;
}

function lone(draft: Draft) {
  const row = draft.rows.disks.get(LONE_DISK);
  if (row === undefined) throw new Error('The clean estate has a disk that no VM holds.');
  const own: readonly string[] = ['id', 'resourceId', 'name', 'resourceGroup'];
  return Object.fromEntries(Object.entries(row).filter(([field]) => !own.includes(field))) as Omit<
    typeof row,
    'id' | 'resourceId' | 'name' | 'resourceGroup'
  >;
}

/** The VM failed over and is not reprotected: Site Recovery names the disk that it made, or does not. */
function failOver(draft: Draft, target: ReturnType<typeof armId> | undefined): Draft {
  const detail = draft.rows.replicationDetails.get(REPLICATED);
  if (detail === undefined) throw new Error('The clean estate has a replicated item.');
  return draft.patch('replicationDetails', REPLICATED, {
    activeLocation: 'Recovery',
    disks: detail.disks.map((disk) => (disk.diskId === OS_DISK ? { ...disk, recoveryTargetDiskId: target } : disk)),
  });
}
