import { describe, expect, it } from 'vitest';
import { createArmHandler, type ArmResponse } from '../../simulator/arm.ts';
import {
  contoso,
  CONTOSO_SUBSCRIPTIONS,
  CONTOSO_UNREADABLE_SUBSCRIPTIONS,
} from '../../simulator/estate/contoso/index.ts';
import type { ArmDocument } from '../../simulator/tenant.ts';
import { at, textAt } from './estateReading.ts';

const core = `/subscriptions/${CONTOSO_SUBSCRIPTIONS.core.id}`;
const payments = `/subscriptions/${CONTOSO_SUBSCRIPTIONS.payments.id}`;
const sealed = `/subscriptions/${CONTOSO_SUBSCRIPTIONS.sealed.id}`;
const baseUrl = 'https://127.0.0.1:9';
const handler = createArmHandler(contoso(1), { unreadableSubscriptions: CONTOSO_UNREADABLE_SUBSCRIPTIONS });

const vault = `${core}/resourceGroups/rg-backup-weu/providers/Microsoft.RecoveryServices/vaults/rsv-cmk-weu`;
const item = `${vault}/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-ledger-weu;vm-ledger-01/protectedItems/VM;iaasvmcontainerv2;rg-ledger-weu;vm-ledger-01`;
const keyVault = `${core}/resourceGroups/rg-security-weu/providers/Microsoft.KeyVault/vaults/kv-contoso-core-weu`;

function get(path: string, query: Record<string, string> = {}, method = 'GET'): ArmResponse {
  return handler({ method, path, query: new URLSearchParams({ 'api-version': '2023-06-01', ...query }), baseUrl });
}

function valueOf(response: ArmResponse): ArmDocument[] {
  const value = at(response.body, 'value');
  if (!Array.isArray(value)) throw new Error(`No list: ${JSON.stringify(response.body)}`);
  return value as ArmDocument[];
}

/** Every page of a list, following `nextLink`. */
function pages(path: string, query: Record<string, string> = {}): ArmDocument[][] {
  const found: ArmDocument[][] = [];
  let response = get(path, query);
  for (;;) {
    found.push(valueOf(response));
    const next = textAt(response.body, 'nextLink');
    if (next === undefined) return found;
    expect(next.startsWith(`${baseUrl}/`)).toBe(true);
    const url = new URL(next);
    response = handler({ method: 'GET', path: url.pathname, query: url.searchParams, baseUrl });
  }
}

