import { casesOf, gapIn, moreCasesOf } from '../cases.ts';
import {
  ADE_BEK,
  adeEstate,
  DATA_DISK,
  DES,
  EXTENSION,
  OS_DISK,
  OS_REPLICA,
  PLATFORM,
  REPLICATED,
  VM,
} from '../cleanEstate.ts';
import { baselineWith } from '../estateOf.ts';
import { doubleEncrypted, replicatedAde } from '../drafts.ts';

casesOf('KEY-01', OS_DISK, [
  { name: 'customer key', status: 'Compliant', because: /customer-managed key encrypts/ },
  {
    name: 'PlatformAndCustomerKeys satisfies "CMK"',
    given: doubleEncrypted(OS_DISK),
    status: 'Compliant',
  },
  {
    name: 'the disk says double, its set a customer key only',
    given: (draft) => draft.patch('disks', OS_DISK, { encryptionType: 'EncryptionAtRestWithPlatformAndCustomerKeys' }),
    status: 'Unknown',
    because: /PlatformAndCustomerKeys.*EncryptionAtRestWithCustomerKey.*contradict/,
  },
  {
    name: 'the disk says a customer key, its set double',
    given: (draft) =>
      draft.patch('diskEncryptionSets', DES, { encryptionType: 'EncryptionAtRestWithPlatformAndCustomerKeys' }),
    status: 'Unknown',
    because: /contradict/,
  },
  {
    name: 'its set names no key: whose it is cannot be told',
    given: (draft) => draft.patch('diskEncryptionSets', DES, { keyUrl: undefined }),
    status: 'Unknown',
    because: /does not say which/,
  },
  {
    name: 'its set was not read: it may name a key in another tenant',
    given: (draft) => draft.lose('diskEncryptionSets', DES, 'row'),
    status: 'Unknown',
    because: /does not say which/,
    gaps: gapIn('diskEncryptionSets'),
  },
  {
    name: 'its set does not say its type',
    given: (draft) => draft.patch('diskEncryptionSets', DES, { encryptionType: undefined }),
    status: 'Unknown',
  },
  {
    name: 'deallocated CMK VM stays CMK',
    given: (draft) =>
      draft
        .patch('disks', OS_DISK, { diskState: 'Reserved' })
        .patch('virtualMachines', VM, { powerState: 'PowerState/deallocated' }),
    status: 'Compliant',
  },
  {
    name: 'platform key',
    given: (draft) => draft.patch('disks', OS_DISK, PLATFORM),
    status: 'NonCompliant',
    because: /^Only a platform-managed key/,
    remediation: /assign a disk encryption set/,
  },
  {
    name: 'platform key, which the baseline accepts',
    given: (draft) => draft.patch('disks', OS_DISK, PLATFORM),
    baseline: baselineWith({ atRest: { acceptedMethods: ['platformKey'] } }),
    status: 'Compliant',
  },
  {
    name: 'ADE with KEK',
    from: adeEstate,
    status: 'Compliant',
    because: /declared by the disk's own settings and the ext/,
  },
  {
    name: 'ADE with KEK, which the baseline does not accept',
    from: adeEstate,
    baseline: baselineWith({ atRest: { acceptedMethods: ['customerKey'] } }),
    status: 'NonCompliant',
    remediation: /upload/,
  },
  {
    name: 'ADE without KEK',
    from: adeEstate,
    given: (draft) => draft.patch('disks', OS_DISK, { ade: ADE_BEK }),
    status: 'NonCompliant',
    remediation: /upload/,
  },
  {
    name: 'ADE without KEK, which the baseline accepts',
    from: adeEstate,
    given: (draft) => draft.patch('disks', OS_DISK, { ade: ADE_BEK }),
    baseline: baselineWith({ atRest: { acceptedMethods: ['adeWithoutKek'] } }),
    status: 'Compliant',
  },
  {
    name: 'ADE flag without an extension on the VM',
    from: adeEstate,
    given: (draft) => draft.drop('vmExtensions', EXTENSION),
    status: 'Unknown',
    because: /has no Azure Disk Encryption extension: the flag outlives a switch-off/,
  },
  {
    name: 'ADE flag, extension not read',
    from: adeEstate,
    given: (draft) => draft.lose('vmExtensions', EXTENSION),
    status: 'Unknown',
    gaps: gapIn('vmExtensions'),
  },
  {
    name: 'ADE flag, extension last told to disable',
    from: adeEstate,
    given: (draft) => draft.patch('vmExtensions', EXTENSION, { encryptionOperation: 'DisableEncryption' }),
    status: 'Unknown',
    because: /last told to disable/,
  },
  {
    name: 'ADE once, declared off, leftover settings',
    from: adeEstate,
    given: (draft) =>
      draft
        .drop('vmExtensions', EXTENSION)
        .patch('disks', OS_DISK, { ade: { enabled: false, version: '1.1', keys: ADE_BEK.keys } }),
    status: 'NonCompliant',
    because: /^Only a platform-managed key/,
    remediation: /no customer-managed key can be put on it/,
  },
  {
    name: 'extension says all volumes, the data disk says nothing',
    from: adeEstate,
    given: (draft) => draft.patch('disks', DATA_DISK, { ade: undefined }),
    subject: DATA_DISK,
    status: 'Unknown',
    because: /do not declare Azure Disk Encryption, yet/,
  },
  {
    name: 'extension says OS only, the data disk says nothing',
    from: adeEstate,
    given: (draft) =>
      draft.patch('disks', DATA_DISK, { ade: undefined }).patch('vmExtensions', EXTENSION, { volumeType: 'OS' }),
    subject: DATA_DISK,
    status: 'NonCompliant',
  },
  {
    name: 'dual-pass ADE on the VM model',
    from: adeEstate,
    given: (draft) =>
      draft
        .patch('disks', OS_DISK, { ade: undefined })
        .patch('virtualMachines', VM, { ade: { enabled: true, version: '1.0', keys: ADE_BEK.keys } }),
    baseline: baselineWith({ atRest: { acceptedMethods: ['adeWithoutKek'] } }),
    status: 'Compliant',
    because: /declared by the VM's settings/,
  },
  {
    name: 'confidential with customer key',
    given: (draft) =>
      draft
        .patch('disks', OS_DISK, {
          ...PLATFORM,
          securityType: 'ConfidentialVM_DiskEncryptedWithCustomerKey',
          secureVmDiskEncryptionSetId: DES,
        })
        .patch('diskEncryptionSets', DES, { encryptionType: 'ConfidentialVmEncryptedWithCustomerKey' }),
    status: 'Compliant',
  },
  {
    name: 'confidential with platform key',
    given: (draft) =>
      draft.patch('disks', OS_DISK, { ...PLATFORM, securityType: 'ConfidentialVM_DiskEncryptedWithPlatformKey' }),
    status: 'NonCompliant',
    remediation: /recreate the VM/,
  },
  {
    name: 'unknown security type over a platform key',
    given: (draft) => draft.patch('disks', OS_DISK, { ...PLATFORM, securityType: 'ConfidentialVM_Quantum' }),
    status: 'Unknown',
    because: /Security type "ConfidentialVM_Quantum"/,
  },
  {
    name: 'disk with no encryption block',
    given: (draft) => draft.patch('disks', OS_DISK, { encryptionType: undefined, diskEncryptionSetId: undefined }),
    status: 'Unknown',
    because: /did not say how it is encrypted/,
  },
  {
    name: 'unknown encryption type',
    given: (draft) => draft.patch('disks', OS_DISK, { encryptionType: 'EncryptionAtRestWithMoonKey' }),
    status: 'Unknown',
    because: /"EncryptionAtRestWithMoonKey"/,
  },
  {
    name: 'customer key without a disk encryption set',
    given: (draft) => draft.patch('disks', OS_DISK, { diskEncryptionSetId: undefined }),
    status: 'Unknown',
    because: /names no disk encryption set/,
  },
  {
    name: 'platform key with a disk encryption set',
    given: (draft) => draft.patch('disks', OS_DISK, { encryptionType: 'EncryptionAtRestWithPlatformKey' }),
    status: 'Unknown',
    because: /yet it names a disk encryption set/,
  },
  {
    name: 'enum in another case',
    given: (draft) => draft.patch('disks', OS_DISK, { encryptionType: 'encryptionatrestwithcustomerkey' }),
    status: 'Compliant',
  },
  { never: 'NotApplicable', because: 'Every managed disk is encrypted by some key.' },
]);

moreCasesOf('KEY-01', OS_REPLICA, [
  {
    name: 'a replica under ADE by the word of Site Recovery',
    from: replicatedAde,
    status: 'Unknown',
    because: /declared by Site Recovery/,
  },
  {
    name: 'looks like a replica, and what Site Recovery says of it was lost',
    from: replicatedAde,
    given: (draft) => draft.lose('replicationDetails', REPLICATED),
    status: 'Unknown',
    gaps: gapIn('replicationDetails'),
  },
]);
