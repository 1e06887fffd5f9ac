import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PRINCIPALS } from '../../simulator/estate/contoso/identity.ts';
import { CANARY } from '../../simulator/estate/documents/backup.ts';
import {
  contoso,
  CONTOSO_MANAGEMENT_GROUP,
  CONTOSO_UNREADABLE_SUBSCRIPTIONS,
  unreadableIn,
} from '../../simulator/estate/contoso/index.ts';
import type { ArmDocument, Tenant } from '../../simulator/tenant.ts';
import { EXPECTED, EXPECTED_CHANGES, expectedIn, isSubject, type Week } from '../../simulator/expected/contoso.ts';
import { at, rowsOfType, textAt } from './estateReading.ts';

const WEEKS: readonly Week[] = [1, 2];
const TABLES = ['resources', 'resourcecontainers', 'recoveryservicesresources', 'authorizationresources'];
const estates = { 1: contoso(1), 2: contoso(2) };

const ITEM = 'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems';
const REPLICATED =
  'microsoft.recoveryservices/vaults/replicationfabrics/replicationprotectioncontainers/replicationprotecteditems';

/** Scenarios that the issue asks for, by the names that they bear here. */
const ASKED_FOR = [
  'clean-cmk-chain',
  'platform-key-only',
  'double-encryption',
  'ade-with-kek',
  'ade-bek-only',
  'ade-once-now-off',
  'confidential-vm-data-disk-not',
  'encryption-at-host',
  'des-key-disabled',
  'des-key-expired',
  'des-key-version-gone',
  'key-vault-without-purge-protection',
  'key-in-managed-hsm',
  'managed-hsm-without-purge-protection',
  'key-in-another-tenant',
  'des-auto-rotation-error',
  'cmk-disk-in-pmk-vault',
  'cmk-vault',
  'vm-not-backed-up',
  'backup-stale',
  'disk-excluded-from-backup',
  'same-vm-name-twice',
  'snapshot-platform-key',
  'restored-weaker-snapshot-tier',
  'restored-weaker-vault-tier',
  'restored-equal',
  'asr-matching-des',
  'asr-replica-platform-key',
  'asr-set-unsaid-replica-cmk',
  'disk-left-out-of-replication',
  'leftover-test-failover-disk',
  'ade-in-asr-keys-missing',
  'shared-disks-of-a-cluster',
  'export-open-to-all',
  'export-denied',
  'active-sas',
  'exporters-approved-group',
  'owner-from-management-group',
  'custom-roles-with-wildcards',
  'export-under-a-condition',
  'export-denied-by-stack',
  'key-vault-with-access-policies',
  'des-identity-lost-unwrap',
  'one-person-exports-and-holds-the-key',
  'purge-right',
  'ids-in-odd-case',
  'properties-as-string',
  'unknown-encryption-type',
  'subscription-unreadable',
];

/** Scenarios of what is counted and not judged. */
const WITHOUT_DISKS = ['uniform-scale-set', 'images-and-gallery-versions', 'unmanaged-disks'];

it('the baseline of the bank approves its own groups, and nobody who is to be found out', () => {
  for (const name of ['baseline.json', 'baseline-week-2.json']) {
    const file = new URL(`../../simulator/estate/contoso/${name}`, import.meta.url);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      exporting: {
        approvedExporters: [PRINCIPALS.exportOperators, PRINCIPALS.platformEngineers],
        approvedKeyUsers: [PRINCIPALS.keyOfficers, PRINCIPALS.backupService],
      },
    });
  }
});

const nameOf = (id: string): string => id.slice(id.lastIndexOf('/') + 1);

