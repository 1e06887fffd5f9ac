import { armId } from '../../../../src/domain/armId.ts';
import { moreCasesOf, type Case } from '../../cases.ts';
import { ANN, CREW, CRYPTO_OFFICER, EVE, give, OWNER, READER, SECRETS_USER, SUBSCRIPTION } from '../../cleanAccess.ts';
import { ADE_BEK, ADE_KEK, adeEstate, KEY_VAULT, OS_DISK } from '../../cleanEstate.ts';
import { approving } from '../../drafts.ts';
import { SUB, type Draft } from '../../estateOf.ts';

const SECRET = armId(`${KEY_VAULT}/secrets/ade-bek`);
const CONTRIBUTOR = 'b24988ac-6180-42a0-ab88-20f7382dd24c';

/** The OS disk under Azure Disk Encryption without a key encryption key: whoever has its secret can unlock it. */
const withoutKek = (): Draft => adeEstate().patch('disks', OS_DISK, { ade: ADE_BEK });

const policies = (draft: Draft, objectId: string, secretPermissions: readonly string[]): Draft =>
  draft.patch('keyVaults', KEY_VAULT, {
    enableRbacAuthorization: false,
    accessPolicies: [{ objectId, keyPermissions: [], secretPermissions }],
  });

const cases = (rows: readonly Case[]): readonly Case[] => rows.map((row) => ({ from: withoutKek, ...row }));

moreCasesOf(
  'CTL-01',
  KEY_VAULT,
  cases([
    { name: 'nobody reads the secret', status: 'Compliant', because: /secrets in it\.$/ },
    {
      name: 'a secrets user of the vault',
      given: (draft) => give(draft, EVE, SECRETS_USER, KEY_VAULT),
      status: 'NonCompliant',
      because: /or read the Azure Disk Encryption secrets in it: User eeee.* through Key Vault Secrets User/,
    },
    {
      name: 'of that secret alone',
      given: (draft) => give(draft, EVE, SECRETS_USER, SECRET),
      status: 'NonCompliant',
    },
    {
      name: 'of another secret',
      given: (draft) => give(draft, EVE, SECRETS_USER, `${KEY_VAULT}/secrets/other`),
      status: 'Compliant',
    },
    {
      name: 'approved',
      given: (draft) => give(draft, ANN, SECRETS_USER, KEY_VAULT),
      baseline: approving([], [ANN]),
      status: 'Compliant',
      because: /is approved: 1 grant/,
    },
    {
      name: 'a group',
      given: (draft) => give(draft, CREW, SECRETS_USER, KEY_VAULT, { principalType: 'Group' }),
      status: 'NonCompliant',
      because: /members are not visible/,
    },
    {
      name: 'where a key encryption key wraps the secret, its readers do not count',
      given: (draft) => {
        draft.patch('disks', OS_DISK, { ade: ADE_KEK });
        give(draft, EVE, SECRETS_USER, KEY_VAULT);
      },
      status: 'Compliant',
    },
    {
      name: 'assignments not read',
      given: (draft) => draft.gap('roleAssignments', SUB),
      status: 'Unknown',
      gaps: [`roleAssignments ${SUB}`],
    },
  ]),
);

moreCasesOf(
  'CTL-02',
  OS_DISK,
  cases([
    { name: 'nobody has both', status: 'Compliant', because: /^Nobody outside .* read the secret that unlocks it/ },
    {
      name: 'one half each',
      given: (draft) => {
        give(draft, EVE, OWNER, SUBSCRIPTION);
        give(draft, ANN, SECRETS_USER, KEY_VAULT);
      },
      status: 'Compliant',
    },
    {
      name: 'one with both',
      given: (draft) => {
        give(draft, EVE, OWNER, SUBSCRIPTION);
        give(draft, EVE, SECRETS_USER, SECRET);
      },
      status: 'NonCompliant',
      because: /can export the disk and read the secret .* and reads the secret through Key Vault Secrets User at/,
    },
    {
      name: 'using keys reads no secret',
      given: (draft) => {
        give(draft, EVE, OWNER, SUBSCRIPTION);
        give(draft, EVE, CRYPTO_OFFICER, KEY_VAULT);
      },
      status: 'Compliant',
    },
    {
      name: 'both, and approved for both',
      given: (draft) => {
        give(draft, ANN, OWNER, SUBSCRIPTION);
        give(draft, ANN, SECRETS_USER, KEY_VAULT);
      },
      baseline: approving([ANN], [ANN]),
      status: 'Compliant',
    },
    {
      name: 'by access policy: get',
      given: (draft) => {
        give(draft, EVE, OWNER, SUBSCRIPTION);
        policies(draft, EVE, ['Get']);
      },
      status: 'NonCompliant',
      because: /through an access policy/,
    },
    {
      name: 'by access policy: backup, which another vault restores',
      given: (draft) => {
        give(draft, EVE, OWNER, SUBSCRIPTION);
        policies(draft, EVE, ['backup']);
      },
      status: 'NonCompliant',
    },
    {
      name: 'by access policy: list and set only',
      given: (draft) => {
        give(draft, EVE, OWNER, SUBSCRIPTION);
        policies(draft, EVE, ['list', 'set']);
      },
      status: 'Compliant',
    },
    {
      name: 'by access policy: all',
      given: (draft) => {
        give(draft, EVE, OWNER, SUBSCRIPTION);
        policies(draft, EVE, ['all']);
      },
      status: 'NonCompliant',
    },
    {
      name: 'a role where access policies count',
      given: (draft) => {
        give(draft, EVE, OWNER, SUBSCRIPTION);
        give(draft, EVE, SECRETS_USER, KEY_VAULT);
        draft.patch('keyVaults', KEY_VAULT, { enableRbacAuthorization: false });
      },
      status: 'Compliant',
    },
    {
      name: 'by a deployment, where the vault lets deployments take secrets out',
      given: (draft) => {
        give(draft, EVE, CONTRIBUTOR, SUBSCRIPTION);
        draft.patch('keyVaults', KEY_VAULT, { enabledForTemplateDeployment: true });
      },
      status: 'NonCompliant',
    },
    {
      name: 'by a new VM, where the vault lets them',
      given: (draft) => {
        give(draft, EVE, CONTRIBUTOR, SUBSCRIPTION);
        draft.patch('keyVaults', KEY_VAULT, { enabledForDeployment: true });
      },
      status: 'NonCompliant',
    },
    {
      name: 'a reader of everything reads no secret',
      given: (draft) => {
        give(draft, EVE, OWNER, OS_DISK);
        give(draft, EVE, READER, SUBSCRIPTION);
      },
      status: 'Compliant',
    },
    {
      name: 'a group reads the secret, and somebody exports',
      given: (draft) => {
        give(draft, EVE, OWNER, SUBSCRIPTION);
        give(draft, CREW, SECRETS_USER, KEY_VAULT, { principalType: 'Group' });
      },
      status: 'Unknown',
    },
    {
      name: 'vault not read',
      given: (draft) => draft.lose('keyVaults', KEY_VAULT),
      status: 'Unknown',
      gaps: [`keyVaults ${SUB}`],
    },
    {
      name: 'vault gone',
      given: (draft) => draft.drop('keyVaults', KEY_VAULT),
      status: 'Unknown',
      because: /not found/,
    },
  ]),
);
