import { describe, expect, test } from 'vitest';
import type { Baseline } from '../../../src/domain/baseline.ts';
import { armId } from '../../../src/domain/armId.ts';
import { denied } from '../access/build.ts';
import { casesOf, moreCasesOf } from '../cases.ts';
import {
  ANN,
  CREW,
  CRYPTO_OFFICER,
  DISK_BACKUP_READER,
  EVE,
  give,
  GROUP,
  OWNER,
  READER,
  SET_IDENTITY,
  SUBSCRIPTION,
  TOP,
} from '../cleanAccess.ts';
import {
  adeEstate,
  cleanEstate,
  DATA_DISK,
  DES,
  KEY_VAULT,
  LONE_DISK,
  OS_DISK,
  PLATFORM,
  SNAPSHOT,
  VAULT,
} from '../cleanEstate.ts';
import { baselineWith, type Draft, OTHER_SUB, SUB } from '../estateOf.ts';

const CONDITION = "@Resource[x] StringEquals 'y'";
const group = { principalType: 'Group' };

const approving = (exporters: readonly string[], keyUsers: readonly string[] = []): Baseline =>
  baselineWith({ exporting: { approvedExporters: exporters, approvedKeyUsers: keyUsers } });

const deny = (draft: Draft, scope: string, actions: readonly string[]): void => {
  const row = denied(scope, { actions });
  draft.rows.denyAssignments.set(row.id, row);
};

casesOf('EXP-03', SUBSCRIPTION, [
  { name: 'nobody', status: 'Compliant', because: /^No principal can export/ },
  {
    name: 'somebody, by role and scope',
    given: (draft) => give(draft, EVE, OWNER, SUBSCRIPTION),
    status: 'NonCompliant',
    because: new RegExp(`User ${EVE} through Owner at ${SUBSCRIPTION}\\.$`),
    remediation: /Remove the role assignment/,
  },
  {
    name: 'inherited from a management group: a finding there',
    given: (draft) => give(draft, EVE, OWNER, TOP),
    subject: armId(TOP),
    status: 'NonCompliant',
  },
  {
    name: 'inherited from a management group: none here',
    given: (draft) => give(draft, EVE, OWNER, TOP),
    status: 'Compliant',
  },
  {
    name: 'an approved person',
    given: (draft) => give(draft, ANN, OWNER, SUBSCRIPTION),
    baseline: approving([ANN.toUpperCase()]),
    status: 'Compliant',
    because: /is approved: 1 grant\.$/,
  },
  {
    name: 'approved to use keys only',
    given: (draft) => give(draft, ANN, OWNER, SUBSCRIPTION),
    baseline: approving([], [ANN]),
    status: 'NonCompliant',
  },
  {
    name: 'a group, whose members nobody sees',
    given: (draft) => give(draft, CREW, OWNER, GROUP, group),
    subject: GROUP,
    status: 'Unknown',
    because: /members are not visible/,
  },
  {
    name: 'an approved group',
    given: (draft) => give(draft, CREW, OWNER, GROUP, group),
    baseline: approving([CREW]),
    subject: GROUP,
    status: 'Compliant',
  },
  {
    name: 'under a condition that may stop it',
    given: (draft) => give(draft, EVE, OWNER, SUBSCRIPTION, { condition: CONDITION }),
    status: 'Unknown',
    because: /condition/,
  },
  {
    name: 'a role that nobody read',
    given: (draft) => give(draft, EVE, 'ffffffff', SUBSCRIPTION),
    status: 'Unknown',
    because: /role definition was not among those read/,
  },
  {
    name: 'denied',
    given: (draft) => {
      give(draft, EVE, OWNER, SUBSCRIPTION);
      deny(draft, SUBSCRIPTION, ['Microsoft.Compute/*']);
    },
    status: 'Compliant',
  },
  {
    name: 'assignments of the subscription not read',
    given: (draft) => draft.gap('roleAssignments', SUB),
    status: 'Unknown',
    gaps: [`roleAssignments ${SUB}`],
  },
  {
    name: 'assignments above the subscriptions not read',
    given: (draft) => draft.gap('roleAssignments', '*'),
    status: 'Unknown',
    gaps: ['roleAssignments *'],
  },
  {
    name: 'assignments elsewhere not read',
    given: (draft) => draft.gap('roleAssignments', OTHER_SUB),
    status: 'Compliant',
  },
  {
    name: 'somebody, and deny assignments that were not read',
    given: (draft) => {
      give(draft, EVE, OWNER, SUBSCRIPTION);
      draft.gap('denyAssignments', SUB);
    },
    status: 'Unknown',
    gaps: [`denyAssignments ${SUB}`],
  },
  {
    name: 'not a single assignment was shown',
    given: (draft) => {
      draft.rows.roleAssignments.clear();
    },
    status: 'Unknown',
    because: /Not one role assignment/,
    gaps: [`roleAssignments ${SUB}`],
  },
  { never: 'NotApplicable', because: 'Roles can be given at every scope.' },
]);

