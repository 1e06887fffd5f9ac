import { describe, expect, test } from 'vitest';
import { compileQuery, toJson } from '../../simulator/kql/index.ts';

/**
 * What the simulator makes of KQL, line by line, each with the page of https://learn.microsoft.com/kusto/query/ that says so.
 * `value` is evaluated over the one document below.
 */
const DOCUMENT = {
  id: '/subscriptions/S1/resourceGroups/RG/providers/Microsoft.Compute/disks/Disk-A',
  name: 'Disk-A',
  type: 'Microsoft.Compute/disks',
  subscriptionId: 's1',
  location: 'westeurope',
  properties: {
    encryption: { type: 'EncryptionAtRestWithCustomerKey', 'a b': { deep: true } },
    diskSizeGB: 128,
    ratio: 2.5,
    enabled: true,
    zones: ['1', '2', '3'],
    nothing: null,
    empty: '',
    text: '{"a":{"b":7}}',
    size: '42',
    when: '2026-11-01T10:00:00Z',
  },
  tags: null,
};
const NOW = new Date('2026-11-24T12:00:00Z');

function rowsOf(query: string, documents: readonly object[] = [DOCUMENT]): unknown[][] {
  return compileQuery(query)
    .run(documents, NOW)
    .rows.map((row) => row.map(toJson));
}

