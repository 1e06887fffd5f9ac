import { armId, nameOf } from '../../../../src/domain/armId.ts';
import { gapIn, moreCasesOf } from '../../cases.ts';
import {
  adeEstate,
  CLUSTER,
  clusterEstate,
  DATA_DISK,
  DATA_REPLICA,
  DES,
  ITEM,
  KEY_VAULT,
  KEY,
  OLD_POINT,
  OS_DISK,
  OS_REPLICA,
  PLATFORM,
  POINT,
  REPLICATED,
  restorePointOf,
  sayEncryption,
  SECOND_VM,
  VAULT,
  VM,
  COLLECTION,
} from '../../cleanEstate.ts';
import { platformVault } from '../../drafts.ts';
import { baselineWith, SUB, type Draft } from '../../estateOf.ts';

/** A fact that Azure tells in two places: where one of them was not read, the other does not decide what a contradiction would leave open. */

/** The list alone shows the point; its own page was to be read and was not. */
const onlyListed = (draft: Draft): Draft => {
  for (const point of draft.rows.recoveryPoints.keys()) if (point !== POINT) draft.drop('recoveryPoints', point);
  return draft.lose('recoveryPointDetails', POINT, 'row');
};

moreCasesOf('BKP-01', VM, [
  {
    name: 'the page of the only point is lost',
    given: onlyListed,
    status: 'Unknown',
    because: /recovery point itself/,
    gaps: gapIn('recoveryPointDetails'),
  },
  {
    name: 'the page of the newest point is lost, the one before shows a recent backup',
    given: (draft) => draft.lose('recoveryPointDetails', POINT, 'row'),
    status: 'Compliant',
    because: /2026-11-22/,
  },
  {
    name: 'the live answer opens no point, and sets none in doubt by it',
    given: (draft) => draft.drop('recoveryPointDetails', POINT).gap('recoveryPointDetails', '*'),
    status: 'Compliant',
    because: /2026-11-23/,
  },
  {
    name: 'the list says deleted of every tier of the only point, whose page is lost',
    given: (draft) =>
      onlyListed(draft).patch('recoveryPoints', POINT, { tiers: [{ type: 'HardenedRP', status: 'Deleted' }] }),
    status: 'NonCompliant',
    because: /no usable recovery point/,
  },
  {
    name: 'its state in the vault is lost',
    given: (draft) => draft.lose('diskExclusions', ITEM),
    status: 'Unknown',
    because: /state in its vault/,
    gaps: gapIn('diskExclusions'),
  },
  {
    name: 'its state in the vault had no time',
    given: (draft) => draft.drop('diskExclusions', ITEM).gap('diskExclusions', SUB, { subject: ITEM, kind: 'noTime' }),
    status: 'Compliant',
    limitations: gapIn('diskExclusions'),
  },
]);

moreCasesOf('BKP-02', ITEM, [
  {
    name: 'the page of the newest point is lost',
    given: (draft) => draft.lose('recoveryPointDetails', POINT, 'row'),
    status: 'Unknown',
    because: /recovery point itself/,
    gaps: gapIn('recoveryPointDetails'),
  },
  {
    name: 'the keys of list and page differ',
    from: adeEstate,
    given: (draft) =>
      draft.patch('recoveryPoints', POINT, {
        keys: { secretUrl: undefined, secretVaultId: undefined, keyUrl: undefined, keyVaultId: undefined },
      }),
    status: 'NonCompliant',
    because: /carries no secret/,
  },
]);

moreCasesOf('BKP-03', VAULT, [
  {
    name: 'the vault names no key, and its encryption in effect is lost',
    given: (draft) => platformVault(draft).lose('vaultEncryptions', VAULT),
    status: 'Unknown',
    because: /names no key/,
    gaps: gapIn('vaultEncryptions'),
  },
  {
    name: 'infrastructure encryption is on by the vault, and the encryption in effect is lost',
    given: (draft) => platformVault(draft).lose('vaultEncryptions', VAULT),
    baseline: baselineWith({ backup: { requireVaultCustomerKey: false, requireVaultInfrastructureEncryption: true } }),
    status: 'Unknown',
    gaps: gapIn('vaultEncryptions'),
  },
  {
    name: 'infrastructure encryption is off by the vault, and the encryption in effect is lost',
    given: (draft) =>
      platformVault(draft)
        .patch('recoveryServicesVaults', VAULT, { infrastructureEncryption: 'Disabled' })
        .lose('vaultEncryptions', VAULT),
    baseline: baselineWith({ backup: { requireVaultCustomerKey: false, requireVaultInfrastructureEncryption: true } }),
    status: 'NonCompliant',
  },
]);

