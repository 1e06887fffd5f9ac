import { armId } from '../../../src/domain/armId.ts';
import { casesOf, gapIn } from '../cases.ts';
import { adeEstate, ITEM, OLD_POINT, POINT } from '../cleanEstate.ts';
import { points } from '../drafts.ts';
import type { Draft } from '../estateOf.ts';

const RESTORED_POINT = armId(`${ITEM}/recoverypoints/097`);

/** By Resource Graph, and by the vault. */
function inState(protectionState: string, inVault = protectionState): (draft: Draft) => Draft {
  return (draft) =>
    draft
      .patch('protectedItems', ITEM, { protectionState })
      .patch('diskExclusions', ITEM, { protectionState: inVault });
}

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
    name: 'ADE, and an expiry that has passed while Azure still lists the point',
    from: adeEstate,
    given: (draft) => points(draft, { expiryTime: '2026-11-01T00:00:00.000Z' }),
    status: 'Unknown',
    because: /until when it is kept is not known/,
  },
  {
    name: 'ADE, backups stopped: no point expires any more',
    from: adeEstate,
    given: inState('ProtectionStopped'),
    status: 'NonCompliant',
    because: /until somebody deletes them/,
  },
  {
    name: 'no ADE, backups stopped',
    given: inState('ProtectionStopped'),
    status: 'NotApplicable',
  },
  {
    name: 'ADE, backups suspended: points expire by their policy',
    from: adeEstate,
    given: inState('BackupsSuspended'),
    status: 'Compliant',
  },
  {
    name: 'ADE, stopped by its vault alone',
    from: adeEstate,
    given: inState('Protected', 'ProtectionStopped'),
    status: 'Unknown',
    because: /still expire is not known: its protection state is "ProtectionStopped"/,
  },
  { name: 'ADE, in a state that nobody knows', from: adeEstate, given: inState('Resting'), status: 'Unknown' },
  {
    name: 'ADE, its state in its vault lost',
    from: adeEstate,
    given: (draft) => draft.lose('diskExclusions', ITEM),
    status: 'Unknown',
    gaps: gapIn('diskExclusions'),
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
