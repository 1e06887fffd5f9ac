import { describe, expect, it } from 'vitest';
import { createArmHandler, type ArmResponse } from '../../simulator/arm.ts';
import { contoso } from '../../simulator/estate/contoso/index.ts';
import type { ArmDocument } from '../../simulator/tenant.ts';
import { at, rowsOfType } from './estateReading.ts';

const tenant = contoso(1);
const ITEM = 'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems';
const baseUrl = 'https://127.0.0.1:9';

const handler = createArmHandler(tenant);
const ask = (path: string, query: Record<string, string> = {}): ArmResponse =>
  handler({ method: 'GET', path, query: new URLSearchParams({ 'api-version': '2025-08-01', ...query }), baseUrl });
const listOf = (response: ArmResponse): readonly ArmDocument[] => at(response.body, 'value') as ArmDocument[];
const DISKS = ['properties', 'recoveryPointDiskConfiguration'] as const;
const items = rowsOfType(tenant, ITEM);
const points = items.flatMap(({ id }) => listOf(ask(`${id}/recoveryPoints`)));

describe('lists and GETs differ as recorded', () => {
  it('a list of recovery points has no keys; of the disks the counts, where some are left out', () => {
    expect(points.length).toBeGreaterThan(100);
    const counted = points.filter((point) => at(point, ...DISKS) !== undefined);
    expect(counted.length).toBeGreaterThan(0);
    expect(counted.length).toBeLessThan(points.length / 2);
    for (const point of points) expect(at(point, 'properties', 'keyAndSecret')).toBeUndefined();
    for (const point of counted)
      expect(Object.keys(at(point, ...DISKS) as object)).toEqual([
        'numberOfDisksIncludedInBackup',
        'numberOfDisksAttachedToVm',
      ]);
  });

  it('a GET names the disks where some are left out, and the keys', () => {
    const opened = points.map(({ id }) => ({ id, body: ask(id).body }));
    const named = opened.filter(({ body }) => at(body, ...DISKS) !== undefined);
    expect(named.map(({ id }) => id)).toEqual(
      points.filter((point) => at(point, ...DISKS) !== undefined).map(({ id }) => id),
    );
    for (const { body } of named) expect(at(body, ...DISKS, 'excludedDiskList')).not.toEqual([]);
    for (const { body } of opened)
      expect(at(body, 'properties', 'keyAndSecret') !== undefined).toBe(at(body, 'properties', 'isSourceVMEncrypted'));
  });

  it('Site Recovery ends a list with null, others with nothing', () => {
    const replicated = rowsOfType(
      tenant,
      'microsoft.recoveryservices/vaults/replicationfabrics/replicationprotectioncontainers/replicationprotecteditems',
    );
    const vault = /^.*\/vaults\/[^/]+/i.exec(replicated[0]?.id ?? '')?.[0] ?? '';
    const container = replicated[0]?.id.replace(/\/replicationProtectedItems\/.*$/i, '') ?? '';
    expect(at(ask(`${container}/replicationProtectionClusters`).body, 'nextLink')).toBeNull();
    expect(at(ask(`${vault}/backupProtectedItems`).body, 'nextLink')).toBeUndefined();
  });

  it('restore points have no type, in their collection as on their own page', () => {
    const [collection] = rowsOfType(tenant, 'microsoft.compute/restorepointcollections');
    const whole = ask(collection?.id ?? '', { $expand: 'restorePoints' });
    const inside = at(whole.body, 'properties', 'restorePoints') as { id: string }[];
    expect(inside.length).toBeGreaterThan(0);
    for (const point of inside) {
      expect(Object.keys(point).sort()).toEqual(['id', 'name', 'properties']);
      expect(Object.keys(ask(point.id).body as object)).not.toContain('type');
    }
  });
});
