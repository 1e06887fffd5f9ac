import { armId } from '../../../src/domain/armId.ts';
import { casesOf, moreCasesOf } from '../cases.ts';
import {
  ADE_BEK,
  adeEstate,
  DATA_DISK,
  EXTENSION,
  ITEM,
  KEY_VAULT,
  LONE_DISK,
  OLD_POINT,
  OS_DISK,
  PLATFORM,
  POINT,
  RECOVERY_DES,
  RECOVERY_POINT,
  SNAPSHOT,
  VAULT,
  VAULT_KEY,
  VM,
} from '../cleanEstate.ts';
import { baselineWith, id, SUB, type Draft } from '../estateOf.ts';

const gapIn = (source: string): readonly string[] => [`${source} ${SUB}`];
const RESTORED_POINT = armId(`${ITEM}/recoverypoints/097`);
const required = baselineWith({ backup: { required: true } });

function withoutBackup(draft: Draft): Draft {
  draft.drop('protectedItems', ITEM);
  return draft;
}

/** All recovery points, with other facts. */
function points(draft: Draft, facts: Partial<typeof RECOVERY_POINT>): Draft {
  for (const point of draft.rows.recoveryPoints.keys()) draft.patch('recoveryPoints', point, facts);
  return draft;
}

casesOf('BKP-01', VM, [
  { name: 'protected, healthy, recent', status: 'Compliant', because: /2026-11-23/ },
  { name: 'no item', given: withoutBackup, status: 'NotApplicable' },
  { name: 'no item, required', given: withoutBackup, baseline: required, status: 'NonCompliant' },
  {
    name: 'item not read',
    given: (draft) => draft.lose('protectedItems', ITEM),
    status: 'Unknown',
    gaps: gapIn('protectedItems'),
  },
  {
    name: 'soft-deleted item protects nothing',
    given: (draft) => draft.patch('protectedItems', ITEM, { currentProtectionState: 'SoftDeleted' }),
    baseline: required,
    status: 'NonCompliant',
    because: /^No Azure Backup item/,
  },
  {
    name: 'item of a database in the VM is no backup of the VM',
    given: (draft) => draft.patch('protectedItems', ITEM, { backupManagementType: 'AzureWorkload' }),
    baseline: required,
    status: 'NonCompliant',
  },
  {
    name: 'item that names no VM may be of this one',
    given: (draft) => draft.patch('protectedItems', ITEM, { sourceResourceId: undefined }),
    status: 'Unknown',
    gaps: gapIn('protectedItems'),
  },
  ...['ProtectionStopped', 'ProtectionError', 'BackupsSuspended', 'IRPending'].map((state) => ({
    name: `state ${state}`,
    given: (draft: Draft) => draft.patch('protectedItems', ITEM, { protectionState: state }),
    status: 'NonCompliant' as const,
    because: new RegExp(state),
  })),
  {
    name: 'state that nobody knows',
    given: (draft) => draft.patch('protectedItems', ITEM, { protectionState: 'Protectedish' }),
    status: 'Unknown',
    because: /"Protectedish"/,
  },
  {
    name: 'health ActionRequired',
    given: (draft) => draft.patch('protectedItems', ITEM, { healthStatus: 'ActionRequired' }),
    status: 'NonCompliant',
  },
  {
    name: 'health not said',
    given: (draft) => draft.patch('protectedItems', ITEM, { healthStatus: undefined }),
    status: 'Unknown',
  },
  {
    name: 'newest point nine days old',
    given: (draft) => points(draft, { time: '2026-11-15T05:00:00Z' }),
    status: 'NonCompliant',
    because: /of 2026-11-15, older than 8 days/,
  },
  {
    name: 'exactly eight days old',
    given: (draft) => points(draft, { time: '2026-11-16T06:00:00Z' }),
    status: 'Compliant',
  },
  {
    name: 'no usable point',
    given: (draft) => points(draft, { tiers: [{ type: 'HardenedRP', status: 'Deleted' }] }),
    status: 'NonCompliant',
    because: /no usable recovery point/,
  },
  {
    name: 'tier status that nobody knows',
    given: (draft) => points(draft, { tiers: [{ type: 'HardenedRP', status: 'Rotten' }] }),
    status: 'Unknown',
  },
  {
    name: 'points stale, others may be hidden',
    given: (draft) => points(draft, { time: '2026-10-01T05:00:00Z' }).gap('recoveryPoints', SUB, { subject: ITEM }),
    status: 'Unknown',
    gaps: gapIn('recoveryPoints'),
  },
  {
    name: 'a recent point is enough, whatever is hidden',
    given: (draft) => draft.gap('recoveryPoints', SUB, { subject: ITEM }),
    status: 'Compliant',
  },
  {
    name: 'a point from the future',
    given: (draft) => points(draft, { time: '2031-01-01T00:00:00Z' }),
    status: 'Unknown',
  },
]);

