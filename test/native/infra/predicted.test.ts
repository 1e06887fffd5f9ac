import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { INFRA } from '../../infra/roles.ts';
import { predict } from './predicted.ts';

// Needs, and fails without: `dotnet` (SDK 10, NuGet reachable), which brings Microsoft's Bicep CLI.

const EVERYTHING = {
  UNBROKEN_MAIL_TO: 'auditor@contoso.com',
  UNBROKEN_COMMUNICATION_SERVICES_DOMAIN: 'azureManaged',
  UNBROKEN_WEBHOOK_URL_SECRET_URI: 'https://kv.vault.azure.net/secrets/teams',
  UNBROKEN_ENTRA_CLIENT_ID: '00000000-0000-0000-0000-000000000003',
  UNBROKEN_SIGNING_KEY: 'true',
  UNBROKEN_PRIVATE_NETWORKING: 'true',
  UNBROKEN_ALERT_RECIPIENTS: 'operations@contoso.com',
  UNBROKEN_DENY_PUBLIC_DISK_ACCESS: 'true',
};

let least: ReturnType<typeof predict>;
let most: ReturnType<typeof predict>;

beforeAll(() => {
  least = predict({});
  most = predict(EVERYTHING);
}, 240_000);

describe.each(['nothing', 'everything'])('a deployment with %s asked for', (asked) => {
  let made: typeof least;
  beforeAll(() => {
    made = asked === 'nothing' ? least : most;
  });
  const all = (type: string): readonly Readonly<Record<string, unknown>>[] => {
    const found = made.resources.filter((resource) => resource.type === type);
    expect(found.length, type).toBeGreaterThan(0);
    return found.map(({ properties }) => properties ?? {});
  };

  test('is worked out without a complaint, and no resource is made twice', () => {
    expect(made.diagnostics).toEqual([]);
    const ids = made.resources.flatMap(({ id, type }) => (id === undefined ? [] : [`${type} ${id}`]));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('storage is shut to anonymous readers and account keys, over TLS only', () => {
    const shut = { allowBlobPublicAccess: false, allowSharedKeyAccess: false, minimumTlsVersion: 'TLS1_2' };
    for (const properties of all('Microsoft.Storage/storageAccounts')) expect(properties).toMatchObject(shut);
    const [evidence] = made.resources.filter(({ name }) => name.endsWith('/default/packs/default'));
    expect(evidence?.properties).toMatchObject({ immutabilityPeriodSinceCreationInDays: 365 });
  });

  test('public networks reach storage and key vault only where no private network was asked for', () => {
    const reach = asked === 'nothing' ? 'Enabled' : 'Disabled';
    for (const properties of all('Microsoft.Storage/storageAccounts'))
      expect(properties['publicNetworkAccess']).toBe(reach);
    if (asked === 'everything') expect(all('Microsoft.KeyVault/vaults')[0]?.['publicNetworkAccess']).toBe(reach);
  });

  test('who reads, writes and deletes evidence is logged in the workspace', () => {
    const logs = all('Microsoft.Insights/diagnosticSettings');
    // Blobs and tables of both accounts, the app, and the key vault.
    expect(logs.length).toBe(asked === 'nothing' ? 5 : 6);
    for (const { workspaceId } of logs) expect(workspaceId).toMatch(/\/workspaces\/log-\w+$/);
  });

  test('the app’s settings hold no secret, only where one lies', () => {
    const [settings = {}] = made.resources
      .filter(({ name }) => name.endsWith('/appsettings'))
      .map(({ properties }) => properties);
    const text = JSON.stringify(settings);
    expect(text).not.toMatch(/AccountKey|SharedAccessKey|password/i);
    for (const name of ['UNBROKEN_SMTP_URL', 'UNBROKEN_WEBHOOK_URL'])
      expect(settings[name] ?? 'missing').toMatch(/^$|^@Microsoft\.KeyVault\(SecretUri=https:\/\/[^)]+\)$/);
  });

  test('the workbook asks what the query files ask, of the workspace', () => {
    const [workbook] = all('Microsoft.Insights/workbooks');
    const { items } = JSON.parse(String(workbook?.['serializedData'])) as {
      readonly items: readonly {
        readonly type: number;
        readonly name: string;
        readonly content: { readonly query: string; readonly crossComponentResources: readonly string[] };
      }[];
    };
    const queries = items.filter(({ type }) => type === 3);
    expect(queries.length).toBe(9);
    for (const { name, content } of queries) {
      expect(content.query).toBe(readFileSync(join(INFRA, 'workbook', `${name}.kql`), 'utf8'));
      expect(content.crossComponentResources).toEqual([
        expect.stringMatching(/\/providers\/Microsoft\.OperationalInsights\/workspaces\/log-\w+$/),
      ]);
    }
  });

  test('a browser can sign in where callers do, without a secret', () => {
    const found = made.resources.filter(({ name }) => name.endsWith('/authsettingsV2'));
    expect(found.length).toBe(asked === 'nothing' ? 0 : 1);
    for (const { properties } of found)
      expect(properties).toMatchObject({
        globalValidation: { requireAuthentication: true, unauthenticatedClientAction: 'RedirectToLoginPage' },
        identityProviders: {
          azureActiveDirectory: { registration: { clientSecretSettingName: 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID' } },
        },
      });
  });

  test('alerts reach the action group', () => {
    const alerts = all('Microsoft.Insights/scheduledQueryRules');
    expect(alerts.length).toBe(5);
    for (const alert of alerts)
      expect(alert['actions']).toEqual({ actionGroups: [expect.stringContaining('/actionGroups/ag-')] });
  });
});

test('what is asked for is made, and nothing else', () => {
  const types = ({ resources }: typeof least): ReadonlySet<string> => new Set(resources.map(({ type }) => type));
  const always = types(least);
  expect([...types(most)].filter((type) => !always.has(type)).sort()).toEqual([
    'Microsoft.Authorization/policyAssignments',
    'Microsoft.Communication/communicationServices',
    'Microsoft.Communication/emailServices',
    'Microsoft.Communication/emailServices/domains',
    'Microsoft.KeyVault/vaults',
    'Microsoft.KeyVault/vaults/keys',
    'Microsoft.Network/privateDnsZones',
    'Microsoft.Network/privateDnsZones/virtualNetworkLinks',
    'Microsoft.Network/privateEndpoints',
    'Microsoft.Network/privateEndpoints/privateDnsZoneGroups',
    'Microsoft.Network/virtualNetworks',
  ]);
});
