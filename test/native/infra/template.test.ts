import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { INFRA, roleFile } from '../../infra/roles.ts';
import { bicep, compiled } from './bicep.ts';
import { flatten, type Flattened, type Resource } from './template.ts';

// Each call of the CLI takes seconds on a free machine, and much longer on a busy one.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

// Needs, and fails without: `dotnet` (SDK 10, NuGet reachable), which brings Microsoft's Bicep CLI.

/** Built-in roles that the template may give, and what each is for. */
const BUILT_IN: Readonly<Record<string, string>> = {
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': 'Storage Blob Data Owner',
  'ba92f5b4-2d11-453d-a403-e96b0029c9fe': 'Storage Blob Data Contributor',
  '974c5e8b-45b9-4653-ba55-5f855dd0fb88': 'Storage Queue Data Contributor',
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3': 'Storage Table Data Contributor',
  '3913510d-42f4-4e42-8a64-420c390055eb': 'Monitoring Metrics Publisher',
  '4633458b-17de-408a-b874-0445c86b69e6': 'Key Vault Secrets User',
  '12338af0-0e69-4776-bea7-57ae8d297424': 'Key Vault Crypto User',
  'e147488a-f6f5-4113-8e2d-b22465e65bf6': 'Key Vault Crypto Service Encryption User',
  '09976791-48a7-449e-bb21-39d1a415f350': 'Communication and Email Service Owner',
  '0ad04412-c4d5-4796-b79c-f76d14c8d402': 'Durable Task Data Contributor',
};
const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

test('the CLI lints every file without a word', () => {
  expect(bicep(['lint', '--pattern', 'infra/**/*.bicep'])).toEqual({ status: 0, complaints: '' });
});

test('what is not part of main.bicep builds too', () => {
  expect(flatten('infra/managementGroup.bicep').resources.map(({ type }) => type)).toEqual([
    'Microsoft.Authorization/roleDefinitions',
    'Microsoft.Authorization/roleAssignments',
  ]);
});

test('the role of VM operators is that of infra/roles, without exceptions and data actions', () => {
  const { resources, main } = flatten('infra/roles/vm-operator-no-export.bicep');
  const [definition, assignment] = resources;
  expect(definition?.properties).toMatchObject({
    type: 'CustomRole',
    permissions: [
      { actions: "[variables('definition').actions]", notActions: [], dataActions: [], notDataActions: [] },
    ],
    assignableScopes: ['[subscription().id]'],
  });
  expect(JSON.stringify(main.variables)).toContain(JSON.stringify(roleFile('vm-operator-no-export')).slice(1, -1));
  expect(assignment?.type).toBe('Microsoft.Authorization/roleAssignments');
});

test('the linter does speak up', () => {
  const { complaints } = bicep(['lint', 'test/native/infra/careless.bicep']);
  expect(complaints).toContain('outputs-should-not-contain-secrets');
  expect(complaints).toContain('no-unused-params');
});

