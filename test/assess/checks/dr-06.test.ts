import { expect, test } from 'vitest';
import { casesOf, gapIn, moreCasesOf } from '../cases.ts';
import {
  cleanEstate,
  DISK,
  LONE_DISK,
  OS_DISK,
  PLATFORM,
  RECOVERY_DES,
  REPLICATED,
  TEST_DISK,
  VM,
} from '../cleanEstate.ts';
import { armId, type ArmId } from '../../../src/domain/armId.ts';
import { diskId, type Draft, id, vmId } from '../estateOf.ts';
import { detail, FAILED_OVER, item, madeFromReplica, notReplicated, osLeg } from '../drafts.ts';

function withTestDisk(draft: Draft): Draft {
  draft.put('disks', id('Microsoft.Compute/disks', 'vm-1-os-ASRtest', 'rg-north'), { ...DISK, ...PLATFORM });
  return draft;
}

casesOf('DR-06', TEST_DISK, [
  {
    name: 'left under the platform key',
    given: withTestDisk,
    status: 'NonCompliant',
    because: /test failover is not encrypted/,
  },
  {
    name: 'left under a customer key',
    given: (draft) =>
      withTestDisk(draft).patch('disks', TEST_DISK, {
        encryptionType: DISK.encryptionType,
        diskEncryptionSetId: RECOVERY_DES,
      }),
    status: 'Compliant',
  },
  {
    name: 'unknown encryption type',
    given: (draft) => withTestDisk(draft).patch('disks', TEST_DISK, { encryptionType: '?' }),
    status: 'Unknown',
  },
  {
    name: 'source lost',
    given: (draft) => withTestDisk(draft).lose('disks', OS_DISK),
    status: 'Unknown',
    gaps: gapIn('disks'),
  },
  { never: 'NotApplicable', because: 'A disk is judged only where a failover left it.' },
]);

const TEST_VM = vmId('vm-1-test', 'rg-drill');

moreCasesOf('DR-06', FAILED_OVER, [
  {
    name: 'failed over to the platform key',
    given: (draft) => {
      draft.put('disks', id('Microsoft.Compute/disks', 'vm-1-os', 'rg-north'), { ...DISK, ...PLATFORM });
      osLeg({ recoveryTargetDiskId: FAILED_OVER })(draft);
    },
    status: 'NonCompliant',
    because: /left by a failover/,
  },
  {
    name: 'a disk of the test VM, in another group',
    given: (draft) => {
      draft.put('disks', id('Microsoft.Compute/disks', 'vm-1-os-ASRtest', 'rg-drill'), {
        ...DISK,
        ...PLATFORM,
        managedBy: [TEST_VM],
      });
      detail({ testFailoverVmId: TEST_VM })(draft);
    },
    subject: diskId('vm-1-os-ASRtest', 'rg-drill'),
    status: 'NonCompliant',
    because: /test failover/,
  },
]);

const IN_CUSTOMER_KEY = { encryptionType: DISK.encryptionType, diskEncryptionSetId: RECOVERY_DES };
const DRILL_COPY = diskId('drill-7', 'rg-drill');
const drillCopy = madeFromReplica('copy', 'drill-7', 'rg-drill');
const LEFT_TEST = diskId('vm-1-os-ASRtest', 'rg-elsewhere');
const failedOver = madeFromReplica('bookmark', 'vm-1-os', 'rg-north');
const CUSTOM_REPLICA = armId(id('Microsoft.Compute/disks', 'r-0001', 'rg-north'));

moreCasesOf('DR-06', DRILL_COPY, [
  {
    name: 'a copy of the replica, whatever its name and group',
    given: drillCopy,
    status: 'NonCompliant',
    because: /^The copy of the replica .*unlike its source vm-1-os/,
  },
  {
    name: 'such a copy under a customer key',
    given: madeFromReplica('copy', 'drill-7', 'rg-drill', IN_CUSTOMER_KEY),
    status: 'Compliant',
  },
  {
    name: 'such a copy with a create option that is not known',
    given: (draft) => {
      drillCopy(draft);
      const { creation } = draft.rows.disks.get(DRILL_COPY) ?? DISK;
      draft.patch('disks', DRILL_COPY, { creation: { ...creation, createOption: 'CopyAnew' } });
    },
    status: 'NonCompliant',
  },
  {
    name: 'its replica is named by no item any more',
    given: (draft) => drillCopy(notReplicated(draft)),
    status: 'Unknown',
    because: /^No replicated item says/,
  },
  {
    name: 'its replica is hidden',
    given: (draft) => drillCopy(draft.lose('replicationDetails', REPLICATED)),
    status: 'Unknown',
    gaps: gapIn('replicationDetails'),
  },
  {
    name: 'a replica of another name, that the item names',
    given: (draft) => {
      draft.put('disks', CUSTOM_REPLICA, { ...DISK, diskEncryptionSetId: RECOVERY_DES });
      osLeg({ recoveryReplicaDiskId: CUSTOM_REPLICA })(draft);
      madeFromReplica('copy', 'drill-7', 'rg-drill', { replica: CUSTOM_REPLICA })(draft);
    },
    status: 'NonCompliant',
  },
  {
    name: 'a left test disk in another group',
    given: madeFromReplica('copy', 'vm-1-os-ASRtest', 'rg-elsewhere'),
    subject: LEFT_TEST,
    status: 'NonCompliant',
    because: /left by a test failover/,
  },
  {
    name: 'a left test disk made from a bookmark, no item any more',
    given: (draft) => madeFromReplica('bookmark', 'vm-1-os-ASRtest', 'rg-elsewhere')(notReplicated(draft)),
    subject: LEFT_TEST,
    status: 'Unknown',
    because: /left by a test failover/,
  },
]);

