import { armId } from '../../../src/domain/armId.ts';
import { casesOf, gapIn } from '../cases.ts';
import { ITEM, JOB, RESTORED } from '../cleanEstate.ts';

casesOf('RST-02', JOB, [
  { name: 'every disk found', status: 'Compliant', because: /All 1 disks/ },
  { name: 'disk gone', given: (draft) => draft.drop('disks', RESTORED), status: 'Unknown', because: /0 of 1/ },
  { name: 'disk lost', given: (draft) => draft.lose('disks', RESTORED), status: 'Unknown', gaps: gapIn('disks') },
  {
    name: 'job failed',
    given: (draft) => draft.patch('restoreJobs', JOB, { status: 'Failed' }),
    status: 'NotApplicable',
  },
  {
    name: 'job running',
    given: (draft) => draft.patch('restoreJobs', JOB, { status: 'InProgress' }),
    status: 'Unknown',
  },
  {
    name: 'details lost',
    given: (draft) => draft.lose('restoreJobDetails', JOB),
    status: 'Unknown',
    gaps: gapIn('restoreJobDetails'),
  },
  {
    name: 'recovery point gone',
    given: (draft) => draft.drop('recoveryPoints', armId(`${ITEM}/recoverypoints/097`)),
    status: 'Unknown',
  },
  { never: 'NonCompliant', because: 'A deleted disk cannot be told from one that lost its tag.' },
]);