describe('the compiled template', () => {
  let flat: Flattened;
  beforeAll(() => {
    flat = flatten('infra/main.bicep');
  });
  const all = (type: string): readonly (Resource & { readonly module: string })[] => {
    const found = flat.resources.filter((resource) => resource.type === type);
    expect(found.length, `resources of type ${type}`).toBeGreaterThan(0);
    return found;
  };

  test('storage: no public blobs, no old TLS, no http; keys shut unless a parameter opens those of the evidence', () => {
    for (const { properties, module } of all('Microsoft.Storage/storageAccounts')) {
      expect(properties).toMatchObject({
        allowBlobPublicAccess: false,
        allowCrossTenantReplication: false,
        minimumTlsVersion: 'TLS1_2',
        supportsHttpsTrafficOnly: true,
        allowSharedKeyAccess: "[parameters('allowSharedKeyAccess')]",
      });
      expect(parametersOf(module)['allowSharedKeyAccess']?.defaultValue).toBe(false);
      expect(valuesFor(module)['allowSharedKeyAccess']).toEqual(
        module === 'evidence-storage' ? { value: "[parameters('allowSharedKeyAccess')]" } : undefined,
      );
    }
    expect(flat.main.parameters?.['allowSharedKeyAccess']?.defaultValue).toBe(false);
    for (const { properties } of all('Microsoft.Storage/storageAccounts/blobServices/containers'))
      expect(properties).toMatchObject({ publicAccess: 'None' });
  });

  test('packs: written once; the template never touches a locked policy', () => {
    const [policy] = all('Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies').filter(
      ({ module }) => module === 'evidence-storage',
    );
    expect(policy?.properties).toMatchObject({ allowProtectedAppendWrites: false });
    expect(policy?.condition).toContain("not(parameters('policyIsLocked'))");
    const { immutableContainer, policyIsLocked } = valuesFor('evidence-storage');
    expect(immutableContainer).toEqual({ value: "[variables('evidenceContainer')]" });
    expect(flat.main.variables?.['evidenceContainer']).toBe('packs');
    expect(policyIsLocked).toEqual({ value: "[parameters('lockEvidence')]" });
    expect(flat.main.parameters?.['lockEvidence']?.defaultValue).toBe(false);
  });

  test('the app: HTTPS only, TLS 1.2, its one identity, no password to publish with', () => {
    const [site] = all('Microsoft.Web/sites');
    expect(site?.identity).toMatchObject({ type: 'UserAssigned' });
    expect(site?.properties).toMatchObject({
      httpsOnly: true,
      siteConfig: { minTlsVersion: '1.2', scmMinTlsVersion: '1.2', ftpsState: 'Disabled' },
      functionAppConfig: { runtime: { name: 'node', version: "[parameters('nodeVersion')]" } },
    });
    for (const { properties } of all('Microsoft.Web/sites/basicPublishingCredentialsPolicies'))
      expect(properties).toEqual({ allow: false });
    const [plan] = all('Microsoft.Web/serverfarms');
    expect(plan).toMatchObject({ sku: { name: 'FC1', tier: 'FlexConsumption' } });
    const [settings] = all('Microsoft.Web/sites/config');
    const text = JSON.stringify(settings?.properties);
    for (const name of ['AZURE_CLIENT_ID', 'AzureWebJobsStorage__accountName', 'AzureWebJobsStorage__clientId'])
      expect(text).toContain(name);
    expect(text).not.toMatch(/'AzureWebJobsStorage'|AccountKey/);
  });

  test('telemetry and logs take identities only', () => {
    const [insights] = all('Microsoft.Insights/components');
    expect(insights?.properties).toMatchObject({ DisableLocalAuth: true });
    const [workspace] = all('Microsoft.OperationalInsights/workspaces');
    expect(workspace?.properties).toMatchObject({ features: { disableLocalAuth: true } });
  });

  test('roles: only known built-in ones, on the app’s own resources, and the custom one on the estate', () => {
    for (const { properties, module } of all('Microsoft.Authorization/roleAssignments')) {
      expect(properties['principalType']).toBe('ServicePrincipal');
      expect(String(properties['principalId']), module).toMatch(
        /^\[parameters\('(principalId|evidenceKeyPrincipalId)'\)\]$/,
      );
      if (module.includes('unbroken-estate'))
        expect(properties['roleDefinitionId']).toContain("parameters('roleGuid')");
    }
    const scoped = all('Microsoft.Authorization/roleAssignments').filter(
      ({ module }) => !module.includes('unbroken-estate'),
    );
    // An assignment without a scope of its own would reach the whole resource group.
    for (const assignment of scoped) expect(assignment, assignment.name).toHaveProperty('scope');

    const others = new Set(['8405fdab-1faf-48aa-b702-999c9c172094', '702dd420-7fcc-42c5-afe8-4026edd20fe0']);
    // The workbook names its parameters by GUID.
    for (const guid of readFileSync(join(INFRA, 'workbook', 'workbook.json'), 'utf8').match(GUID) ?? [])
      others.add(guid);
    const guids = new Set(JSON.stringify(flat.main).match(GUID));
    expect([...guids].filter((guid) => !others.has(guid) && BUILT_IN[guid] === undefined)).toEqual([]);
    expect(
      Object.keys(BUILT_IN).filter((guid) => !guids.has(guid)),
      'not used any more',
    ).toEqual([]);
  });

  test('the custom role is that of infra/roles, without data actions', () => {
    const [definition] = all('Microsoft.Authorization/roleDefinitions');
    expect(definition?.properties).toMatchObject({
      type: 'CustomRole',
      permissions: [
        { actions: "[variables('definition').actions]", notActions: [], dataActions: [], notDataActions: [] },
      ],
    });
    const module = flat.templates.find(({ module }) => module.includes('estate-role'));
    expect(JSON.stringify(module?.template.variables)).toContain(
      JSON.stringify(roleFile('evidenceReader')).slice(1, -1),
    );
  });

  test('no secret is asked of Azure, and none leaves by an output', () => {
    const text = JSON.stringify(flat.main);
    expect(text).not.toMatch(
      /listKeys|listAccountSas|listServiceSas|listSecrets|listConnectionStrings|listCredentials/i,
    );
    for (const { template, module } of flat.templates)
      for (const [name, { value }] of Object.entries(template.outputs ?? {}))
        expect(`${module} ${name} ${JSON.stringify(value)}`).not.toMatch(
          /ConnectionString|InstrumentationKey|primaryKey|AccountKey|password|sharedKey/i,
        );
  });

  test('policies and the private network are off unless asked for', () => {
    for (const name of ['denyPublicDiskAccess', 'requireCustomerKey', 'privateNetworking', 'signingKey', 'keyVault'])
      expect(flat.main.parameters?.[name]?.defaultValue, name).toBe(false);
    expect(flat.main.parameters?.['policyEffect']?.defaultValue).toBe('Audit');
  });

  function parametersOf(module: string): NonNullable<Flattened['main']['parameters']> {
    return flat.templates.find((candidate) => candidate.module === module)?.template.parameters ?? {};
  }

  /** What main.bicep hands to a module. */
  function valuesFor(module: string): Readonly<Record<string, unknown>> {
    const deployment = Object.values(flat.main.resources).find(
      ({ type, name }) => type === 'Microsoft.Resources/deployments' && name === module,
    );
    return (deployment?.properties?.['parameters'] ?? {}) as Readonly<Record<string, unknown>>;
  }
});

