import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { INFRA } from '../../infra/roles.ts';
import { EVERYTHING, named, predict, typed, type Predicted, type Prediction } from './predicted.ts';

// Needs, and fails without: `dotnet` (SDK 10, NuGet reachable), which brings Microsoft's Bicep CLI.

let least: ReturnType<typeof predict>;
let most: ReturnType<typeof predict>;

beforeAll(() => {
  least = predict({});
  most = predict(EVERYTHING);
}, 900_000);

describe.each(['nothing', 'everything'])('a deployment with %s asked for', (asked) => {
  let made: Prediction;
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
      expect(content.query.replace(/\n\| where _ResourceId =~ '[^']+\/components\/appi-\w+'/, '')).toBe(
        readFileSync(join(INFRA, 'workbook', `${name}.kql`), 'utf8'),
      );
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
    expect(alerts.length).toBe(8);
    for (const alert of alerts)
      expect(alert['actions']).toEqual({ actionGroups: [expect.stringContaining('/actionGroups/ag-')] });
  });

  test('alerts and workbook look at this app’s traces, whatever else the workspace holds', () => {
    const own = /AppTraces\s+\| where _ResourceId =~ '\/subscriptions\/[^']+\/components\/appi-\w+'/g;
    for (const alert of all('Microsoft.Insights/scheduledQueryRules'))
      expect(JSON.stringify(alert['criteria']).match(own), 'alert').toHaveLength(1);
    const [workbook] = all('Microsoft.Insights/workbooks');
    expect(String(workbook?.['serializedData']).replaceAll('\\n', '\n').match(own)).toHaveLength(9);
  });

  test('the evidence account can only be deleted after its lock', () => {
    const locks = made.resources.filter(({ type }) => type === 'Microsoft.Authorization/locks');
    expect(locks.map(({ id, properties }) => [id, properties?.['level']])).toEqual([
      [
        expect.stringMatching(/\/storageAccounts\/stevid\w+\/providers\/Microsoft\.Authorization\/locks\/[\w-]+$/),
        'CanNotDelete',
      ],
    ]);
  });

  test('the app answers the public network only where no private network was asked for', () => {
    const [site] = all('Microsoft.Web/sites');
    expect(site?.['publicNetworkAccess']).toBe(asked === 'nothing' ? 'Enabled' : 'Disabled');
    const [plan] = all('Microsoft.Web/serverfarms');
    expect(plan?.['zoneRedundant']).toBe(asked === 'everything');
  });
});

test('what is asked for is made, and nothing else', () => {
  const types = ({ resources }: Prediction): ReadonlySet<string> => new Set(resources.map(({ type }) => type));
  const always = types(least);
  expect([...types(most)].filter((type) => !always.has(type)).sort()).toEqual([
    'Microsoft.Authorization/policyAssignments',
    'Microsoft.Communication/communicationServices',
    'Microsoft.Communication/emailServices',
    'Microsoft.Communication/emailServices/domains',
    'Microsoft.DurableTask/schedulers',
    'Microsoft.DurableTask/schedulers/taskHubs',
    'Microsoft.KeyVault/vaults',
    'Microsoft.KeyVault/vaults/keys',
    'Microsoft.Network/networkSecurityGroups',
    'Microsoft.Network/privateDnsZones',
    'Microsoft.Network/privateDnsZones/virtualNetworkLinks',
    'Microsoft.Network/privateEndpoints',
    'Microsoft.Network/privateEndpoints/privateDnsZoneGroups',
    'Microsoft.Network/virtualNetworks',
  ]);
});

