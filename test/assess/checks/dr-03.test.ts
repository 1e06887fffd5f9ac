import { casesOf, gapIn, moreCasesOf } from '../cases.ts';
import { adeEstate, clusterEstate, DATA_REPLICA, OS_DISK, OS_REPLICA, PLATFORM } from '../cleanEstate.ts';
import { osLeg, replicatedAde } from '../drafts.ts';

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
  {
    name: 'named as the replica of two disks',
    subject: DATA_REPLICA,
    given: osLeg({ recoveryReplicaDiskId: DATA_REPLICA }),
    status: 'Unknown',
    because: /replica of more than one disk/,
  },
  { name: 'source not named', given: osLeg({ diskId: undefined }), status: 'Unknown' },
  {
    name: 'ADE, declared by Site Recovery',
    from: replicatedAde,
    status: 'Unknown',
    because: /declared by Site Recovery/,
  },
  {
    name: 'ADE, Site Recovery says not encrypted',
    from: adeEstate,
    given: (draft) => draft.patch('disks', OS_REPLICA, PLATFORM),
    status: 'NonCompliant',
    because: /is not under Azure Disk Encryption/,
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