moreCasesOf('EXP-04', LONE_DISK, [
  {
    name: 'shut, but somebody outside the set may export it',
    given: (draft) => give(draft, EVE, DISK_BACKUP_READER, TOP),
    status: 'NonCompliant',
    because: /would be readable.* User .* Disk Backup Reader/,
  },
  {
    name: 'approved',
    given: (draft) => give(draft, ANN, DISK_BACKUP_READER, TOP),
    baseline: approving([ANN]),
    status: 'Compliant',
    because: /is approved/,
  },
  {
    name: 'of one disk only',
    given: (draft) => give(draft, EVE, DISK_BACKUP_READER, OS_DISK),
    status: 'Compliant',
  },
  {
    name: 'a group that nobody approved',
    given: (draft) => give(draft, CREW, OWNER, SUBSCRIPTION, group),
    status: 'Unknown',
    because: /members are not visible/,
  },
  {
    name: 'assignments not read',
    given: (draft) => draft.gap('roleAssignments', SUB),
    status: 'Unknown',
    gaps: [`roleAssignments ${SUB}`],
  },
  {
    name: 'whose right is denied at its resource group',
    given: (draft) => {
      give(draft, EVE, OWNER, SUBSCRIPTION);
      deny(draft, GROUP, ['*/action']);
    },
    status: 'Compliant',
  },
  {
    name: 'Azure Disk Encryption, whoever may export it',
    from: adeEstate,
    given: (draft) => give(draft, EVE, OWNER, SUBSCRIPTION),
    subject: OS_DISK,
    status: 'Compliant',
  },
  {
    name: 'a snapshot of it alone may be exported',
    given: (draft) => give(draft, EVE, OWNER, SNAPSHOT),
    subject: DATA_DISK,
    status: 'NonCompliant',
    because: /snapshot vm-1-data-snap would be readable/,
  },
]);

const policy = (objectId: string, ...keyPermissions: readonly string[]) => ({
  objectId,
  keyPermissions,
  secretPermissions: [],
});

