import { casesOf, gapIn } from '../cases.ts';
import { detail, madeFromReplica, ON_PREMISES, osLeg, SEED, seedOf } from '../drafts.ts';
import { diskId } from '../estateOf.ts';
import { adeEstate, OS_DISK, OS_REPLICA, REPLICATED, SNAPSHOT } from '../cleanEstate.ts';

casesOf('EXP-02', OS_DISK, [
  { name: 'Attached', status: 'Compliant' },
  ...(['ActiveSAS', 'ActiveSASFrozen', 'ActiveUpload'] as const).map((diskState) => ({
    name: diskState,
    given: (draft: ReturnType<typeof adeEstate>) => draft.patch('disks', OS_DISK, { diskState }),
    status: 'NonCompliant' as const,
    because: diskState === 'ActiveUpload' ? /^A link to upload its data is open now/ : /^An export link to its data/,
  })),
  {
    name: 'a number in place of a word',
    given: (draft) => draft.patch('disks', OS_DISK, { diskState: '0' }),
    status: 'Unknown',
  },
  {
    name: 'snapshot with an open link',
    given: (draft) => draft.patch('snapshots', SNAPSHOT, { diskState: 'ActiveSAS' }),
    subject: SNAPSHOT,
    status: 'NonCompliant',
  },
  {
    name: 'replica: Site Recovery holds a link of its own, as its item proves',
    subject: OS_REPLICA,
    status: 'Compliant',
    because: /Site Recovery's own/,
  },
  {
    name: 'named as a replica is, while an item names no replica of a disk',
    given: osLeg({ recoveryReplicaDiskId: undefined }),
    subject: OS_REPLICA,
    status: 'Unknown',
    because: /names no replica/,
    gaps: gapIn('replicationDetails'),
  },
  ...(['InitialReplicationInProgress', 'InitialReplicationRecoveryCompletionPending'] as const).map(
    (protectionState) => ({
      name: `replica of an item in state ${protectionState}`,
      given: detail({ protectionState }),
      subject: OS_REPLICA,
      status: 'Compliant' as const,
    }),
  ),
  ...(['UnplannedFailoverCommitted', 'DisablingProtection', 'Protecting', undefined] as const).map(
    (protectionState) => ({
      name: `replica of an item in state ${protectionState ?? '(not said)'}`,
      given: detail({ protectionState }),
      subject: OS_REPLICA,
      status: 'Unknown' as const,
      because: /Site Recovery writes/,
    }),
  ),
  ...(['ActiveSASFrozen', 'ActiveUpload'] as const).map((diskState) => ({
    name: `replica in state ${diskState}`,
    given: (draft: ReturnType<typeof adeEstate>) => draft.patch('disks', OS_REPLICA, { diskState }),
    subject: OS_REPLICA,
    status: 'Unknown' as const,
  })),
  {
    name: 'a copy of the replica: no link of Site Recovery',
    given: madeFromReplica('copy', 'drill-7', 'rg-drill', { diskState: 'ActiveSAS' }),
    subject: diskId('drill-7', 'rg-drill'),
    status: 'NonCompliant',
  },
  {
    name: 'the disk that the replication of a machine outside Azure writes to',
    given: seedOf('InMageRcm', 'Protected'),
    subject: SEED,
    status: 'Compliant',
    because: /Site Recovery's own/,
  },
  { name: 'such a disk, item stopped', given: seedOf('InMageAzureV2', 'Failed'), subject: SEED, status: 'Unknown' },
  {
    name: 'a disk with such a name that no item names',
    given: (draft) => {
      seedOf('InMageRcm', 'Protected')(draft);
      draft.patch('replicationDetails', ON_PREMISES, { seedDiskIds: [] });
    },
    subject: SEED,
    status: 'NonCompliant',
  },
  {
    name: 'replica whose details were lost',
    given: (draft) => draft.lose('replicationDetails', REPLICATED),
    subject: OS_REPLICA,
    status: 'Unknown',
    gaps: gapIn('replicationDetails'),
  },
  { never: 'NotApplicable', because: 'Every managed disk and snapshot can have a link.' },
]);