casesOf('BKP-02', ITEM, [
  { name: 'source without ADE', status: 'Compliant', because: /a customer-managed key/ },
  { name: 'ADE source, points carry secret and key', from: adeEstate, status: 'Compliant' },
  {
    name: 'ADE source, a point says not encrypted',
    from: adeEstate,
    given: (draft) => draft.patch('recoveryPoints', OLD_POINT, { isSourceVmEncrypted: false }),
    status: 'NonCompliant',
    because: /of 2026-11-22 says not encrypted/,
  },
  {
    name: 'that point is no longer usable',
    from: adeEstate,
    given: (draft) =>
      draft.patch('recoveryPoints', OLD_POINT, {
        isSourceVmEncrypted: false,
        tiers: [{ type: 'InstantRP', status: 'Deleted' }],
      }),
    status: 'Compliant',
  },
  {
    name: 'ADE with KEK, the point carries a secret only',
    from: adeEstate,
    given: (draft) => draft.patch('recoveryPoints', POINT, { keys: ADE_BEK.keys[0] }),
    status: 'NonCompliant',
    because: /not the key encryption key/,
  },
  {
    name: 'says encrypted, carries nothing',
    from: adeEstate,
    given: (draft) => draft.patch('recoveryPoints', POINT, { keys: undefined }),
    status: 'NonCompliant',
    because: /carries no secret/,
  },
  {
    name: 'mechanism that nobody knows',
    from: adeEstate,
    given: (draft) => draft.patch('recoveryPoints', POINT, { encryptionMechanism: 'TriplePass' }),
    status: 'Unknown',
    because: /"TriplePass"/,
  },
  {
    name: 'encrypted not said',
    from: adeEstate,
    given: (draft) => draft.patch('recoveryPoints', POINT, { isSourceVmEncrypted: undefined }),
    status: 'Unknown',
  },
  {
    name: 'whether the source is under ADE is in doubt',
    from: adeEstate,
    given: (draft) =>
      draft.drop('vmExtensions', EXTENSION).patch('recoveryPoints', POINT, { isSourceVmEncrypted: false }),
    status: 'Unknown',
    because: /in doubt/,
  },
  {
    name: 'a point lost',
    given: (draft) => draft.lose('recoveryPoints', POINT),
    status: 'Unknown',
    gaps: gapIn('recoveryPoints'),
  },
  {
    name: 'vault lost',
    given: (draft) => draft.lose('recoveryServicesVaults', VAULT),
    status: 'Unknown',
    gaps: gapIn('recoveryServicesVaults'),
  },
  {
    name: 'no usable point',
    given: (draft) => points(draft, { tiers: [{ type: 'InstantRP', status: 'Deleted' }] }),
    status: 'NotApplicable',
  },
  {
    name: 'soft-deleted item',
    given: (draft) => draft.patch('protectedItems', ITEM, { currentProtectionState: 'SoftDeleted' }),
    status: 'NotApplicable',
  },
]);

