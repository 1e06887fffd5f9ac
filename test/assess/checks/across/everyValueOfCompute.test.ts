import type { Snapshot } from '../../../../src/domain/facts.ts';
import { DES, LONE_DISK, OS_DISK, PLATFORM, SNAPSHOT } from '../../cleanEstate.ts';
import { ofKind, OPEN } from '../../drafts.ts';
import { baselineWith, type Draft } from '../../estateOf.ts';
import * as compute from './computeValues.ts';
import { everyValue } from './valueWalks.ts';

const disk =
  (
    field: 'diskState' | 'networkAccessPolicy' | 'publicNetworkAccess' | 'dataAccessAuthMode' | 'securityType' | 'sku',
    id = OS_DISK,
    more = {},
  ) =>
  (draft: Draft, value: string): Draft =>
    draft.patch('disks', id, { ...more, [field]: value });

const snapshotOf = (draft: Draft): Snapshot => {
  const row = draft.rows.snapshots.get(SNAPSHOT);
  if (row === undefined) throw new Error('The clean estate has a snapshot.');
  return row;
};

/** Disks, snapshots, sets and VMs. */
everyValue([
  {
    of: 'the state of a disk, for its links',
    known: compute.DISK_STATE,
    check: 'EXP-02',
    subject: LONE_DISK,
    given: disk('diskState', LONE_DISK),
    answers: {
      Compliant: ['Unattached', 'Attached', 'Reserved', 'Frozen', 'ReadyToUpload'],
      NonCompliant: ['ActiveSAS', 'ActiveSASFrozen', 'ActiveUpload'],
    },
  },
  {
    of: 'the state of a disk that no VM names, for who holds it',
    known: compute.DISK_STATE,
    check: 'MTH-01',
    subject: LONE_DISK,
    given: disk('diskState', LONE_DISK),
    answers: {
      Compliant: ['Unattached', 'ReadyToUpload', 'ActiveUpload', 'ActiveSAS'],
      Unknown: ['Attached', 'Reserved', 'Frozen', 'ActiveSASFrozen'],
    },
    // Every VM was read, and none lists it.
    unlisted: 'Compliant',
  },
  {
    of: 'the network access policy of a disk that the public reaches',
    known: compute.NETWORK_ACCESS_POLICY,
    check: 'EXP-01',
    subject: OS_DISK,
    given: disk('networkAccessPolicy', OS_DISK, OPEN),
    answers: { Compliant: ['AllowPrivate', 'DenyAll'], NonCompliant: ['AllowAll'] },
  },
  {
    of: 'the public network access of a disk',
    known: compute.PUBLIC_NETWORK_ACCESS,
    check: 'EXP-01',
    subject: OS_DISK,
    given: disk('publicNetworkAccess', OS_DISK, OPEN),
    answers: { Compliant: ['Disabled'], NonCompliant: ['Enabled'] },
  },
  {
    of: 'what a disk asks for at export',
    known: compute.DATA_ACCESS_AUTH_MODE,
    check: 'MTH-04',
    subject: OS_DISK,
    given: disk('dataAccessAuthMode'),
    answers: { Compliant: ['None'], NonCompliant: ['AzureActiveDirectory'] },
  },
  {
    of: 'the encryption type of a disk under a set for one key',
    known: compute.ENCRYPTION_TYPE,
    check: 'KEY-01',
    subject: LONE_DISK,
    given: (draft, encryptionType) => draft.patch('disks', LONE_DISK, { encryptionType }),
    answers: {
      Compliant: ['EncryptionAtRestWithCustomerKey'],
      Unknown: ['EncryptionAtRestWithPlatformKey', 'EncryptionAtRestWithPlatformAndCustomerKeys'],
    },
  },
  {
    of: 'the encryption type of a disk without a set',
    known: compute.ENCRYPTION_TYPE,
    check: 'KEY-01',
    subject: LONE_DISK,
    given: (draft, encryptionType) => draft.patch('disks', LONE_DISK, { ...PLATFORM, encryptionType }),
    answers: {
      NonCompliant: ['EncryptionAtRestWithPlatformKey'],
      Unknown: ['EncryptionAtRestWithCustomerKey', 'EncryptionAtRestWithPlatformAndCustomerKeys'],
    },
  },
  {
    of: 'the encryption type of a set, for a disk that says one customer key',
    known: compute.SET_ENCRYPTION_TYPE,
    check: 'KEY-01',
    subject: LONE_DISK,
    given: (draft, encryptionType) => draft.patch('diskEncryptionSets', DES, { encryptionType }),
    answers: {
      Compliant: ['EncryptionAtRestWithCustomerKey'],
      Unknown: ['EncryptionAtRestWithPlatformAndCustomerKeys', 'ConfidentialVmEncryptedWithCustomerKey'],
    },
  },
  {
    of: 'the security type of a disk that names no confidential set',
    known: compute.DISK_SECURITY_TYPE,
    check: 'MTH-01',
    subject: LONE_DISK,
    given: disk('securityType', LONE_DISK),
    answers: {
      Compliant: [
        'TrustedLaunch',
        'ConfidentialVM_VMGuestStateOnlyEncryptedWithPlatformKey',
        'ConfidentialVM_DiskEncryptedWithPlatformKey',
        'ConfidentialVM_NonPersistedTPM',
      ],
      Unknown: ['ConfidentialVM_DiskEncryptedWithCustomerKey'],
    },
  },
  {
    of: 'the security type of a disk that anybody may export',
    known: compute.DISK_SECURITY_TYPE,
    check: 'EXP-04',
    subject: LONE_DISK,
    given: disk('securityType', LONE_DISK, OPEN),
    answers: {
      NonCompliant: [
        'TrustedLaunch',
        'ConfidentialVM_VMGuestStateOnlyEncryptedWithPlatformKey',
        'ConfidentialVM_NonPersistedTPM',
        'ConfidentialVM_DiskEncryptedWithPlatformKey',
      ],
      // This disk names no set for it: whether it is confidential is not known.
      Unknown: ['ConfidentialVM_DiskEncryptedWithCustomerKey'],
    },
  },
  {
    of: 'what a VM says of a disk that is not confidential',
    known: compute.SECURITY_ENCRYPTION_TYPE,
    check: 'MTH-01',
    subject: OS_DISK,
    given: (draft, securityEncryptionType) => ofKind({ securityEncryptionType }, true)(draft),
    answers: { Compliant: ['NonPersistedTPM'], Unknown: ['VMGuestStateOnly', 'DiskWithVMGuestState'] },
  },
  {
    of: 'the SKU of a disk that has to be encrypted twice',
    known: compute.DISK_SKU,
    check: 'MTH-01',
    subject: LONE_DISK,
    baseline: baselineWith({ atRest: { requireDoubleEncryption: true } }),
    given: disk('sku', LONE_DISK),
    answers: {
      // Azure encrypts neither twice.
      Compliant: ['UltraSSD_LRS', 'PremiumV2_LRS'],
      NonCompliant: ['Standard_LRS', 'Premium_LRS', 'StandardSSD_LRS', 'Premium_ZRS', 'StandardSSD_ZRS'],
    },
  },
  {
    of: 'how a disk was made',
    known: compute.CREATE_OPTION,
    check: 'RST-01',
    subject: LONE_DISK,
    given: (draft, createOption) => {
      const creation = draft.rows.disks.get(LONE_DISK)?.creation;
      if (creation !== undefined) draft.patch('disks', LONE_DISK, { creation: { ...creation, createOption } });
    },
    answers: {
      none: [
        'Empty',
        'Attach',
        'FromImage',
        'Import',
        'Upload',
        'ImportSecure',
        'UploadPreparedSecure',
        'CopyFromSanSnapshot',
      ],
      Unknown: ['Copy', 'CopyStart', 'Restore'],
    },
  },
  {
    of: 'how a snapshot was made',
    known: compute.CREATE_OPTION,
    check: 'BKP-05',
    subject: SNAPSHOT,
    given: (draft, createOption) =>
      draft.patch('snapshots', SNAPSHOT, { creation: { ...snapshotOf(draft).creation, createOption } }),
    answers: {
      Compliant: ['Copy', 'CopyStart'],
      NotApplicable: [
        'Empty',
        'FromImage',
        'Import',
        'Upload',
        'ImportSecure',
        'UploadPreparedSecure',
        'CopyFromSanSnapshot',
      ],
      // Azure makes no snapshot in either way.
      Unknown: ['Attach', 'Restore'],
    },
  },
]);
