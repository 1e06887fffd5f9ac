import { expect, test } from 'vitest';
import { armId } from '../../../src/domain/armId.ts';
import { casesOf, gapIn, moreCasesOf } from '../cases.ts';
import {
  CLUSTER,
  clusterEstate,
  DATA_DISK,
  DATA_REPLICA,
  KEK_URL,
  KEY_VAULT,
  OS_DISK,
  OS_REPLICA,
  PLATFORM,
  RECOVERY_DES,
  RECOVERY_KEY,
  RECOVERY_KEY_VAULT,
  REPLICATED,
  replicatedDisk,
  SECRET_URL,
} from '../cleanEstate.ts';
import { cluster, detail, item, osLeg, replicatedAde } from '../drafts.ts';

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
    because: /is in westus/,
  },
  ...(['UnplannedFailoverCommitPendingStatesBegin', 'UnplannedFailoverCommitted', 'ReprotectInitiated'] as const).map(
    (protectionState) => ({
      name: `failed over, ${protectionState}: the regions are swapped`,
      given: detail({ activeLocation: 'Recovery', protectionState, recoveryFabricLocation: 'westeurope' }),
      status: 'NotApplicable' as const,
      because: /until it is reprotected/,
    }),
  ),
  {
    name: 'failed over, in a state that nobody knows',
    given: detail({ activeLocation: 'Recovery', protectionState: 'Dreaming' }),
    status: 'Unknown',
  },
  {
    name: 'failed over and reprotected: the replica tells the region',
    given: detail({ activeLocation: 'Recovery', recoveryFabricLocation: 'westeurope' }),
    status: 'Compliant',
  },
  {
    name: 'failed over and reprotected, set in another region than the replica',
    given: (draft) =>
      detail({ activeLocation: 'Recovery' })(draft).patch('diskEncryptionSets', RECOVERY_DES, { location: 'westus' }),
    status: 'NonCompliant',
    because: /is in westus, not in northeurope/,
  },
  {
    name: 'failed over and reprotected, replica not found',
    given: (draft) => detail({ activeLocation: 'Recovery' })(draft).drop('disks', OS_REPLICA),
    status: 'Unknown',
  },
  { name: 'active location that nobody knows', given: detail({ activeLocation: 'Both' }), status: 'Unknown' },
  { name: 'provider that nobody knows', given: item({ instanceType: 'A3A' }), status: 'Unknown' },
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
    because: /is in westeurope/,
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

test('what a failover to it needs is the replica’s own question too', () => {
  const draft = replicatedAde().patch('keys', armId(`${RECOVERY_KEY_VAULT}/keys/ade-kek/versions/1`), {
    enabled: false,
  });
  const { R4 } = draft.chain(OS_REPLICA).requirements;
  expect(R4.status).toBe('NonCompliant');
  expect(R4.behind).toContain(`DR-04 ${REPLICATED}`);
});
