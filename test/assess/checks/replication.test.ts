import { armId } from '../../../src/domain/armId.ts';
import type { ReplicationCluster, ReplicationDetail } from '../../../src/domain/facts.ts';
import { casesOf, moreCasesOf } from '../cases.ts';
import {
  adeEstate,
  CACHE,
  CLUSTER,
  clusterEstate,
  DATA_DISK,
  DATA_REPLICA,
  DISK,
  KEK_URL,
  KEY_VAULT,
  LONE_DISK,
  OS_DISK,
  OS_REPLICA,
  PLATFORM,
  RECOVERY_DES,
  RECOVERY_KEY,
  RECOVERY_KEY_VAULT,
  REPLICATED,
  replicatedDisk,
  SECRET_URL,
  TEST_DISK,
  VM,
} from '../cleanEstate.ts';
import { baselineWith, diskId, id, OTHER_SUB, SUB, vmId, type Draft } from '../estateOf.ts';

const gapIn = (...sources: readonly string[]): readonly string[] => sources.map((source) => `${source} ${SUB}`);

function detail(facts: Partial<ReplicationDetail>): (draft: Draft) => Draft {
  return (draft) => draft.patch('replicationDetails', REPLICATED, facts);
}

function cluster(facts: Partial<ReplicationCluster>): (draft: Draft) => Draft {
  return (draft) => draft.patch('replicationClusters', CLUSTER, facts);
}

/** The vault refused the list of its clusters. */
function clustersRefused(draft: Draft): Draft {
  return draft
    .drop('replicationClusters', CLUSTER)
    .gap('replicationClusters', SUB, { subject: armId(id('Microsoft.RecoveryServices/vaults', 'rsv-north')) });
}

/** The legs of the clean estate, the first of them different. */
function osLeg(part: Parameters<typeof replicatedDisk>[2]): (draft: Draft) => Draft {
  return (draft) => {
    const [first, ...rest] = draft.rows.replicationDetails.get(REPLICATED)?.disks ?? [];
    if (first === undefined) throw new Error('The clean estate replicates two disks.');
    return detail({ disks: [{ ...first, ...part }, ...rest] })(draft);
  };
}

function notReplicated(draft: Draft): Draft {
  return draft.drop('replicatedItems', REPLICATED).drop('replicationDetails', REPLICATED);
}

/** The clean VM under ADE, replicated with keys of the recovery region. */
function replicatedAde(): Draft {
  const draft = adeEstate();
  const kek = armId(`${RECOVERY_KEY_VAULT}/keys/ade-kek/versions/1`);
  const [key] = draft.rows.keys.values();
  if (key === undefined) throw new Error('The clean estate has keys.');
  draft.put('keys', kek, { ...key, id: kek, resourceId: kek, keyVaultId: RECOVERY_KEY_VAULT, version: '1' });
  const ade = {
    isDiskEncrypted: true,
    recoveryDiskEncryptionSetId: undefined,
    secretUrl: 'https://kv-north.vault.azure.net/secrets/ade-bek/2',
    secretVaultId: RECOVERY_KEY_VAULT,
    keyUrl: 'https://kv-north.vault.azure.net/keys/ade-kek/1',
    keyVaultId: RECOVERY_KEY_VAULT,
  };
  const [os, data] = draft.rows.replicationDetails.get(REPLICATED)?.disks ?? [];
  if (os === undefined || data === undefined) throw new Error('The clean estate replicates two disks.');
  for (const { recoveryReplicaDiskId } of [os, data])
    if (recoveryReplicaDiskId !== undefined) draft.patch('disks', recoveryReplicaDiskId, PLATFORM);
  return detail({
    disks: [
      { ...os, ...ade },
      { ...data, ...ade },
    ],
  })(draft);
}