moreCasesOf('BKP-04', COLLECTION, [
  {
    name: 'the copies are lost, and what was asked for is weaker than the disks',
    given: (draft) => {
      sayEncryption(draft, {}, PLATFORM);
      return draft
        .lose('diskRestorePoints', restorePointOf(OS_DISK))
        .lose('diskRestorePoints', restorePointOf(DATA_DISK));
    },
    status: 'Unknown',
    because: /copy of disk/,
    gaps: gapIn('diskRestorePoints'),
  },
]);

moreCasesOf('BKP-08', ITEM, [
  {
    name: 'the list says encrypted, the page not',
    given: (draft) => draft.patch('recoveryPoints', POINT, { isSourceVmEncrypted: true }),
    status: 'Unknown',
    because: /does not say whether/,
  },
  {
    name: 'the list says not encrypted, the page does',
    given: (draft) => draft.patch('recoveryPointDetails', POINT, { isSourceVmEncrypted: true }),
    status: 'Unknown',
    because: /does not say whether/,
  },
  {
    name: 'the list says encrypted, and the page is lost',
    given: (draft) =>
      draft.patch('recoveryPoints', POINT, { isSourceVmEncrypted: true }).lose('recoveryPointDetails', POINT, 'row'),
    status: 'Unknown',
    because: /recovery point itself/,
    gaps: gapIn('recoveryPointDetails'),
  },
  {
    name: 'the page of an older point, opened since a restore was made of it, is lost',
    given: (draft) => draft.gap('recoveryPointDetails', SUB, { subject: OLD_POINT }),
    status: 'Unknown',
    gaps: gapIn('recoveryPointDetails'),
  },
]);

moreCasesOf('RST-03', ITEM, [
  {
    name: 'the vault names no key, and its encryption in effect is lost',
    given: (draft) => platformVault(draft).lose('vaultEncryptions', VAULT),
    status: 'Unknown',
    because: /names no key/,
    gaps: gapIn('vaultEncryptions'),
  },
  {
    name: 'the encryption in effect names another key than the vault',
    given: (draft) =>
      draft.patch('vaultEncryptions', VAULT, { keyUri: 'https://kv-core.vault.azure.net/keys/another-cmk' }),
    status: 'Unknown',
    because: /another-cmk/,
  },
  {
    name: 'the page of the only point is lost',
    given: onlyListed,
    status: 'Unknown',
    because: /recovery point itself/,
    gaps: gapIn('recoveryPointDetails'),
  },
]);

moreCasesOf('KEY-03', KEY_VAULT, [
  {
    name: 'a key in it that might say that it can be purged is lost',
    given: (draft) => draft.lose('keys', KEY),
    status: 'Compliant',
    limitations: gapIn('keys'),
  },
]);

