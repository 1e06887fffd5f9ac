import type { VmDisk } from '../../../../src/domain/facts.ts';
import { gapIn, moreCasesOf } from '../../cases.ts';
import { cleanEstate, DATA_DISK, DES, OS_DISK, RECOVERY_DES, REPLICATED, VM, vmDisk } from '../../cleanEstate.ts';
import { baselineWith, type Draft } from '../../estateOf.ts';

/** A disk and the VM that holds it name each other, and say the same of each other: where they do not, neither is believed. */

const OTHER_VM = { managedBy: [VM.replace(/vm-1$/, 'vm-9') as typeof VM] };
const notListed = (draft: Draft): Draft => draft.patch('virtualMachines', VM, { dataDisks: [] });
const confidential = (told: Partial<VmDisk>, set = DES): Draft =>
  cleanEstate()
    .patch('disks', OS_DISK, {
      securityType: 'ConfidentialVM_DiskEncryptedWithCustomerKey',
      secureVmDiskEncryptionSetId: set,
      diskEncryptionSetId: undefined,
      encryptionType: 'EncryptionAtRestWithPlatformKey',
    })
    .patch('diskEncryptionSets', set, { encryptionType: 'ConfidentialVmEncryptedWithCustomerKey' })
    .patch('virtualMachines', VM, {
      osDisk: { ...vmDisk('vm-1-os', OS_DISK, undefined), diskEncryptionSetId: undefined, ...told },
    });

moreCasesOf('BKP-07', DATA_DISK, [
  {
    name: 'the disk names the VM, which does not list it',
    given: notListed,
    status: 'Unknown',
    because: /says that VM vm-1 holds it \(managedBy\), yet the VM does not list it/,
    gaps: gapIn('disks'),
  },
  {
    name: 'the VM lists the disk, which names another VM',
    given: (draft) => draft.patch('disks', DATA_DISK, OTHER_VM),
    status: 'Unknown',
    because: /VM vm-1 lists disk vm-1-data, yet the disk names vm-9/,
    gaps: gapIn('disks'),
  },
  {
    name: 'the VM lists the disk, which says that it is unattached',
    given: (draft) => draft.patch('disks', DATA_DISK, { managedBy: [], diskState: 'Unattached' }),
    status: 'Unknown',
    because: /names nobody as its holder \(managedBy\), and its state is "Unattached"/,
    gaps: gapIn('disks'),
  },
  {
    name: 'the VM lists the disk, which says that it is attached, and not to what',
    given: (draft) => draft.patch('disks', DATA_DISK, { managedBy: [] }),
    status: 'Compliant',
  },
  {
    name: 'the VM, which may not list it, is lost',
    given: (draft) => draft.lose('virtualMachines', VM, 'row'),
    status: 'Unknown',
    gaps: gapIn('virtualMachines'),
  },
]);

moreCasesOf('MTH-01', OS_DISK, [
  {
    name: 'disk and VM name the same confidential set',
    from: () => confidential({ securityEncryptionType: 'DiskWithVMGuestState', secureDiskEncryptionSetId: DES }),
    status: 'Compliant',
  },
  {
    name: 'they name different ones',
    from: () =>
      confidential({ securityEncryptionType: 'DiskWithVMGuestState', secureDiskEncryptionSetId: RECOVERY_DES }),
    status: 'Unknown',
    because:
      /VM vm-1 names disk encryption set des-north for its confidential encryption, the disk itself disk encryption set des-core/,
  },
  {
    name: 'the VM says that the disk is confidential, and names none',
    from: () => confidential({ securityEncryptionType: 'DiskWithVMGuestState' }),
    status: 'Unknown',
    because: /names no disk encryption set/,
  },
  {
    name: 'the VM names one for a disk that is not confidential',
    given: (draft) =>
      draft.patch('virtualMachines', VM, {
        osDisk: { ...vmDisk('vm-1-os', OS_DISK, undefined), secureDiskEncryptionSetId: DES },
      }),
    status: 'Unknown',
    because: /the disk itself no disk encryption set/,
  },
]);

const TEMP_DISKS = baselineWith({ methods: { requireTempDiskEncryption: true } });

moreCasesOf('MTH-02', VM, [
  ...['Failed', 'Updating', 'Creating', 'Zz', undefined].map((provisioningState) => ({
    name: `encryption at host is on, the VM is in state ${provisioningState ?? '(not told)'}`,
    given: (draft: Draft) => draft.patch('virtualMachines', VM, { provisioningState }),
    baseline: TEMP_DISKS,
    status: 'Unknown' as const,
    because: /whether its encryption at host setting took effect is not known/,
  })),
  {
    name: 'encryption at host is off, the VM is in state Failed',
    given: (draft) => draft.patch('virtualMachines', VM, { encryptionAtHost: false, provisioningState: 'Failed' }),
    baseline: TEMP_DISKS,
    status: 'NonCompliant',
  },
]);

moreCasesOf('DR-07', REPLICATED, [
  {
    name: 'encryption at host of the source is off, and its last change failed',
    given: (draft) => draft.patch('virtualMachines', VM, { encryptionAtHost: false, provisioningState: 'Failed' }),
    status: 'Unknown',
    because: /VM vm-1 is in state "Failed"/,
  },
]);