/** Everything that can be the subject of a verdict, by lower-case id. */
function subjectIds(tenant: Tenant): string[] {
  const rows = TABLES.flatMap((table) => [...tenant.rows(table)]);
  const ids = [...new Set(rows.map((row) => row.id.toLowerCase()))];
  const keys = rows
    .filter(({ type }) => type === 'microsoft.keyvault/vaults' || type === 'microsoft.keyvault/managedhsms')
    .flatMap((vault) => [...(tenant.list(`${vault.id.toLowerCase()}/keys`) ?? [])])
    .flatMap((key) => [...(tenant.list(`${key.id.toLowerCase()}/versions`) ?? [])]);
  const containers = new Set(ids.flatMap((id) => /^.*\/replicationprotectioncontainers\/[^/]+/.exec(id) ?? []));
  const clusters = [...containers].flatMap((id) => [...(tenant.list(`${id}/replicationprotectionclusters`) ?? [])]);
  return [...new Set([...ids, ...[...keys, ...clusters].map((child) => child.id.toLowerCase())])];
}

/** Expectations about keys that the estate lacks on purpose or that lie in another tenant: there is nothing to find but the name. */
const MISSING_KEYS = [
  'https://kv-fabrikam-keys.',
  '/keys/disk-cmk-collateral/',
  '/vaults/kv-contoso-pay-ade-asr/keys/',
];