describe('the product under its own first question', () => {
  const storage = (made: Prediction): readonly Predicted[] => typed(made, 'Microsoft.Storage/storageAccounts');

  test('without a key: Microsoft’s, twice encrypted', () => {
    for (const { properties, identity } of storage(least)) {
      expect(properties?.['encryption']).toMatchObject({
        keySource: 'Microsoft.Storage',
        requireInfrastructureEncryption: true,
      });
      expect(identity).toBeUndefined();
    }
  });

  test('with a key: blobs, tables and queues of both accounts, by an identity that may do nothing else', () => {
    for (const { properties, identity } of storage(most)) {
      const { keyvaultproperties, ...encryption } = properties?.['encryption'] as Readonly<Record<string, unknown>>;
      expect(encryption).toMatchObject({
        keySource: 'Microsoft.Keyvault',
        identity: { userAssignedIdentity: expect.stringMatching(/\/userAssignedIdentities\/id-key-\w+$/) as string },
        requireInfrastructureEncryption: true,
        services: { blob: { keyType: 'Account' }, queue: { keyType: 'Account' }, table: { keyType: 'Account' } },
      });
      // Without a version, so that a rotated key is taken up.
      expect(keyvaultproperties).toEqual({ keyname: 'evidence-encryption', keyvaulturi: expect.any(String) as string });
      expect(Object.keys(identity?.userAssignedIdentities ?? {})).toEqual(
        [encryption['identity']].map((of) => (of as { userAssignedIdentity: string }).userAssignedIdentity),
      );
    }
    expect(named(most, '/keys/evidence-encryption').properties).toMatchObject({
      kty: 'RSA',
      rotationPolicy: { lifetimeActions: [{ action: { type: 'rotate' } }, { action: { type: 'notify' } }] },
    });
    const [vault] = typed(most, 'Microsoft.KeyVault/vaults');
    expect(vault?.properties).toMatchObject({
      enablePurgeProtection: true,
      enableSoftDelete: true,
      networkAcls: { bypass: 'AzureServices', defaultAction: 'Deny' },
    });
    const uses = typed(most, 'Microsoft.Authorization/roleAssignments').filter((assignment) =>
      JSON.stringify(assignment).includes('id-key-'),
    );
    expect(uses.map(({ properties }) => String(properties?.['roleDefinitionId']).slice(-36))).toEqual([
      'e147488a-f6f5-4113-8e2d-b22465e65bf6',
    ]);
  });
});

test('subnets that are made have rules: endpoints answer HTTPS from the network only, the app is reached by nobody', () => {
  const [network] = typed(most, 'Microsoft.Network/virtualNetworks');
  const subnets = network?.properties?.['subnets'] as readonly {
    readonly properties: Readonly<Record<string, unknown>>;
  }[];
  expect(subnets).toHaveLength(2);
  for (const { properties } of subnets)
    expect(properties['networkSecurityGroup']).toEqual({
      id: expect.stringContaining('/networkSecurityGroups/nsg-') as string,
    });
  const rules = (end: string): unknown => named(most, end).properties?.['securityRules'];
  expect(rules('-endpoints')).toMatchObject([
    {
      properties: {
        direction: 'Inbound',
        access: 'Allow',
        sourceAddressPrefix: 'VirtualNetwork',
        destinationPortRange: '443',
      },
    },
    { properties: { direction: 'Inbound', access: 'Deny', sourceAddressPrefix: '*', destinationPortRange: '*' } },
  ]);
  expect(rules('-app')).toMatchObject([
    { properties: { direction: 'Outbound', access: 'Allow', destinationPortRanges: ['443', '465', '587'] } },
    { properties: { direction: 'Outbound', access: 'Deny', destinationAddressPrefix: 'Internet' } },
  ]);
});

describe('the Durable Task Scheduler', () => {
  const settings = (made: Prediction): Readonly<Record<string, unknown>> =>
    made.resources.find(({ name }) => name.endsWith('/appsettings'))?.properties ?? {};

  test('is not there unless asked for, and then holds one hub, in three zones with everything else', () => {
    expect(typed(least, 'Microsoft.DurableTask/schedulers')).toEqual([]);
    expect(settings(least)).not.toHaveProperty('TASKHUB_NAME');
    const [scheduler] = typed(most, 'Microsoft.DurableTask/schedulers');
    expect(scheduler?.properties).toMatchObject({
      sku: { name: 'Dedicated', capacity: 3 },
      publicNetworkAccess: 'Disabled',
      ipAllowlist: [],
    });
    expect(typed(most, 'Microsoft.DurableTask/schedulers/taskHubs')).toHaveLength(1);
    expect(named(most, '/privateEndpoints/' + `pe-${String(scheduler?.name).slice(4)}-runs-scheduler`)).toBeDefined();
  });

  test('is reached by the app’s identity, through the hub that its settings name', () => {
    const { TASKHUB_NAME: hub, DURABLE_TASK_SCHEDULER_CONNECTION_STRING: connection } = settings(most);
    expect(hub).toBe('unbroken');
    expect(typed(most, 'Microsoft.DurableTask/schedulers/taskHubs')[0]?.name).toMatch(/\/unbroken$/);
    expect(String(connection)).toMatch(/Endpoint=.*;Authentication=ManagedIdentity;ClientID=/);
  });
});
