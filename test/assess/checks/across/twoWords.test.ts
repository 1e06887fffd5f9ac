import { armId } from '../../../../src/domain/armId.ts';
import type { RecoveryPoint, VmDisk } from '../../../../src/domain/facts.ts';
import { SET_IDENTITY, VAULT_IDENTITY } from '../../cleanAccess.ts';
import { moreCasesOf, type Case } from '../../cases.ts';
import {
  ADE_KEK,
  adeEstate,
  CACHE,
  CLUSTER,
  clusterEstate,
  DES,
  EXTENSION,
  ITEM,
  KEY,
  KEY_URL,
  KEY_VAULT,
  OS_DISK,
  OS_REPLICA,
  PLATFORM,
  POINT,
  RECOVERY_DES,
  RECOVERY_KEY_VAULT,
  REPLICATED,
  VAULT,
  VM,
} from '../../cleanEstate.ts';
import { detail, replicatedAde } from '../../drafts.ts';
import { baselineWith, id, type Draft } from '../../estateOf.ts';

/** Two fields of Azure's that say the same thing: where they contradict each other, neither is believed. */

const page =
  (facts: Partial<RecoveryPoint>) =>
  (draft: Draft): Draft =>
    draft.patch('recoveryPointDetails', POINT, facts);

const deletedTier = {
  tiers: [
    { type: 'InstantRP', status: 'Deleted' },
    { type: 'HardenedRP', status: 'Deleted' },
  ],
};

/** The list lacks a field that the point's own page has: it is not soft-deleted by the list alone. */
const onlyPoint = (draft: Draft): Draft => {
  for (const point of draft.rows.recoveryPoints.keys()) if (point !== POINT) draft.drop('recoveryPoints', point);
  return draft;
};

moreCasesOf('BKP-01', VM, [
  {
    name: 'the list says nothing of a soft delete that the page of the only point tells',
    given: (draft) => page({ isSoftDeleted: true })(onlyPoint(draft)),
    status: 'NonCompliant',
    because: /no usable recovery point: 1 is soft-deleted/,
  },
  {
    name: 'the list says soft-deleted, the page of the only point does not',
    given: (draft) => onlyPoint(draft).patch('recoveryPoints', POINT, { isSoftDeleted: true }),
    status: 'NonCompliant',
    because: /no usable recovery point/,
  },
  {
    name: 'the list says valid, the page of the only point deleted',
    given: (draft) => page(deletedTier)(onlyPoint(draft)),
    status: 'NonCompliant',
    because: /no usable recovery point/,
  },
  {
    name: 'the list says valid, the page of the only point a word that is not known',
    given: (draft) =>
      page({
        tiers: [
          { type: 'HardenedRP', status: 'Resting' },
          { type: 'InstantRP', status: 'Resting' },
        ],
      })(onlyPoint(draft)),
    status: 'Unknown',
    because: /state or time of 1 recovery point/,
  },
  {
    name: 'health is good, the protection status is not',
    given: (draft) => draft.patch('protectedItems', ITEM, { protectionStatus: 'Unhealthy' }),
    status: 'Unknown',
    because: /"Unhealthy"/,
  },
  {
    name: 'Resource Graph says protected, its vault stopped',
    given: (draft) => draft.patch('diskExclusions', ITEM, { protectionState: 'ProtectionStopped' }),
    status: 'Unknown',
    because: /"Protected".*"ProtectionStopped"/,
  },
  {
    name: 'its vault says that it is to be deleted',
    given: (draft) => draft.patch('diskExclusions', ITEM, { isScheduledForDeferredDelete: true }),
    status: 'NonCompliant',
    because: /deleted/,
  },
]);

