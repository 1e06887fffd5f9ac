import type { Status } from '../../../src/domain/check.ts';

export type Theirs = 'Compliant' | 'NonCompliant';
/** `not judged`: no check has the resource as its subject. */
export type Ours = Status | 'not judged';

/** A way in which a built-in policy and our check differ, on purpose. */
export interface Difference {
  /** Names of pairs in pairs.ts. */
  readonly pairs: readonly string[];
  readonly theirs: Theirs;
  readonly ours: Ours;
  /** What our verdict says: one difference for each reason. */
  readonly because: RegExp;
  /** Completes "Where …". */
  readonly where: string;
  readonly reason: string;
}

const DISK_KEYS = ['customer key of a disk', 'customer key of the disks of a VM'];
const VAULTS = [
  'customer key of a vault',
  'infrastructure encryption of a vault',
  'soft delete of a vault',
  'immutability of a vault',
  'locked immutability of a vault',
];
const IMMUTABILITY = ['immutability of a vault', 'locked immutability of a vault'];
const OF_BACKUP_VAULTS = ['immutability of a Backup vault', 'locked immutability of a Backup vault'];
const KEY_VAULTS = ['deletion protection of a key vault', 'soft delete of a key vault'];
const EXPORT = ['public network access of a disk'];

/** Every difference that is meant. One that is not here, and one that no longer occurs, fail `npm run check:native`. */
export const DIFFERENCES: readonly Difference[] = [
  {
    pairs: DISK_KEYS,
    theirs: 'NonCompliant',
    ours: 'Compliant',
    because: /^Confidential disk encryption with a customer-managed key/,
    where: 'confidential disk encryption uses a customer key',
    reason:
      'Its disk encryption set is in securityProfile.secureVMDiskEncryptionSetId, which the policy does not look at.',
  },
  {
    pairs: DISK_KEYS,
    theirs: 'NonCompliant',
    ours: 'Unknown',
    because: /the flag outlives a switch-off/,
    where: 'the disk declares Azure Disk Encryption and its extension was told to disable it',
    reason:
      'The two declarations contradict each other, so whether keys of the organisation protect it is not known. The policy does not look at Azure Disk Encryption.',
  },
  {
    pairs: ['customer key of a disk'],
    theirs: 'NonCompliant',
    ours: 'Unknown',
    because: /^Azure did not say how it is encrypted at rest/,
    where: 'the disk has no encryption block',
    reason: 'A missing block does not prove a platform key.',
  },
  {
    pairs: DISK_KEYS,
    theirs: 'Compliant',
    ours: 'Unknown',
    because: /^Encryption type .* is not one this version knows/,
    where: 'the encryption type is an unknown value, and a disk encryption set is named',
    reason: 'The policy asks only whether a disk encryption set is named, not what kind of encryption it gives.',
  },
  {
    pairs: DISK_KEYS,
    theirs: 'Compliant',
    ours: 'Unknown',
    because: /^A customer-managed key protects it, but the key lies in another tenant/,
    where: 'the disk encryption set reaches a key of another tenant through a federated application',
    reason:
      'The check asks for a key that the organisation controls. Whether it controls the other tenant is not visible in Azure.',
  },
  {
    pairs: ['customer key of the disks of a VM'],
    theirs: 'NonCompliant',
    ours: 'not judged',
    because: /^$/,
    where: 'a disk of the VM is not a managed disk (an ephemeral OS disk, or a blob)',
    reason:
      'Such disks are counted and listed as not assessed; MTH-02 says whether encryption at host covers an ephemeral one.',
  },
  {
    pairs: ['encryption at host'],
    theirs: 'NonCompliant',
    ours: 'Compliant',
    because: /^Azure Disk Encryption is declared on every disk/,
    where: 'Azure Disk Encryption is declared on every disk of the VM',
    reason: 'It covers temp disk and caches too, and a VM that has it cannot take encryption at host.',
  },
  {
    pairs: EXPORT,
    theirs: 'Compliant',
    ours: 'Unknown',
    because: /^The network access of the copy in restore point .* was not read/,
    where: 'the export of the disk is blocked, and a copy of it in a restore point was not read',
    reason: 'What could not be read is never taken as blocked. No built-in policy looks at restore points.',
  },
  {
    pairs: EXPORT,
    theirs: 'Compliant',
    ours: 'NonCompliant',
    because: /^The copy in restore point .*: it can be exported from every network/,
    where: 'the export of the disk is blocked, and that of a copy in a restore point is not',
    reason:
      'Anyone who can export the restore point gets the data on the disk. No built-in policy looks at restore points.',
  },
  {
    pairs: EXPORT,
    theirs: 'Compliant',
    ours: 'Unknown',
    because: /^Network access policy .* is not one this check knows/,
    where: 'networkAccessPolicy is missing or an unknown value, and publicNetworkAccess is Disabled',
    reason: 'An unknown value is never taken as blocked.',
  },
  {
    pairs: EXPORT,
    theirs: 'NonCompliant',
    ours: 'Unknown',
    because: /^Network access policy .* is not one this check knows/,
    where: 'networkAccessPolicy is missing or an unknown value, and publicNetworkAccess is not Disabled',
    reason: 'An unknown value is not taken as open either: what it allows is not known.',
  },
  {
    pairs: VAULTS,
    theirs: 'NonCompliant',
    ours: 'NotApplicable',
    because: /^The vault holds no VM backup/,
    where: 'the vault holds no VM backup',
    reason:
      'The question is how backups of disks are kept; a vault without any (for Site Recovery, or empty) has none.',
  },
  {
    pairs: ['soft delete of a vault', ...IMMUTABILITY],
    theirs: 'Compliant',
    ours: 'NotApplicable',
    because: /^The vault holds no VM backup/,
    where: 'the vault holds no VM backup',
    reason: 'As above: it holds nothing that could be proven Compliant.',
  },
  {
    pairs: ['customer key of a vault', 'infrastructure encryption of a vault'],
    theirs: 'Compliant',
    ours: 'NonCompliant',
    because: /configured but not in effect/,
    where: 'a customer key is configured and its last update failed',
    reason: 'The policy looks at what is configured; the vault itself says that it is not in effect.',
  },
  {
    pairs: [...IMMUTABILITY, ...OF_BACKUP_VAULTS],
    theirs: 'NonCompliant',
    ours: 'Unknown',
    because: /^Immutability state .* is not one this check knows/,
    where: 'the immutability state is missing or an unknown value',
    reason: 'An unknown value proves neither.',
  },
  {
    pairs: ['soft delete of a vault', 'soft delete of a Backup vault'],
    theirs: 'NonCompliant',
    ours: 'Unknown',
    because: /^Soft delete state .* is not one this check knows/,
    where: 'the soft delete state is missing or an unknown value',
    reason: 'An unknown value proves neither.',
  },
  {
    pairs: KEY_VAULTS,
    theirs: 'Compliant',
    ours: 'not judged',
    because: /^$/,
    where: 'no disk, vault or replica uses a key in the key vault',
    reason: 'A key vault is judged only if it holds a key that disk encryption depends on.',
  },
  {
    pairs: KEY_VAULTS,
    theirs: 'NonCompliant',
    ours: 'not judged',
    because: /^$/,
    where: 'no disk, vault or replica uses a key in the key vault',
    reason: 'As above.',
  },
  {
    pairs: ['deletion protection of a key vault'],
    theirs: 'Compliant',
    ours: 'Unknown',
    because: /^Azure did not say whether soft delete is on/,
    where: 'purge protection is on and soft delete is not stated',
    reason: 'This policy takes missing as on (its twin 1e66c121 takes it as off); it proves neither.',
  },
  {
    pairs: ['soft delete of a key vault'],
    theirs: 'NonCompliant',
    ours: 'Unknown',
    because: /^Azure did not say whether soft delete is on/,
    where: 'soft delete is not stated',
    reason: 'This policy takes missing as off (its twin 0b60c0b2 takes it as on); it proves neither.',
  },
  {
    pairs: ['customer key of a storage account'],
    theirs: 'Compliant',
    ours: 'not judged',
    because: /^$/,
    where: 'no replication caches and no restore staged in the account',
    reason: 'A storage account is judged only if copies of disks pass through it.',
  },
  {
    pairs: ['customer key of a storage account'],
    theirs: 'NonCompliant',
    ours: 'not judged',
    because: /^$/,
    where: 'no replication caches and no restore staged in the account',
    reason: 'As above.',
  },
  {
    pairs: ['customer key of a storage account'],
    theirs: 'NonCompliant',
    ours: 'Unknown',
    because: /key source .* is not one this check knows/,
    where: 'the key source is an unknown value',
    reason: 'An unknown value is not taken as a platform key.',
  },
  {
    pairs: ['customer key of a storage account'],
    theirs: 'Compliant',
    ours: 'NonCompliant',
    because: /: it (allows anonymous access to blobs|is open to every network)\.$/,
    where: 'the account has a customer key and is open to anonymous readers or to every network',
    reason:
      'The check also requires an account with copies of disks to be locked down (HTTPS only, no anonymous blobs, no public network).',
  },
  {
    pairs: ['backup of a VM'],
    theirs: 'Compliant',
    ours: 'NonCompliant',
    because: /^Its protection state is "(ProtectionStopped|ProtectionError)"/,
    where: 'a backup item exists whose protection stopped or fails',
    reason: 'The policy asks whether a backup item exists, not whether it still protects the VM.',
  },
  {
    pairs: ['backup of a VM'],
    theirs: 'NonCompliant',
    ours: 'Compliant',
    because: /^Disk backup protects every managed disk of the VM/,
    where: 'every managed disk of the VM is under disk backup in a Backup vault',
    reason: 'The policy knows Recovery Services vaults only.',
  },
];
