import { casesOf, gapIn, moreCasesOf } from '../cases.ts';
import { DISK, OS_DISK, PLATFORM, RECOVERY_DES, TEST_DISK } from '../cleanEstate.ts';
import { diskId, type Draft, id, vmId } from '../estateOf.ts';
import { detail, FAILED_OVER, osLeg } from '../drafts.ts';

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