moreCasesOf('BKP-08', ITEM, [
  {
    name: 'only its own page says when the point expires, past the retirement of its method',
    given: (draft) => {
      const encrypted = { isSourceVmEncrypted: true };
      onlyPoint(draft).patch('recoveryPoints', POINT, { ...encrypted, expiryTime: '2027-01-01T00:00:00.000Z' });
      return page({ ...encrypted, expiryTime: '2031-01-01T00:00:00.000Z' })(draft);
    },
    status: 'NonCompliant',
    because: /kept until 2031/,
  },
]);

const vmDisk =
  (part: object) =>
  (draft: Draft): Draft => {
    const osDisk = draft.rows.virtualMachines.get(VM)?.osDisk;
    if (osDisk === undefined) throw new Error('The clean VM has an OS disk.');
    return draft.patch('virtualMachines', VM, { osDisk: { ...osDisk, ...part } });
  };

const confidential = (draft: Draft): Draft => {
  const set = draft.rows.diskEncryptionSets.get(DES);
  if (set === undefined) throw new Error('The clean estate has a set.');
  const own = armId(id('Microsoft.Compute/diskEncryptionSets', 'des-cvm'));
  const encryptionType = 'ConfidentialVmEncryptedWithCustomerKey';
  draft.put('diskEncryptionSets', own, { ...set, id: own, resourceId: own, name: 'des-cvm', encryptionType });
  draft.patch('disks', OS_DISK, {
    encryptionType: 'EncryptionAtRestWithPlatformKey',
    diskEncryptionSetId: undefined,
    securityType: 'ConfidentialVM_DiskEncryptedWithCustomerKey',
    secureVmDiskEncryptionSetId: own,
  });
  return vmDisk({ diskEncryptionSetId: undefined, secureDiskEncryptionSetId: own })(draft);
};

/** What a VM says of a disk's set is what its deployment asked for: Azure does not write it anew with the disk. @see https://github.com/Azure/azure-policy/issues/1461 */
moreCasesOf('KEY-01', OS_DISK, [
  {
    name: 'its VM names the set that it was deployed with, the disk another',
    given: vmDisk({ diskEncryptionSetId: RECOVERY_DES }),
    status: 'Compliant',
  },
  {
    name: 'its VM names a set, the disk none',
    given: (draft) => draft.patch('disks', OS_DISK, PLATFORM),
    status: 'NonCompliant',
  },
]);

const CONFIDENTIAL: readonly Case[] = [
  {
    name: 'disk and VM agree on confidential encryption of the whole disk',
    given: (draft) => vmDisk({ securityEncryptionType: 'DiskWithVMGuestState' })(confidential(draft)),
    status: 'Compliant',
  },
  {
    name: 'the disk says that all of it is confidential, its VM the guest state alone',
    given: (draft) => vmDisk({ securityEncryptionType: 'VMGuestStateOnly' })(confidential(draft)),
    status: 'Unknown',
    because: /VMGuestStateOnly/,
  },
  {
    name: 'the disk says that all of it is confidential, its VM a word that is not known',
    given: (draft) => vmDisk({ securityEncryptionType: 'DiskOfTomorrow' })(confidential(draft)),
    status: 'Unknown',
    because: /DiskOfTomorrow/,
  },
];
moreCasesOf('KEY-01', OS_DISK, CONFIDENTIAL);

moreCasesOf('KEY-01', OS_DISK, [
  {
    name: 'the disk under ADE names one key encryption key, the extension of its VM another',
    from: adeEstate,
    given: (draft) =>
      draft.patch('vmExtensions', EXTENSION, {
        keyEncryptionKeyUrl: 'https://kv-core.vault.azure.net/keys/other-kek/00000000000000000000000000000001',
      }),
    status: 'Unknown',
    because: /ade-kek.*other-kek/,
  },
  {
    name: 'the extension names another version of the same key encryption key, or none',
    from: adeEstate,
    given: (draft) =>
      draft.patch('vmExtensions', EXTENSION, {
        keyEncryptionKeyUrl: 'https://KV-core.vault.azure.net:443/keys/ADE-kek/ffff',
      }),
    status: 'Compliant',
  },
]);

