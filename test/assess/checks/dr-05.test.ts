import { casesOf, gapIn } from '../cases.ts';
import { CACHE } from '../cleanEstate.ts';
import { baselineWith } from '../estateOf.ts';

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
