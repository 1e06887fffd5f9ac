import { beforeAll, describe, expect, test } from 'vitest';
import { EVERYTHING, named, predict, typed, type Prediction } from './predicted.ts';

// Needs, and fails without: `dotnet` (SDK 10, NuGet reachable), which brings Microsoft's Bicep CLI.

describe('with what is there already', () => {
  const THEIRS = '/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups';
  const NETWORK = `${THEIRS}/rg-net/providers/Microsoft.Network/virtualNetworks/hub`;
  const BROUGHT = {
    ...EVERYTHING,
    UNBROKEN_EXISTING_RESOURCE_GROUP: 'rg-theirs',
    UNBROKEN_EXISTING_WORKSPACE_ID: `${THEIRS}/rg-log/providers/Microsoft.OperationalInsights/workspaces/log-theirs`,
    UNBROKEN_EXISTING_APP_SUBNET_ID: `${NETWORK}/subnets/functions`,
    UNBROKEN_EXISTING_ENDPOINT_SUBNET_ID: `${NETWORK}/subnets/endpoints`,
    UNBROKEN_PRIVATE_DNS_ZONES: `${THEIRS}/rg-dns`,
    UNBROKEN_EVIDENCE_KEY: `${THEIRS}/rg-keys/providers/Microsoft.KeyVault/vaults/kv-theirs/keys/evidence`,
    UNBROKEN_NAMES: 'functionApp=func-audit,evidenceStorage=staudit,keyVault=kv-audit',
    UNBROKEN_TAGS: 'costCentre=4711',
    UNBROKEN_ALLOWED_ADDRESSES: '203.0.113.4/32,198.51.100.0/24',
  };
  let made: Prediction;
  beforeAll(() => {
    made = predict(BROUGHT);
  }, 600_000);

  test('nothing that was brought is made again', () => {
    expect(made.diagnostics).toEqual([]);
    const types = new Set(made.resources.map(({ type }) => type));
    for (const type of [
      'Microsoft.Resources/resourceGroups',
      'Microsoft.OperationalInsights/workspaces',
      'Microsoft.Network/virtualNetworks',
      'Microsoft.Network/privateDnsZones',
      'Microsoft.Network/privateDnsZones/virtualNetworkLinks',
    ])
      expect(types, type).not.toContain(type);
    const ids = made.resources.flatMap(({ id = '' }) => (id.startsWith('/subscriptions/') ? [id] : []));
    expect(ids.length).toBeGreaterThan(30);
    for (const id of ids.filter((entry) => entry.includes('/resourceGroups/')))
      expect(id).toMatch(/\/resourceGroups\/rg-(theirs|keys)\//);
  });

  test('it is used: names, tags, workspace, subnets, zones, key', () => {
    expect(named(made, '/sites/func-audit')).toMatchObject({
      tags: { costCentre: '4711', 'azd-service-name': 'unbroken' },
      properties: { virtualNetworkSubnetId: BROUGHT.UNBROKEN_EXISTING_APP_SUBNET_ID },
    });
    expect(named(made, '/storageAccounts/staudit').properties).toMatchObject({
      encryption: { keySource: 'Microsoft.Keyvault', keyvaultproperties: { keyname: 'evidence' } },
    });
    for (const { properties } of typed(made, 'Microsoft.Insights/diagnosticSettings'))
      expect(properties?.['workspaceId']).toBe(BROUGHT.UNBROKEN_EXISTING_WORKSPACE_ID);
    const doors = typed(made, 'Microsoft.Network/privateEndpoints');
    expect(doors.map(({ name }) => name.replace(/^pe-\w+?-/, '')).sort()).toEqual([
      'app-sites',
      'evidence-blob',
      'evidence-table',
      'host-blob',
      'host-queue',
      'host-table',
      'runs-scheduler',
      'vault-vault',
    ]);
    for (const { properties } of doors)
      expect(properties?.['subnet']).toEqual({ id: BROUGHT.UNBROKEN_EXISTING_ENDPOINT_SUBNET_ID });
    const records = typed(made, 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups');
    expect(records).toHaveLength(doors.length);
    for (const record of records) expect(JSON.stringify(record)).toContain(BROUGHT.UNBROKEN_PRIVATE_DNS_ZONES);
  });

  test('the app answers the addresses that were named, and its deployment too; nobody else', () => {
    expect(named(made, '/sites/func-audit').properties).toMatchObject({
      publicNetworkAccess: 'Enabled',
      siteConfig: {
        ipSecurityRestrictions: [
          { ipAddress: '203.0.113.4/32', action: 'Allow' },
          { ipAddress: '198.51.100.0/24', action: 'Allow' },
        ],
        ipSecurityRestrictionsDefaultAction: 'Deny',
        scmIpSecurityRestrictionsUseMain: true,
      },
    });
  });

  test('without zones no record is written', () => {
    const without = predict({ ...BROUGHT, UNBROKEN_PRIVATE_DNS_ZONES: 'none' });
    expect(typed(without, 'Microsoft.Network/privateEndpoints')).toHaveLength(8);
    expect(typed(without, 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups')).toEqual([]);
  }, 600_000);

  test('what cannot be is refused with its reason', () => {
    expect(() => predict({ UNBROKEN_ZONE_REDUNDANT: 'true', UNBROKEN_STORAGE_SKU: 'Standard_LRS' })).toThrow(
      'zoneRedundant needs storageSku',
    );
    expect(() =>
      predict({
        UNBROKEN_PRIVATE_NETWORKING: 'true',
        UNBROKEN_EXISTING_APP_SUBNET_ID: BROUGHT.UNBROKEN_EXISTING_APP_SUBNET_ID,
      }),
    ).toThrow('belong together');
    expect(() => predict({ UNBROKEN_NAMES: 'functionapps=func-audit' })).toThrow(/functionapps/i);
  }, 600_000);
});