describe.each(WEEKS)('Contoso in week %i', (week) => {
  const tenant = estates[week];
  const disks = rowsOfType(tenant, 'microsoft.compute/disks');

  it('has every scenario that was asked for, each with its disks', () => {
    const names = tenant.scenarios.map((scenario) => scenario.name);
    expect(new Set(names).size).toBe(names.length);
    expect(ASKED_FOR.filter((name) => !names.includes(name))).toEqual([]);
    const empty = tenant.scenarios.filter((scenario) => scenario.disks.length === 0).map(({ name }) => name);
    expect(empty).toEqual([...WITHOUT_DISKS, week === 1 ? 'created-in-week-2' : 'deleted-in-week-2']);
  });

  it('gives each disk to exactly one scenario', () => {
    const given = tenant.scenarios.flatMap((scenario) => scenario.disks.map((id) => id.toLowerCase()));
    expect([...given].sort()).toEqual(disks.map((row) => row.id.toLowerCase()).sort());
  });

  it('names no two disks alike, so that the table of expectations can name them', () => {
    const names = disks.map((row) => row.name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
  });

  it('has every id once in each table', () => {
    for (const table of TABLES) {
      const ids = [...tenant.rows(table)].map((row) => row.id.toLowerCase());
      expect(new Set(ids).size, table).toBe(ids.length);
    }
  });

  it('expects something of every disk, and of none that is not there', () => {
    const rows = expectedIn(week);
    const present = rows.filter((row) => !row.absent).map((row) => row.disk);
    const hidden = new Set(
      disks.filter((row) => unreadableIn(week).includes(row.subscriptionId ?? '')).map(({ name }) => name),
    );
    expect(present.sort()).toEqual(
      disks
        .map((row) => row.name)
        .filter((name) => !hidden.has(name))
        .sort(),
    );
    const absent = rows.filter((row) => row.absent).map((row) => row.disk);
    for (const name of absent) expect(disks.some((row) => row.name === name) && !hidden.has(name), name).toBe(false);
    for (const row of rows) {
      const scenario = tenant.scenarios.find(({ name }) => name === row.scenario);
      expect(scenario, row.scenario).toBeDefined();
      if (!row.absent) expect(scenario?.disks.map(nameOf), row.disk).toContain(row.disk);
    }
  });

  it('has one subject for every verdict that is expected', () => {
    const ids = subjectIds(tenant);
    for (const row of expectedIn(week)) {
      const own = disks.find((disk) => disk.name === row.disk);
      const inSubscription = ids.filter((id) => id.includes(own?.subscriptionId ?? '-'));
      for (const { check, subject } of row.checks) {
        if (check === 'EXP-03' || MISSING_KEYS.some((part) => subject.includes(part))) continue;
        const whole = subject.startsWith('/subscriptions/');
        const found = (whole ? ids : inSubscription).filter((id) => isSubject(subject, id));
        expect(found, `${row.disk} ${check} ${subject}`).toHaveLength(1);
      }
    }
  });

  it('attaches every disk to a VM that lists it, at its own id', () => {
    const machines = new Map(
      rowsOfType(tenant, 'microsoft.compute/virtualmachines').map((row) => [row.id.toLowerCase(), row]),
    );
    for (const disk of disks) {
      const holder = typeof disk['managedBy'] === 'string' ? disk['managedBy'].toLowerCase() : '';
      if (holder === '') continue;
      const storage = JSON.stringify(at(machines.get(holder), 'properties', 'storageProfile')).toLowerCase();
      expect(storage, disk.id).toContain(`"${disk.id.toLowerCase()}"`);
    }
  });

  it('hangs every disk encryption set on a key that exists, but where it is gone or another tenant’s', () => {
    const broken = rowsOfType(tenant, 'microsoft.compute/diskencryptionsets')
      .filter((set) => keyOf(tenant, set) === undefined)
      .map((set) => set.name);
    expect(broken).toEqual(['des-key-version-gone', 'des-partner']);
    const sets = new Set(rowsOfType(tenant, 'microsoft.compute/diskencryptionsets').map((row) => row.id.toLowerCase()));
    for (const disk of disks) {
      const set = textAt(disk, 'properties', 'encryption', 'diskEncryptionSetId')?.toLowerCase();
      if (set !== undefined) expect(sets.has(set), disk.id).toBe(true);
    }
  });

  it('protects and replicates machines that exist, in replicas and through accounts that exist', () => {
    for (const item of rowsOfType(tenant, ITEM)) {
      const machine = textAt(item, 'properties', 'sourceResourceId')?.toLowerCase() ?? '';
      expect(tenant.get(machine)?.id, item.id).toBeDefined();
    }
    const all = rowsOfType(tenant, REPLICATED);
    // Three more are of machines outside Azure.
    const items = all.filter((row) => textAt(row, 'properties', 'providerSpecificDetails', 'instanceType') === 'A2A');
    expect([all.length, items.length]).toEqual([19, 16]);
    for (const { id } of items) {
      const document = tenant.get(id.toLowerCase());
      const replicas = at(document, 'properties', 'providerSpecificDetails', 'protectedManagedDisks');
      if (!Array.isArray(replicas)) throw new Error(`${id} has no disks.`);
      for (const replica of replicas as unknown[])
        for (const field of ['diskId', 'recoveryReplicaDiskId', 'primaryStagingAzureStorageAccountId'])
          expect(tenant.get(textAt(replica, field)?.toLowerCase() ?? ''), `${id} ${field}`).toBeDefined();
    }
  });

  it('keeps fifteen recovery points of each protected VM, the newest of this morning', () => {
    for (const item of rowsOfType(tenant, ITEM)) {
      const points = [...(tenant.list(`${item.id.toLowerCase()}/recoverypoints`) ?? [])];
      expect(points, item.id).toHaveLength(15);
    }
  });

  it('carries key material that can be recognised, in the recovery points of ADE machines only', () => {
    const carriers = rowsOfType(tenant, ITEM)
      .filter((item) =>
        JSON.stringify([...(tenant.list(`${item.id.toLowerCase()}/recoverypoints`) ?? [])]).includes(CANARY),
      )
      .map((item) => textAt(item, 'properties', 'friendlyName'));
    expect(carriers.sort()).toEqual(['vm-clearing-01', 'vm-instant-01', 'vm-longterm-01']);
    for (const table of TABLES) expect(JSON.stringify([...tenant.rows(table)])).not.toContain(CANARY);
  });

  it('lists in ARM what Resource Graph counts', () => {
    for (const vault of rowsOfType(tenant, 'microsoft.recoveryservices/vaults')) {
      const prefix = `${vault.id.toLowerCase()}/`;
      const counted = (type: string): number =>
        rowsOfType(tenant, type).filter((row) => row.id.toLowerCase().startsWith(prefix)).length;
      const listed = (name: string): number => [...(tenant.list(`${prefix}${name}`) ?? [])].length;
      expect(listed('backupprotecteditems')).toBe(counted(ITEM));
      expect(listed('replicationprotecteditems')).toBe(counted(REPLICATED));
      // ARM keeps jobs for longer than Resource Graph's 14 days.
      expect(listed('backupjobs')).toBeGreaterThanOrEqual(counted('microsoft.recoveryservices/vaults/backupjobs'));
    }
  });

  it('shows the unreadable subscription beneath the management group', () => {
    const group = `/providers/microsoft.management/managementgroups/${CONTOSO_MANAGEMENT_GROUP}/descendants`;
    const subscriptions = [...(tenant.list(group) ?? [])].filter((entry) => entry.type === '/subscriptions');
    expect(subscriptions.map((entry) => textAt(entry, 'properties', 'displayName')).sort()).toEqual([
      'contoso-core-banking',
      'contoso-payments',
      'contoso-sealed',
      'contoso-workplace',
    ]);
    expect(CONTOSO_UNREADABLE_SUBSCRIPTIONS).toEqual([subscriptions.find(isSealed)?.name]);
  });

  it('is the same each time', () => {
    const all = (estate: Tenant): string => JSON.stringify(TABLES.map((table) => [...estate.rows(table)]));
    expect(all(contoso(week))).toBe(all(tenant));
  });
});

describe('Contoso between the weeks', () => {
  it('changes five disks and the clock, and nothing else of the disks', () => {
    const shown = (week: Week): Map<string, string> =>
      new Map(rowsOfType(estates[week], 'microsoft.compute/disks').map((row) => [row.name, JSON.stringify(row)]));
    const [before, after] = [shown(1), shown(2)];
    const names = new Set([...before.keys(), ...after.keys()]);
    const moved = [...names].filter((name) => before.get(name) !== after.get(name)).sort();
    expect(moved).toEqual([
      'disk-forgotten-2021',
      'vm-callcentre-01-osdisk',
      'vm-deposits-01-osdisk', // Azure has stopped its VM: Attached became Reserved
      'vm-letters-01-osdisk',
      'vm-onboarding-01-osdisk-20261119-165000',
      'vm-openbanking-01-osdisk',
    ]);
  });

  it('expects as changes only what the table expects of either week', () => {
    for (const { check, subject, before, after } of EXPECTED_CHANGES)
      for (const [week, status] of [
        [1, before],
        [2, after],
      ] as const) {
        const found = EXPECTED.filter((row) => row.week === week)
          .flatMap((row) => row.checks)
          .filter((expected) => expected.check === check && expected.subject === subject);
        expect([...new Set(found.map((expected) => expected.status))], `${check} ${subject} week ${week}`).toEqual(
          status === undefined ? [] : [status],
        );
      }
  });
});

function isSealed(entry: ArmDocument): boolean {
  return textAt(entry, 'properties', 'displayName') === 'contoso-sealed';
}

/** A set whose key lies in a managed HSM names no vault: the HSM is found by its name. */
function keyOf(tenant: Tenant, set: ArmDocument): ArmDocument | undefined {
  const [, hsm, name, version] =
    /^https:\/\/(?:(.+)\.managedhsm\.|[^/]+)[^/]*\/keys\/([^/]+)\/([^/]+)$/.exec(
      textAt(set, 'properties', 'activeKey', 'keyUrl') ?? '',
    ) ?? [];
  const host = /^https:\/\/([^.]+)\.vault\./.exec(textAt(set, 'properties', 'activeKey', 'keyUrl') ?? '')?.[1];
  // The source vault is left out where it lies in another subscription.
  const vault =
    hsm === undefined
      ? (textAt(set, 'properties', 'activeKey', 'sourceVault', 'id') ??
        rowsOfType(tenant, 'microsoft.keyvault/vaults').find((row) => row.name === host)?.id)
      : rowsOfType(tenant, 'microsoft.keyvault/managedhsms').find((row) => row.name === hsm)?.id;
  return tenant.get(`${vault ?? ''}/keys/${name ?? ''}/versions/${version ?? ''}`.toLowerCase());
}
