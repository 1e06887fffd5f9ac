import { describe, expect, test } from 'vitest';
import {
  ask,
  BY_ID,
  clientOf,
  disk,
  disksTenant,
  pagesOf,
  rowsIn,
  send,
  simulator,
  SUBSCRIPTIONS,
  tenantOf,
} from './serverFixture.ts';

const [ONE, TWO, THREE] = SUBSCRIPTIONS;

/** The real @azure/arm-resourcegraph over HTTPS. @see https://learn.microsoft.com/azure/governance/resource-graph/concepts/work-with-data */
describe('formats', () => {
  test('a table unless objects are asked for', async () => {
    const client = clientOf(await simulator({ tenant: disksTenant(1) }));
    const query =
      "resources | where subscriptionId startswith '1' | project id, size = toint(properties.diskSizeGB), properties, on = true | order by id asc";
    const table = await client.resources({ query, options: { top: 1 } });
    const id = `/subscriptions/${ONE}/resourceGroups/rg/providers/Microsoft.Compute/disks/disk-0000`;
    expect(table.data).toEqual({
      columns: [
        { name: 'id', type: 'string' },
        { name: 'size', type: 'integer' },
        { name: 'properties', type: 'object' },
        { name: 'on', type: 'boolean' },
      ],
      rows: [[id, 0, { diskSizeGB: 0 }, true]],
    });
    const objects = await client.resources({ query, options: { top: 1, resultFormat: 'objectArray' } });
    expect(objects.data).toEqual([{ id, size: 0, properties: { diskSizeGB: 0 }, on: true }]);
    expect(objects).toMatchObject({ totalRecords: 3, count: 1, facets: [], resultTruncated: 'false' });
  });
});

/** @see https://learn.microsoft.com/azure/governance/resource-graph/concepts/paging-results */
describe('pages', () => {
  test('every row once, in order, until there is no token', async () => {
    const running = await simulator({ tenant: disksTenant(900) });
    const pages = await pagesOf(clientOf(running), BY_ID);
    expect(pages.map(({ count }) => count)).toEqual([1000, 1000, 700]);
    expect(
      pages.every(({ totalRecords, resultTruncated }) => totalRecords === 2700 && resultTruncated === 'false'),
    ).toBe(true);
    const ids = pages.flatMap(rowsIn).map(({ id }) => String(id));
    expect(new Set(ids).size).toBe(2700);
    expect(ids).toEqual([...ids].sort());
    expect(running.requests).toMatchObject({ resourceGraph: 3, byKind: { resources: 3 } });
    expect(running.requests.log.map(({ page, rows }) => [page, rows])).toEqual([
      [1, 1000],
      [2, 1000],
      [3, 700],
    ]);
  });

  test('$top changes the size of a page in the middle; $skip the place', async () => {
    const client = clientOf(await simulator({ tenant: disksTenant(10) }));
    const first = await client.resources({ query: BY_ID, options: { top: 4, resultFormat: 'objectArray' } });
    const rest = await pagesOf(client, BY_ID, { top: 13, skipToken: first.skipToken ?? '' });
    const [second] = rest;
    expect(second?.count).toBe(13);
    const skipped = await client.resources({ query: BY_ID, options: { skip: 28, resultFormat: 'objectArray' } });
    expect(rowsIn(skipped).map(({ name }) => name)).toEqual(['disk-0008', 'disk-0009']);
    const limited = await client.resources({
      query: `${BY_ID} | take 2`,
      options: { skip: 1, resultFormat: 'objectArray' },
    });
    expect(limited.count).toBe(2);
  });

  test.each([
    ['take', `${BY_ID} | take 20`, 20],
    ['no id', 'resources | project name | order by name asc', 30],
    ['only dynamic columns', 'resources | project id = properties', 30],
    ['a summary', 'resources | summarize count() by name', 10],
  ])('no token with %s: what does not fit is truncated', async (_why, query, total) => {
    const client = clientOf(await simulator({ tenant: disksTenant(10) }));
    const answer = await client.resources({ query, options: { top: 5, resultFormat: 'objectArray' } });
    expect(answer).toMatchObject({ count: 5, totalRecords: total, resultTruncated: 'true' });
    expect(answer.skipToken).toBeUndefined();
    const whole = await client.resources({ query, options: { resultFormat: 'objectArray' } });
    expect(whole).toMatchObject({ count: total, resultTruncated: 'false' });
  });

  test('a token belongs to its query and scope', async () => {
    const running = await simulator({ tenant: disksTenant(10) });
    const { skipToken } = await clientOf(running).resources({ query: BY_ID, options: { top: 5 } });
    for (const body of [
      { query: 'resources | project id', options: { $skipToken: skipToken } },
      { query: BY_ID, subscriptions: [ONE], options: { $skipToken: skipToken } },
      { query: BY_ID, options: { $skipToken: 'nonsense' } },
    ]) {
      expect(await ask(running, body)).toMatchObject({ status: 400, body: { error: { code: 'BadRequest' } } });
    }
  });

  test('without a total order, rows repeat and are missed from the second page on, always the same', async () => {
    const running = await simulator({ tenant: disksTenant(100) });
    const idsOf = async (query: string): Promise<string[]> =>
      (await pagesOf(clientOf(running), query, { top: 100 })).flatMap(rowsIn).map(({ id }) => String(id));
    const unordered = await idsOf('resources | project id, name');
    expect(unordered.length).toBe(300);
    expect(new Set(unordered).size).toBeLessThan(300);
    expect(await idsOf('resources | project id, name')).toEqual(unordered);
    const byLocation = await pagesOf(clientOf(running), 'resources | order by location asc | project id, location', {
      top: 100,
    });
    const locations = byLocation.flatMap(rowsIn).map(({ location }) => location);
    expect(locations).toEqual([...locations].sort());
    expect(new Set(byLocation.flatMap(rowsIn).map(({ id }) => id)).size).toBeLessThan(300);
    expect(new Set(await idsOf('resources | order by location asc, id asc | project id, location')).size).toBe(300);
  });
});