casesOf('DR-01', VM, [
  { name: 'replicated, healthy, recent', status: 'Compliant', because: /2 minutes behind/ },
  { name: 'not replicated', given: notReplicated, status: 'NotApplicable' },
  {
    name: 'not replicated, required',
    given: notReplicated,
    baseline: baselineWith({ dr: { required: true } }),
    status: 'NonCompliant',
  },
  {
    name: 'the vault may lie in another subscription, which was not read',
    given: (draft) => notReplicated(draft).gap('replicatedItems', OTHER_SUB),
    status: 'Unknown',
    gaps: [`replicatedItems ${OTHER_SUB}`],
  },
  {
    name: 'details lost',
    given: (draft) => draft.lose('replicationDetails', REPLICATED),
    status: 'Unknown',
    gaps: gapIn('replicationDetails'),
  },
  {
    name: 'details of the whole vault not read',
    given: (draft) =>
      draft
        .drop('replicationDetails', REPLICATED)
        .gap('replicationDetails', SUB, { subject: armId(id('Microsoft.RecoveryServices/vaults', 'rsv-north')) }),
    status: 'Unknown',
    gaps: gapIn('replicationDetails'),
  },
  { name: 'details not told', given: (draft) => draft.drop('replicationDetails', REPLICATED), status: 'Unknown' },
  {
    name: 'Resource Graph does not list it, its vault does',
    given: (draft) => draft.drop('replicatedItems', REPLICATED),
    status: 'Compliant',
  },
  { name: 'critical', given: detail({ replicationHealth: 'Critical' }), status: 'NonCompliant' },
  { name: 'health that nobody knows', given: detail({ replicationHealth: 'None' }), status: 'Unknown' },
  { name: 'enabling failed', given: detail({ protectionState: 'EnablingFailed' }), status: 'NonCompliant' },
  { name: 'state that nobody knows', given: detail({ protectionState: 'Dreaming' }), status: 'Unknown' },
  { name: 'an hour and a second behind', given: detail({ rpoInSeconds: 3601 }), status: 'NonCompliant' },
  { name: 'an hour behind', given: detail({ rpoInSeconds: 3600 }), status: 'Compliant' },
  { name: 'lag not told', given: detail({ rpoInSeconds: undefined }), status: 'Unknown' },
  {
    name: 'lag calculated two days ago',
    given: detail({ lastRpoCalculatedTime: '2026-11-22T05:00:00Z' }),
    status: 'Unknown',
  },
  { name: 'its cluster is healthy too', from: clusterEstate, status: 'Compliant' },
  {
    name: 'healthy itself, its shared disks are not',
    from: clusterEstate,
    given: cluster({ replicationHealth: 'Critical' }),
    status: 'NonCompliant',
    because: /^Its cluster's replication health is "Critical"/,
  },
  {
    name: 'healthy itself, its shared disks lag behind',
    from: clusterEstate,
    given: cluster({ rpoInSeconds: 7200 }),
    status: 'NonCompliant',
    because: /^Its cluster's recovery point lags 120 minutes/,
  },
  {
    name: 'healthy itself, a state of its cluster that nobody knows',
    from: clusterEstate,
    given: cluster({ protectionState: 'Odd' }),
    status: 'Unknown',
  },
  {
    name: 'shares a disk, and a cluster that is not healthy does not name its items',
    from: clusterEstate,
    given: cluster({ itemIds: [], replicationHealth: 'Critical' }),
    status: 'Unknown',
    gaps: gapIn('replicationClusters'),
  },
  {
    name: 'shares a disk, and the clusters were not read',
    from: clusterEstate,
    given: clustersRefused,
    status: 'Unknown',
    gaps: gapIn('replicationClusters'),
  },
  {
    name: 'shares no disk, so that it is in no cluster that was not read',
    given: (draft) => draft.gap('replicationClusters', SUB),
    status: 'Compliant',
  },
  { name: 'lag calculated never', given: detail({ lastRpoCalculatedTime: '1753-01-01T01:01:01Z' }), status: 'Unknown' },
]);

