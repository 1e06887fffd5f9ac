import { armId } from '../../../src/domain/armId.ts';
import { casesOf, gapIn } from '../cases.ts';
import type { Disk } from '../../../src/domain/facts.ts';
import { addAgent, addMark, clusterEstate, DISK, OS_DISK, REPLICATED, VM } from '../cleanEstate.ts';
import { baselineWith, id, OTHER_SUB, SUB } from '../estateOf.ts';
import { cluster, clustersRefused, detail, item, notReplicated, seedOf } from '../drafts.ts';

const ITEM_ELSEWHERE = armId(
  `/subscriptions/${OTHER_SUB}/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/rsv/replicationFabrics/f/replicationProtectionContainers/c/replicationProtectedItems/i`,
);
const fromBookmark: Disk['creation'] = {
  ...DISK.creation,
  createOption: 'Restore',
  sourceResourceId: `${id('Microsoft.Compute/disks', 'vm-0-os-ASRReplica')}/bookmark/1`,
};

casesOf('DR-01', VM, [
  { name: 'replicated, healthy, recent', status: 'Compliant', because: /2 minutes behind/ },
  { name: 'not replicated', given: notReplicated, status: 'NotApplicable' },
  ...[
    'NotProtected',
    'InitialReplicationInProgress',
    'InitialReplicationRecoveryCompletionPending',
    'UnplannedFailoverCommitPendingStatesBegin',
    'UnplannedFailoverCommitted',
    'unprotectedStatesBegin',
  ].map((state) => ({
    name: `state ${state}, with its meaning`,
    given: detail({ protectionState: state }),
    status: 'NonCompliant' as const,
    because: /protection state is "[A-Za-z]+": [a-z ;]+\.$/,
  })),
  {
    name: 'not replicated, required',
    given: notReplicated,
    baseline: baselineWith({ dr: { required: true } }),
    status: 'NonCompliant',
  },
  {
    name: 'the vault may lie in another subscription, which was not read',
    given: (draft) => notReplicated(draft).gap('replicatedItems', OTHER_SUB).gap('serviceExtensions', SUB),
    status: 'NotApplicable',
    limitations: [`replicatedItems ${OTHER_SUB}`],
  },
  {
    name: 'the same, and the VM does not have the agent of Site Recovery: it is not replicated',
    given: (draft) => notReplicated(draft).gap('replicatedItems', OTHER_SUB),
    status: 'NotApplicable',
  },
  {
    name: 'the same, and required',
    given: (draft) => notReplicated(draft).gap('replicatedItems', OTHER_SUB),
    baseline: baselineWith({ dr: { required: true } }),
    status: 'NonCompliant',
  },
  {
    name: 'the same, and a disk of the VM was made from a bookmark',
    given: (draft) =>
      notReplicated(draft).patch('disks', OS_DISK, { creation: fromBookmark }).gap('replicatedItems', OTHER_SUB),
    status: 'Unknown',
    gaps: [`replicatedItems ${OTHER_SUB}`],
  },
  {
    name: 'no gap, and a disk of the VM was made from a bookmark',
    given: (draft) => notReplicated(draft).patch('disks', OS_DISK, { creation: fromBookmark }),
    status: 'NotApplicable',
  },
  {
    name: 'the agent is on the VM, but no item that was read names it',
    given: (draft) => draft.drop('replicatedItems', REPLICATED).drop('replicationDetails', REPLICATED),
    status: 'Unknown',
    because: /agent is on VM vm-1, but no replicated item/,
    gaps: gapIn('replicatedItems'),
  },
  {
    name: 'a link of Site Recovery is on the VM, and the item that it names was not read',
    given: (draft) => addMark(notReplicated(draft).gap('replicatedItems', OTHER_SUB), ITEM_ELSEWHERE),
    status: 'Unknown',
    because: /link of Site Recovery is on VM vm-1, .* names one in subscription/,
    gaps: [`replicatedItems ${SUB}`, `replicatedItems ${OTHER_SUB}`].sort(),
  },
  {
    name: 'the same where the extensions could not be read',
    given: (draft) =>
      addMark(notReplicated(draft).gap('replicatedItems', OTHER_SUB).gap('serviceExtensions', SUB), ITEM_ELSEWHERE),
    status: 'Unknown',
    gaps: [`replicatedItems ${SUB}`, `replicatedItems ${OTHER_SUB}`].sort(),
  },
  {
    name: 'a link that does not say which item',
    given: (draft) => addMark(notReplicated(draft), undefined),
    status: 'Unknown',
    gaps: gapIn('replicatedItems'),
  },
  {
    name: 'a link left behind: its vault was read, and has no such item',
    given: (draft) => addMark(notReplicated(draft), REPLICATED),
    status: 'NotApplicable',
  },
  {
    name: 'links could not be read, and the VM does not have the agent: it is not replicated',
    given: (draft) => notReplicated(draft).gap('replicatedItems', OTHER_SUB).gap('replicationMarks', SUB),
    status: 'NotApplicable',
  },
  {
    name: 'that there is no link proves nothing where the extensions could not be read',
    given: (draft) =>
      notReplicated(draft).gap('replicatedItems', OTHER_SUB).gap('serviceExtensions', SUB).gap('replicationMarks', SUB),
    status: 'NotApplicable',
    limitations: [`replicatedItems ${OTHER_SUB}`],
  },
  {
    name: 'the agent was left behind: every vault lies in a subscription that was read',
    given: (draft) => draft.drop('replicatedItems', REPLICATED).drop('replicationDetails', REPLICATED),
    baseline: baselineWith({}, { vaultSubscriptions: [SUB] }),
    status: 'NotApplicable',
  },
  {
    name: 'an extension of Azure Backup is no agent of Site Recovery',
    given: (draft) => {
      notReplicated(draft).gap('replicatedItems', OTHER_SUB);
      draft.patch('serviceExtensions', addAgent(draft, VM), { publisher: 'Microsoft.Azure.RecoveryServices' });
    },
    status: 'NotApplicable',
  },
  {
    name: 'an extension that does not say whose it is',
    given: (draft) => {
      notReplicated(draft).gap('replicatedItems', OTHER_SUB);
      draft.patch('serviceExtensions', addAgent(draft, VM), { publisher: undefined });
    },
    status: 'NotApplicable',
    limitations: [`replicatedItems ${OTHER_SUB}`],
  },
  {
    name: 'required, and the vault may lie in another subscription, which was not read',
    given: (draft) => notReplicated(draft).gap('replicatedItems', OTHER_SUB).gap('serviceExtensions', SUB),
    baseline: baselineWith({ dr: { required: true } }),
    status: 'Unknown',
    gaps: [`replicatedItems ${OTHER_SUB}`],
  },
  {
    name: 'required, and every vault lies in a subscription that was read',
    given: (draft) => notReplicated(draft).gap('replicatedItems', OTHER_SUB).gap('serviceExtensions', SUB),
    baseline: baselineWith({ dr: { required: true } }, { vaultSubscriptions: [SUB] }),
    status: 'NonCompliant',
  },
  {
    name: 'every vault lies in a subscription that was read',
    given: (draft) => notReplicated(draft).gap('replicatedItems', OTHER_SUB).gap('serviceExtensions', SUB),
    baseline: baselineWith({}, { vaultSubscriptions: [SUB] }),
    status: 'NotApplicable',
  },
  {
    name: 'a vault may lie in a subscription that is not in scope',
    given: (draft) => notReplicated(draft).gap('serviceExtensions', SUB),
    baseline: baselineWith({}, { vaultSubscriptions: [SUB, '33333333-3333-3333-3333-333333333333'] }),
    status: 'NotApplicable',
    limitations: ['33333333-3333-3333-3333-333333333333']
      .flatMap((sub) => [`replicatedItems ${sub}`, `replicationDetails ${sub}`])
      .sort(),
  },
  {
    name: 'a limitation, which the baseline does not accept',
    given: (draft) => notReplicated(draft).gap('replicatedItems', OTHER_SUB).gap('serviceExtensions', SUB),
    baseline: baselineWith({}, { absence: 'strict' }),
    status: 'Unknown',
    because: /accepts no limitation/,
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
  {
    name: 'provider that nobody knows',
    given: item({ instanceType: 'A3A' }),
    status: 'Unknown',
    because: /provider .*"A3A"/,
  },
  { name: 'provider of a migration', given: item({ instanceType: 'A2ACrossClusterMigration' }), status: 'Unknown' },
  { name: 'provider not said', given: item({ instanceType: undefined }), status: 'Unknown' },
  {
    name: 'its two rows name two providers',
    given: detail({ instanceType: 'InMageRcm' }),
    status: 'Unknown',
    because: /provider .*"A2A, InMageRcm"/,
  },
  { name: 'active location that nobody knows', given: detail({ activeLocation: 'Both' }), status: 'Unknown' },
  {
    name: 'of a machine outside Azure beside it: nothing of it is hidden',
    given: seedOf('HyperVReplicaAzure', 'Protected'),
    status: 'Compliant',
  },
  {
    name: 'only machines outside Azure are replicated',
    given: (draft) => notReplicated(seedOf('InMageRcm', 'Protected')(draft)),
    status: 'NotApplicable',
  },
  {
    name: 'an item that names no VM, of a provider that nobody knows',
    given: (draft) => notReplicated(seedOf('InMage3', 'Protected')(draft)).gap('serviceExtensions', SUB),
    status: 'NotApplicable',
    limitations: gapIn('replicatedItems'),
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
