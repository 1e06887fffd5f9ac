import type { ArmDocument, Tenant } from '../../simulator/tenant.ts';

export const TENANT_ID = '99999999-9999-4999-8999-999999999999';
export const GROUP = 'plain';

/** GUIDs that sort as their numbers do. */
export function subscriptionId(index: number): string {
  return `${String(index).padStart(8, '0')}-0000-4000-8000-000000000000`;
}

export function diskId(subscription: number, disk: number): string {
  return `/subscriptions/${subscriptionId(subscription)}/resourceGroups/rg/providers/Microsoft.Compute/disks/disk-${String(disk).padStart(6, '0')}`;
}

/** A tenant of nothing but disks: so many in each subscription. What else it has is given as rows. */
export function plainTenant(disksIn: readonly number[], more: readonly ArmDocument[] = []): Tenant {
  const ids = disksIn.map((_, index) => subscriptionId(index));
  const documents = new Map<string, ArmDocument>(
    ids.map((id) => [
      `/subscriptions/${id}`,
      { id: `/subscriptions/${id}`, name: `sub ${id}`, type: 'x', subscriptionId: id },
    ]),
  );
  for (const document of more) documents.set(document.id.toLowerCase(), document);
  return {
    now: '2026-11-23T06:00:00.000Z',
    tenantId: TENANT_ID,
    subscriptions: ids.map((id) => ({ id, name: `sub ${id}`, managementGroups: [GROUP] })),
    rows: (table) => rowsOf(table, ids, disksIn, more),
    get: (id) => documents.get(id),
    list: (path) =>
      path === `/providers/microsoft.management/managementgroups/${GROUP}/descendants`
        ? ids.map((id) => ({
            id: `/subscriptions/${id}`,
            name: id,
            type: '/subscriptions',
            properties: { displayName: `sub ${id}` },
          }))
        : undefined,
  };
}

function* rowsOf(
  table: string,
  ids: readonly string[],
  disksIn: readonly number[],
  more: readonly ArmDocument[],
): Iterable<ArmDocument> {
  for (const [index, id] of ids.entries()) {
    if (table === 'resourcecontainers')
      yield {
        id: `/subscriptions/${id}`,
        name: `sub ${id}`,
        type: 'microsoft.resources/subscriptions',
        tenantId: TENANT_ID,
        subscriptionId: id,
        properties: { state: 'Enabled', managementGroupAncestorsChain: [{ name: GROUP, displayName: GROUP }] },
      };
    if (table === 'resources') for (let disk = 0; disk < (disksIn[index] ?? 0); disk += 1) yield diskRow(index, disk);
  }
  for (const row of more) if (tableOf(row) === table) yield row;
}

function diskRow(subscription: number, disk: number): ArmDocument {
  return {
    id: diskId(subscription, disk),
    name: `disk-${disk}`,
    type: 'microsoft.compute/disks',
    tenantId: TENANT_ID,
    subscriptionId: subscriptionId(subscription),
    resourceGroup: 'rg',
    location: 'westeurope',
    sku: { name: 'Premium_LRS' },
    managedBy: '',
    tags: null,
    properties: { diskState: 'Unattached', encryption: { type: 'EncryptionAtRestWithPlatformKey' } },
  };
}

function tableOf(row: ArmDocument): string {
  const type = row.type.toLowerCase();
  if (type.startsWith('microsoft.compute/virtualmachinescalesets/')) return 'computeresources';
  const inVault = /^microsoft\.(recoveryservices\/|dataprotection\/backup)vaults\/./.test(type);
  return inVault ? 'recoveryservicesresources' : 'resources';
}