moreCasesOf('BKP-03', VAULT, [
  {
    name: 'the vault names no key, its encryption in effect one of the customer',
    given: (draft) => draft.patch('recoveryServicesVaults', VAULT, { keyUri: undefined }),
    status: 'Unknown',
    because: /names no key, yet its encryption in effect is "CustomerManaged" with key/,
  },
  {
    name: 'the vault names one key, its encryption in effect another',
    given: (draft) =>
      draft.patch('vaultEncryptions', VAULT, { keyUri: 'https://kv-other.vault.azure.net/keys/vault-cmk' }),
    status: 'Unknown',
    because: /kv-core.*kv-other/,
  },
  {
    name: 'the encryption in effect names a version of the same key',
    given: (draft) =>
      draft.patch('vaultEncryptions', VAULT, { keyUri: 'https://KV-core.vault.azure.net:443/keys/vault-cmk/1f0b' }),
    status: 'Compliant',
  },
  {
    name: 'infrastructure encryption is on by the vault, off in effect',
    given: (draft) => draft.patch('vaultEncryptions', VAULT, { infrastructureEncryptionState: 'Disabled' }),
    baseline: baselineWith({ backup: { requireVaultInfrastructureEncryption: true } }),
    status: 'Unknown',
    because: /"Enabled" by the vault and "Disabled"/,
  },
]);

moreCasesOf('RST-06', ITEM, [
  {
    name: 'the vault names no key, its encryption in effect one of the customer',
    given: (draft) =>
      draft.patch('recoveryServicesVaults', VAULT, { crossRegionRestore: 'Enabled', keyUri: undefined }),
    status: 'Unknown',
    because: /names no key/,
  },
  {
    name: 'the key of the vault is configured, and the last update of it failed',
    given: (draft) =>
      draft
        .patch('recoveryServicesVaults', VAULT, { crossRegionRestore: 'Enabled' })
        .patch('vaultEncryptions', VAULT, { lastUpdateStatus: 'Failed' }),
    status: 'Unknown',
    because: /in effect/,
  },
  {
    name: 'cross-region restore of a vault that is kept in one region',
    given: (draft) =>
      draft.patch('recoveryServicesVaults', VAULT, {
        crossRegionRestore: 'Enabled',
        storageRedundancy: 'LocallyRedundant',
      }),
    status: 'Unknown',
    because: /"Enabled".*"LocallyRedundant"/,
  },
]);

moreCasesOf('DR-04', REPLICATED, [
  {
    name: 'Site Recovery names one target set, the replica another',
    given: (draft) => draft.patch('disks', OS_REPLICA, { diskEncryptionSetId: DES }),
    status: 'Unknown',
    because: /des-north.*des-core/,
  },
  {
    name: 'Site Recovery says that its VM is under ADE, and of each disk that it is not',
    given: detail({ vmEncryptionType: 'OnePassEncrypted' }),
    status: 'Unknown',
    because: /"OnePassEncrypted" of the VM, yet of each of its disks/,
  },
  {
    name: 'Site Recovery says that its VM is not under ADE, and of its disks that they are',
    from: replicatedAde,
    given: detail({ vmEncryptionType: 'NotEncrypted' }),
    status: 'Unknown',
    because: /"NotEncrypted" of the VM, yet of a disk of it/,
  },
  {
    name: 'Site Recovery says a word of its VM that is not known',
    given: detail({ vmEncryptionType: 'ThreePassEncrypted' }),
    status: 'Unknown',
    because: /"ThreePassEncrypted"/,
  },
]);