describe('refusals', () => {
  test.each([
    ['$top over 1,000', { query: BY_ID, options: { $top: 1001 } }, "'$top'"],
    ['$top of 0', { query: BY_ID, options: { $top: 0 } }, "'$top'"],
    ['a negative $skip', { query: BY_ID, options: { $skip: -1 } }, "'$skip'"],
    ['another format', { query: BY_ID, options: { resultFormat: 'csv' } }, "'resultFormat'"],
    [
      'another scope filter',
      { query: BY_ID, options: { authorizationScopeFilter: 'AtScope' } },
      "'authorizationScopeFilter'",
    ],
    ['both kinds of scope', { query: BY_ID, subscriptions: [ONE], managementGroups: ['bank'] }, 'together'],
    ['more than 1,000 subscriptions', { query: BY_ID, subscriptions: Array.from({ length: 1001 }, () => ONE) }, '1000'],
    ['no query', { subscriptions: [ONE] }, "'query'"],
    ['facets', { query: BY_ID, facets: [{ expression: 'location' }] }, 'Facets'],
    ['no JSON', 'query', 'JSON'],
  ])('%s', async (_what, body, word) => {
    const answer = await ask(await simulator({ tenant: disksTenant(1) }), body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      error: { code: 'BadRequest', details: [{ message: expect.stringContaining(word) as string }] },
    });
  });

  test('1,000 subscriptions are taken', async () => {
    const body = { query: BY_ID, subscriptions: Array.from({ length: 1000 }, () => ONE) };
    expect((await ask(await simulator({ tenant: disksTenant(1) }), body)).status).toBe(200);
  });

  test('a query that is wrong, in the shape of the service', async () => {
    const client = clientOf(await simulator({ tenant: disksTenant(1) }));
    await expect(client.resources({ query: "resources\n| parse id with * '/' rest" })).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadRequest',
      details: {
        error: {
          message: expect.stringContaining('correlationId = ') as string,
          details: [
            { code: 'InvalidQuery' },
            {
              code: 'InvalidQueryLanguage',
              message: expect.stringContaining("'parse'") as string,
              additionalProperties: { line: 2, characterPositionInLine: 2, token: 'parse' },
            },
          ],
        },
      },
    });
  });

  test('no api-version, and another content type', async () => {
    const running = await simulator({ tenant: disksTenant(1) });
    const path = '/providers/Microsoft.ResourceGraph/resources';
    expect(await send(running, { method: 'POST', path, body: { query: BY_ID } })).toMatchObject({
      status: 400,
      body: { error: { code: 'MissingApiVersionParameter' } },
    });
    // https://learn.microsoft.com/azure/governance/resource-graph/troubleshoot/general#scenario-unsupported-content-type-rest-header
    const headers = { 'content-type': 'text/plain' };
    const version = `${path}?api-version=2024-04-01`;
    expect((await send(running, { method: 'POST', path: version, headers, body: { query: BY_ID } })).status).toBe(500);
  });

  test('an answer over 16 MB; smaller pages pass', async () => {
    const text = 'x'.repeat(1_200_000);
    const tenant = tenantOf(Array.from({ length: 15 }, (_, number) => disk(ONE, number, { text })));
    const client = clientOf(await simulator({ tenant }));
    const query = 'resources | project id, properties | order by id asc';
    await expect(client.resources({ query })).rejects.toMatchObject({
      statusCode: 400,
      details: {
        error: {
          details: [
            { code: 'ResponsePayloadTooLarge', message: expect.stringContaining('the limit of 16777216') as string },
          ],
        },
      },
    });
    const pages = await pagesOf(client, query, { top: 8 });
    expect(pages.map(({ count }) => count)).toEqual([8, 7]);
  });
});