casesOf('DR-02', DATA_DISK, [
  { name: 'inside', status: 'Compliant' },
  { name: 'left out', given: detail({ disks: [replicatedDisk(OS_DISK, OS_REPLICA)] }), status: 'NonCompliant' },
  {
    name: 'left out, approved',
    given: detail({ disks: [replicatedDisk(OS_DISK, OS_REPLICA)] }),
    baseline: baselineWith({ dr: { approvedUnreplicatedDisks: [DATA_DISK.toUpperCase()] } }),
    status: 'Compliant',
  },
  {
    name: 'a leg without an id',
    given: detail({ disks: [replicatedDisk(OS_DISK, OS_REPLICA, { diskId: undefined })] }),
    status: 'Unknown',
  },
  { name: 'state that nobody knows', given: osLeg({ diskState: 'Odd' }), subject: OS_DISK, status: 'Unknown' },
  {
    name: 'no state',
    given: osLeg({ diskState: undefined }),
    subject: OS_DISK,
    status: 'Unknown',
    because: /without the state of its replication/,
  },
  { name: 'shared, in its cluster', from: clusterEstate, status: 'Compliant' },
  {
    name: 'shared, missing in its cluster',
    from: clusterEstate,
    given: cluster({ disks: [] }),
    status: 'NonCompliant',
    because: /does not list this disk/,
  },
  {
    name: 'shared, its VM is in no cluster',
    from: clusterEstate,
    given: cluster({ itemIds: [], disks: [] }),
    status: 'NonCompliant',
    because: /no replication cluster/,
  },
  {
    name: 'shared, listed in a cluster that does not name its items',
    from: clusterEstate,
    given: cluster({ itemIds: [] }),
    status: 'Unknown',
    gaps: gapIn('replicationClusters'),
  },
  {
    name: 'shared, a leg of the cluster without an id',
    from: clusterEstate,
    given: cluster({ disks: [replicatedDisk(DATA_DISK, DATA_REPLICA, { diskId: undefined })] }),
    status: 'Unknown',
  },
  {
    name: 'shared, in a state that nobody knows',
    from: clusterEstate,
    given: cluster({ disks: [replicatedDisk(DATA_DISK, DATA_REPLICA, { diskState: 'Unavailable' })] }),
    status: 'Unknown',
    because: /"Unavailable"/,
  },
  {
    name: 'shared, and the clusters were not read',
    from: clusterEstate,
    given: clustersRefused,
    status: 'Unknown',
    gaps: gapIn('replicationClusters'),
  },
  {
    name: 'shared, but the cluster alone was not readable',
    from: clusterEstate,
    given: (draft) => draft.lose('replicationClusters', CLUSTER),
    status: 'Unknown',
    gaps: gapIn('replicationClusters'),
  },
  {
    name: 'shared, its disk names no second VM yet: the VM that lists it holds it',
    from: clusterEstate,
    given: (draft) => {
      // The only replicated VM is the one that the disk does not name.
      notReplicated(draft).patch('disks', DATA_DISK, { managedBy: [VM] });
    },
    status: 'Compliant',
  },
  {
    name: 'shared, but an ordinary item lists it',
    given: (draft) => draft.patch('disks', DATA_DISK, { maxShares: 3 }),
    status: 'Compliant',
  },
  { name: 'VM not replicated', given: notReplicated, status: 'NotApplicable' },
  {
    name: 'details lost',
    given: (draft) => draft.lose('replicationDetails', REPLICATED),
    status: 'Unknown',
    gaps: gapIn('replicationDetails'),
  },
  { name: 'detached', subject: LONE_DISK, status: 'NotApplicable' },
]);

casesOf('DR-03', OS_REPLICA, [
  { name: 'matching set', status: 'Compliant' },
  {
    name: 'Site Recovery names no target set, the replica has one',
    given: osLeg({ recoveryDiskEncryptionSetId: undefined }),
    status: 'Compliant',
  },
  {
    name: 'fell to the platform key',
    given: (draft) => draft.patch('disks', OS_REPLICA, PLATFORM),
    status: 'NonCompliant',
  },
  {
    name: 'unknown encryption type',
    given: (draft) => draft.patch('disks', OS_REPLICA, { encryptionType: '7' }),
    status: 'Unknown',
  },
  { name: 'replica lost', given: (draft) => draft.lose('disks', OS_REPLICA), status: 'Unknown', gaps: gapIn('disks') },
  { name: 'replica gone', given: (draft) => draft.drop('disks', OS_REPLICA), status: 'Unknown', because: /not found/ },
  { name: 'source lost', given: (draft) => draft.lose('disks', OS_DISK), status: 'Unknown', gaps: gapIn('disks') },
  { name: 'source not named', given: osLeg({ diskId: undefined }), status: 'Unknown' },
  { name: 'ADE, declared by Site Recovery', from: replicatedAde, status: 'Compliant' },
  {
    name: 'ADE, Site Recovery says not encrypted',
    from: adeEstate,
    given: (draft) => draft.patch('disks', OS_REPLICA, PLATFORM),
    status: 'NonCompliant',
    because: /lost Azure Disk Encryption/,
  },
  {
    name: 'ADE, Site Recovery says nothing',
    from: replicatedAde,
    given: osLeg({ isDiskEncrypted: undefined }),
    status: 'Unknown',
  },
  { never: 'NotApplicable', because: 'A replica is judged only where Site Recovery names it.' },
]);

moreCasesOf('DR-03', DATA_REPLICA, [
  { name: 'of a shared disk, matching set', from: clusterEstate, status: 'Compliant' },
  {
    name: 'of a shared disk, fell to the platform key',
    from: clusterEstate,
    given: (draft) => draft.patch('disks', DATA_REPLICA, PLATFORM),
    status: 'NonCompliant',
  },
  {
    name: 'of a shared disk, replica lost',
    from: clusterEstate,
    given: (draft) => draft.lose('disks', DATA_REPLICA),
    status: 'Unknown',
    gaps: gapIn('disks'),
  },
]);

