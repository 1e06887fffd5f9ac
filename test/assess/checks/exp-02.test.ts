import { casesOf, gapIn } from '../cases.ts';
import { adeEstate, OS_DISK, OS_REPLICA, REPLICATED, SNAPSHOT } from '../cleanEstate.ts';

casesOf('EXP-02', OS_DISK, [
  { name: 'Attached', status: 'Compliant' },
  ...(['ActiveSAS', 'ActiveSASFrozen', 'ActiveUpload'] as const).map((diskState) => ({
    name: diskState,
    given: (draft: ReturnType<typeof adeEstate>) => draft.patch('disks', OS_DISK, { diskState }),
    status: 'NonCompliant' as const,
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
    name: 'replica: Site Recovery holds a link of its own',
    subject: OS_REPLICA,
    status: 'Unknown',
    because: /Site Recovery writes/,
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