/** [page, expression, value] */
const VALUES: readonly (readonly [string, string, unknown])[] = [
  // Equality and case.
  ['datatypes-string-operators', "'aBc' == 'aBc'", true],
  ['datatypes-string-operators', "'abc' == 'ABC'", false],
  ['datatypes-string-operators', "'abc' != 'ABC'", true],
  ['equals-operator', "'abc' =~ 'ABC'", true],
  ['not-equals-operator', "'aBc' !~ 'xyz'", true],
  ['not-equals-operator', "'aBc' !~ 'ABC'", false],
  // Substrings and terms.
  ['contains-operator', "'FabriKam' contains 'BRik'", true],
  ['not-contains-operator', "'Fabrikam' !contains 'xyz'", true],
  ['contains-cs-operator', "'FabriKam' contains_cs 'kam'", false],
  ['startswith-operator', "'Fabrikam' startswith 'fab'", true],
  ['startswith-cs-operator', "'Fabrikam' startswith_cs 'fab'", false],
  ['not-startswith-operator', "'Fabrikam' !startswith 'kam'", true],
  ['endswith-operator', "'Fabrikam' endswith 'Kam'", true],
  ['not-endswith-operator', "'Fabrikam' !endswith 'brik'", true],
  ['endswith-cs-operator', "'Fabrikam' endswith_cs 'Kam'", false],
  ['has-operator', "'North America' has 'america'", true],
  ['not-has-operator', "'North America' !has 'amer'", true],
  ['has-cs-operator', "'North America' has_cs 'america'", false],
  ['has-operator', "'ad67d136-c1db-4f9f' has 'c1db'", true],
  ['has-any-operator', "'North America' has_any ('south', 'north')", true],
  ['has-all-operator', "'North America' has_all ('america', 'south')", false],
  // Lists.
  ['in-cs-operator', "'abc' in ('123', '345', 'abc')", true],
  ['in-cs-operator', "'abc' in ('ABC')", false],
  ['not-in-cs-operator', "'bca' !in ('123', 'abc')", true],
  ['in-operator', "'abc' in~ ('123', 'ABC')", true],
  ['not-in-operator', "'bca' !in~ ('123', 'ABC')", true],
  ['in-cs-operator', "'b' in (dynamic(['a', 'b']))", true],
  ['in-cs-operator', 'properties.diskSizeGB in (64, 128)', true],
  // Null.
  ['scalar-data-types/null-values', 'int(null) == int(null)', null],
  ['scalar-data-types/null-values', '5 == int(null)', false],
  ['scalar-data-types/null-values', '5 != int(null)', true],
  ['scalar-data-types/null-values', 'int(null) > 3', null],
  ['scalar-data-types/null-values', 'int(null) > 3 or isnull(int(null))', true],
  ['scalar-data-types/null-values', 'int(null) + 10', null],
  ['logical-operators', 'bool(null) or true', true],
  ['logical-operators', 'bool(null) and true', false],
  ['isnull-function', 'isnull(properties.nothing)', true],
  ['isnull-function', 'isnull(properties.absent.deeper)', true],
  ['isnull-function', "isnull('')", false],
  ['isnotnull-function', 'isnotnull(properties.diskSizeGB)', true],
  ['isempty-function', "isempty('')", true],
  ['isempty-function', 'isempty(properties.absent)', true],
  ['isempty-function', "isempty(parse_json('[]'))", false],
  ['isempty-function', "isempty(parse_json(''))", true],
  ['isnotempty-function', 'isnotempty(name)', true],
  ['tostring-function', "tostring(properties.absent) == ''", true],
  ['scalar-data-types/string', "isempty(managedBy) and managedBy == ''", true],
  // Dynamic values.
  ['scalar-data-types/dynamic', 'properties.encryption.type', 'EncryptionAtRestWithCustomerKey'],
  ['scalar-data-types/dynamic', "properties['encryption']['type']", 'EncryptionAtRestWithCustomerKey'],
  ['scalar-data-types/dynamic', "properties.encryption.['a b'].deep", true],
  ['scalar-data-types/dynamic', 'properties.Encryption.type', null],
  ['scalar-data-types/dynamic', 'properties.zones[0]', '1'],
  ['scalar-data-types/dynamic', 'properties.zones[-1]', '3'],
  ['scalar-data-types/dynamic', 'properties.zones[9]', null],
  ['scalar-data-types/dynamic', 'properties.size.x', null],
  ['scalar-data-types/dynamic', 'properties.constructor', null],
  ['scalar-data-types/dynamic', "properties.encryption.type =~ 'encryptionatrestwithcustomerkey'", true],
  ['scalar-data-types/dynamic', "properties.encryption.type == 'EncryptionAtRestWithCustomerKey'", true],
  ['scalar-data-types/dynamic', 'properties.enabled == true', true],
  ['scalar-data-types/dynamic', 'properties.diskSizeGB >= 128', true],
  ['scalar-data-types/dynamic', "dynamic({'a': [1, {'b': 'c'}]}).a[1].b", 'c'],
  ['array-length-function', 'array_length(properties.zones)', 3],
  ['array-length-function', 'array_length(properties.encryption)', null],
  ['parse-json-function', 'parse_json(tostring(properties.text)).a.b', 7],
  ['parse-json-function', 'parse_json(properties.text).a.b', null],
  ['parse-json-function', "tostring(parse_json('no json'))", 'no json'],
  ['todynamic-function', "todynamic('[1,2]')[1]", 2],
  // Conversions.
  ['tostring-function', 'tostring(123)', '123'],
  ['tostring-function', 'tostring(properties.zones)', '["1","2","3"]'],
  ['tostring-function', 'tostring(properties.enabled)', 'true'],
  ['toint-function', "toint('123')", 123],
  ['toint-function', "isnull(toint('a'))", true],
  ['tolong-function', 'tolong(properties.size)', 42],
  ['toint-function', 'toint(properties.ratio)', 2],
  ['todouble-function', "todouble('123.4')", 123.4],
  ['tobool-function', "tobool('true')", true],
  ['tobool-function', 'tobool(0)', false],
  ['tobool-function', "isnull(tobool('maybe'))", true],
  ['todatetime-function', "todatetime('2015-12-24') == datetime(2015-12-24)", true],
  ['todatetime-function', "isnull(todatetime('soon'))", true],
  ['todatetime-function', "todatetime('2024-01-02 03:04:05')", '2024-01-02T03:04:05.0000000Z'],
  // Texts.
  ['tolower-function', 'tolower(name)', 'disk-a'],
  ['toupper-function', 'toupper(name)', 'DISK-A'],
  ['strcat-function', "strcat('hello', ' ', 1, true)", 'hello 1true'],
  ['strlen-function', "strlen('hello')", 5],
  ['substring-function', "substring('123456', 2, 2)", '34'],
  ['substring-function', "substring('123456', 1)", '23456'],
  ['split-function', "split('aaa_bbb_ccc', '_')", ['aaa', 'bbb', 'ccc']],
  ['split-function', "split('aaa_bbb_ccc', '_', 1)", ['bbb']],
  ['split-function', "split('', '_')", ['']],
  // Choice.
  ['iff-function', "iff(properties.enabled == true, 'on', 'off')", 'on'],
  ['iff-function', "iff(bool(null), 'on', 'off')", 'off'],
  ['case-function', "case(name == 'x', 1, name == 'Disk-A', 2, 3)", 2],
  ['coalesce-function', "coalesce(tolong('not a number'), tolong('42'), 33)", 42],
  ['coalesce-function', "coalesce('', 'second')", 'second'],
  ['not-function', 'not(false)', true],
  // Numbers and times.
  ['numerical-operators', '1 / 2', 0],
  ['numerical-operators', '1.0 / 2', 0.5],
  ['numerical-operators', '14 % 12', 2],
  ['numerical-operators', '-14 % 12', 10],
  ['numerical-operators', '14 % -12', 2],
  ['numerical-operators', '-14 % -12', 10],
  ['numerical-operators', '10m / 1s', 600],
  ['numerical-operators', 'tostring(1s * 5)', '00:00:05'],
  ['numerical-operators', '2 * 3 - 1', 5],
  ['between-operator', '5 between (1 .. 5)', true],
  ['between-operator', '5 !between (1 .. 5)', false],
  ['now-function', 'now()', '2026-11-24T12:00:00.0000000Z'],
  ['now-function', 'now(-2d)', '2026-11-22T12:00:00.0000000Z'],
  ['ago-function', 'ago(1h)', '2026-11-24T11:00:00.0000000Z'],
  ['ago-function', 'todatetime(properties.when) < ago(7d)', true],
  ['scalar-data-types/timespan', 'now() - todatetime(properties.when)', '23.02:00:00'],
  ['datetime-timespan-arithmetic', 'datetime(2024-01-01) + 36h', '2024-01-02T12:00:00.0000000Z'],
  ['hash-function', "tostring(hash('World'))", '1846988464401551951'],
  ['hash-function', "hash('World', 100)", 51],
];

