import { casesOf, gapIn } from '../cases.ts';
import { KEY_VAULT } from '../cleanEstate.ts';
import { baselineWith } from '../estateOf.ts';

casesOf('KEY-03', KEY_VAULT, [
  { name: 'both on', status: 'Compliant' },
  {
    name: 'purge protection off',
    given: (draft) => draft.patch('keyVaults', KEY_VAULT, { enablePurgeProtection: false }),
    status: 'NonCompliant',
    because: /Purge protection/,
  },
  {
    name: 'purge protection never switched on: Azure leaves the flag out',
    given: (draft) => draft.patch('keyVaults', KEY_VAULT, { enablePurgeProtection: undefined }),
    status: 'NonCompliant',
  },
  {
    name: 'soft delete off',
    given: (draft) => draft.patch('keyVaults', KEY_VAULT, { enableSoftDelete: false }),
    status: 'NonCompliant',
    because: /Soft delete/,
  },
  {
    name: 'soft delete not said',
    given: (draft) => draft.patch('keyVaults', KEY_VAULT, { enableSoftDelete: undefined }),
    status: 'Unknown',
  },
  {
    name: 'not asked by the baseline',
    given: (draft) =>
      draft.patch('keyVaults', KEY_VAULT, { enablePurgeProtection: undefined, enableSoftDelete: false }),
    baseline: baselineWith({ keys: { requirePurgeProtection: false, requireSoftDelete: false } }),
    status: 'Compliant',
    because: /requires neither/,
  },
  {
    name: 'vault not read',
    given: (draft) => draft.lose('keyVaults', KEY_VAULT),
    status: 'Unknown',
    gaps: gapIn('keyVaults'),
  },
  { name: 'vault gone', given: (draft) => draft.drop('keyVaults', KEY_VAULT), status: 'Unknown', because: /not found/ },
  { never: 'NotApplicable', because: 'A key vault is judged only where it holds a key that something depends on.' },
]);
