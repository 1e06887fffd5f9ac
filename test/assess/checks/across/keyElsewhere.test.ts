import { describe, expect, test } from 'vitest';
import { armId } from '../../../../src/domain/armId.ts';
import { moreCasesOf, type Case } from '../../cases.ts';
import { ANN, CREW, EVE, give, OWNER, SUBSCRIPTION } from '../../cleanAccess.ts';
import { cleanEstate, DES, KEY, KEY_VAULT, LONE_DISK } from '../../cleanEstate.ts';
import { baselineWith, id, SUB, type Draft } from '../../estateOf.ts';

const HSM = armId(id('Microsoft.KeyVault/managedHSMs', 'hsm-core'));
const HSM_KEY = armId(`${HSM}/keys/disk-cmk/versions/1`);
const HSM_URL = 'https://hsm-core.managedhsm.azure.net/keys/disk-cmk/1';
const FOREIGN_URL = 'https://kv-partner.vault.azure.net/keys/disk-cmk/1';
const FOREIGN_VAULT = 'https://kv-partner.vault.azure.net';
const APPLICATION = 'ffffffff-0000-0000-0000-000000000001';

/** The clean estate with its disks on a key in a managed HSM. */
function onHsm(): Draft {
  const draft = cleanEstate().patch('diskEncryptionSets', DES, { keyUrl: HSM_URL, keyVaultId: undefined });
  const [vault] = [draft.rows.keyVaults.get(KEY_VAULT)];
  const [key] = [draft.rows.keys.get(KEY)];
  if (vault === undefined || key === undefined) throw new Error('The clean estate has no key.');
  draft.put('keyVaults', id('Microsoft.KeyVault/managedHSMs', 'hsm-core'), {
    ...vault,
    id: HSM,
    resourceId: HSM,
    name: 'hsm-core',
    managedHsm: true,
    vaultUri: 'https://hsm-core.managedhsm.azure.net/',
    enableRbacAuthorization: undefined,
  });
  draft.put('keys', HSM_KEY, { ...key, id: HSM_KEY, resourceId: HSM_KEY, keyVaultId: HSM, version: '1', name: '1' });
  return draft;
}

/** The clean estate with its disks on a key that another tenant holds. */
const abroad = (): Draft =>
  cleanEstate().patch('diskEncryptionSets', DES, {
    keyUrl: FOREIGN_URL,
    keyVaultId: undefined,
    federatedClientId: APPLICATION,
  });

const approving = (...ids: readonly string[]): ReturnType<typeof baselineWith> =>
  baselineWith({ exporting: { approvedExporters: ids, approvedKeyUsers: ids } });

describe('a key in a managed HSM', () => {
  const cases = (rows: readonly Case[]): readonly Case[] => rows.map((row) => ({ from: onHsm, ...row }));

  moreCasesOf('KEY-01', LONE_DISK, cases([{ name: 'is the organisation’s', status: 'Compliant' }]));
  moreCasesOf(
    'KEY-02',
    HSM_KEY,
    cases([
      { name: 'usable', status: 'Compliant' },
      { name: 'disabled', given: (draft) => draft.patch('keys', HSM_KEY, { enabled: false }), status: 'NonCompliant' },
      { name: 'gone', given: (draft) => draft.drop('keys', HSM_KEY), status: 'NonCompliant', because: /not exist/ },
      {
        name: 'not shown to Azure Resource Manager',
        given: (draft) =>
          draft.drop('keys', HSM_KEY).gap('keys', SUB, {
            ...{
              subject: HSM_KEY,
              kind: 'notAuthorised',
              because: 'Key disk-cmk in managed HSM hsm-core was refused.',
            },
          }),
        status: 'Unknown',
        because: /hsm-core was refused/,
        gaps: [`keys ${SUB}`],
      },
      {
        name: 'not read for another reason',
        given: (draft) => draft.lose('keys', HSM_KEY, 'row'),
        status: 'Unknown',
        because: /throttled/,
        gaps: [`keys ${SUB}`],
      },
      {
        name: 'a key vault named in its place does not count',
        given: (draft) => draft.patch('diskEncryptionSets', DES, { keyVaultId: KEY_VAULT }),
        status: 'Compliant',
      },
      {
        name: 'HSM not read',
        given: (draft) => draft.lose('keyVaults', HSM),
        subject: HSM_URL,
        status: 'Unknown',
        because: /No managed HSM named hsm-core is among those read/,
        gaps: [`keyVaults ${SUB}`],
      },
    ]),
  );
  moreCasesOf(
    'KEY-03',
    HSM,
    cases([
      { name: 'purge protection on', status: 'Compliant', because: /managed HSM are on/ },
      {
        name: 'purge protection off',
        given: (draft) => draft.patch('keyVaults', HSM, { enablePurgeProtection: false }),
        status: 'NonCompliant',
        because: /managed HSM is not on/,
      },
      {
        name: 'purge protection not said: unlike a vault’s, that is no off',
        given: (draft) => draft.patch('keyVaults', HSM, { enablePurgeProtection: undefined }),
        status: 'Unknown',
        because: /did not say/,
      },
      {
        name: 'soft delete not said: it cannot be off',
        given: (draft) => draft.patch('keyVaults', HSM, { enableSoftDelete: undefined }),
        status: 'Compliant',
      },
    ]),
  );
  moreCasesOf(
    'KEY-04',
    DES,
    cases([
      {
        name: 'old',
        given: (draft) =>
          draft
            .patch('diskEncryptionSets', DES, { rotationToLatestKeyVersionEnabled: false })
            .patch('keys', HSM_KEY, { created: '2024-01-01T00:00:00.000Z' }),
        status: 'NonCompliant',
      },
    ]),
  );
  moreCasesOf('KEY-05', DES, cases([{ name: 'roles unseen', status: 'Unknown', because: /roles inside it, which/ }]));
  moreCasesOf(
    'CTL-01',
    HSM,
    cases([
      { name: 'roles unseen', status: 'Unknown', because: /az keyvault role assignment list --hsm-name hsm-core/ },
      {
        name: 'a role of Azure on the HSM proves nothing',
        given: (draft) => give(draft, EVE, OWNER, HSM),
        status: 'Unknown',
      },
    ]),
  );
  moreCasesOf(
    'CTL-02',
    LONE_DISK,
    cases([
      { name: 'nobody can export', status: 'Compliant', because: /^Whoever can use its key, nobody outside/ },
      {
        name: 'somebody can',
        given: (draft) => give(draft, EVE, OWNER, SUBSCRIPTION),
        status: 'Unknown',
        because: /roles inside it/,
      },
      {
        name: 'somebody who is approved for both',
        given: (draft) => give(draft, ANN, OWNER, SUBSCRIPTION),
        baseline: approving(ANN),
        status: 'Compliant',
      },
      {
        name: 'somebody who is approved to export only',
        given: (draft) => give(draft, ANN, OWNER, SUBSCRIPTION),
        baseline: baselineWith({ exporting: { approvedExporters: [ANN], approvedKeyUsers: [] } }),
        status: 'Unknown',
      },
      {
        name: 'a group',
        given: (draft) => give(draft, CREW, OWNER, SUBSCRIPTION, { principalType: 'Group' }),
        status: 'Unknown',
      },
      {
        name: 'exporters not read',
        given: (draft) => draft.gap('roleAssignments', SUB),
        status: 'Unknown',
        gaps: [`roleAssignments ${SUB}`],
      },
    ]),
  );
});