describe('scalar expressions', () => {
  test.each(VALUES)('%s: %s', (_page, expression, value) => {
    expect(rowsOf(`resources | project id, value = ${expression}`)[0]?.[1]).toEqual(value);
  });
});

const TABLE = [
  { id: '/c', name: 'gamma', type: 'T/one', subscriptionId: 's1', properties: { size: 30, kind: 'x' } },
  { id: '/a', name: 'alpha', type: 'T/two', subscriptionId: 's2', properties: { size: 10 } },
  { id: '/b', name: 'Beta', type: 'T/one', subscriptionId: 's1', properties: { size: 20, kind: 'y' } },
  { id: '/d', name: 'delta', type: 'T/one', subscriptionId: 's2', properties: 'a text' },
];

/** [page, query after the table, rows] */
const QUERIES: readonly (readonly [string, string, readonly unknown[][]])[] = [
  ['where-operator', 'where properties.size > 15 | project id', [['/c'], ['/b']]],
  ['where-operator', 'where properties.absent == 1 | project id', []],
  ['scalar-data-types/null-values', 'where properties.size < 100 | project id', [['/c'], ['/a'], ['/b']]],
  ['project-operator', "where id == '/a' | project name, n = toupper(name), properties.size", [['alpha', 'ALPHA', 10]]],
  ['project-away-operator', "where id == '/a' | project id, name, type | project-away name, type", [['/a']]],
  ['project-keep-operator', "where id == '/a' | project id, name, type | project-keep type, id", [['/a', 't/two']]],
  ['project-rename-operator', "where id == '/a' | project-rename label = name | project label", [['alpha']]],
  ['extend-operator', "where id == '/a' | extend name = 'new', more = 1 | project name, more", [['new', 1]]],
  ['sort-operator', 'order by id asc | project id', [['/a'], ['/b'], ['/c'], ['/d']]],
  ['sort-operator', 'sort by id | project id', [['/d'], ['/c'], ['/b'], ['/a']]],
  ['sort-operator', 'order by name asc | project name', [['Beta'], ['alpha'], ['delta'], ['gamma']]],
  [
    'sort-operator',
    'project id, n = toint(properties.size) | order by n asc | project id',
    [['/d'], ['/a'], ['/b'], ['/c']],
  ],
  [
    'sort-operator',
    'project id, n = toint(properties.size) | order by n | project id',
    [['/c'], ['/b'], ['/a'], ['/d']],
  ],
  [
    'sort-operator',
    'project id, n = toint(properties.size) | order by n asc nulls last | project id',
    [['/a'], ['/b'], ['/c'], ['/d']],
  ],
  [
    'sort-operator',
    'project id, n = toint(properties.size) | order by n desc nulls first | project id',
    [['/d'], ['/c'], ['/b'], ['/a']],
  ],
  ['sort-operator', 'order by subscriptionId asc, id desc | project id', [['/c'], ['/b'], ['/d'], ['/a']]],
  ['top-operator', 'top 2 by id asc | project id', [['/a'], ['/b']]],
  ['take-operator', 'order by id asc | take 2 | project id', [['/a'], ['/b']]],
  ['take-operator', 'order by id asc | limit 1 | project id', [['/a']]],
  ['count-operator', 'count', [[4]]],
  ['count-operator', "where id == 'none' | count", [[0]]],
  ['distinct-operator', 'distinct type', [['t/one'], ['t/two']]],
  [
    'summarize-operator',
    'summarize count() by subscriptionId',
    [
      ['s1', 2],
      ['s2', 2],
    ],
  ],
  [
    'summarize-operator',
    'summarize n = count() by type, s = toupper(subscriptionId)',
    [
      ['t/one', 'S1', 2],
      ['t/two', 'S2', 1],
      ['t/one', 'S2', 1],
    ],
  ],
  ['summarize-operator', "where id == 'none' | summarize count()", [[0]]],
  ['summarize-operator', "where id == 'none' | summarize count() by type", []],
  ['summarize-operator', 'summarize by subscriptionId', [['s1'], ['s2']]],
  [
    'countif-aggregation-function',
    'summarize countif(properties.size >= 20) by subscriptionId',
    [
      ['s1', 2],
      ['s2', 0],
    ],
  ],
  ['dcount-aggregation-function', 'summarize dcount(type)', [[2]]],
  ['min-aggregation-function', 'summarize min(toint(properties.size)), max(name)', [[10, 'gamma']]],
  ['sum-aggregation-function', 'summarize sum(toint(properties.size))', [[60]]],
  ['make-set-aggregation-function', 'summarize make_set(subscriptionId)', [[['s1', 's2']]]],
  ['make-list-aggregation-function', 'summarize make_list(toint(properties.size))', [[[30, 10, 20]]]],
];