casesOf('BKP-03', VAULT, [
  { name: 'effective, usable key', status: 'Compliant', because: /in effect/ },
  {
    name: 'platform key',
    given: (draft) => draft.patch('recoveryServicesVaults', VAULT, { keyUri: undefined }),
    status: 'NonCompliant',
    because: /platform-managed key encrypts the vault/,
  },
  {
    name: 'platform key, which the baseline accepts',
    given: (draft) => draft.patch('recoveryServicesVaults', VAULT, { keyUri: undefined }),
    baseline: baselineWith({ backup: { requireVaultCustomerKey: false } }),
    status: 'Compliant',
  },
  {
    name: 'configured, last update failed',
    given: (draft) => draft.patch('vaultEncryptions', VAULT, { lastUpdateStatus: 'Failed' }),
    status: 'NonCompliant',
    because: /not in effect/,
  },
  {
    name: 'the two witnesses contradict each other',
    given: (draft) => draft.patch('vaultEncryptions', VAULT, { encryptionAtRestType: 'MicrosoftManaged' }),
    status: 'Unknown',
    because: /"MicrosoftManaged"/,
  },
  {
    name: 'status that nobody knows',
    given: (draft) => draft.patch('vaultEncryptions', VAULT, { lastUpdateStatus: 'Perhaps' }),
    status: 'Unknown',
  },
  {
    name: 'second witness not read',
    given: (draft) => draft.lose('vaultEncryptions', VAULT),
    status: 'Unknown',
    gaps: gapIn('vaultEncryptions'),
  },
  {
    name: 'key disabled',
    given: (draft) => draft.patch('keys', VAULT_KEY, { enabled: false }),
    status: 'NonCompliant',
    because: /cannot be used: The key version is disabled/,
  },
  { name: 'key not read', given: (draft) => draft.lose('keys', VAULT_KEY), status: 'Unknown', gaps: gapIn('keys') },
  {
    name: 'infrastructure encryption asked for and off',
    given: (draft) => draft.patch('recoveryServicesVaults', VAULT, { infrastructureEncryption: 'Disabled' }),
    baseline: baselineWith({ backup: { requireVaultInfrastructureEncryption: true } }),
    status: 'NonCompliant',
    because: /Infrastructure/,
  },
  {
    name: 'infrastructure encryption asked for and on',
    baseline: baselineWith({ backup: { requireVaultInfrastructureEncryption: true } }),
    status: 'Compliant',
  },
  { name: 'no backup in it', given: withoutBackup, status: 'NotApplicable' },
  {
    name: 'no backup seen in it, items not read',
    given: (draft) => draft.lose('protectedItems', ITEM),
    status: 'Unknown',
    gaps: gapIn('protectedItems'),
  },
]);

casesOf('BKP-05', SNAPSHOT, [
  { name: 'same set as its disk', status: 'Compliant' },
  {
    name: 'other customer key',
    given: (draft) => draft.patch('snapshots', SNAPSHOT, { diskEncryptionSetId: RECOVERY_DES }),
    status: 'Compliant',
    because: /another disk encryption set/,
  },
  {
    name: 'platform key',
    given: (draft) => draft.patch('snapshots', SNAPSHOT, PLATFORM),
    status: 'NonCompliant',
    because: /lost its customer-managed key/,
  },
  {
    name: 'platform key of a platform-keyed disk',
    given: (draft) => draft.patch('snapshots', SNAPSHOT, PLATFORM).patch('disks', DATA_DISK, PLATFORM),
    status: 'Compliant',
  },
  {
    name: 'lost double encryption',
    given: (draft) =>
      draft.patch('disks', DATA_DISK, { encryptionType: 'EncryptionAtRestWithPlatformAndCustomerKeys' }),
    status: 'NonCompliant',
    because: /lost double encryption/,
  },
  {
    name: 'lost ADE, though under a customer key',
    from: adeEstate,
    status: 'NonCompliant',
    because: /lost Azure Disk Encryption/,
    remediation: /takes no customer-managed key/,
  },
  {
    name: 'unknown encryption type',
    given: (draft) => draft.patch('snapshots', SNAPSHOT, { encryptionType: '0' }),
    status: 'Unknown',
    because: /"0"/,
  },
  {
    name: 'source not read',
    given: (draft) => draft.lose('disks', DATA_DISK),
    status: 'Unknown',
    gaps: gapIn('disks'),
  },
  {
    name: 'source deleted',
    given: (draft) => draft.drop('disks', DATA_DISK),
    status: 'Unknown',
    because: /no longer exists/,
  },
  {
    name: 'imported, not taken of a disk',
    given: (draft) =>
      draft.patch('snapshots', SNAPSHOT, {
        creation: {
          createOption: 'Import',
          sourceResourceId: undefined,
          sourceUri: 'https://st.blob.core.windows.net/x/y.vhd',
          storageAccountId: undefined,
          sourceUniqueId: undefined,
        },
      }),
    status: 'NotApplicable',
  },
  {
    name: 'create option that nobody knows',
    given: (draft) =>
      draft.patch('snapshots', SNAPSHOT, {
        creation: {
          createOption: 'Dream',
          sourceResourceId: DATA_DISK,
          sourceUri: undefined,
          storageAccountId: undefined,
          sourceUniqueId: undefined,
        },
      }),
    status: 'Unknown',
    because: /Dream/,
  },
]);

const COPY = armId(id('Microsoft.Compute/snapshots', 'vm-1-data-snap-copy'));

/** A snapshot of the snapshot, under the same key. */
function copied(draft: Draft): Draft {
  const first = draft.rows.snapshots.get(SNAPSHOT);
  if (first === undefined) throw new Error('The clean estate has a snapshot.');
  draft.put('snapshots', id('Microsoft.Compute/snapshots', 'vm-1-data-snap-copy'), {
    ...first,
    id: COPY,
    resourceId: COPY,
    name: 'vm-1-data-snap-copy',
    creation: { ...first.creation, sourceResourceId: first.resourceId },
  });
  return draft;
}

