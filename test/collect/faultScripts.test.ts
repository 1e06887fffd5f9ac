import { describe, expect, test } from 'vitest';
import { estate } from '../../simulator/estate/generator/index.ts';
import type { Fault, Tenant } from '../../simulator/index.ts';
import { compileQuery } from '../../simulator/kql/index.ts';
import { arithmeticMinimum } from '../../src/collect/population.ts';
import { fewestRequests } from '../../src/collect/requests/resourceGraph.ts';
import { NOT_ASSESSED_QUERIES } from '../../src/collect/requests/graphQueries.ts';
import { GRAPH_SOURCES } from '../../src/collect/sources/list.ts';
import { armId, subscriptionOf } from '../../src/domain/armId.ts';
import { remembered } from './remembered.ts';
import { collectFrom, type Run } from './run.ts';

const known = new WeakMap<Tenant, ReadonlyMap<string, readonly string[]>>();

/** Ids by source, as the queries find them in the tenant: what there is to read, without any client of ours. */
function truth(tenant: Tenant): ReadonlyMap<string, readonly string[]> {
  const found = known.get(tenant) ?? new Map(GRAPH_SOURCES.map(({ id, ask }) => [id, idsOf(tenant, ask.kql)]));
  known.set(tenant, found);
  return found;
}

function idsOf(tenant: Tenant, kql: string): readonly string[] {
  const query = compileQuery(kql);
  const at = query.columns.findIndex((column) => column.name === 'id');
  const only = { types: query.types && new Set(query.types) };
  const { rows } = query.run(tenant.rows(query.table, only), new Date(tenant.now));
  return rows.map((row) => armId(String(row[at])));
}

/** Every row is there once, or a gap names its source and subscription. Nothing is there that should not be. */
function expectWholeOrGaps(run: Run, tenant: Tenant): void {
  for (const [source, ids] of truth(tenant)) {
    const { rows, gaps } = run.estate[source as keyof Run['estate'] & 'disks'];
    const missing = ids.filter((id) => !rows.has(id as never));
    const there = new Set(ids);
    expect([...rows.keys()].filter((id) => !there.has(id))).toEqual([]);
    const admitted = new Set(gaps.map((gap) => gap.subscription));
    expect(missing.filter((id) => !admitted.has(subscriptionOf(id)))).toEqual([]);
    const whole = run.population.filter((row) => row.source === source && row.whole);
    for (const row of whole)
      expect(ids.filter((id) => subscriptionOf(id) === row.subscriptionId)).toHaveLength(row.kept);
  }
}

/** One for the list of subscriptions, one count for each source, and the counts of what is not assessed. */
const COUNTS = GRAPH_SOURCES.length + Object.keys(NOT_ASSESSED_QUERIES).length;
const rowsOf = (tenant: Tenant): readonly number[] => [...truth(tenant).values()].map((ids) => ids.length);

type Script = readonly [
  name: string,
  faults: (tenant: Tenant) => readonly Fault[],
  check: (run: Run, tenant: Tenant) => void,
];

const gapsOf = (run: Run): number => run.population.filter((row) => !row.whole).length;
const answered = (run: Run): number =>
  run.simulator.log.filter((entry) => entry.service === 'resourceGraph' && entry.status === 200).length;

const SCRIPTS: readonly Script[] = [
  [
    'clean',
    () => [],
    (run, tenant) => {
      expect(gapsOf(run)).toBe(0);
      expect(run.simulator.resourceGraph).toBe(COUNTS + fewestRequests(rowsOf(tenant)));
      const { rows, counts } = arithmeticMinimum(run.population);
      expect(rows + counts).toBe(run.simulator.resourceGraph);
    },
  ],
  [
    '429 burst',
    () => [
      {
        match: { service: 'resourceGraph', every: 2 },
        effect: { kind: 'status', status: 429, retryAfterSeconds: 0.01 },
      },
      { match: { service: 'arm', every: 10 }, effect: { kind: 'status', status: 429, retryAfterSeconds: 0.01 } },
    ],
    (run, tenant) => {
      expect(gapsOf(run)).toBe(0);
      expect(answered(run)).toBe(COUNTS + fewestRequests(rowsOf(tenant)));
    },
  ],
  [
    '403 on a subscription',
    (tenant) => [
      { effect: { kind: 'unreadable', subscriptions: tenant.subscriptions.slice(1, 2).map(({ id }) => id) } },
    ],
    (run, tenant) => {
      const hole = tenant.subscriptions[1]?.id.toLowerCase();
      expect(new Set(run.population.filter((row) => !row.whole).map((row) => row.subscriptionId))).toEqual(
        new Set([hole]),
      );
      expect(run.coverage.filter((row) => !row.read).map((row) => row.subscriptionId)).toEqual([hole]);
    },
  ],
  [
    'page 2 lost',
    () => [{ match: { service: 'resourceGraph', page: 2 }, effect: { kind: 'status', status: 500 } }],
    (run, tenant) => expect(gapsOf(run) > 0).toBe(rowsOf(tenant).some((rows) => rows > 1000)),
  ],
  [
    'answer too large',
    () => [{ match: { query: /\| order by id/ }, effect: { kind: 'tooLarge', rows: 120 } }],
    (run, tenant) => {
      expect(gapsOf(run)).toBe(0);
      // A source of more than 120 rows halves its page to 62, 93, 125 … at most 120; smaller ones are asked once.
      expect(answered(run)).toBeGreaterThanOrEqual(COUNTS + fewestRequests(rowsOf(tenant)));
    },
  ],
  [
    'unsorted repeats',
    () => [{ match: { query: /\| order by id/ }, effect: { kind: 'unstableOrder' } }],
    (run, tenant) => expect(gapsOf(run) > 0).toBe(rowsOf(tenant).some((rows) => rows > 1000)),
  ],
];

/** `npm run bench -- faults` adds 10,000 disks: minutes, too long for each change. */
const SIZES =
  process.env['UNBROKEN_FAULTS_AT'] === undefined ? [100, 1000] : [Number(process.env['UNBROKEN_FAULTS_AT'])];

describe.each(SIZES)('an estate of %d disks', (size) => {
  const tenant = size > 1000 ? estate(7, size) : remembered(estate(7, size));
  test.each(SCRIPTS)('%s: 0 rows missing, 0 twice, or the gaps say which', async (_, faults, check) => {
    const run = await collectFrom({
      tenant,
      faults: faults(tenant),
      patience: { retries: 12 },
      expectedSubscriptions: tenant.subscriptions.map(({ id }) => id),
    });
    expectWholeOrGaps(run, tenant);
    check(run, tenant);
  });
});

test('the quota of 15 requests in a window is obeyed: none is refused', async () => {
  const run = await collectFrom({ tenant: estate(7, 10), quota: { queries: 15, seconds: 1 } });
  expect(run.simulator.log.filter((entry) => entry.status === 429)).toEqual([]);
  expect(run.events.some((event) => event.kind === 'waiting')).toBe(true);
});
