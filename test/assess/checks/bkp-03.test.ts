import { casesOf, gapIn } from '../cases.ts';
import { ITEM, VAULT, VAULT_KEY } from '../cleanEstate.ts';
import { baselineWith } from '../estateOf.ts';
import { platformVault, withoutBackup } from '../drafts.ts';

casesOf('BKP-03', VAULT, [
  { name: 'effective, usable key', status: 'Compliant', because: /in effect/ },
  {
    name: 'platform key',
    given: platformVault,
    status: 'NonCompliant',
    because: /platform-managed key encrypts the vault/,
  },
  {
    name: 'platform key, which the baseline accepts',
    given: (draft) => draft.patch('recoveryServicesVaults', VAULT, { keyUri: undefined }),
    baseline: baselineWith({ backup: { requireVaultCustomerKey: false } }),
    status: 'Compliant',
  },
  {
    name: 'configured, last update failed',
    given: (draft) => draft.patch('vaultEncryptions', VAULT, { lastUpdateStatus: 'Failed' }),
    status: 'NonCompliant',
    because: /not in effect/,
  },
  {
    name: 'the two witnesses contradict each other',
    given: (draft) => draft.patch('vaultEncryptions', VAULT, { encryptionAtRestType: 'MicrosoftManaged' }),
    status: 'Unknown',
    because: /"MicrosoftManaged"/,
  },
  {
    name: 'status that nobody knows',
    given: (draft) => draft.patch('vaultEncryptions', VAULT, { lastUpdateStatus: 'Perhaps' }),
    status: 'Unknown',
  },
  {
    name: 'second witness not read',
    given: (draft) => draft.lose('vaultEncryptions', VAULT),
    status: 'Unknown',
    gaps: gapIn('vaultEncryptions'),
  },
  {
    name: 'key disabled',
    given: (draft) => draft.patch('keys', VAULT_KEY, { enabled: false }),
    status: 'NonCompliant',
    because: /cannot be used: The key version is disabled/,
  },
  { name: 'key not read', given: (draft) => draft.lose('keys', VAULT_KEY), status: 'Unknown', gaps: gapIn('keys') },
  {
    name: 'infrastructure encryption asked for and off',
    given: (draft) => draft.patch('recoveryServicesVaults', VAULT, { infrastructureEncryption: 'Disabled' }),
    baseline: baselineWith({ backup: { requireVaultInfrastructureEncryption: true } }),
    status: 'NonCompliant',
    because: /Infrastructure/,
  },
  {
    name: 'infrastructure encryption asked for and on',
    baseline: baselineWith({ backup: { requireVaultInfrastructureEncryption: true } }),
    status: 'Compliant',
  },
  { name: 'no backup in it', given: withoutBackup, status: 'NotApplicable' },
  {
    name: 'no backup seen in it, items not read',
    given: (draft) => draft.lose('protectedItems', ITEM),
    status: 'Unknown',
    gaps: gapIn('protectedItems'),
  },
]);