describe('scope and permissions', () => {
  const count = 'resources | summarize count() by subscriptionId | order by subscriptionId asc';

  test.each([
    ['the tenant', {}, [ONE, TWO, THREE]],
    ['subscriptions, in any case', { subscriptions: [TWO.toUpperCase()] }, [TWO]],
    ['a management group', { managementGroups: ['Bank'] }, [ONE, TWO]],
    ['its parent', { managementGroups: ['root'] }, [ONE, TWO, THREE]],
    ['a group that is not there', { managementGroups: ['none'] }, []],
  ])('%s', async (_scope, scope, expected) => {
    const client = clientOf(await simulator({ tenant: disksTenant(2) }));
    const answer = await client.resources({ query: count, ...scope, options: { resultFormat: 'objectArray' } });
    expect(rowsIn(answer).map(({ subscriptionId }) => subscriptionId)).toEqual(expected);
  });

  test('what the principal cannot read is left out without a word', async () => {
    const running = await simulator({ tenant: disksTenant(2) });
    const client = clientOf(running, 0, { oid: 'someone', readable: [ONE] });
    const answer = await client.resources({
      query: count,
      subscriptions: [ONE, TWO],
      options: { resultFormat: 'objectArray' },
    });
    expect(rowsIn(answer)).toEqual([{ subscriptionId: ONE, count_: 2 }]);
    const other = await client.resources({
      query: count,
      subscriptions: [TWO],
      options: { resultFormat: 'objectArray' },
    });
    expect(other).toMatchObject({ totalRecords: 0, data: [] });
    expect((await ask(running, { query: count }, { oid: 'nothing', readable: [] })).body).toMatchObject({
      error: { code: 'AccessDenied' },
    });
  });

  // https://learn.microsoft.com/rest/api/azureresourcegraph/resourcegraph/resources/resources#authorizationscopefilter
  test.each([
    [undefined, ['b']],
    ['AtScopeAndBelow', ['b']],
    ['AtScopeExact', ['b']],
    ['AtScopeAndAbove', ['a1', 'b']],
    ['AtScopeAboveAndBelow', ['a1', 'b']],
  ] as const)('role assignments of a subscription with %s', async (filter, names) => {
    const client = clientOf(await simulator({ tenant: disksTenant(1) }));
    const answer = await client.resources({
      query: 'authorizationresources | project id, name | order by name asc',
      subscriptions: [THREE],
      options: { resultFormat: 'objectArray', ...(filter === undefined ? {} : { authorizationScopeFilter: filter }) },
    });
    expect(rowsIn(answer).map(({ name }) => name)).toEqual(names);
  });
});
