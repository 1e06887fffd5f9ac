import { DEFAULT_BASELINE } from '../../../src/domain/baseline.ts';
import { casesOf } from '../cases.ts';
import {
  ADE_BEK,
  adeEstate,
  DATA_DISK,
  DES,
  EXTENSION,
  KEK,
  KEY,
  KEY_URL,
  KEY_VAULT,
  OS_DISK,
  PLATFORM,
  SECRET_URL,
  VM,
} from '../cleanEstate.ts';
import { baselineWith, SUB } from '../estateOf.ts';

const gapIn = (source: string): readonly string[] => [`${source} ${SUB}`];

casesOf('KEY-01', OS_DISK, [
  { name: 'customer key', status: 'Compliant', because: /customer-managed key encrypts/ },
  {
    name: 'PlatformAndCustomerKeys satisfies "CMK"',
    given: (draft) => draft.patch('disks', OS_DISK, { encryptionType: 'EncryptionAtRestWithPlatformAndCustomerKeys' }),
    status: 'Compliant',
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
      draft.patch('disks', OS_DISK, {
        ...PLATFORM,
        securityType: 'ConfidentialVM_DiskEncryptedWithCustomerKey',
        secureVmDiskEncryptionSetId: DES,
      }),
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

casesOf('KEY-02', KEY, [
  { name: 'enabled and in date', status: 'Compliant', because: /expires on 2027-06-01/ },
  {
    name: 'disabled',
    given: (draft) => draft.patch('keys', KEY, { enabled: false }),
    status: 'NonCompliant',
    because: /disabled/,
  },
  {
    name: 'expired',
    given: (draft) => draft.patch('keys', KEY, { expires: '2026-11-01T00:00:00.000Z' }),
    status: 'NonCompliant',
    because: /expired on 2026-11-01/,
  },
  {
    name: 'not yet valid',
    given: (draft) => draft.patch('keys', KEY, { notBefore: '2026-12-01T00:00:00.000Z' }),
    status: 'NonCompliant',
    because: /not be used before 2026-12-01/,
  },
  {
    name: 'version gone',
    given: (draft) => draft.drop('keys', KEY),
    status: 'NonCompliant',
    because: /does not exist/,
  },
  {
    name: 'version not read',
    given: (draft) => draft.lose('keys', KEY),
    status: 'Unknown',
    gaps: gapIn('keys'),
  },
  {
    name: 'keys of its vault not read',
    given: (draft) => draft.drop('keys', KEY).gap('keys', SUB, { subject: KEY_VAULT }),
    status: 'Unknown',
    gaps: gapIn('keys'),
  },
  {
    name: 'enabled not said',
    given: (draft) => draft.patch('keys', KEY, { enabled: undefined }),
    status: 'Unknown',
  },
  {
    name: 'expiry is no date',
    given: (draft) => draft.patch('keys', KEY, { expires: 'soon' }),
    status: 'Unknown',
  },
  {
    name: 'vault found by host name alone',
    given: (draft) => draft.patch('diskEncryptionSets', DES, { keyVaultId: undefined }),
    status: 'Compliant',
  },
  {
    name: 'vault that is not among those read',
    given: (draft) =>
      draft.patch('diskEncryptionSets', DES, {
        keyVaultId: undefined,
        keyUrl: 'https://kv-partner.vault.azure.net/keys/k/1',
      }),
    subject: 'https://kv-partner.vault.azure.net/keys/k/1',
    status: 'Unknown',
    because: /^No key vault named kv-partner is among those read/,
  },
  {
    name: 'vault out of scope',
    given: (draft) =>
      draft.patch('diskEncryptionSets', DES, {
        keyVaultId: KEY_VAULT.replace(SUB, '99999999-0000-0000-0000-000000000000') as typeof KEY_VAULT,
      }),
    subject: KEY.replace(SUB, '99999999-0000-0000-0000-000000000000'),
    status: 'Unknown',
    because: /outside the scope/,
    gaps: ['keys 99999999-0000-0000-0000-000000000000'],
  },
  { name: 'KEK of ADE', from: adeEstate, subject: KEK, status: 'Compliant' },
  {
    name: 'KEK of ADE disabled',
    from: adeEstate,
    given: (draft) => draft.patch('keys', KEK, { enabled: false }),
    subject: KEK,
    status: 'NonCompliant',
  },
  {
    name: 'secret of BEK-only ADE is never read',
    from: adeEstate,
    given: (draft) => draft.patch('disks', OS_DISK, { ade: ADE_BEK }),
    subject: `${KEY_VAULT}/secrets/ade-bek/${SECRET_URL.split('/').at(-1) ?? ''}`,
    status: 'Unknown',
    because: /secrets are never read/,
  },
  { never: 'NotApplicable', because: 'A key is judged only where something hangs on it.' },
]);

casesOf('KEY-03', KEY_VAULT, [
  { name: 'both on', status: 'Compliant' },
  {
    name: 'purge protection off',
    given: (draft) => draft.patch('keyVaults', KEY_VAULT, { enablePurgeProtection: false }),
    status: 'NonCompliant',
    because: /Purge protection/,
  },
  {
    name: 'purge protection never switched on: Azure leaves the flag out',
    given: (draft) => draft.patch('keyVaults', KEY_VAULT, { enablePurgeProtection: undefined }),
    status: 'NonCompliant',
  },
  {
    name: 'soft delete off',
    given: (draft) => draft.patch('keyVaults', KEY_VAULT, { enableSoftDelete: false }),
    status: 'NonCompliant',
    because: /Soft delete/,
  },
  {
    name: 'soft delete not said',
    given: (draft) => draft.patch('keyVaults', KEY_VAULT, { enableSoftDelete: undefined }),
    status: 'Unknown',
  },
  {
    name: 'not asked by the baseline',
    given: (draft) =>
      draft.patch('keyVaults', KEY_VAULT, { enablePurgeProtection: undefined, enableSoftDelete: false }),
    baseline: baselineWith({ keys: { requirePurgeProtection: false, requireSoftDelete: false } }),
    status: 'Compliant',
    because: /asks for neither/,
  },
  {
    name: 'vault not read',
    given: (draft) => draft.lose('keyVaults', KEY_VAULT),
    status: 'Unknown',
    gaps: gapIn('keyVaults'),
  },
  { name: 'vault gone', given: (draft) => draft.drop('keyVaults', KEY_VAULT), status: 'Unknown', because: /not found/ },
  { never: 'NotApplicable', because: 'A key vault is judged only where it holds a key that something hangs on.' },
]);

const BY_HAND = { rotationToLatestKeyVersionEnabled: false };

casesOf('KEY-04', DES, [
  { name: 'rotates automatically', status: 'Compliant', because: /automatically/ },
  {
    name: 'rotation error',
    given: (draft) =>
      draft.patch('diskEncryptionSets', DES, {
        autoKeyRotationError: { code: 'ManagedServiceIdentityNotFound', message: 'gone' },
      }),
    status: 'NonCompliant',
    because: /ManagedServiceIdentityNotFound/,
  },
  {
    name: 'by hand, young',
    given: (draft) => draft.patch('diskEncryptionSets', DES, BY_HAND),
    status: 'Compliant',
    because: /younger than 365 days/,
  },
  {
    name: 'by hand, old',
    given: (draft) =>
      draft.patch('diskEncryptionSets', DES, BY_HAND).patch('keys', KEY, { created: '2025-11-01T00:00:00Z' }),
    status: 'NonCompliant',
    because: /older than 365 days/,
  },
  {
    name: 'by hand, exactly as old as allowed',
    given: (draft) =>
      draft.patch('diskEncryptionSets', DES, BY_HAND).patch('keys', KEY, { created: '2025-11-24T06:00:00Z' }),
    status: 'Compliant',
  },
  {
    name: 'by hand, about to expire',
    given: (draft) =>
      draft.patch('diskEncryptionSets', DES, BY_HAND).patch('keys', KEY, { expires: '2026-12-01T00:00:00Z' }),
    status: 'NonCompliant',
    because: /within the notice of 30 days/,
  },
  {
    name: 'by hand, age not said',
    given: (draft) => draft.patch('diskEncryptionSets', DES, BY_HAND).patch('keys', KEY, { created: undefined }),
    status: 'Unknown',
  },
  {
    name: 'by hand, key not read',
    given: (draft) => draft.patch('diskEncryptionSets', DES, BY_HAND).lose('keys', KEY),
    status: 'Unknown',
    gaps: gapIn('keys'),
  },
  {
    name: 'set not read, still named by its disks',
    given: (draft) => draft.lose('diskEncryptionSets', DES),
    status: 'Unknown',
    gaps: gapIn('diskEncryptionSets'),
  },
  {
    name: 'key address that is no address',
    given: (draft) => draft.patch('diskEncryptionSets', DES, { ...BY_HAND, keyUrl: KEY_URL.replace('keys', 'things') }),
    baseline: DEFAULT_BASELINE,
    status: 'Unknown',
  },
  { never: 'NotApplicable', because: 'A disk encryption set is judged only where something hangs on it.' },
]);