describe('tabular operators', () => {
  test.each(QUERIES)('%s: %s', (_page, query, rows) => {
    expect(rowsOf(`resources | ${query}`, TABLE)).toEqual(rows);
  });

  // https://learn.microsoft.com/azure/governance/resource-graph/concepts/paging-results#option-1-hash-based-data-partitioning
  test('hash-based partitions hold every row once', () => {
    const documents = Array.from({ length: 500 }, (_, index) => ({ id: `/Disk/${index}` }));
    const partitions = Array.from({ length: 8 }, (_, index) =>
      rowsOf(`resources | where hash(tolower(id)) % 8 == ${index} | project id`, documents),
    );
    expect(partitions.flat().length).toBe(500);
    expect(new Set(partitions.flat().map(([id]) => id)).size).toBe(500);
    expect(partitions.every((rows) => rows.length > 30)).toBe(true);
  });
});

/** Column names that Kusto gives. @see https://learn.microsoft.com/kusto/query/project-operator */
describe('columns', () => {
  test.each([
    ['project id, properties.encryption.type', 'id:string properties_encryption_type:dynamic'],
    ['project id, tolower(name), hash(id)', 'id:string Column1:string Column2:long'],
    [
      'summarize count(), dcount(id), make_set(id) by tolower(name), type',
      'Column1:string type:string count_:long dcount_id:long set_id:dynamic',
    ],
    ['extend a = tostring(tags.x) | project a, b = toint(a) + 1, c = now(), d = 1.5, e = a == b', undefined],
    [
      'extend a = tostring(tags.x) | project a, b = toint(a), c = now(), d = 1.5, e = isempty(a)',
      'a:string b:int c:datetime d:real e:bool',
    ],
    ['count', 'Count:long'],
  ])('%s', (query, expected) => {
    const columns = (): string =>
      compileQuery(`resources | ${query}`)
        .columns.map(({ name, type }) => `${name}:${type}`)
        .join(' ');
    // A string and a number cannot be compared.
    if (expected === undefined) expect(columns).toThrow(/1:/);
    else expect(columns()).toBe(expected);
  });
});
