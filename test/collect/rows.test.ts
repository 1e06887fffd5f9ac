import { describe, expect, test } from 'vitest';
import type { ArmDocument } from '../../simulator/tenant.ts';
import type { PopulationRow } from '../../src/domain/record.ts';
import { diskId, plainTenant, subscriptionId } from './plainTenant.ts';
import { collectFrom, OVERHEAD, type Run } from './run.ts';

const populationOf = (run: Run, subscription: number): PopulationRow | undefined =>
  run.population.find((row) => row.source === 'disks' && row.subscriptionId === subscriptionId(subscription));

/** The rows of the disks, not their count. */
const DISKS = /compute\/disks'\n\| project .*\n\| order/;

describe('rows', () => {
  const where = (name: string) => (row: { readonly name: string }) => row.name === name;

  test('disk with no encryption block keeps the rest of the subscription', async () => {
    const run = await collectFrom({
      tenant: plainTenant([10]),
      faults: [
        {
          match: { table: 'resources' },
          effect: {
            kind: 'changeRow',
            where: where('disk-3'),
            change: (row) => ({ ...row, properties: { diskState: 'Attached' } }),
          },
        },
      ],
    });
    expect(run.estate.disks.rows.size).toBe(10);
    expect(run.estate.disks.gaps).toEqual([]);
    const disk = [...run.estate.disks.rows.values()].find((row) => row.name === 'disk-3');
    expect(disk).toMatchObject({ encryptionType: undefined });
  });

  test('a malformed row keeps the rest of the subscription', async () => {
    const run = await collectFrom({
      tenant: plainTenant([10]),
      faults: [
        {
          match: { table: 'resources' },
          effect: { kind: 'changeRow', where: where('disk-3'), change: (row) => ({ ...row, properties: null }) },
        },
      ],
    });
    expect(run.estate.disks.rows.size).toBe(9);
    expect(run.estate.disks.gaps).toMatchObject([{ kind: 'malformedRow', subject: diskId(0, 3).toLowerCase() }]);
    expect(populationOf(run, 0)).toMatchObject({ counted: 10, received: 10, kept: 9, malformed: 1, whole: false });
  });

  test('properties as string', async () => {
    const run = await collectFrom({
      tenant: plainTenant([3]),
      faults: [
        {
          match: { table: 'resources' },
          effect: {
            kind: 'changeRow',
            where: where('disk-1'),
            change: (row) => ({ ...row, properties: JSON.stringify(row.properties) }),
          },
        },
      ],
    });
    const types = [...run.estate.disks.rows.values()].map((disk) => disk.encryptionType);
    expect(new Set(types)).toEqual(new Set(['EncryptionAtRestWithPlatformKey']));
  });

  test('duplicate row, equal: merged, counted, no gap', async () => {
    const run = await collectFrom({
      tenant: plainTenant([5]),
      faults: [{ match: { table: 'resources' }, effect: { kind: 'duplicateRow', where: where('disk-2') } }],
    });
    expect(run.estate.disks.rows.size).toBe(5);
    expect(run.estate.disks.gaps).toEqual([]);
    expect(populationOf(run, 0)).toMatchObject({ counted: 6, received: 6, kept: 5, duplicates: 1, whole: true });
  });

  test.each([1, 2])('a row that Azure has twice and counts %i times: one row, whole', async (times) => {
    const repeat = { match: { table: 'resources' }, effect: { kind: 'duplicateRow', where: where('disk-2') } } as const;
    const once = (body: unknown): unknown =>
      JSON.parse(JSON.stringify(body).replace('"count_":6', '"count_":5')) as unknown;
    const recount = { match: { query: /count\(\)/ }, effect: { kind: 'changeAnswer', change: once } } as const;
    const run = await collectFrom({ tenant: plainTenant([5]), faults: times === 1 ? [repeat, recount] : [repeat] });
    expect(run.estate.disks.gaps).toEqual([]);
    expect(populationOf(run, 0)).toMatchObject({
      counted: 4 + times,
      received: 6,
      kept: 5,
      duplicates: 1,
      whole: true,
    });
  });

  test('duplicate row, in another case: merged', async () => {
    const change = (row: { readonly id: string }): never => ({ ...row, id: row.id.toUpperCase() }) as never;
    const run = await collectFrom({
      tenant: plainTenant([1500]),
      faults: [{ match: { table: 'resources' }, effect: { kind: 'duplicateRow', where: where('disk-2'), change } }],
    });
    expect(run.estate.disks.rows.size).toBe(1500);
    expect(run.estate.disks.gaps).toEqual([]);
    expect(populationOf(run, 0)).toMatchObject({ counted: 1501, duplicates: 1, whole: true });
  });

  test.each([1, 2])(
    'duplicate row, conflicting, counted %i times: the disk stays, both rows are kept, and a gap names the values',
    async (times) => {
      const change = (row: ArmDocument): ArmDocument => ({
        ...row,
        properties: { ...(row.properties as object), diskState: 'ActiveSAS' },
      });
      const recount = (body: unknown): unknown =>
        JSON.parse(JSON.stringify(body).replace('"count_":6', `"count_":${String(4 + times)}`)) as unknown;
      const run = await collectFrom({
        tenant: plainTenant([5]),
        faults: [
          { match: { table: 'resources' }, effect: { kind: 'duplicateRow', where: where('disk-2'), change } },
          { match: { query: /count\(\)/ }, effect: { kind: 'changeAnswer', change: recount } },
        ],
      });
      const { rows, variants, gaps } = run.estate.disks;
      expect(rows.size).toBe(5);
      expect(variants?.size).toBe(1);
      expect(gaps).toMatchObject([{ kind: 'conflictingRows', subject: diskId(0, 2).toLowerCase() }]);
      expect(gaps[0]?.because).toMatch(/: diskState is ActiveSAS in one and .* in another\.$/);
      expect(populationOf(run, 0)).toMatchObject({ received: 6, kept: 5, duplicates: 0, whole: false });
    },
  );

  test('unsorted repeats: rows that came twice do not hide those that did not come', async () => {
    const run = await collectFrom({
      tenant: plainTenant([1200, 1100]),
      faults: [{ match: { query: DISKS }, effect: { kind: 'unstableOrder' } }],
    });
    const missing = 2300 - run.estate.disks.rows.size;
    expect(missing).toBeGreaterThan(0);
    for (const index of [0, 1]) {
      const row = populationOf(run, index);
      expect(row?.whole).toBe(row?.kept === row?.counted);
      expect(run.estate.disks.gaps.some((gap) => gap.subscription === subscriptionId(index))).toBe(
        !(row?.whole ?? true),
      );
    }
    expect(new Set(run.estate.disks.gaps.map((gap) => gap.kind))).toEqual(new Set(['countMismatch']));
  });
});