describe('refusals of the ARM handler', () => {
  it.each([
    ['another method', get(core, {}, 'PUT'), 405, 'MethodNotAllowed'],
    ['no api-version', get(core, { 'api-version': '' }), 400, 'MissingApiVersionParameter'],
    ['a senseless api-version', get(core, { 'api-version': 'latest' }), 400, 'InvalidApiVersionParameter'],
    [
      'an unknown subscription',
      get('/subscriptions/00000000-0000-0000-0000-000000000000'),
      404,
      'SubscriptionNotFound',
    ],
    ['an unreadable subscription', get(sealed), 403, 'AuthorizationFailed'],
    [
      'a resource of an unreadable subscription',
      get(`${sealed}/resourceGroups/rg-board-weu/providers/Microsoft.Compute/disks/vm-board-01-osdisk`),
      403,
      'AuthorizationFailed',
    ],
    [
      'an unknown resource group',
      get(`${core}/resourceGroups/rg-none/providers/Microsoft.Compute/disks/x`),
      404,
      'ResourceGroupNotFound',
    ],
    [
      'an unknown resource',
      get(`${core}/resourceGroups/rg-ledger-weu/providers/Microsoft.Compute/disks/none`),
      404,
      'ResourceNotFound',
    ],
    ['an unknown key', get(`${keyVault}/keys/none`), 404, 'KeyNotFound'],
    ['an unknown key version', get(`${keyVault}/keys/disk-cmk/versions/none`), 404, 'KeyNotFound'],
    ['versions of an unknown key', get(`${keyVault}/keys/none/versions`), 404, 'KeyNotFound'],
    [
      'an unknown management group',
      get('/providers/Microsoft.Management/managementGroups/none/descendants'),
      404,
      'NotFound',
    ],
    ['a list that it does not know', get(`${vault}/backupEngines`), 404, 'InvalidResourceType'],
    ['a type that it does not know', get(`${core}/providers/Microsoft.Sql/servers`), 404, 'InvalidResourceType'],
    [
      'a filter that it does not know',
      get(`${vault}/backupProtectedItems`, { $filter: "colour eq 'red'" }),
      400,
      'BMSUserErrorInvalidInput',
    ],
    [
      'a filter on a list that takes none',
      get(`${keyVault}/keys`, { $filter: "a eq 'b'" }),
      400,
      'BMSUserErrorInvalidInput',
    ],
    [
      'a date that is none',
      get(`${item}/recoveryPoints`, { $filter: "startDate eq 'yesterday'" }),
      400,
      'BMSUserErrorInvalidInput',
    ],
    ['a skip token of somebody else', get(`${vault}/backupJobs`, { $skipToken: 'x' }), 400, 'InvalidSkipToken'],
  ])('%s', (_, response, status, code) => {
    expect(response.status).toBe(status);
    expect(at(response.body, 'error', 'code')).toBe(code);
    expect(textAt(response.body, 'error', 'message')).not.toBe('');
  });
});

describe('resources', () => {
  it('answers in any case of the path, encoded or not', () => {
    const plain = get(item);
    expect(plain.status).toBe(200);
    expect(get(item.toUpperCase()).body).toEqual(plain.body);
    expect(get(item.replaceAll(';', '%3B')).body).toEqual(plain.body);
  });

  it('shows the second witness of a vault', () => {
    const response = get(`${vault}/backupEncryptionConfigs/backupResourceEncryptionConfig`);
    expect(at(response.body, 'properties', 'encryptionAtRestType')).toBe('CustomerManaged');
    expect(at(response.body, 'properties', 'lastUpdateStatus')).toBe('Succeeded');
  });

  it('gives the attributes of a key in Unix seconds', () => {
    const [version] = valueOf(get(`${keyVault}/keys/disk-cmk/versions`));
    const attributes = at(get(version?.id ?? '').body, 'properties', 'attributes');
    expect(attributes).toMatchObject({
      enabled: true,
      exp: Date.parse('2027-06-01T08:00:00Z') / 1000,
      nbf: Date.parse('2026-06-01T08:00:00Z') / 1000,
    });
  });

  it('opens a restore point collection only when asked', () => {
    const list = valueOf(get(`${core}/providers/Microsoft.Compute/restorePointCollections`));
    const ledger = list.find((entry) => entry.name.includes('vm-ledger-01'));
    expect(at(ledger, 'properties', 'restorePoints')).toBeUndefined();
    expect(at(get(ledger?.id ?? '').body, 'properties', 'restorePoints')).toBeUndefined();
    const opened = get(ledger?.id ?? '', { $expand: 'restorePoints' });
    expect(at(opened.body, 'properties', 'restorePoints')).toHaveLength(14);
  });

  it("keeps a job's property bag to the job's own page", () => {
    const jobs = pages(`${vault}/backupJobs`, { $filter: "operation eq 'Restore'" }).flat();
    expect(jobs.length).toBeGreaterThan(3);
    for (const job of jobs) {
      expect(at(job, 'properties', 'extendedInfo')).toBeUndefined();
      const bag = at(get(job.id).body, 'properties', 'extendedInfo', 'propertyBag');
      expect(bag).toHaveProperty(['Recovery point time ']);
    }
  });

  it('does not show what only Resource Graph shows', () => {
    expect(at(get(item).body, 'properties', 'currentProtectionState')).toBeUndefined();
    const machine = get(
      `${core}/resourceGroups/rg-ledger-weu/providers/Microsoft.Compute/virtualMachines/vm-ledger-01`,
    );
    expect(at(machine.body, 'properties', 'extended')).toBeUndefined();
  });
});