moreCasesOf('DR-01', VM, [
  {
    name: 'its row in Resource Graph is lost, which might name another provider',
    given: (draft) => draft.lose('replicatedItems', REPLICATED, 'row'),
    status: 'Unknown',
    because: /in Resource Graph/,
    gaps: gapIn('replicatedItems'),
  },
  {
    name: 'an item that an earlier replication left behind, and another whose details were not read',
    given: (draft) => {
      const [item] = draft.rows.replicatedItems.values();
      if (item === undefined) throw new Error('The clean estate replicates a VM.');
      const other = armId(`${REPLICATED}-other`);
      draft.put('replicatedItems', other, { ...item, id: other, resourceId: other });
      draft.gap('replicationDetails', SUB, { subject: other });
      draft.patch('replicationDetails', REPLICATED, { protectionState: 'MarkedForDeletion' });
      draft.patch('replicatedItems', REPLICATED, { protectionState: 'MarkedForDeletion' });
    },
    status: 'Unknown',
    because: /details of its replication/,
    gaps: gapIn('replicationDetails'),
  },
  {
    name: 'an item of it falls behind, and another names it in one of its two rows alone',
    given: (draft) => {
      const [item] = draft.rows.replicatedItems.values();
      const [row] = draft.rows.replicationDetails.values();
      if (item === undefined || row === undefined) throw new Error('The clean estate replicates a VM.');
      const other = armId(`${REPLICATED}-other`);
      draft.put('replicatedItems', other, { ...item, id: other, resourceId: other, sourceVmId: SECOND_VM });
      draft.put('replicationDetails', other, { ...row, id: other, resourceId: other, disks: [] });
      draft.patch('replicationDetails', REPLICATED, { replicationHealth: 'Critical' });
    },
    status: 'NonCompliant',
    because: /Critical/,
  },
  {
    name: 'its two rows name different VMs',
    given: (draft) => draft.patch('replicatedItems', REPLICATED, { sourceVmId: SECOND_VM }),
    status: 'Unknown',
    because: /of VM vm-2 in Resource Graph, and of VM vm-1 in its vault/,
  },
  {
    name: 'after a failover Resource Graph names the failed-over VM',
    given: (draft) =>
      draft
        .patch('replicatedItems', REPLICATED, { sourceVmId: SECOND_VM })
        .patch('replicationDetails', REPLICATED, { recoveryVmId: SECOND_VM, activeLocation: 'Recovery' }),
    status: 'Compliant',
  },
]);

moreCasesOf('DR-04', REPLICATED, [
  {
    name: `the replica is lost, which might use another set than ${nameOf(DES)}`,
    given: (draft) => draft.lose('disks', OS_REPLICA, 'row'),
    status: 'Unknown',
    because: /replica of/,
    gaps: gapIn('disks'),
  },
]);

moreCasesOf('DR-07', REPLICATED, [
  {
    name: 'its details are lost, which might name another VM than the one without encryption at host',
    given: (draft) =>
      draft.patch('virtualMachines', VM, { encryptionAtHost: false }).lose('replicationDetails', REPLICATED, 'row'),
    status: 'Unknown',
    gaps: gapIn('replicationDetails'),
  },
]);

moreCasesOf('MTH-01', OS_DISK, [
  {
    name: 'under Azure Disk Encryption, and the VM is lost, which might call it confidential',
    from: adeEstate,
    given: (draft) => draft.lose('virtualMachines', VM, 'row'),
    status: 'Unknown',
    gaps: gapIn('virtualMachines'),
  },
]);

moreCasesOf('BKP-07', DATA_DISK, [
  {
    name: 'a shared disk that names no holder, and the VM that is backed up is lost',
    from: clusterEstate,
    given: (draft) => draft.patch('disks', DATA_DISK, { managedBy: [] }).lose('virtualMachines', VM, 'row'),
    status: 'Unknown',
    gaps: gapIn('virtualMachines'),
  },
]);

moreCasesOf('DR-03', OS_REPLICA, [
  {
    name: 'another item of the vault, which may name it as the replica of another disk, is lost',
    from: clusterEstate,
    given: (draft) => draft.lose('replicationDetails', armId(REPLICATED.replace(/vm-1$/, 'vm-2')), 'row'),
    status: 'Compliant',
    limitations: gapIn('replicationDetails'),
  },
  {
    name: 'a cluster of the vault, which may name it as the replica of another disk, is lost',
    from: clusterEstate,
    given: (draft) => draft.lose('replicationClusters', CLUSTER, 'row'),
    status: 'Compliant',
    limitations: gapIn('replicationClusters'),
  },
]);

moreCasesOf('DR-03', DATA_REPLICA, [
  {
    name: 'the replica itself is lost',
    given: (draft) => draft.lose('disks', DATA_REPLICA, 'row'),
    status: 'Unknown',
    gaps: gapIn('disks'),
  },
]);