describe('counts', () => {
  const COUNT = /compute\/disks'[^]*summarize/;
  const report = (count: number) => (body: unknown) => ({
    ...(body as object),
    data: [{ subscriptionId: subscriptionId(0), count_: count }],
  });

  test('a count that differs is asked once more, and then is a gap', async () => {
    const run = await collectFrom({
      tenant: plainTenant([5]),
      faults: [{ match: { query: COUNT }, effect: { kind: 'changeAnswer', change: report(6) } }],
    });
    expect(run.estate.disks.gaps).toEqual([
      {
        source: 'disks',
        subscription: subscriptionId(0),
        kind: 'countMismatch',
        because: 'Azure counts 6 managed disks in the subscription, but returned 5.',
      },
    ]);
    expect(run.simulator.resourceGraph).toBe(OVERHEAD + 1 + 1);
  });

  test('an estate that moved between count and rows is no gap', async () => {
    const run = await collectFrom({
      tenant: plainTenant([5]),
      faults: [{ match: { query: COUNT }, effect: { kind: 'changeAnswer', change: report(4) }, times: 1 }],
    });
    expect(run.estate.disks.gaps).toEqual([]);
    expect(populationOf(run, 0)).toMatchObject({ counted: 5, kept: 5, whole: true });
  });

  test('rows that cannot be counted are read, and are a gap', async () => {
    const run = await collectFrom({
      tenant: plainTenant([5]),
      faults: [{ match: { query: COUNT }, effect: { kind: 'status', status: 400, code: 'BadRequest' } }],
    });
    expect(run.estate.disks.rows.size).toBe(5);
    expect(run.estate.disks.gaps).toMatchObject([{ kind: 'serviceError', subscription: subscriptionId(0) }]);
    expect(populationOf(run, 0)).toMatchObject({ counted: undefined, whole: false });
  });
});
