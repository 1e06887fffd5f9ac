import { describe, expect, test } from 'vitest';
import type { Fault } from '../../simulator/index.ts';
import { fewestRequests } from '../../src/collect/requests/resourceGraph.ts';
import { arithmeticMinimum } from '../../src/collect/population.ts';
import type { PopulationRow } from '../../src/domain/record.ts';
import { plainTenant, subscriptionId } from './plainTenant.ts';
import { collectFrom, HASTY, OVERHEAD, type Run } from './run.ts';

const populationOf = (run: Run, subscription: number, source = 'disks'): PopulationRow | undefined =>
  run.population.find((row) => row.source === source && row.subscriptionId === subscriptionId(subscription));

/** The rows of the disks, not their count. */
const DISKS = /compute\/disks'\n\| project .*\n\| order/;
const onPage = (page: number, effect: Fault['effect'], times?: number): Fault => ({
  match: { service: 'resourceGraph', table: 'resources', query: DISKS, page },
  effect,
  ...(times === undefined ? {} : { times }),
});

describe('pages', () => {
  test('2,500 disks come in three requests, none missing, none twice', async () => {
    const run = await collectFrom({ tenant: plainTenant([2500]) });
    expect(run.estate.disks.rows.size).toBe(2500);
    expect(run.estate.disks.gaps).toEqual([]);
    expect(populationOf(run, 0)).toMatchObject({
      counted: 2500,
      received: 2500,
      kept: 2500,
      duplicates: 0,
      whole: true,
    });
    expect(run.simulator.resourceGraph).toBe(OVERHEAD + fewestRequests([2500]));
  });

  test('a count of zero is the proof of absence: nothing is asked for', async () => {
    const run = await collectFrom({ tenant: plainTenant([0]) });
    expect(run.simulator.resourceGraph).toBe(OVERHEAD + fewestRequests([0]));
    expect(run.estate.disks).toEqual({ rows: new Map(), gaps: [] });
    expect(populationOf(run, 0)).toMatchObject({ counted: 0, received: 0, whole: true });
  });

  test('429 on page 2 is waited out and loses nothing', async () => {
    const burst = onPage(2, { kind: 'status', status: 429, retryAfterSeconds: 0.02 }, 3);
    const run = await collectFrom({ tenant: plainTenant([2500]), faults: [burst] });
    expect(run.estate.disks.rows.size).toBe(2500);
    expect(run.estate.disks.gaps).toEqual([]);
    expect(run.observations.find((seen) => seen.source === 'disks')).toMatchObject({
      pages: 3,
      rows: 2500,
      retries: 3,
    });
    expect(run.events.some((event) => event.kind === 'waiting')).toBe(true);
  });

  test('a 429 storm that does not end is a gap, never an empty table', async () => {
    const storm: Fault = { match: { query: DISKS }, effect: { kind: 'status', status: 429, retryAfterSeconds: 0.005 } };
    const run = await collectFrom({ tenant: plainTenant([10]), faults: [storm] });
    expect(run.estate.disks.rows.size).toBe(0);
    expect(run.estate.disks.gaps).toMatchObject([{ kind: 'throttled', subscription: subscriptionId(0) }]);
    expect(populationOf(run, 0)).toMatchObject({ counted: 10, received: 0, whole: false });
    expect(run.simulator.log.filter((entry) => entry.status === 429)).toHaveLength(HASTY.retries + 1);
  });

  test('page 2 lost: what came is kept, and the gap names only the subscriptions that are not whole', async () => {
    const run = await collectFrom({
      tenant: plainTenant([600, 600, 0]),
      faults: [onPage(2, { kind: 'status', status: 500 })],
    });
    expect(run.estate.disks.rows.size).toBe(1000);
    expect(run.estate.disks.gaps).toEqual([
      {
        source: 'disks',
        subscription: subscriptionId(1),
        kind: 'serviceError',
        because: 'Not all managed disks were read: Azure answered with an error (500 InternalServerError).',
      },
    ]);
    expect([0, 1, 2].map((index) => populationOf(run, index)?.whole)).toEqual([true, false, true]);
  });

  test('truncated: an answer cut off without a way to go on is a gap', async () => {
    const run = await collectFrom({ tenant: plainTenant([30]), faults: [onPage(1, { kind: 'truncate', rows: 10 })] });
    expect(run.estate.disks.gaps).toMatchObject([{ kind: 'truncated', subscription: subscriptionId(0) }]);
    expect(run.estate.disks.rows.size).toBe(10);
  });

  test('dropped connection: asked again, and whole', async () => {
    const run = await collectFrom({ tenant: plainTenant([2500]), faults: [onPage(2, { kind: 'drop' }, 2)] });
    expect(run.estate.disks.rows.size).toBe(2500);
    expect(run.estate.disks.gaps).toEqual([]);
  });

  test('dropped connection that stays dropped: a gap', async () => {
    const run = await collectFrom({
      tenant: plainTenant([5]),
      faults: [{ match: { query: DISKS }, effect: { kind: 'drop' } }],
    });
    expect(run.estate.disks.gaps).toMatchObject([{ kind: 'serviceError' }]);
    expect(run.estate.disks.gaps[0]?.because).toContain('the connection failed (ECONNRESET)');
  });

  test('an answer that never comes: given up, asked again', async () => {
    const run = await collectFrom({
      tenant: plainTenant([5]),
      faults: [{ match: { query: DISKS }, effect: { kind: 'slow', milliseconds: 1500 }, times: 1 }],
      patience: { timeout: 700 },
    });
    expect(run.estate.disks.rows.size).toBe(5);
    expect(run.observations.find((seen) => seen.source === 'disks')?.retries).toBe(1);
  });

  test.each([
    ['text', () => 'not JSON', 'no list of rows'],
    [
      'no list',
      () => ({ totalRecords: 1, count: 1, resultTruncated: 'false', data: { columns: [], rows: [] } }),
      'no list of rows',
    ],
    ['null', () => null, 'no list of rows'],
  ])('an answer that is no answer (%s) is a gap', async (_, change, words) => {
    const run = await collectFrom({
      tenant: plainTenant([5]),
      faults: [{ match: { query: DISKS }, effect: { kind: 'changeAnswer', change } }],
    });
    expect(run.estate.disks.gaps).toMatchObject([{ kind: 'serviceError', subscription: subscriptionId(0) }]);
    expect(run.estate.disks.gaps[0]?.because).toContain(words);
  });

  test('a skip token that leads back is noticed', async () => {
    const leadBack = (body: unknown): unknown => ({ ...(body as object), $skipToken: token });
    let token = '';
    const run = await collectFrom({
      tenant: plainTenant([3500]),
      faults: [
        onPage(1, {
          kind: 'changeAnswer',
          change: (body) => ((token = (body as { $skipToken: string }).$skipToken), body),
        }),
        onPage(2, { kind: 'changeAnswer', change: leadBack }),
      ],
    });
    expect(run.estate.disks.gaps).toMatchObject([{ kind: 'serviceError' }]);
    expect(run.estate.disks.gaps[0]?.because).toContain('led back');
  });
});

