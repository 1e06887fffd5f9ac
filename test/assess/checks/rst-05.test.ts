import { casesOf, gapIn } from '../cases.ts';
import { STAGING } from '../cleanEstate.ts';
import { baselineWith } from '../estateOf.ts';
import { both, vaultTier } from '../drafts.ts';

casesOf('RST-05', STAGING, [
  { name: 'customer key, shut', status: 'Compliant' },
  {
    name: 'platform key',
    given: (draft) => draft.patch('storageAccounts', STAGING, { keySource: 'Microsoft.Storage' }),
    status: 'NonCompliant',
  },
  {
    name: 'platform key, which the baseline accepts',
    given: (draft) => draft.patch('storageAccounts', STAGING, { keySource: 'Microsoft.Storage' }),
    baseline: baselineWith({ restore: { requireStagingCustomerKey: false } }),
    status: 'Compliant',
  },
  {
    name: 'key source that nobody knows',
    given: (draft) => draft.patch('storageAccounts', STAGING, { keySource: 'X' }),
    status: 'Unknown',
  },
  {
    name: 'open to every network',
    given: (draft) =>
      draft.patch('storageAccounts', STAGING, { publicNetworkAccess: 'Enabled', networkDefaultAction: 'Allow' }),
    status: 'NonCompliant',
  },
  {
    name: 'open to selected networks',
    given: (draft) => draft.patch('storageAccounts', STAGING, { publicNetworkAccess: 'Enabled' }),
    status: 'Compliant',
  },
  {
    name: 'anonymous blobs',
    given: (draft) => draft.patch('storageAccounts', STAGING, { allowBlobPublicAccess: true }),
    status: 'NonCompliant',
  },
  {
    name: 'HTTP accepted',
    given: (draft) => draft.patch('storageAccounts', STAGING, { supportsHttpsTrafficOnly: false }),
    status: 'NonCompliant',
  },
  {
    name: 'HTTPS not said',
    given: (draft) => draft.patch('storageAccounts', STAGING, { supportsHttpsTrafficOnly: undefined }),
    status: 'Unknown',
  },
  {
    name: 'account lost: the restored disk still names it',
    given: both(vaultTier('vm-1-osdisk-20261120-101500'), (draft) => draft.lose('storageAccounts', STAGING)),
    status: 'Unknown',
    gaps: gapIn('storageAccounts'),
  },
  {
    name: 'account gone',
    given: (draft) => draft.drop('storageAccounts', STAGING),
    subject: 'ststaging',
    status: 'Unknown',
  },
  { never: 'NotApplicable', because: 'An account is judged only where a restore used it.' },
]);