moreCasesOf('DR-06', FAILED_OVER, [
  {
    name: 'made from a bookmark, its item does not name it',
    given: failedOver,
    status: 'NonCompliant',
    because: /left by a failover/,
  },
  {
    name: 'made from a bookmark, under a customer key',
    given: madeFromReplica('bookmark', 'vm-1-os', 'rg-north', IN_CUSTOMER_KEY),
    status: 'Compliant',
  },
  {
    name: 'made from a bookmark, replication disabled',
    given: (draft) => failedOver(notReplicated(draft)),
    status: 'Unknown',
    because: /^No replicated item says .* disk left by a failover/,
  },
  {
    name: 'made from a bookmark, and protected the other way round',
    given: (draft) => {
      failedOver(draft);
      item({ sourceVmId: vmId('vm-1', 'rg-north') })(draft);
      osLeg({ diskId: FAILED_OVER, recoveryReplicaDiskId: diskId('vm-1-os-ASRReplica', 'rg-back') })(draft);
    },
    status: 'Unknown',
  },
  {
    name: 'it is itself the source of the replica that it names',
    given: (draft) => osLeg({ diskId: FAILED_OVER })(failedOver(draft)),
    status: 'Unknown',
  },
]);

const r4 = (draft: Draft, disk: ArmId) => draft.chain(disk).requirements.R4.status;

test('a copy of the replica counts for its source, wherever it lies', () => {
  const draft = madeFromReplica('copy', 'vm-1-os-copy', 'rg-drill', { managedBy: [] })(cleanEstate());
  expect(r4(draft, OS_DISK)).toBe('NonCompliant');
  expect(draft.chain(diskId('vm-1-os-copy', 'rg-drill'))).toMatchObject({ role: 'testFailover', copyOf: OS_DISK });
});

test('a failed-over disk whose source is not told is no clean copy: neither its own R4 nor that of the disk of its name', () => {
  const draft = failedOver(notReplicated(cleanEstate()));
  expect(draft.chain(FAILED_OVER)).toMatchObject({ role: 'failedOver' });
  expect([r4(draft, FAILED_OVER), r4(draft, OS_DISK)]).toEqual(['Unknown', 'Unknown']);
});

test('a disk left by a failover is not asked about as a restored copy, even with the tag of an older restore', () => {
  const tags = { RSVaultBackup: '0f0f0f0f-0000-4000-8000-000000000001' };
  for (const step of [(draft: Draft) => draft, notReplicated]) {
    const draft = madeFromReplica('bookmark', 'vm-1-os', 'rg-north', { tags })(step(cleanEstate()));
    expect(
      draft.assess().verdicts.filter(({ check, subject }) => check === 'RST-01' && subject === FAILED_OVER),
    ).toEqual([]);
  }
});

/** The disk that no VM holds, replicated too, to the same target. */
function sameTarget(draft: Draft): Draft {
  const [os, ...others] = draft.rows.replicationDetails.get(REPLICATED)?.disks ?? [];
  if (os === undefined) throw new Error('The clean estate replicates two disks.');
  const lone = { ...os, diskId: LONE_DISK, diskName: 'disk-alone', recoveryReplicaDiskId: undefined };
  const disks = [
    { ...os, recoveryTargetDiskId: FAILED_OVER },
    ...others,
    { ...lone, recoveryTargetDiskId: FAILED_OVER },
  ];
  draft.put('disks', FAILED_OVER, { ...DISK, ...PLATFORM });
  return detail({ disks })(draft.patch('disks', LONE_DISK, PLATFORM));
}

test('a disk that Site Recovery names as the target of two disks counts for both', () => {
  const draft = sameTarget(cleanEstate().patch('virtualMachines', VM, { encryptionAtHost: false }));
  expect(draft.verdict('DR-06', FAILED_OVER)).toMatchObject({
    status: 'Unknown',
    because: expect.stringMatching(/more than one disk/) as string,
  });
  for (const disk of [OS_DISK, LONE_DISK])
    expect(draft.chain(disk).requirements.R4.behind).toContain(`DR-06 ${FAILED_OVER}`);
});

test('a copy of a replica of two disks counts for both', () => {
  const draft = madeFromReplica('copy', 'stray', 'rg-stray')(cleanEstate());
  const [os, ...others] = draft.rows.replicationDetails.get(REPLICATED)?.disks ?? [];
  if (os === undefined) throw new Error('The clean estate replicates two disks.');
  detail({ disks: [os, ...others, { ...os, diskId: LONE_DISK, diskName: 'disk-alone' }] })(draft);
  const stray = diskId('stray', 'rg-stray');
  expect(draft.verdict('DR-06', stray).status).toBe('Unknown');
  for (const disk of [OS_DISK, LONE_DISK]) expect(draft.chain(disk).requirements.R4.behind).toContain(`DR-06 ${stray}`);
});
