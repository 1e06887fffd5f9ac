import { casesOf, gapIn } from '../cases.ts';
import { ADE_BEK, adeEstate, DES, KEK, KEY, KEY_VAULT, OS_DISK, SECRET_URL } from '../cleanEstate.ts';
import { SUB } from '../estateOf.ts';

casesOf('KEY-02', KEY, [
  { name: 'enabled and in date', status: 'Compliant', because: /expires on 2027-06-01/ },
  {
    name: 'disabled',
    given: (draft) => draft.patch('keys', KEY, { enabled: false }),
    status: 'NonCompliant',
    because: /disabled/,
  },
  {
    name: 'expired',
    given: (draft) => draft.patch('keys', KEY, { expires: '2026-11-01T00:00:00.000Z' }),
    status: 'NonCompliant',
    because: /expired on 2026-11-01/,
  },
  {
    name: 'not yet valid',
    given: (draft) => draft.patch('keys', KEY, { notBefore: '2026-12-01T00:00:00.000Z' }),
    status: 'NonCompliant',
    because: /not be used before 2026-12-01/,
  },
  {
    name: 'version gone',
    given: (draft) => draft.drop('keys', KEY),
    status: 'NonCompliant',
    because: /does not exist/,
  },
  {
    name: 'version not read',
    given: (draft) => draft.lose('keys', KEY),
    status: 'Unknown',
    gaps: gapIn('keys'),
  },
  {
    name: 'keys of its vault not read',
    given: (draft) => draft.drop('keys', KEY).gap('keys', SUB, { subject: KEY_VAULT }),
    status: 'Unknown',
    gaps: gapIn('keys'),
  },
  {
    name: 'enabled not said',
    given: (draft) => draft.patch('keys', KEY, { enabled: undefined }),
    status: 'Unknown',
  },
  {
    name: 'expiry is no date',
    given: (draft) => draft.patch('keys', KEY, { expires: 'soon' }),
    status: 'Unknown',
  },
  {
    name: 'vault found by host name alone',
    given: (draft) => draft.patch('diskEncryptionSets', DES, { keyVaultId: undefined }),
    status: 'Compliant',
  },
  {
    name: 'vault that is not among those read',
    given: (draft) =>
      draft.patch('diskEncryptionSets', DES, {
        keyVaultId: undefined,
        keyUrl: 'https://kv-partner.vault.azure.net/keys/k/1',
      }),
    subject: 'https://kv-partner.vault.azure.net/keys/k/1',
    status: 'Unknown',
    because: /^No key vault named kv-partner is among those read/,
  },
  {
    name: 'vault out of scope',
    given: (draft) =>
      draft.drop('keyVaults', KEY_VAULT).patch('diskEncryptionSets', DES, {
        keyVaultId: KEY_VAULT.replace(SUB, '99999999-0000-0000-0000-000000000000') as typeof KEY_VAULT,
      }),
    subject: KEY.replace(SUB, '99999999-0000-0000-0000-000000000000'),
    status: 'Unknown',
    because: /outside the scope/,
    gaps: ['keys 99999999-0000-0000-0000-000000000000'],
  },
  {
    name: 'a key that may only sign',
    given: (draft) => draft.patch('keys', KEY, { keyOps: ['sign', 'verify'] }),
    status: 'NonCompliant',
    because: /does not permit wrapKey and unwrapKey/,
  },
  {
    name: 'a key that may wrap but not unwrap',
    given: (draft) => draft.patch('keys', KEY, { keyOps: ['wrapKey', 'encrypt'] }),
    status: 'NonCompliant',
    because: /does not permit unwrapKey/,
  },
  {
    name: 'a key that permits nothing',
    given: (draft) => draft.patch('keys', KEY, { keyOps: [] }),
    status: 'NonCompliant',
  },
  {
    name: 'a key without a list of operations, in other spelling',
    given: (draft) => draft.patch('keys', KEY, { keyOps: undefined, keyType: 'rsa-hsm' }),
    status: 'Compliant',
  },
  {
    name: 'an elliptic curve key',
    given: (draft) => draft.patch('keys', KEY, { keyType: 'EC-HSM', keySize: undefined }),
    status: 'NonCompliant',
    because: /"EC-HSM"; only RSA/,
  },
  {
    name: 'a type that is not listed',
    given: (draft) => draft.patch('keys', KEY, { keyType: 'ML-KEM' }),
    status: 'Unknown',
    because: /"ML-KEM"/,
  },
  {
    name: 'a short key',
    given: (draft) => draft.patch('keys', KEY, { keySize: 1024 }),
    status: 'NonCompliant',
    because: /1024 bits/,
  },
  {
    name: 'a size that is not listed',
    given: (draft) => draft.patch('keys', KEY, { keySize: 8192 }),
    status: 'Unknown',
    because: /8192 bits/,
  },
  {
    name: 'disabled, and of a type that is not listed',
    given: (draft) => draft.patch('keys', KEY, { enabled: false, keyType: 'ML-KEM' }),
    status: 'NonCompliant',
    because: /disabled/,
  },
  {
    name: 'enabled not said, and only for signing',
    given: (draft) => draft.patch('keys', KEY, { enabled: undefined, keyOps: ['sign'] }),
    status: 'NonCompliant',
    because: /does not permit/,
  },
  { name: 'KEK of ADE', from: adeEstate, subject: KEK, status: 'Compliant' },
  {
    name: 'KEK of ADE disabled',
    from: adeEstate,
    given: (draft) => draft.patch('keys', KEK, { enabled: false }),
    subject: KEK,
    status: 'NonCompliant',
  },
  {
    name: 'secret of BEK-only ADE is never read',
    from: adeEstate,
    given: (draft) => draft.patch('disks', OS_DISK, { ade: ADE_BEK }),
    subject: `${KEY_VAULT}/secrets/ade-bek/${SECRET_URL.split('/').at(-1) ?? ''}`,
    status: 'Unknown',
    because: /secrets are never read/,
  },
  { never: 'NotApplicable', because: 'A key is judged only where something depends on it.' },
]);
