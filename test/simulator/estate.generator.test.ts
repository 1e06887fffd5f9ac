import { describe, expect, it } from 'vitest';
import { BANK_MANAGEMENT_GROUP, estate } from '../../simulator/estate/generator/index.ts';
import type { ArmDocument, Tenant } from '../../simulator/tenant.ts';
import { at, rowsOfType, textAt } from './estateReading.ts';

const DISK = 'microsoft.compute/disks';
const ITEM = 'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems';
const REPLICATED =
  'microsoft.recoveryservices/vaults/replicationfabrics/replicationprotectioncontainers/replicationprotecteditems';
const TABLES = ['resources', 'resourcecontainers', 'recoveryservicesresources', 'authorizationresources'];

const all = (tenant: Tenant): ArmDocument[] => TABLES.flatMap((table) => [...tenant.rows(table)]);
const small = estate(7, 600);

describe('the generated bank', () => {
  it.each([10, 11, 137, 999, 1000, 3001])('has exactly %i disks', (size) => {
    expect(rowsOfType(estate(size, size), DISK)).toHaveLength(size);
  });

  it('is the same for the same seed and size, and another for another', () => {
    const text = (tenant: Tenant): string => JSON.stringify(all(tenant));
    expect(text(estate(7, 600))).toBe(text(small));
    expect(text(estate(8, 600))).not.toBe(text(small));
  });

  it.each([
    [1, 9, /size/],
    [1, 1_000_001, /size/],
    [1, 12.5, /size/],
    [1.5, 100, /seed/],
  ])('refuses seed %d and size %d', (seed, size, words) => {
    expect(() => estate(seed, size)).toThrow(words);
  });

  it('has about one subscription for a thousand disks, three at least', () => {
    expect(estate(1, 10).subscriptions).toHaveLength(3);
    expect(estate(1, 100_000).subscriptions).toHaveLength(100);
    expect(estate(1, 1_000_000).subscriptions).toHaveLength(1000);
  });

  it('has every id once', () => {
    const ids = all(estate(3, 2500)).map((row) => `${row.type} ${row.id.toLowerCase()}`);
    // Vaults stand in two tables.
    const vaults = ids.filter((id) => id.startsWith('microsoft.recoveryservices/vaults '));
    expect(new Set(ids).size).toBe(ids.length - vaults.length / 2);
  });

  it('yields the first rows of a million disks at once', () => {
    const bank = estate(5, 1_000_000);
    const start = performance.now();
    let seen = 0;
    for (const row of bank.rows('resources', { types: new Set([DISK]) })) {
      if (row.type === DISK) seen += 1;
      if (seen === 1000) break;
    }
    expect(seen).toBe(1000);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it('stays lazy over a hundred thousand disks', () => {
    const bank = estate(5, 100_000);
    let disks = 0;
    let most = 0;
    const before = process.memoryUsage().heapUsed;
    for (const row of bank.rows('resources', { types: new Set([DISK]) })) {
      if (row.type === DISK) disks += 1;
      if (disks % 5000 === 0) most = Math.max(most, process.memoryUsage().heapUsed - before);
    }
    expect(disks).toBe(100_000);
    // As objects these rows take some 150 MB; what is seen here is waste that the collector has not come to yet.
    expect(most).toBeLessThan(100 * 1024 * 1024);
  });

  it('leaves out what a hint does not want', () => {
    const subscription = small.subscriptions[1]?.id ?? '';
    const rows = [...small.rows('resources', { types: new Set([DISK]), subscriptions: new Set([subscription]) })];
    const wanted = rowsOfType(small, DISK).filter((row) => row.subscriptionId === subscription);
    expect(rows).toEqual(wanted);
    expect(wanted.length).toBeGreaterThan(100);
  });
});

describe('links of the generated bank', () => {
  it('leads from every row to its document', () => {
    const isJob = (row: ArmDocument): boolean => row.type === 'microsoft.recoveryservices/vaults/backupjobs';
    const rows = all(small);
    for (const row of [...rows.filter((each) => !isJob(each)), ...rows.filter(isJob).slice(0, 60)]) {
      if (row.type.startsWith('microsoft.management/') || row.type.startsWith('microsoft.authorization/')) continue;
      expect(small.get(row.id.toLowerCase())?.id.toLowerCase(), row.id).toBe(row.id.toLowerCase());
    }
  });

  it('knows nothing of what is not there', () => {
    const [disk] = rowsOfType(small, DISK);
    const id = disk?.id.toLowerCase() ?? '';
    expect(small.get(`${id}x`)).toBeUndefined();
    expect(small.get(id.replace(/-\d{4}/, '-9999'))).toBeUndefined();
    expect(small.get('/subscriptions/00000000-0000-0000-0000-000000000000')).toBeUndefined();
    expect(small.list(`${id.replace(/-\d{4}/, '-9999')}/recoverypoints`)).toBeUndefined();
  });

  it('attaches disks to VMs that list them, and hangs them on sets whose keys exist', () => {
    const keyVaults = new Map(rowsOfType(small, 'microsoft.keyvault/vaults').map(({ id, name }) => [name, id]));
    for (const disk of rowsOfType(small, DISK)) {
      const holder = typeof disk['managedBy'] === 'string' ? disk['managedBy'].toLowerCase() : '';
      if (holder !== '')
        expect(JSON.stringify(small.get(holder)).toLowerCase()).toContain(`"${disk.id.toLowerCase()}"`);
      const set = textAt(disk, 'properties', 'encryption', 'diskEncryptionSetId');
      if (set === undefined) continue;
      const document = small.get(set.toLowerCase());
      const url = textAt(document, 'properties', 'activeKey', 'keyUrl') ?? '';
      // Azure names the key vault only where it is in the same subscription.
      const [, name = ''] = /^https:\/\/([^.]+)\./.exec(url) ?? [];
      const vault = textAt(document, 'properties', 'activeKey', 'sourceVault', 'id') ?? keyVaults.get(name) ?? '';
      const [, key, version] = /\/keys\/([^/]+)\/([^/]+)$/.exec(url) ?? [];
      expect(small.get(`${vault}/keys/${key ?? ''}/versions/${version ?? ''}`.toLowerCase()), disk.id).toBeDefined();
    }
  });

  it('replicates disks into replicas that exist', () => {
    const items = rowsOfType(small, REPLICATED);
    expect(items.length).toBeGreaterThan(20);
    for (const { id } of items) {
      const legs = at(small.get(id.toLowerCase()), 'properties', 'providerSpecificDetails', 'protectedManagedDisks');
      expect(Array.isArray(legs) && legs.length > 0, id).toBe(true);
      for (const leg of legs as unknown[])
        for (const field of ['diskId', 'recoveryReplicaDiskId', 'primaryStagingAzureStorageAccountId'])
          expect(small.get(textAt(leg, field)?.toLowerCase() ?? ''), `${id} ${field}`).toBeDefined();
    }
  });

  it('lists in ARM what Resource Graph counts', () => {
    for (const vault of rowsOfType(small, 'microsoft.recoveryservices/vaults')) {
      const prefix = `${vault.id.toLowerCase()}/`;
      const ids = (type: string): string[] =>
        rowsOfType(small, type)
          .map((row) => row.id.toLowerCase())
          .filter((id) => id.startsWith(prefix))
          .sort();
      const listed = (name: string): string[] =>
        [...(small.list(`${prefix}${name}`) ?? [])].map((entry) => entry.id.toLowerCase()).sort();
      expect(listed('backupprotecteditems')).toEqual(ids(ITEM));
      expect(listed('replicationprotecteditems')).toEqual(ids(REPLICATED));
      expect(listed('backupjobs')).toEqual(ids('microsoft.recoveryservices/vaults/backupjobs'));
    }
    for (const { id } of small.subscriptions)
      expect([...(small.list(`/subscriptions/${id}/providers/microsoft.compute/disks`) ?? [])]).toHaveLength(
        rowsOfType(small, DISK).filter((row) => row.subscriptionId === id).length,
      );
  });

  it('gives each protected item its recovery points', () => {
    for (const item of rowsOfType(small, ITEM).slice(0, 40)) {
      const points = [...(small.list(`${item.id.toLowerCase()}/recoverypoints`) ?? [])];
      expect(points.length, item.id).toBeGreaterThanOrEqual(4);
      expect(small.get(points[0]?.id.toLowerCase() ?? '')).toEqual(points[0]);
    }
  });

  it('lists every subscription beneath the management group, each with its parents', () => {
    const bank = estate(2, 20_000);
    const entries = [
      ...(bank.list(`/providers/microsoft.management/managementgroups/${BANK_MANAGEMENT_GROUP}/descendants`) ?? []),
    ];
    expect(entries.filter((entry) => entry.type === '/subscriptions')).toHaveLength(20);
    const names = new Set(entries.map((entry) => entry.name.toLowerCase()));
    for (const { managementGroups } of bank.subscriptions) expect(names.has(managementGroups[0] ?? '')).toBe(true);
  });
});

describe('proportions of the generated bank', () => {
  const bank = estate(11, 10_000);
  const machines = rowsOfType(bank, 'microsoft.compute/virtualmachines').length;
  const share = (count: number): number => count / machines;

  it('backs up about seven VMs of ten and replicates a quarter', () => {
    expect(share(rowsOfType(bank, ITEM).length)).toBeGreaterThan(0.65);
    expect(share(rowsOfType(bank, ITEM).length)).toBeLessThan(0.75);
    expect(share(rowsOfType(bank, REPLICATED).length)).toBeGreaterThan(0.2);
    expect(share(rowsOfType(bank, REPLICATED).length)).toBeLessThan(0.3);
  });

  it('has every kind of disk that the checks are about', () => {
    const disks = rowsOfType(bank, DISK);
    const count = (test: (row: ArmDocument) => boolean): number => disks.filter(test).length;
    const option = (row: ArmDocument): string | undefined => textAt(row, 'properties', 'creationData', 'createOption');
    expect(count((row) => option(row) === 'Restore')).toBeGreaterThan(5);
    expect(count((row) => option(row) === 'Import')).toBeGreaterThan(5);
    expect(count((row) => row.name.endsWith('-ASRReplica'))).toBeGreaterThan(500);
    expect(count((row) => at(row, 'properties', 'encryptionSettingsCollection') !== undefined)).toBeGreaterThan(50);
    expect(count((row) => at(row, 'properties', 'securityProfile') !== undefined)).toBeGreaterThan(10);
    expect(count((row) => typeof row.properties === 'string')).toBeGreaterThan(5);
    expect(count((row) => row.id.startsWith('/Subscriptions/'))).toBeGreaterThan(50);
    expect(count((row) => row['managedBy'] === '' && !row.name.includes('vm-'))).toBeGreaterThan(100);
    const types = new Set(disks.map((row) => textAt(row, 'properties', 'encryption', 'type')));
    expect(types.size).toBe(3);
  });
});
