import { describe, expect, test } from 'vitest';
import {
  contoso,
  CONTOSO_MANAGEMENT_GROUP,
  CONTOSO_UNREADABLE_SUBSCRIPTIONS,
} from '../../simulator/estate/contoso/index.ts';
import type { ArmDocument } from '../../simulator/tenant.ts';
import { rereadEstate } from '../../src/collect/keptAnswers/reread.ts';
import type { Estate, Gap } from '../../src/domain/estate.ts';
import { plainTenant, subscriptionId } from './plainTenant.ts';
import { collectFrom, OVERHEAD } from './run.ts';

const plain = (estate: Estate): unknown =>
  Object.fromEntries(
    Object.entries(estate).map(([source, collection]) =>
      typeof collection === 'string'
        ? [source, collection]
        : [source, { rows: [...collection.rows], gaps: collection.gaps }],
    ),
  );

describe('what is kept', () => {
  test('is enough to read the same estate again, without Azure and in any order', async () => {
    const run = await collectFrom({
      tenant: contoso(2),
      scope: { tenantId: undefined, managementGroups: [CONTOSO_MANAGEMENT_GROUP], subscriptions: [] },
      faults: [
        { effect: { kind: 'unreadable', subscriptions: CONTOSO_UNREADABLE_SUBSCRIPTIONS } },
        {
          match: { table: 'resources' },
          effect: {
            kind: 'changeRow',
            where: (row) => row.name === 'vm-wiki-01',
            change: (row) => ({ ...row, properties: 7 }),
          },
        },
      ],
    });
    const gaps = Object.values(run.estate).flatMap((collection): readonly Gap[] =>
      typeof collection === 'string' ? [] : collection.gaps,
    );
    expect(gaps.some((gap) => gap.kind === 'malformedRow')).toBe(true);
    const written = run.kept.map(({ source, raw }) => ({ source, raw: JSON.parse(JSON.stringify(raw)) as unknown }));
    const again = await rereadEstate(written.reverse(), gaps, run.estate.asOf);
    expect(JSON.stringify(plain(again))).toBe(JSON.stringify(plain(run.estate)));
  });

  test('observations hold each query verbatim, with the ids of Azure’s answers', async () => {
    const run = await collectFrom({ tenant: plainTenant([1500]) });
    const disks = run.observations.filter((seen) => seen.source === 'disks');
    expect(disks).toHaveLength(1);
    expect(disks[0]).toMatchObject({
      kind: 'resourceGraph',
      pages: 2,
      rows: 1500,
      retries: 0,
      failure: undefined,
      subscriptions: [subscriptionId(0)],
    });
    expect(disks[0]?.request).toContain("where type =~ 'microsoft.compute/disks'");
    expect(disks[0]?.requestIds).toHaveLength(2);
    expect(run.observations.filter((seen) => seen.source === 'count')).toHaveLength(OVERHEAD - 1);
  });
});

describe('kinds that are not judged', () => {
  const row = (type: string, name: string, properties: unknown = {}, sku: unknown = null): ArmDocument => ({
    id: `/subscriptions/${subscriptionId(0)}/resourceGroups/rg/providers/${type.replace('backupVaults', 'backupVaults/bv')}/${name}`,
    name,
    type: type.toLowerCase(),
    subscriptionId: subscriptionId(0),
    properties,
    sku,
  });
  test('are counted by kind and subscription, never absent', async () => {
    const machine = row('Microsoft.Compute/virtualMachines', 'vm', {
      storageProfile: {
        osDisk: { diffDiskSettings: { option: 'Local' }, managedDisk: { id: '/subscriptions/x/disks/os' } },
        dataDisks: [{ lun: 0, vhd: { uri: 'https://st/vhd' } }],
      },
    });
    const backup = (datasourceType: string): ArmDocument =>
      row('Microsoft.DataProtection/backupVaults/backupInstances', datasourceType.replaceAll('/', '-'), {
        dataSourceInfo: { datasourceType },
      });
    const run = await collectFrom({
      tenant: plainTenant(
        [1, 1],
        [
          row('Microsoft.Compute/images', 'i1'),
          row('Microsoft.Compute/images', 'i2'),
          row('Microsoft.Compute/galleries/images/versions', 'v'),
          row(
            'Microsoft.Compute/virtualMachineScaleSets',
            'uniform',
            { orchestrationMode: 'Uniform', note: 'Flexible' },
            { capacity: 5 },
          ),
          row(
            'Microsoft.Compute/virtualMachineScaleSets',
            'flexible',
            JSON.stringify({ orchestrationMode: 'Flexible' }),
          ),
          backup('Microsoft.Storage/storageAccounts/blobServices'),
          backup('Microsoft.Compute/disks'),
          row(`${SET}/virtualMachines`, 'uniform/virtualMachines/0', {
            storageProfile: { osDisk: {}, dataDisks: [{}, {}] },
          }),
          row(
            `${SET}/virtualMachines`,
            'uniform/virtualMachines/1',
            JSON.stringify({ storageProfile: { osDisk: {}, dataDisks: [{}] } }),
          ),
          row(`${SET}/virtualMachines`, 'uniform/virtualMachines/2'),
          machine,
        ],
      ),
    });
    expect(run.estate.backupInstances.rows.size).toBe(1);
    expect(run.notAssessed.map(({ kind, subscriptionId: where, count }) => [kind, where, count])).toEqual(
      [
        ['Backup vault instances', 1],
        ['Disks of uniform scale set instances', 5],
        ['Ephemeral OS disks', 1],
        ['Gallery image versions', 1],
        ['Images', 2],
        ['Instances of uniform scale sets', 5],
        ['Uniform scale sets', 1],
        ['Unmanaged disks', 1],
      ].map(([kind, count]) => [kind, subscriptionId(0), count]),
    );
  });

  const SET = 'Microsoft.Compute/virtualMachineScaleSets';

  test('that could not be counted say so, kind by kind, and have no count', async () => {
    const run = await collectFrom({
      tenant: plainTenant([1]),
      faults: [{ match: { query: /galleries/ }, effect: { kind: 'status', status: 400 } }],
    });
    expect(run.notAssessed.map(({ kind, subscriptionId: where, count }) => [kind, where, count])).toEqual(
      ['Gallery image versions', 'Images', 'Recovery plans of Azure Resilience Management'].map((kind) => [
        kind,
        '*',
        undefined,
      ]),
    );
    for (const { because } of run.notAssessed) expect(because).toMatch(/^They could not be counted: /);
  });

  test('a count that is no number is no zero', async () => {
    const spoil = (body: unknown): unknown => ({
      ...(body as object),
      data: [{ subscriptionId: 'x', instances: null }],
    });
    const run = await collectFrom({
      tenant: plainTenant([1]),
      faults: [
        { match: { query: /^computeresources|\ncomputeresources/ }, effect: { kind: 'changeAnswer', change: spoil } },
      ],
    });
    expect(run.notAssessed.map(({ kind, count }) => [kind, count])).toEqual([
      ['Disks of uniform scale set instances', undefined],
      ['Instances of uniform scale sets', undefined],
    ]);
  });

  test('that hide in virtual machines which were not read say so', async () => {
    const run = await collectFrom({
      tenant: plainTenant([1], [row('Microsoft.Compute/virtualMachines', 'vm', 'oops')]),
    });
    expect(run.notAssessed.map(({ kind, count }) => [kind, count])).toEqual([
      ['Ephemeral OS disks', undefined],
      ['Unmanaged disks', undefined],
    ]);
  });
});