test('parameters come from the environment', () => {
  const { parameters } = compiled('infra/main.bicepparam', {
    UNBROKEN_MAIL_TO: 'a@contoso.com,b@contoso.com',
    UNBROKEN_LOCK_EVIDENCE: 'true',
  }) as { readonly parameters: Readonly<Record<string, { readonly value: unknown }>> };
  expect(parameters['mailTo']?.value).toEqual(['a@contoso.com', 'b@contoso.com']);
  expect(parameters['lockEvidence']?.value).toBe(true);
  expect(parameters['managementGroups']?.value).toEqual([]);
});

test('pairs come from the environment; a value may hold an equals sign', () => {
  const { parameters } = compiled('infra/main.bicepparam', {
    UNBROKEN_TAGS: 'costCentre=4711,note=a=b',
    UNBROKEN_NAMES: 'functionApp=func-unbroken',
  }) as { readonly parameters: Readonly<Record<string, { readonly value: unknown }>> };
  expect(parameters['tags']?.value).toEqual({ costCentre: '4711', note: 'a=b' });
  expect(parameters['names']?.value).toEqual({ functionApp: 'func-unbroken' });
});

test('with nothing in the environment each parameter has the template’s own default', () => {
  const { parameters = {} } = flatten('infra/main.bicep').main;
  const given = compiled('infra/main.bicepparam') as {
    readonly parameters: Readonly<Record<string, { readonly value: unknown }>>;
  };
  const defaults = Object.entries(parameters).filter(([, { defaultValue }]) => defaultValue !== undefined);
  expect(defaults.length).toBeGreaterThan(40);
  for (const [name, { defaultValue }] of defaults) expect(given.parameters[name]?.value, name).toEqual(defaultValue);
});