moreCasesOf('BKP-05', COPY, [
  { name: 'a snapshot of a snapshot, as good as the disk', given: copied, status: 'Compliant' },
  {
    name: 'a snapshot of a snapshot under the platform key: the disk behind both decides',
    given: (draft) => copied(draft).patch('snapshots', COPY, PLATFORM).patch('snapshots', SNAPSHOT, PLATFORM),
    status: 'NonCompliant',
  },
  {
    name: 'a snapshot of a snapshot that was lost',
    given: (draft) => copied(draft).lose('snapshots', SNAPSHOT),
    status: 'Unknown',
    gaps: gapIn('snapshots'),
  },
  {
    name: 'a snapshot of a snapshot that is gone',
    given: (draft) => copied(draft).drop('snapshots', SNAPSHOT),
    status: 'Unknown',
  },
]);

casesOf('BKP-06', VAULT, [
  { name: 'soft delete on', status: 'Compliant' },
  {
    name: 'soft delete off',
    given: (draft) => draft.patch('recoveryServicesVaults', VAULT, { softDeleteState: 'Disabled' }),
    status: 'NonCompliant',
  },
  {
    name: 'soft delete state that nobody knows',
    given: (draft) => draft.patch('recoveryServicesVaults', VAULT, { softDeleteState: 'Invalid' }),
    status: 'Unknown',
  },
  {
    name: 'Locked asked, Unlocked found',
    baseline: baselineWith({ backup: { immutability: 'Locked' } }),
    status: 'NonCompliant',
  },
  {
    name: 'Unlocked asked and found',
    baseline: baselineWith({ backup: { immutability: 'Unlocked' } }),
    status: 'Compliant',
  },
  {
    name: 'immutability asked and not said',
    given: (draft) => draft.patch('recoveryServicesVaults', VAULT, { immutabilityState: undefined }),
    baseline: baselineWith({ backup: { immutability: 'Unlocked' } }),
    status: 'Unknown',
  },
  { name: 'no backup in it', given: withoutBackup, status: 'NotApplicable' },
  {
    name: 'items not read',
    given: (draft) => draft.lose('protectedItems', ITEM),
    status: 'Unknown',
    gaps: gapIn('protectedItems'),
  },
]);

const EXCLUDED = { diskLuns: [0], isInclusionList: false };

function shared(draft: Draft): Draft {
  return draft.patch('disks', DATA_DISK, { maxShares: 2 });
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
    given: (draft) => draft.patch('recoveryPoints', POINT, { excludedDisks: [{ lun: 0, name: 'VM-1-data' }] }),
    status: 'NonCompliant',
    because: /newest recovery point/,
  },
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
    because: /may list it/,
  },
  {
    name: 'shared disk, and no recovery point tells which disks it holds',
    given: (draft) => points(shared(draft), { includedDisks: undefined }),
    status: 'Unknown',
    because: /no recovery point tells/,
  },
  {
    name: 'shared disk that the newest recovery point does not hold',
    given: (draft) => points(shared(draft), { includedDisks: [{ lun: -1, name: 'vm-1-os' }] }),
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
  { name: 'detached disk', subject: LONE_DISK, status: 'NotApplicable' },
]);

casesOf('BKP-08', ITEM, [
  { name: 'no ADE', status: 'NotApplicable' },
  { name: 'ADE, expires in time', from: adeEstate, status: 'Compliant' },
  {
    name: 'ADE, kept past the retirement',
    from: adeEstate,
    given: (draft) => draft.patch('recoveryPoints', OLD_POINT, { expiryTime: '2031-11-03T00:00:00Z' }),
    status: 'NonCompliant',
    because: /2031-11-03, past 2028-09-15/,
  },
  {
    name: 'ADE, expiry not said',
    from: adeEstate,
    given: (draft) => draft.patch('recoveryPoints', POINT, { expiryTime: undefined }),
    status: 'Unknown',
  },
  {
    name: 'a point lost',
    from: adeEstate,
    given: (draft) => draft.lose('recoveryPoints', POINT),
    status: 'Unknown',
    gaps: gapIn('recoveryPoints'),
  },
  {
    name: 'whether encrypted not said',
    given: (draft) => draft.patch('recoveryPoints', RESTORED_POINT, { isSourceVmEncrypted: undefined }),
    status: 'Unknown',
  },
]);