casesOf('CTL-01', KEY_VAULT, [
  { name: 'only the identities whose key it is', status: 'Compliant', because: /^Nobody but the identities/ },
  {
    name: 'a crypto officer',
    given: (draft) => give(draft, EVE, CRYPTO_OFFICER, KEY_VAULT),
    status: 'NonCompliant',
    because: /Key Vault Crypto Officer/,
    remediation: /access policy/,
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
    status: 'Unknown',
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
  { never: 'NotApplicable', because: 'A key vault is judged only where it holds a key that something hangs on.' },
]);

casesOf('CTL-02', LONE_DISK, [
  { name: 'nobody has both', status: 'Compliant', because: /^Nobody outside the approved set/ },
  {
    name: 'one half each',
    given: (draft) => {
      give(draft, EVE, OWNER, SUBSCRIPTION);
      give(draft, ANN, CRYPTO_OFFICER, KEY_VAULT);
    },
    status: 'Compliant',
  },
  {
    name: 'one with both',
    given: (draft) => {
      give(draft, EVE, OWNER, SUBSCRIPTION);
      give(draft, EVE, CRYPTO_OFFICER, KEY_VAULT);
    },
    status: 'NonCompliant',
    because: /User eeee.*exports through Owner at .* uses the key through Key Vault Crypto Officer/,
  },
  {
    name: 'both, on another disk only',
    given: (draft) => {
      give(draft, EVE, OWNER, OS_DISK);
      give(draft, EVE, CRYPTO_OFFICER, KEY_VAULT);
    },
    status: 'Compliant',
  },
  {
    name: 'both, through its snapshot',
    given: (draft) => {
      give(draft, EVE, OWNER, SNAPSHOT);
      give(draft, EVE, CRYPTO_OFFICER, KEY_VAULT);
    },
    subject: DATA_DISK,
    status: 'NonCompliant',
    because: /snapshot vm-1-data-snap/,
  },
  {
    name: 'approved for both',
    given: (draft) => {
      give(draft, ANN, OWNER, SUBSCRIPTION);
      give(draft, ANN, CRYPTO_OFFICER, KEY_VAULT);
    },
    baseline: approving([ANN], [ANN]),
    status: 'Compliant',
  },
  {
    name: 'approved for one half only',
    given: (draft) => {
      give(draft, ANN, OWNER, SUBSCRIPTION);
      give(draft, ANN, CRYPTO_OFFICER, KEY_VAULT);
    },
    baseline: approving([ANN]),
    status: 'NonCompliant',
  },
  {
    name: 'a group of exporters that the key user may be in',
    given: (draft) => {
      give(draft, CREW, OWNER, SUBSCRIPTION, group);
      give(draft, EVE, CRYPTO_OFFICER, KEY_VAULT);
    },
    status: 'Unknown',
    because: /Group cccc/,
  },
  {
    name: 'the group is approved',
    given: (draft) => {
      give(draft, CREW, OWNER, SUBSCRIPTION, group);
      give(draft, EVE, CRYPTO_OFFICER, KEY_VAULT);
    },
    baseline: approving([CREW]),
    status: 'Compliant',
  },
  {
    name: 'a group of exporters, and only the identities whose key it is',
    given: (draft) => give(draft, CREW, OWNER, SUBSCRIPTION, group),
    status: 'Compliant',
  },
  {
    name: 'platform key: there is no key to keep apart',
    given: (draft) => draft.patch('disks', LONE_DISK, PLATFORM),
    status: 'NotApplicable',
  },
  {
    name: 'set not read',
    given: (draft) => draft.lose('diskEncryptionSets', DES),
    status: 'Unknown',
    gaps: [`diskEncryptionSets ${SUB}`],
  },
  {
    name: 'assignments not read',
    given: (draft) => draft.gap('roleAssignments', '*'),
    status: 'Unknown',
    gaps: ['roleAssignments *'],
  },
  {
    name: 'snapshots not read',
    given: (draft) => draft.lose('snapshots', SNAPSHOT),
    status: 'Unknown',
    gaps: [`snapshots ${SUB}`],
  },
  {
    name: 'key in a vault that is not among those read',
    given: (draft) =>
      draft.patch('diskEncryptionSets', DES, {
        keyVaultId: undefined,
        keyUrl: 'https://kv-partner.vault.azure.net/keys/k/1',
      }),
    status: 'Unknown',
    because: /No key vault named kv-partner is among those read/,
  },
]);

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
    because: /holds no right on the key/,
    remediation: /Crypto Service Encryption User/,
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
    because: /differ in rights/,
  },
  { never: 'NotApplicable', because: 'A disk encryption set is judged only where something hangs on it.' },
]);

describe('in the chain', () => {
  test('a disk without a disk encryption set is not asked about one', () => {
    const draft = cleanEstate().patch('disks', LONE_DISK, PLATFORM);
    expect(draft.chain(LONE_DISK).requirements.R1.behind.join()).not.toContain('KEY-05');
  });

  test('each grant is shown with who, role, scope and what it lets them do', () => {
    const draft = cleanEstate();
    give(draft, EVE, DISK_BACKUP_READER, GROUP);
    expect(draft.verdict('EXP-03', GROUP).evidence).toEqual({
      Grants: 1,
      'Outside the approved set': 1,
      'In doubt': 0,
      'Outside 1': `User ${EVE}; Disk Backup Reader at ${GROUP}; can Microsoft.Compute/disks/beginGetAccess/action`,
    });
  });

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
});