moreCasesOf('KEY-01', OS_REPLICA, [
  {
    name: 'a replica under ADE by the word of Site Recovery',
    from: replicatedAde,
    status: 'Compliant',
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

casesOf('DR-04', REPLICATED, [
  { name: 'target set in the recovery region, key usable', status: 'Compliant' },
  {
    name: 'set shown by the replica only',
    given: osLeg({ recoveryDiskEncryptionSetId: undefined }),
    status: 'Compliant',
  },
  {
    name: 'no set at all',
    given: (draft) => osLeg({ recoveryDiskEncryptionSetId: undefined })(draft).patch('disks', OS_REPLICA, PLATFORM),
    status: 'NonCompliant',
    because: /No target disk encryption set/,
  },
  { name: 'set gone', given: (draft) => draft.drop('diskEncryptionSets', RECOVERY_DES), status: 'NonCompliant' },
  {
    name: 'set lost',
    given: (draft) => draft.lose('diskEncryptionSets', RECOVERY_DES),
    status: 'Unknown',
    gaps: gapIn('diskEncryptionSets'),
  },
  {
    name: 'set in another region',
    given: (draft) => draft.patch('diskEncryptionSets', RECOVERY_DES, { location: 'westus' }),
    status: 'NonCompliant',
    because: /lies in westus/,
  },
  { name: 'region not told', given: detail({ recoveryFabricLocation: undefined }), status: 'Unknown' },
  {
    name: 'target key disabled',
    given: (draft) => draft.patch('keys', RECOVERY_KEY, { enabled: false }),
    status: 'NonCompliant',
  },
  {
    name: 'target key lost',
    given: (draft) => draft.lose('keys', RECOVERY_KEY),
    status: 'Unknown',
    gaps: gapIn('keys'),
  },
  {
    name: 'platform-keyed disks need no key',
    given: (draft) => draft.patch('disks', OS_DISK, PLATFORM).patch('disks', DATA_DISK, PLATFORM),
    status: 'NotApplicable',
  },
  { name: 'source lost', given: (draft) => draft.lose('disks', OS_DISK), status: 'Unknown', gaps: gapIn('disks') },
  {
    name: 'details lost',
    given: (draft) => draft.lose('replicationDetails', REPLICATED),
    status: 'Unknown',
    gaps: gapIn('replicationDetails'),
  },
  { name: 'ADE with keys of the recovery region', from: replicatedAde, status: 'Compliant' },
  {
    name: 'ADE without a secret there',
    from: replicatedAde,
    given: osLeg({ secretUrl: undefined }),
    status: 'NonCompliant',
  },
  { name: 'ADE without a KEK there', from: replicatedAde, given: osLeg({ keyUrl: undefined }), status: 'NonCompliant' },
  {
    name: 'ADE with the keys of the source region',
    from: replicatedAde,
    given: osLeg({ secretUrl: SECRET_URL, secretVaultId: KEY_VAULT, keyUrl: KEK_URL, keyVaultId: KEY_VAULT }),
    status: 'NonCompliant',
    because: /lies in westeurope/,
  },
  {
    name: 'ADE, KEK there is gone',
    from: replicatedAde,
    given: (draft) => draft.drop('keys', armId(`${RECOVERY_KEY_VAULT}/keys/ade-kek/versions/1`)),
    status: 'NonCompliant',
  },
]);

moreCasesOf('DR-04', CLUSTER, [
  {
    name: 'a cluster whose shared disk has its set and key in the recovery region',
    from: clusterEstate,
    status: 'Compliant',
  },
  {
    name: 'a cluster without a set for its shared disk',
    from: clusterEstate,
    given: (draft) =>
      cluster({ disks: [replicatedDisk(DATA_DISK, DATA_REPLICA, { recoveryDiskEncryptionSetId: undefined })] })(
        draft,
      ).patch('disks', DATA_REPLICA, PLATFORM),
    status: 'NonCompliant',
  },
  {
    name: 'a cluster whose region is not told',
    from: clusterEstate,
    given: cluster({ recoveryFabricLocation: undefined }),
    status: 'Unknown',
  },
  {
    name: 'a cluster whose target key was not read',
    from: clusterEstate,
    given: (draft) => draft.lose('keys', RECOVERY_KEY),
    status: 'Unknown',
    gaps: gapIn('keys'),
  },
  {
    name: 'a cluster whose shared disk needs no key',
    from: clusterEstate,
    given: (draft) => draft.patch('disks', DATA_DISK, PLATFORM),
    status: 'NotApplicable',
  },
]);

casesOf('DR-05', CACHE, [
  { name: 'customer key, shut', status: 'Compliant' },
  {
    name: 'platform key',
    given: (draft) => draft.patch('storageAccounts', CACHE, { keySource: 'Microsoft.Storage' }),
    status: 'NonCompliant',
  },
  {
    name: 'platform key, which the baseline accepts',
    given: (draft) => draft.patch('storageAccounts', CACHE, { keySource: 'Microsoft.Storage' }),
    baseline: baselineWith({ dr: { requireCacheCustomerKey: false } }),
    status: 'Compliant',
  },
  {
    name: 'network access that nobody knows',
    given: (draft) => draft.patch('storageAccounts', CACHE, { publicNetworkAccess: 'Q' }),
    status: 'Unknown',
  },
  {
    name: 'account lost',
    given: (draft) => draft.lose('storageAccounts', CACHE),
    status: 'Unknown',
    gaps: gapIn('storageAccounts'),
  },
  { name: 'account gone', given: (draft) => draft.drop('storageAccounts', CACHE), status: 'Unknown' },
  { never: 'NotApplicable', because: 'An account is judged only where Site Recovery caches in it.' },
]);

function withTestDisk(draft: Draft): Draft {
  draft.put('disks', id('Microsoft.Compute/disks', 'vm-1-os-ASRtest', 'rg-north'), { ...DISK, ...PLATFORM });
  return draft;
}

casesOf('DR-06', TEST_DISK, [
  { name: 'left under the platform key', given: withTestDisk, status: 'NonCompliant', because: /test failover lost/ },
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

const FAILED_OVER = diskId('vm-1-os', 'rg-north');
const TEST_VM = vmId('vm-1-test', 'rg-drill');

/** The VM runs in the recovery region, on the disk that the failover made. */
function failedOver(draft: Draft): void {
  const machine = draft.rows.virtualMachines.get(VM);
  if (machine?.osDisk === undefined) throw new Error('The clean estate has a VM.');
  const there = vmId('vm-1', 'rg-north');
  draft.put('virtualMachines', there, {
    ...machine,
    id: there,
    resourceId: there,
    osDisk: { ...machine.osDisk, diskId: FAILED_OVER },
    dataDisks: [],
  });
  draft.put('disks', id('Microsoft.Compute/disks', 'vm-1-os', 'rg-north'), { ...DISK, managedBy: [there] });
  detail({ activeLocation: 'Recovery', recoveryVmId: there })(draft);
  osLeg({ recoveryTargetDiskId: FAILED_OVER })(draft);
}

moreCasesOf('DR-02', FAILED_OVER, [
  {
    name: 'failed over and reprotected: the disk in the recovery region is the target of a leg',
    given: failedOver,
    status: 'Compliant',
  },
  {
    name: 'failed over and reprotected: a disk that no leg names',
    given: (draft) => {
      failedOver(draft);
      osLeg({ recoveryTargetDiskId: undefined })(draft);
    },
    status: 'NonCompliant',
  },
]);

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

casesOf('DR-07', REPLICATED, [
  { name: 'relies on encryption at host', status: 'NonCompliant', remediation: /recovery plan/ },
  {
    name: 'does not use it',
    given: (draft) => draft.patch('virtualMachines', VM, { encryptionAtHost: false }),
    status: 'NotApplicable',
  },
  {
    name: 'flag has no known value',
    given: (draft) => draft.patch('virtualMachines', VM, { encryptionAtHost: undefined }),
    status: 'Unknown',
  },
  {
    name: 'VM lost',
    given: (draft) => draft.lose('virtualMachines', VM),
    status: 'Unknown',
    gaps: gapIn('virtualMachines'),
  },
  { name: 'VM gone', given: (draft) => draft.drop('virtualMachines', VM), status: 'Unknown' },
  {
    name: 'details lost',
    given: (draft) => draft.lose('replicationDetails', REPLICATED),
    status: 'Unknown',
    gaps: gapIn('replicationDetails'),
  },
  ...([true, false] as const).map((on) => ({
    name: `failed over, encryption at host ${on ? 'on' : 'off'} there`,
    given: (draft: Draft) => {
      const machine = draft.rows.virtualMachines.get(VM);
      if (machine === undefined) throw new Error('The clean estate has a VM.');
      const there = vmId('vm-1', 'rg-north');
      draft.put('virtualMachines', there, { ...machine, id: there, resourceId: there, encryptionAtHost: on });
      detail({ activeLocation: 'Recovery', recoveryVmId: there })(draft);
    },
    status: on ? ('Compliant' as const) : ('NonCompliant' as const),
  })),
]);