moreCasesOf('DR-01', VM, [
  {
    name: 'the item is protected, its VM is not',
    given: detail({ vmProtectionState: 'UnprotectedStatesBegin' }),
    status: 'Unknown',
    because: /"Protected".*"UnprotectedStatesBegin"/,
  },
  {
    name: 'replication is healthy, a failover is not',
    given: detail({ failoverHealth: 'Critical' }),
    status: 'NonCompliant',
    because: /failover health is "Critical"/,
  },
  {
    name: 'a failover has a warning, as before the first test failover',
    given: detail({ failoverHealth: 'Warning' }),
    status: 'Compliant',
  },
  {
    name: 'the health of a failover is a word that is not known',
    given: detail({ failoverHealth: 'Purple' }),
    status: 'Unknown',
    because: /"Purple"/,
  },
  {
    name: 'the lag was calculated in times to come',
    given: detail({ lastRpoCalculatedTime: '2099-01-01T00:00:00.000Z' }),
    status: 'Unknown',
    because: /at an unknown time/,
  },
  {
    name: 'the shared disks are protected, their cluster is not',
    from: clusterEstate,
    given: (draft) => draft.patch('replicationClusters', CLUSTER, { clusterState: 'NotProtected' }),
    status: 'NonCompliant',
    because: /NotProtected/,
  },
  {
    name: 'the shared disks are healthy, their cluster is not',
    from: clusterEstate,
    given: (draft) => draft.patch('replicationClusters', CLUSTER, { clusterHealth: 'Critical' }),
    status: 'NonCompliant',
    because: /Critical/,
  },
]);

moreCasesOf('KEY-05', DES, [
  {
    name: 'it says that it has no identity, and names one',
    given: (draft) => draft.patch('diskEncryptionSets', DES, { identityType: 'None' }),
    status: 'Unknown',
    because: /"None"/,
  },
  {
    name: 'a type of identity that is not known, beside the identity that has the rights',
    given: (draft) => draft.patch('diskEncryptionSets', DES, { identityType: 'Delegated' }),
    status: 'Unknown',
    because: /"Delegated"/,
  },
  {
    name: 'both kinds of identity',
    given: (draft) =>
      draft.patch('diskEncryptionSets', DES, {
        identityType: 'SystemAssigned, UserAssigned',
        principalIds: [SET_IDENTITY, VAULT_IDENTITY],
      }),
    status: 'Compliant',
  },
  {
    name: 'both kinds of identity, and one identity',
    given: (draft) => draft.patch('diskEncryptionSets', DES, { identityType: 'SystemAssigned, UserAssigned' }),
    status: 'Unknown',
    because: /names one identity of it alone/,
  },
]);

moreCasesOf('DR-05', CACHE, [
  {
    name: 'it says that a key of a vault encrypts it, and names none',
    given: (draft) => draft.patch('storageAccounts', CACHE, { keyName: undefined }),
    status: 'Unknown',
    because: /names no key/,
  },
]);

const MOVED = armId(KEY_VAULT.replace('/rg-app/', '/rg-moved/'));

moreCasesOf('KEY-02', KEY, [
  {
    name: 'the set names its vault by the id that it had in another group',
    given: (draft) => draft.patch('diskEncryptionSets', DES, { keyVaultId: MOVED }),
    status: 'Compliant',
  },
]);

moreCasesOf('KEY-02', KEY_URL, [
  {
    name: 'the set names one vault, the address of its key another',
    given: (draft) => draft.patch('diskEncryptionSets', DES, { keyVaultId: RECOVERY_KEY_VAULT }),
    status: 'Unknown',
    because: /kv-north.*kv-core/,
  },
]);

moreCasesOf('KEY-03', KEY_VAULT, [
  ...['Purgeable', 'Recoverable+Purgeable', 'customizedrecoverable+purgeable'].map((recoveryLevel) => ({
    name: `purge protection is on, a key in it says ${recoveryLevel}`,
    given: (draft: Draft) => draft.patch('keys', KEY, { recoveryLevel }),
    status: 'Unknown' as const,
    because: /purge protection is on, yet a key in it has recovery level/,
  })),
  {
    name: 'purge protection is on, its key says CustomizedRecoverable',
    given: (draft) => draft.patch('keys', KEY, { recoveryLevel: 'CustomizedRecoverable' }),
    status: 'Compliant',
  },
  {
    name: 'purge protection is off, whatever its key says',
    given: (draft) => draft.patch('keyVaults', KEY_VAULT, { enablePurgeProtection: undefined }),
    status: 'NonCompliant',
  },
]);