describe('too large', () => {
  test('16 MB response: the page is halved until it fits', async () => {
    const run = await collectFrom({
      tenant: plainTenant([1000]),
      faults: [onPageAny({ kind: 'tooLarge', rows: 300 })],
    });
    expect(run.estate.disks.rows.size).toBe(1000);
    expect(run.estate.disks.gaps).toEqual([]);
    // 1000 and 500 refused, then four pages of 250.
    const asked = run.simulator.log.filter((entry) => entry.table === 'resources' && entry.rows !== 0);
    expect(asked.filter((entry) => entry.status === 400)).toHaveLength(2);
    expect(run.observations.find((seen) => seen.source === 'disks')).toMatchObject({ pages: 4, rows: 1000 });
  });

  test('an answer that really has more than 16 MB', async () => {
    const properties = { encryption: { type: 'EncryptionAtRestWithPlatformKey' }, ballast: 'x'.repeat(36_000) };
    const run = await collectFrom({
      tenant: plainTenant([500]),
      faults: [
        {
          match: { table: 'resources' },
          effect: {
            kind: 'changeRow',
            where: (row) => row.type.endsWith('/disks'),
            change: (row) => ({ ...row, properties }),
          },
        },
      ],
    });
    expect(run.estate.disks.rows.size).toBe(500);
    expect(run.estate.disks.gaps).toEqual([]);
    expect(run.observations.find((seen) => seen.source === 'disks')).toMatchObject({ pages: 2 });
  });

  test('one row that does not fit is a gap', async () => {
    const run = await collectFrom({ tenant: plainTenant([3]), faults: [onPageAny({ kind: 'tooLarge', rows: 0 })] });
    expect(run.estate.disks.gaps).toMatchObject([{ kind: 'tooLarge', subscription: subscriptionId(0) }]);
  });
});

describe('many subscriptions', () => {
  test('1,001 subs: two batches, each subscription once, the boundary sub counted once', async () => {
    const run = await collectFrom({ tenant: plainTenant(Array.from({ length: 1001 }, () => 2)) });
    expect(run.coverage).toHaveLength(1001);
    expect(run.estate.disks.rows.size).toBe(2002);
    const disks = run.population.filter((row) => row.source === 'disks');
    expect(disks).toHaveLength(1001);
    expect(disks.every((row) => row.counted === 2 && row.received === 2 && row.kept === 2 && row.whole)).toBe(true);
    const batches = run.observations.filter((seen) => seen.source === 'disks').map((seen) => seen.subscriptions);
    expect(batches.map((batch) => batch.length).sort()).toEqual([1, 1000]);
    expect(new Set(batches.flat()).size).toBe(1001);
    // The list of subscriptions takes two pages; the counts and what is not assessed one request a batch.
    expect(run.simulator.resourceGraph).toBe(2 + 2 * (OVERHEAD - 1) + fewestRequests([2000, 2]));
    expect(arithmeticMinimum(run.population)).toEqual({ rows: 2 + 3, counts: 2 * (OVERHEAD - 1) });
  });

  test('named subscriptions are listed in batches of 1,000 too', async () => {
    const subscriptions = Array.from({ length: 1001 }, (_, index) => subscriptionId(index));
    const run = await collectFrom({
      tenant: plainTenant(Array.from({ length: 1002 }, () => 0)),
      scope: { tenantId: undefined, managementGroups: [], subscriptions },
    });
    expect(run.coverage).toHaveLength(1001);
    expect(run.coverage.every((row) => row.seen && row.read)).toBe(true);
  });
});

function onPageAny(effect: Fault['effect']): Fault {
  return { match: { query: DISKS }, effect };
}
