import { expect, test } from 'vitest';
import { casesOf } from '../cases.ts';
import { CREW, CRYPTO_OFFICER, EVE, give, GROUP, SET_IDENTITY } from '../cleanAccess.ts';
import { cleanEstate, DES, KEY_VAULT, LONE_DISK, PLATFORM } from '../cleanEstate.ts';
import { type Draft, SUB } from '../estateOf.ts';
import { deny, group, policy } from '../drafts.ts';

const take = (draft: Draft): void => {
  for (const [id, row] of draft.rows.roleAssignments)
    if (row.principalId === SET_IDENTITY) draft.rows.roleAssignments.delete(id);
};

casesOf('KEY-05', DES, [
  { name: 'by role', status: 'Compliant', because: /through Key Vault Crypto Service Encryption User at/ },
  {
    name: 'it lost its role',
    given: take,
    status: 'NonCompliant',
    because: /has no rights on the key/,
    remediation: /Crypto Service Encryption User/,
  },
  ...[
    { condition: "@Resource[x] StringEquals 'y'", conditionVersion: '2.0' },
    { condition: "!(ActionMatches{'Microsoft.Compute/disks/write'})", conditionVersion: '1.0' },
    { condition: undefined, conditionVersion: '2.0' },
  ].map((under) => ({
    name: `under condition ${under.condition ?? '(not shown)'} of version ${under.conditionVersion}`,
    given: (draft: Draft) => {
      for (const [id, row] of draft.rows.roleAssignments)
        if (row.principalId === SET_IDENTITY) draft.patch('roleAssignments', id, under);
    },
    status: 'Unknown' as const,
    because: /condition/,
  })),
  {
    name: 'denied to nobody that Azure names',
    given: (draft) => deny(draft, KEY_VAULT, { dataActions: ['*'] }, { principals: [] }),
    status: 'Unknown',
  },
  {
    name: 'under a condition that leaves keys alone',
    given: (draft) => {
      const condition = "!(ActionMatches{'Microsoft.Compute/disks/write'})";
      for (const [id, row] of draft.rows.roleAssignments)
        if (row.principalId === SET_IDENTITY)
          draft.patch('roleAssignments', id, { condition, conditionVersion: '2.0' });
    },
    status: 'Compliant',
  },
  {
    name: 'by access policy',
    given: (draft) =>
      draft.patch('keyVaults', KEY_VAULT, {
        enableRbacAuthorization: false,
        accessPolicies: [policy(SET_IDENTITY.toUpperCase(), 'Get', 'WrapKey', 'UnwrapKey')],
      }),
    status: 'Compliant',
    because: /access policy/,
  },
  {
    name: 'its access policy lost unwrap',
    given: (draft) =>
      draft.patch('keyVaults', KEY_VAULT, {
        enableRbacAuthorization: false,
        accessPolicies: [policy(SET_IDENTITY, 'get', 'wrapKey')],
      }),
    status: 'NonCompliant',
    because: /lacks unwrap/,
  },
  {
    name: 'a role where access policies count',
    given: (draft) => draft.patch('keyVaults', KEY_VAULT, { enableRbacAuthorization: false }),
    status: 'NonCompliant',
  },
  {
    name: 'a group may get, and nobody around may wrap',
    given: (draft) => {
      give(draft, CREW, CRYPTO_OFFICER, GROUP, group);
      draft.patch('keyVaults', KEY_VAULT, { enableRbacAuthorization: false, accessPolicies: [policy(CREW, 'Get')] });
    },
    status: 'NonCompliant',
    because: /lacks|has no rights/,
  },
  {
    name: 'perhaps through a group',
    given: (draft) => {
      take(draft);
      give(draft, CREW, CRYPTO_OFFICER, KEY_VAULT, group);
    },
    status: 'Unknown',
    because: /group, whose members are not visible/,
  },
  {
    name: 'assignments not read',
    given: (draft) => {
      take(draft);
      draft.gap('roleAssignments', SUB);
    },
    status: 'Unknown',
    gaps: [`roleAssignments ${SUB}`],
  },
  {
    name: 'set not read',
    given: (draft) => draft.lose('diskEncryptionSets', DES),
    status: 'Unknown',
    gaps: [`diskEncryptionSets ${SUB}`],
  },
  {
    name: 'vault not read',
    given: (draft) => draft.lose('keyVaults', KEY_VAULT),
    status: 'Unknown',
    gaps: [`keyVaults ${SUB}`],
  },
  {
    name: 'identity not said',
    given: (draft) => draft.patch('diskEncryptionSets', DES, { principalIds: [] }),
    status: 'Unknown',
    because: /named no identity/,
  },
  {
    name: 'no identity',
    given: (draft) => draft.patch('diskEncryptionSets', DES, { principalIds: [], identityType: 'None' }),
    status: 'NonCompliant',
  },
  {
    name: 'two identities, one of them without rights',
    given: (draft) => draft.patch('diskEncryptionSets', DES, { principalIds: [SET_IDENTITY, EVE] }),
    status: 'Unknown',
    because: /different rights/,
  },
  { never: 'NotApplicable', because: 'A disk encryption set is judged only where something uses it.' },
]);

test('a disk without a disk encryption set is not asked about one', () => {
  const draft = cleanEstate().patch('disks', LONE_DISK, PLATFORM);
  expect(draft.chain(LONE_DISK).requirements.R1.behind.join()).not.toContain('KEY-05');
});