moreCasesOf('DR-01', VM, [
  {
    name: 'Resource Graph says that the item is about to be deleted, its vault that it is protected',
    given: (draft) => draft.patch('replicatedItems', REPLICATED, { protectionState: 'MarkedForDeletion' }),
    status: 'Unknown',
    because: /"MarkedForDeletion" in Resource Graph, and "Protected" in its vault/,
  },
  {
    name: 'Resource Graph calls it critical, its vault normal',
    given: (draft) => draft.patch('replicatedItems', REPLICATED, { replicationHealth: 'Critical' }),
    status: 'Unknown',
    because: /"Critical" in Resource Graph, and "Normal" in its vault/,
  },
]);

moreCasesOf('KEY-03', KEY_VAULT, [
  ...['Zz', 'Purgeable', 'CustomizedRecoverable+Purgeable'].map((recoveryLevel) => ({
    name: `a key says ${recoveryLevel}`,
    given: (draft: Draft) => draft.patch('keys', KEY, { recoveryLevel }),
    status: 'Unknown' as const,
    because: /yet a key in it has recovery level/,
  })),
  ...['CustomizedRecoverable', 'recoverable+protectedsubscription'].map((recoveryLevel) => ({
    name: `a key says ${recoveryLevel}`,
    given: (draft: Draft) => draft.patch('keys', KEY, { recoveryLevel }),
    status: 'Compliant' as const,
  })),
]);

const listed = (facts: Partial<RecoveryPoint>): ((draft: Draft) => Draft) => {
  return (draft) => draft.patch('recoveryPoints', POINT, facts).patch('recoveryPointDetails', POINT, facts);
};

moreCasesOf('RST-03', ITEM, [
  {
    name: 'the newest point says that its source was not encrypted, and names how it was',
    given: listed({ isSourceVmEncrypted: false, encryptionMechanism: 'SinglePass' }),
    status: 'Unknown',
    because: /not encrypted, yet it carries Azure Disk Encryption keys/,
  },
  {
    name: 'the newest point says that its source was not encrypted, and names how in a word that nobody knows',
    given: listed({ isSourceVmEncrypted: false, encryptionMechanism: 'ThirdPass' }),
    status: 'Unknown',
    because: /not encrypted, yet it carries Azure Disk Encryption keys/,
  },
  {
    name: 'the newest point says that its source was not encrypted, and names a secret',
    given: listed({ isSourceVmEncrypted: false, encryptionMechanism: undefined, keys: ADE_KEK.keys[0] }),
    status: 'Unknown',
    because: /not encrypted, yet it carries Azure Disk Encryption keys/,
  },
]);

const setInVm =
  (disk: Partial<VmDisk>) =>
  (draft: Draft): Draft => {
    const osDisk = draft.rows.virtualMachines.get(VM)?.osDisk;
    if (osDisk === undefined) throw new Error('The clean VM has an OS disk.');
    return draft.patch('virtualMachines', VM, { osDisk: { ...osDisk, ...disk } });
  };

/** A VM names the disk encryption set that a disk was deployed with: of the two words only the disk's is kept up to date. */
moreCasesOf('KEY-01', OS_DISK, [
  { name: 'its VM names another set', given: setInVm({ diskEncryptionSetId: RECOVERY_DES }), status: 'Compliant' },
  { name: 'its VM names no set', given: setInVm({ diskEncryptionSetId: undefined }), status: 'Compliant' },
  {
    name: 'its VM alone names a set',
    given: (draft) => draft.patch('disks', OS_DISK, PLATFORM),
    status: 'NonCompliant',
  },
]);