describe('lists', () => {
  it('lists the subscriptions that can be read, page by page', () => {
    const found = pages('/subscriptions');
    expect(found.map((page) => page.length)).toEqual([2, 1]);
    expect(found.flat().map((entry) => entry['displayName'])).toEqual([
      'contoso-core-banking',
      'contoso-payments',
      'contoso-workplace',
    ]);
  });

  it.each([
    ['descendants', '/providers/Microsoft.Management/managementGroups/contoso/descendants', 6],
    ['protected items', `${vault}/backupProtectedItems`, 21],
    ['recovery points', `${item}/recoveryPoints`, 15],
    [
      'replicated items',
      `${payments}/resourceGroups/rg-dr-neu/providers/Microsoft.RecoveryServices/vaults/rsv-asr-neu/replicationProtectedItems`,
      16,
    ],
    ['vaults', `${core}/providers/Microsoft.RecoveryServices/vaults`, 6],
    ['keys', `${keyVault}/keys`, 14],
  ])('pages %s without loss or repetition', (_, path, count) => {
    const found = pages(path);
    expect(found.length).toBeGreaterThan(1);
    const ids = found.flat().map((entry) => entry.id);
    expect(ids).toHaveLength(count);
    expect(new Set(ids).size).toBe(count);
  });

  it('gives an empty list where there is nothing', () => {
    expect(valueOf(get(`${vault}/replicationProtectedItems`))).toEqual([]);
    expect(valueOf(get(`${payments}/providers/Microsoft.Compute/snapshots`))).toEqual([]);
    expect(valueOf(get(`${core}/providers/Microsoft.Authorization/denyAssignments`))).toEqual([]);
  });

  it('filters recovery points by time, in the form of the Backup API and in ISO 8601', () => {
    const between = (filter: string): (string | undefined)[] =>
      pages(`${item}/recoveryPoints`, { $filter: filter })
        .flat()
        .map((point) => textAt(point, 'properties', 'recoveryPointTime')?.slice(0, 10));
    const asked = ['2026-11-15', '2026-11-14', '2026-11-13'];
    expect(between("startDate eq '2026-11-13 02:00:00 AM' and endDate eq '2026-11-15 02:00:00 AM'")).toEqual(asked);
    expect(between("startDate eq '2026-11-12T12:00:00Z' and endDate eq '2026-11-15T12:00:00Z'")).toEqual(asked);
    expect(between("startDate eq '2026-11-15 12:00:00 PM'")).toEqual(['2026-11-16']);
    expect(between("startDate eq '2026-11-16 12:00:00 AM'")).toEqual(['2026-11-16']);
    expect(between("startDate eq '2027-01-01 01:00:00 AM'")).toEqual([]);
  });

  it('filters protected items by management type', () => {
    const count = (type: string): number =>
      pages(`${vault}/backupProtectedItems`, {
        $filter: `backupManagementType eq '${type}' and itemType eq 'VM'`,
      }).flat().length;
    expect(count('AzureIaasVM')).toBe(21);
    expect(count('AzureStorage')).toBe(0);
  });

  it('tells of disks that are left out of a backup', () => {
    const items = pages(`${vault}/backupProtectedItems`).flat();
    const leftOut = items.filter((entry) => at(entry, 'properties', 'extendedProperties') !== undefined);
    expect(leftOut.map((entry) => textAt(entry, 'properties', 'friendlyName'))).toEqual(['vm-datamart-01']);
    expect(at(leftOut[0], 'properties', 'extendedProperties', 'diskExclusionProperties')).toEqual({
      diskLunList: [0],
      isInclusionList: false,
    });
  });
});