casesOf('RST-03', ITEM, [
  { name: 'vault key usable', status: 'Compliant', because: /The key of the vault/ },
  {
    name: 'vault key disabled',
    given: (draft) => draft.patch('keys', VAULT_KEY, { enabled: false }),
    status: 'NonCompliant',
    because: /vault: The key version is disabled/,
  },
  {
    name: 'no key needed',
    given: (draft) => draft.patch('recoveryServicesVaults', VAULT, { keyUri: undefined }),
    status: 'Compliant',
    because: /no key of the organisation/,
  },
  { name: 'ADE with KEK, usable', from: adeEstate, status: 'Compliant' },
  {
    name: 'ADE with KEK that is gone',
    from: adeEstate,
    given: (draft) =>
      draft.patch('recoveryPoints', POINT, {
        keys: {
          secretUrl: undefined,
          secretVaultId: undefined,
          keyUrl: 'https://kv-core.vault.azure.net/keys/ade-kek/0000000000000000000000000000ffff',
          keyVaultId: KEY_VAULT,
        },
      }),
    status: 'NonCompliant',
    because: /does not exist/,
  },
  {
    name: 'an old KEK does not matter where the newest point has another',
    from: adeEstate,
    given: (draft) =>
      draft.patch('recoveryPoints', OLD_POINT, {
        keys: {
          secretUrl: undefined,
          secretVaultId: undefined,
          keyUrl: 'https://kv-core.vault.azure.net/keys/ade-kek/0000000000000000000000000000ffff',
          keyVaultId: KEY_VAULT,
        },
      }),
    status: 'Compliant',
  },
  {
    name: 'ADE without KEK needs a secret, which is never read',
    from: adeEstate,
    given: (draft) => draft.patch('recoveryPoints', POINT, { keys: ADE_BEK.keys[0] }),
    status: 'Unknown',
    because: /secrets are never read/,
  },
  {
    name: 'a point lost: it may be the newest',
    given: (draft) => draft.lose('recoveryPoints', OLD_POINT),
    status: 'Unknown',
    gaps: gapIn('recoveryPoints'),
  },
  {
    name: 'a newer point in a state that nobody knows',
    given: (draft) => draft.patch('recoveryPoints', POINT, { tiers: [{ type: 'HardenedRP', status: 'Maybe' }] }),
    status: 'Unknown',
  },
  {
    name: 'no usable point',
    given: (draft) => points(draft, { tiers: [{ type: 'HardenedRP', status: 'Deleted' }] }),
    status: 'NotApplicable',
  },
  {
    name: 'vault not read',
    given: (draft) => draft.lose('recoveryServicesVaults', VAULT),
    status: 'Unknown',
    gaps: gapIn('recoveryServicesVaults'),
  },
]);

const CROSS_REGION = { crossRegionRestore: 'Enabled' };

casesOf('RST-06', ITEM, [
  { name: 'neither allowed', status: 'NotApplicable' },
  {
    name: 'cross-region from a vault with a customer key',
    given: (draft) => draft.patch('recoveryServicesVaults', VAULT, CROSS_REGION),
    status: 'Compliant',
  },
  {
    name: 'cross-region from a vault with a platform key',
    given: (draft) => draft.patch('recoveryServicesVaults', VAULT, { ...CROSS_REGION, keyUri: undefined }),
    status: 'NonCompliant',
    because: /cross-region/,
  },
  {
    name: 'zone-redundant',
    given: (draft) => draft.patch('recoveryServicesVaults', VAULT, { storageRedundancy: 'ZoneRedundant' }),
    status: 'NonCompliant',
    because: /cross-zonal/,
  },
  {
    name: 'nothing to lose',
    given: (draft) =>
      draft
        .patch('recoveryServicesVaults', VAULT, { ...CROSS_REGION, keyUri: undefined })
        .patch('disks', OS_DISK, PLATFORM)
        .patch('disks', DATA_DISK, PLATFORM),
    status: 'NotApplicable',
    because: /could lose/,
  },
  {
    name: 'setting that nobody knows',
    given: (draft) => draft.patch('recoveryServicesVaults', VAULT, { crossRegionRestore: 'Sometimes' }),
    status: 'Unknown',
  },
  {
    name: 'disks not read',
    given: (draft) =>
      draft.patch('recoveryServicesVaults', VAULT, CROSS_REGION).lose('disks', OS_DISK).lose('disks', DATA_DISK),
    status: 'Unknown',
    gaps: gapIn('disks'),
  },
  {
    name: 'vault not read',
    given: (draft) => draft.lose('recoveryServicesVaults', VAULT),
    status: 'Unknown',
    gaps: gapIn('recoveryServicesVaults'),
  },
]);
