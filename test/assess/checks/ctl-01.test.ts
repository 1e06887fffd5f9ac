import { expect, test } from 'vitest';
import { casesOf } from '../cases.ts';
import {
  ANN,
  CREW,
  CRYPTO_OFFICER,
  EVE,
  give,
  GROUP,
  OWNER,
  READER,
  SET_IDENTITY,
  SUBSCRIPTION,
} from '../cleanAccess.ts';
import { cleanEstate, KEY_VAULT, VAULT } from '../cleanEstate.ts';
import { SUB } from '../estateOf.ts';
import { approving, deny, group, policy } from '../drafts.ts';

casesOf('CTL-01', KEY_VAULT, [
  { name: 'only the identities whose key it is', status: 'Compliant', because: /^Only the identities/ },
  {
    name: 'a crypto officer',
    given: (draft) => give(draft, EVE, CRYPTO_OFFICER, KEY_VAULT),
    status: 'NonCompliant',
    because: /Key Vault Crypto Officer/,
    remediation: /access policy/,
  },
  {
    name: 'a crypto officer, denied at the vault alone: its keys are not',
    given: (draft) => {
      give(draft, EVE, CRYPTO_OFFICER, KEY_VAULT);
      deny(draft, KEY_VAULT, { dataActions: ['*'] }, { doNotApplyToChildScopes: true });
    },
    status: 'NonCompliant',
  },
  {
    name: 'an Owner has nothing of the data plane',
    given: (draft) => give(draft, EVE, OWNER, SUBSCRIPTION),
    status: 'Compliant',
  },
  {
    name: 'approved',
    given: (draft) => give(draft, ANN, CRYPTO_OFFICER, KEY_VAULT),
    baseline: approving([], [ANN]),
    status: 'Compliant',
  },
  {
    name: 'approved to export disks only',
    given: (draft) => give(draft, ANN, CRYPTO_OFFICER, KEY_VAULT),
    baseline: approving([ANN]),
    status: 'NonCompliant',
  },
  {
    name: 'an identity whose key it is may not take it out',
    given: (draft) => give(draft, SET_IDENTITY, CRYPTO_OFFICER, KEY_VAULT, { principalType: 'ServicePrincipal' }),
    status: 'NonCompliant',
  },
  {
    name: 'a group',
    given: (draft) => give(draft, CREW, CRYPTO_OFFICER, GROUP, group),
    status: 'NonCompliant',
    because: /members are not visible/,
  },
  {
    name: 'access policies',
    given: (draft) =>
      draft.patch('keyVaults', KEY_VAULT, {
        enableRbacAuthorization: false,
        accessPolicies: [policy(SET_IDENTITY, 'get', 'wrapKey', 'unwrapKey')],
      }),
    status: 'Compliant',
  },
  {
    name: 'an access policy of somebody whose kind Azure does not say',
    given: (draft) =>
      draft.patch('keyVaults', KEY_VAULT, { enableRbacAuthorization: false, accessPolicies: [policy(EVE, 'All')] }),
    status: 'Unknown',
    because: /Principal .* through an access policy/,
  },
  {
    name: 'an access policy of somebody who is known as a person',
    given: (draft) => {
      give(draft, EVE, READER, SUBSCRIPTION);
      draft.patch('keyVaults', KEY_VAULT, {
        enableRbacAuthorization: false,
        accessPolicies: [policy(EVE, 'unwrapKey')],
      });
    },
    status: 'NonCompliant',
  },
  {
    name: 'an identity that a lost vault may have had',
    given: (draft) => draft.lose('recoveryServicesVaults', VAULT),
    status: 'Unknown',
    because: /may be the identity of a resource that was not read/,
    gaps: [`recoveryServicesVaults ${SUB}`],
  },
  {
    name: 'assignments not read',
    given: (draft) => draft.gap('roleAssignments', SUB),
    status: 'Unknown',
    gaps: [`roleAssignments ${SUB}`],
  },
  {
    name: 'vault not read',
    given: (draft) => draft.lose('keyVaults', KEY_VAULT),
    status: 'Unknown',
    gaps: [`keyVaults ${SUB}`],
  },
  { name: 'vault gone', given: (draft) => draft.drop('keyVaults', KEY_VAULT), status: 'Unknown', because: /not found/ },
  { never: 'NotApplicable', because: 'A key vault is judged only where it holds a key that something depends on.' },
]);

test('who may destroy the keys, or could take them, is counted beside CTL-01', () => {
  const draft = cleanEstate();
  give(draft, EVE, OWNER, SUBSCRIPTION);
  expect(draft.verdict('CTL-01', KEY_VAULT).evidence).toMatchObject({
    'Permission model': 'Azure roles',
    'Identities of resources that use its keys': 2,
    'Principals who can delete or purge': 1,
    'Of these outside the approved set': 1,
    'Can destroy 1': `User ${EVE}; Owner at ${SUBSCRIPTION}; can Microsoft.KeyVault/vaults/delete, Microsoft.KeyVault/locations/deletedVaults/purge/action`,
    'Principals who could give themselves access': 1,
  });
});
