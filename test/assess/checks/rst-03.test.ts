import { casesOf, gapIn } from '../cases.ts';
import { ADE_BEK, adeEstate, ITEM, KEY_VAULT, OLD_POINT, POINT, VAULT, VAULT_KEY } from '../cleanEstate.ts';
import { points } from '../drafts.ts';

casesOf('RST-03', ITEM, [
  { name: 'vault key usable', status: 'Compliant', because: /The key of the vault/ },
  {
    name: 'vault key disabled',
    given: (draft) => draft.patch('keys', VAULT_KEY, { enabled: false }),
    status: 'NonCompliant',
    because: /vault: The key version is disabled/,
  },
  {
    name: 'no key needed',
    given: (draft) => draft.patch('recoveryServicesVaults', VAULT, { keyUri: undefined }),
    status: 'Compliant',
    because: /no key of the organisation/,
  },
  { name: 'ADE with KEK, usable', from: adeEstate, status: 'Compliant' },
  {
    name: 'every recovery point soft-deleted, its tiers valid',
    given: (draft) => points(draft, { isSoftDeleted: true }),
    status: 'NotApplicable',
  },
  {
    name: 'ADE with KEK that is gone',
    from: adeEstate,
    given: (draft) =>
      draft.patch('recoveryPoints', POINT, {
        keys: {
          secretUrl: undefined,
          secretVaultId: undefined,
          keyUrl: 'https://kv-core.vault.azure.net/keys/ade-kek/0000000000000000000000000000ffff',
          keyVaultId: KEY_VAULT,
        },
      }),
    status: 'NonCompliant',
    because: /does not exist/,
  },
  {
    name: 'an old KEK does not matter where the newest point has another',
    from: adeEstate,
    given: (draft) =>
      draft.patch('recoveryPoints', OLD_POINT, {
        keys: {
          secretUrl: undefined,
          secretVaultId: undefined,
          keyUrl: 'https://kv-core.vault.azure.net/keys/ade-kek/0000000000000000000000000000ffff',
          keyVaultId: KEY_VAULT,
        },
      }),
    status: 'Compliant',
  },
  {
    name: 'ADE without KEK needs a secret, which is never read',
    from: adeEstate,
    given: (draft) => draft.patch('recoveryPoints', POINT, { keys: ADE_BEK.keys[0] }),
    status: 'Unknown',
    because: /secrets are never read/,
  },
  {
    name: 'a point lost: it may be the newest',
    given: (draft) => draft.lose('recoveryPoints', OLD_POINT),
    status: 'Unknown',
    gaps: gapIn('recoveryPoints'),
  },
  {
    name: 'a newer point in a state that nobody knows',
    given: (draft) => draft.patch('recoveryPoints', POINT, { tiers: [{ type: 'HardenedRP', status: 'Maybe' }] }),
    status: 'Unknown',
  },
  {
    name: 'no usable point',
    given: (draft) => points(draft, { tiers: [{ type: 'HardenedRP', status: 'Deleted' }] }),
    status: 'NotApplicable',
  },
  {
    name: 'vault not read',
    given: (draft) => draft.lose('recoveryServicesVaults', VAULT),
    status: 'Unknown',
    gaps: gapIn('recoveryServicesVaults'),
  },
]);
