import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { analyse, compileQuery } from '../../simulator/kql/index.ts';
import { bindKql, KqlValueError } from '../../src/collect/live/bindKql.ts';
import { LIVE_QUERIES, sourceOfId, sourceOfRow } from '../../src/collect/live/liveQueries.ts';
import { columnProblem, countQuery, NOT_ASSESSED_QUERIES } from '../../src/collect/requests/graphQueries.ts';
import { GRAPH_SOURCES, SOURCES } from '../../src/collect/sources/list.ts';

const FOLDER = join(import.meta.dirname, '../../src/collect/sources');
/** @see https://learn.microsoft.com/azure/governance/resource-graph/reference/supported-tables-resources */
const TABLES = [
  'resources',
  'resourcecontainers',
  'recoveryservicesresources',
  'computeresources',
  'authorizationresources',
  'policyresources',
  'managedservicesresources',
];

describe('the list of sources', () => {
  test('names each by its own id, from a file of its own', () => {
    for (const [id, source] of Object.entries(SOURCES)) expect(source.id).toBe(id);
    const carried = new Set(Object.values(SOURCES).flatMap((source) => ('ask' in source ? [] : [source.id])));
    const files = readdirSync(FOLDER).filter((file) => file.endsWith('.ts'));
    const listed = Object.keys(SOURCES).filter((id) => !carried.has(id as never));
    expect(files.map((file) => file.replace('.ts', '')).sort()).toEqual([...listed, 'carried', 'list'].sort());
  });
});

describe.each(GRAPH_SOURCES.map((source) => [source.id, source] as const))('the query for %s', (_, { ask }) => {
  const analysis = analyse(ask.kql);

  test('says first what a row is, and parses', () => {
    expect(ask.kql).toMatch(/^\/\/ A row is .+\.\n/);
    expect(analysis.errors).toEqual([]);
    expect(() => compileQuery(ask.kql)).not.toThrow();
  });

  test('names the types that it says it reads', () => {
    expect(compileQuery(ask.kql).types).toEqual(ask.types.map((type) => type.toLowerCase()));
  });

  test('keeps to the limits: a known table, no join, no mv-expand, no union', () => {
    expect(TABLES).toContain(analysis.table);
    expect([analysis.joins, analysis.mvExpands, analysis.unions]).toEqual([0, 0, 0]);
  });

  test('projects exactly the columns of its schema, id among them, in the order of the ids', () => {
    const columns = analysis.columns.map((column) => column.name);
    expect(columns.sort()).toEqual(Object.keys(ask.columns.shape).sort());
    expect(columns).toContain('id');
    expect(columns).toContain('subscriptionId');
    expect(compileQuery(ask.kql).totalOrder).toBe(true);
  });

  test('is counted by the same text', () => {
    const query = countQuery(ask);
    expect(query).not.toBe(ask.kql);
    const filters = ask.kql.split('\n').filter((line) => line.startsWith('| where'));
    for (const filter of filters) expect(query).toContain(filter);
    expect(analyse(query)).toMatchObject({ errors: [], table: analysis.table });
    expect(analyse(query).columns.map((column) => column.name)).toEqual(['subscriptionId', 'count_']);
  });
});

test.each(Object.entries(NOT_ASSESSED_QUERIES))('%s counts by subscription', (_, kql) => {
  const analysis = analyse(kql);
  expect(analysis.errors).toEqual([]);
  expect(TABLES).toContain(analysis.table);
  expect([analysis.joins, analysis.mvExpands, analysis.unions]).toEqual([0, 0, 0]);
  // One row for each subscription, so that a batch of 1,000 needs no second page: Azure pages no answer without an id.
  expect(kql).toMatch(/ by subscriptionId\n/);
  expect(analysis.columns.map((column) => column.name)).toContain('subscriptionId');
  expect(() => compileQuery(kql)).not.toThrow();
});

describe.each(Object.entries(LIVE_QUERIES))('the live query %s', (_, kql) => {
  const parameters = [...kql.matchAll(/'\{(\w+)\}'/g)].map(([, name]) => name ?? '');
  const isList = (name: string): boolean => kql.includes(`('{${name}}'`) || kql.includes(`, '{${name}}'`);
  const bound = (values: readonly string[]): string =>
    bindKql(kql, Object.fromEntries(parameters.map((name) => [name, isList(name) ? values : ['one']])));

  test.each([[[]], [['/subscriptions/x/disks/a']], [['one', 'two', 'three']]])(
    'with the values %j parses, within the limits',
    (values) => {
      const analysis = analyse(bound(values));
      expect(kql).toMatch(/^\/\/ A row is .+\.\n/);
      expect(analysis.errors).toEqual([]);
      expect(TABLES).toContain(analysis.table);
      expect([analysis.joins, analysis.mvExpands, analysis.unions]).toEqual([0, 0, 0]);
      expect(compileQuery(bound(values)).totalOrder).toBe(true);
    },
  );

  test('reads only types whose rows have a source, with its columns', () => {
    const { types, columns } = compileQuery(bound([]));
    const names = new Set(columns.map(({ name }) => name));
    for (const type of types ?? []) {
      const source = sourceOfRow({ type });
      expect(source, type).toBeDefined();
      for (const column of Object.keys(source?.ask.columns.shape ?? {}))
        expect(names, `${type} ${column}`).toContain(column);
    }
    expect(types?.length).toBeGreaterThan(0);
  });

  test.each([
    ...[
      "x'",
      "' or 1=1",
      'a|b',
      'a;b',
      'a//b c',
      '/*',
      'a\nb',
      'a\\',
      '"',
      '*',
      '',
      '\u2019',
      '\uff07',
      '\u02bc',
      '{disk}',
    ],
    'x'.repeat(1001),
  ])('never holds %j', (text) => {
    for (const name of parameters)
      expect(() =>
        bindKql(kql, { ...Object.fromEntries(parameters.map((one) => [one, ['x']])), [name]: [text] }),
      ).toThrow(KqlValueError);
  });

  test('is not sent with a parameter left open, or with more values than there is room for', () => {
    expect(() => bindKql(kql, {})).toThrow(KqlValueError);
    const values = Object.fromEntries(parameters.map((name) => [name, Array.from({ length: 501 }, String)]));
    expect(() => bindKql(kql, values)).toThrow(KqlValueError);
  });
});

test('the source of a resource is told by its id', () => {
  expect(sourceOfId('/subscriptions/s/resourcegroups/g/providers/microsoft.compute/disks/d')).toBe('disks');
  expect(
    sourceOfId('/subscriptions/s/resourcegroups/g/providers/microsoft.compute/virtualmachines/v/extensions/e'),
  ).toBe('vmExtensions');
  expect(sourceOfId('/subscriptions/s')).toBeUndefined();
});

describe('a row that is not as projected', () => {
  const disks = GRAPH_SOURCES.find((source) => source.id === 'disks')?.ask;
  if (disks === undefined) throw new TypeError('no disks');
  test('names the column', () => {
    expect(columnProblem(disks, { id: 'x', properties: {} })).toBeUndefined();
    expect(columnProblem(disks, { id: 'x', properties: '{}', tags: null, location: null })).toBeUndefined();
    expect(columnProblem(disks, { properties: {} })).toContain('column id');
    expect(columnProblem(disks, { id: 'x', managedBy: 5 })).toContain('column managedBy');
    expect(columnProblem(disks, 'row')).toBe('the row is not an object');
  });
});
