import { casesOf, gapIn } from '../cases.ts';
import { ITEM, VAULT } from '../cleanEstate.ts';
import { baselineWith } from '../estateOf.ts';
import { withoutBackup } from '../drafts.ts';

casesOf('BKP-06', VAULT, [
  { name: 'soft delete on', status: 'Compliant' },
  {
    name: 'soft delete off',
    given: (draft) => draft.patch('recoveryServicesVaults', VAULT, { softDeleteState: 'Disabled' }),
    status: 'NonCompliant',
  },
  {
    name: 'its only item does not say whether it is a backup of a VM',
    given: (draft) => draft.patch('protectedItems', ITEM, { backupManagementType: undefined }),
    status: 'Unknown',
    gaps: gapIn('protectedItems'),
  },
  {
    name: 'soft delete state that nobody knows',
    given: (draft) => draft.patch('recoveryServicesVaults', VAULT, { softDeleteState: 'Invalid' }),
    status: 'Unknown',
  },
  {
    name: 'Locked asked, Unlocked found',
    baseline: baselineWith({ backup: { immutability: 'Locked' } }),
    status: 'NonCompliant',
  },
  {
    name: 'Unlocked asked and found',
    baseline: baselineWith({ backup: { immutability: 'Unlocked' } }),
    status: 'Compliant',
  },
  {
    name: 'immutability asked and not said',
    given: (draft) => draft.patch('recoveryServicesVaults', VAULT, { immutabilityState: undefined }),
    baseline: baselineWith({ backup: { immutability: 'Unlocked' } }),
    status: 'Unknown',
  },
  { name: 'no backup in it', given: withoutBackup, status: 'NotApplicable' },
  {
    name: 'items not read',
    given: (draft) => draft.lose('protectedItems', ITEM),
    status: 'Unknown',
    gaps: gapIn('protectedItems'),
  },
]);