describe('a key in another tenant', () => {
  const cases = (rows: readonly Case[]): readonly Case[] => rows.map((row) => ({ from: abroad, ...row }));
  const SAID = /^The key lies in key vault kv-partner of another tenant, which this run cannot read: ask that tenant/;

  moreCasesOf(
    'KEY-01',
    LONE_DISK,
    cases([
      { name: 'whose it is, Azure does not show', status: 'Unknown', because: /organisation controls that tenant/ },
      {
        name: 'the field is cleared',
        given: (draft) => draft.patch('diskEncryptionSets', DES, { federatedClientId: 'None' }),
        status: 'Compliant',
      },
    ]),
  );
  moreCasesOf(
    'KEY-02',
    FOREIGN_URL,
    cases([
      { name: 'not read', status: 'Unknown', because: SAID },
      {
        name: 'named by its set as well',
        given: (draft) =>
          draft.patch('diskEncryptionSets', DES, {
            keyVaultId: armId(
              '/subscriptions/99999999-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-partner',
            ),
          }),
        status: 'Unknown',
        because: SAID,
      },
      {
        name: 'without a federated application it is a vault that is missing',
        given: (draft) => draft.patch('diskEncryptionSets', DES, { federatedClientId: undefined }),
        status: 'Unknown',
        because: /^No key vault named kv-partner is among those read/,
      },
      {
        name: 'a vault that was read after all',
        given: (draft) => draft.patch('diskEncryptionSets', DES, { keyUrl: urlOf(KEY) }),
        subject: KEY,
        status: 'Compliant',
      },
    ]),
  );
  moreCasesOf('KEY-03', FOREIGN_VAULT, cases([{ name: 'not read', status: 'Unknown', because: SAID }]));
  moreCasesOf(
    'KEY-04',
    DES,
    cases([
      { name: 'its set rotates', status: 'Compliant' },
      {
        name: 'its set does not',
        given: (draft) => draft.patch('diskEncryptionSets', DES, { rotationToLatestKeyVersionEnabled: false }),
        status: 'Unknown',
        because: /another tenant/,
      },
    ]),
  );
  moreCasesOf('KEY-05', DES, cases([{ name: 'not read', status: 'Unknown', because: /ask that tenant/ }]));
  moreCasesOf('CTL-01', FOREIGN_VAULT, cases([{ name: 'not read', status: 'Unknown', because: SAID }]));
  moreCasesOf(
    'CTL-02',
    LONE_DISK,
    cases([
      { name: 'nobody can export', status: 'Compliant' },
      {
        name: 'somebody can',
        given: (draft) => give(draft, EVE, OWNER, SUBSCRIPTION),
        status: 'Unknown',
        because: SAID,
      },
    ]),
  );

  test('counts for R1 and R5 of its disks, and stands in their lineage by its address', () => {
    const record = abroad().assess();
    const chain = record.chains.find(({ disk }) => disk === LONE_DISK);
    expect(chain?.requirements.R1).toMatchObject({ status: 'Unknown' });
    expect(chain?.requirements.R1.behind).toEqual(expect.arrayContaining([`KEY-03 ${FOREIGN_VAULT}`]));
    expect(chain?.requirements.R5.status).toBe('Unknown');
    expect(record.gaps).toEqual([]);
    expect(record.lineage?.filter(({ dependent }) => dependent === LONE_DISK)).toMatchObject([
      { key: FOREIGN_URL, keyVault: FOREIGN_VAULT, through: DES },
    ]);
  });
});

/** The address of a key version in a key vault. */
function urlOf(key: string): string {
  const [, vault, name, version] = /\/vaults\/([^/]+)\/keys\/([^/]+)\/versions\/([^/]+)$/.exec(key) ?? [];
  return `https://${vault ?? ''}.vault.azure.net/keys/${name ?? ''}/${version ?? ''}`;
}
