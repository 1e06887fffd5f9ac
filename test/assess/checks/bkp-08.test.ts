import { armId } from '../../../src/domain/armId.ts';
import { casesOf, gapIn } from '../cases.ts';
import { adeEstate, ITEM, OLD_POINT, POINT } from '../cleanEstate.ts';
import { points } from '../drafts.ts';

const RESTORED_POINT = armId(`${ITEM}/recoverypoints/097`);

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
    given: (draft) => points(draft, { expiryTime: undefined }),
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
