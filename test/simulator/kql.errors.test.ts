import { describe, expect, test } from 'vitest';
import { analyse, compileQuery, KqlError } from '../../simulator/kql/index.ts';

function faultsOf(query: string): KqlError['faults'] {
  try {
    compileQuery(query);
  } catch (error) {
    if (error instanceof KqlError) return error.faults;
    throw error;
  }
  return [];
}

describe('what is wrong is named with its place', () => {
  test.each([
    ['resources | wher x == 1', 'ParserFailure', 1, 12, 'wher'],
    ["resources\n| where type == 'a'\n| project id,\n  nosuch", 'ParserFailure', 4, 2, 'nosuch'],
    ["resources | where propertes.a == 'x'", 'ParserFailure', 1, 18, 'propertes'],
    ['resources | where nosuch(id)', 'ParserFailure', 1, 18, 'nosuch'],
    ["resources | where type = 'x'", 'ParserFailure', 1, 18, "type = 'x'"],
    ['resources | order by properties.size', 'ParserFailure', 1, 21, 'properties.size'],
    ['resources | where', 'ParserFailure', 1, 17, '<EOF>'],
    ['nosuchtable | take 1', 'DisallowedLogicalTableName', 1, 0, 'nosuchtable'],
  ])('%s', (query, code, line, character, token) => {
    expect(faultsOf(query)[0]).toMatchObject({ code, line, character, token });
  });
});

/** All of it is good Kusto: the parser takes it, the simulator does not know it and must never pass over it. */
describe('what the simulator does not know is refused by name', () => {
  test.each([
    ["resources | parse id with * '/' rest", 'parse'],
    ['resources | mv-expand disk = properties.disks', 'mv-expand'],
    ['resources | join kind=inner (resources | project id) on id', 'join'],
    ['resources | union resourcecontainers', 'union'],
    ['resources | sample 3', 'sample'],
    ['resources | serialize', 'serialize'],
    ["resources | extend x = extract('a', 0, id)", 'extract'],
    ["resources | where id matches regex 'a.*'", 'matches regex'],
    ["resources | where id hasprefix 'a'", 'hasprefix'],
    ['resources | summarize avg(toint(properties.size))', 'avg'],
    ['resources | summarize arg_max(id, *)', 'arg_max'],
    ['resources | project bag_keys(properties)', 'bag_keys'],
    ['let x = 3; resources | take x', 'let'],
    ['resources | take 1; resources | take 2', 'resources'],
    ['print 1', 'print'],
    ['resources | where id in ((resources | project id))', 'resources'],
    ['resources | extend properties.size', 'properties'],
    ['resources | order by id asc | extend n = row_number()', 'row_number'],
    ['resources | summarize hint.strategy=shuffle count() by type', 'hint.strategy'],
    ['resources | where 10m % 3m == 1m', '%'],
  ])('%s', (query, token) => {
    const [fault] = faultsOf(query);
    expect(fault).toMatchObject({ code: 'InvalidQueryLanguage', line: 1 });
    expect(fault?.message).toContain(`'${token}'`);
  });
});

describe('tables', () => {
  // https://learn.microsoft.com/azure/governance/resource-graph/concepts/query-language#resource-graph-tables
  test.each(['Resources', 'resources', 'ResourceContainers', 'RecoveryServicesResources', 'AUTHORIZATIONRESOURCES'])(
    '%s in any case',
    (table) => {
      expect(compileQuery(`${table} | project id`).table).toBe(table.toLowerCase());
    },
  );
});

describe('what a query says about itself', () => {
  test('its columns, table and limits', () => {
    const query = `// A comment first.
Resources
| where type =~ 'microsoft.compute/disks'
| join kind=leftouter (resourcecontainers | project subscriptionId, label = name) on subscriptionId
| mv-expand zone = zones
| union (resources | project id)
| project id, size = toint(properties.diskSizeGB), properties`;
    expect(analyse(query)).toEqual({
      errors: [],
      columns: [
        { name: 'id', type: 'string' },
        { name: 'size', type: 'int' },
        { name: 'properties', type: 'dynamic' },
      ],
      table: 'resources',
      joins: 1,
      mvExpands: 1,
      unions: 1,
    });
  });

  test('errors with line and column from 1', () => {
    expect(analyse('resources\n| project idd').errors).toEqual([
      { line: 2, column: 11, message: expect.stringContaining("'idd'") as string },
    ]);
  });

  test.each([
    ["resources | where type =~ 'Microsoft.Compute/disks' and name == 'x'", ['microsoft.compute/disks']],
    ["resources | where name == 'x' | where type in~ ('A/B', 'c/d')", ['a/b', 'c/d']],
    ["resources | where type =~ 'a/b' or name == 'x'", undefined],
    ["resources | where type contains 'disks'", undefined],
    ["resources | extend type = 'x' | where type == 'x'", undefined],
    ["resources | where not(type =~ 'a/b')", undefined],
  ])('the types it can want: %s', (query, types) => {
    expect(compileQuery(query).types).toEqual(types);
  });

  test.each([
    ['resources | project id | order by id asc', true],
    ['resources | order by tolower(id) asc, name | project name', true],
    ['resources | project key = id | order by name asc', undefined],
    ['resources | order by name asc | project id', false],
    ['resources | order by id asc | summarize count() by type', false],
    ['resources | project id', false],
  ])('whether its order is total: %s', (query, total) => {
    if (total === undefined) expect(() => compileQuery(query)).toThrow(KqlError);
    else expect(compileQuery(query).totalOrder).toBe(total);
  });

  test.each([
    ['resources | take 3', true],
    ['resources | limit 3 | project id', true],
    ['resources | top 3 by id', false],
    ['resources | project id', false],
  ])('whether it limits its rows: %s', (query, limited) => {
    expect(compileQuery(query).limited).toBe(limited);
  });
});
