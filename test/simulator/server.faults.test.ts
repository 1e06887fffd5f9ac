import { describe, expect, test } from 'vitest';
import type { Fault } from '../../simulator/index.ts';
import type { ArmDocument } from '../../simulator/tenant.ts';
import { ask, BY_ID, clientOf, disksTenant, pagesOf, rowsIn, send, simulator, SUBSCRIPTIONS } from './serverFixture.ts';

const [ONE, TWO] = SUBSCRIPTIONS;
const DISK = `/subscriptions/${ONE}/resourceGroups/rg/providers/Microsoft.Compute/disks/disk-0001?api-version=2024-03-02`;
const start = (...faults: readonly Fault[]) => simulator({ tenant: disksTenant(10), quota: false, faults });
const statuses = (running: Awaited<ReturnType<typeof start>>): number[] =>
  running.requests.log.map(({ status }) => status);

describe('each fault, as a client meets it', () => {
  test('unreadable subscription: left out by Resource Graph, 403 from ARM', async () => {
    const running = await start({ effect: { kind: 'unreadable', subscriptions: [ONE.toUpperCase()] } });
    const [page] = await pagesOf(clientOf(running), BY_ID);
    expect(page?.totalRecords).toBe(20);
    expect(page === undefined ? [] : rowsIn(page).filter(({ subscriptionId }) => subscriptionId === ONE)).toEqual([]);
    expect(await send(running, { path: DISK })).toMatchObject({
      status: 403,
      body: { error: { code: 'AuthorizationFailed' } },
    });
  });

  test('a storm of 429 on one page: the client retries through it', async () => {
    const running = await start({
      match: { table: 'resources', page: 2 },
      effect: { kind: 'status', status: 429, retryAfterSeconds: 0.01 },
      times: 3,
    });
    const pages = await pagesOf(clientOf(running, 5), BY_ID, { top: 10 });
    expect(pages.map(({ count }) => count)).toEqual([10, 10, 10]);
    expect(statuses(running)).toEqual([200, 429, 429, 429, 200, 200]);
  });

  test('429 says when to come back', async () => {
    const running = await start({ effect: { kind: 'status', status: 429, retryAfterSeconds: 7 } });
    expect(await ask(running, { query: BY_ID })).toMatchObject({
      status: 429,
      headers: { 'retry-after': '7', 'x-ms-user-quota-remaining': '0', 'x-ms-user-quota-resets-after': '00:00:07' },
      body: { error: { code: 'RateLimiting' } },
    });
    expect(await send(running, { path: DISK })).toMatchObject({
      status: 429,
      headers: { 'retry-after': '7' },
      body: { error: { code: 'TooManyRequests' } },
    });
  });

  test('every third request fails', async () => {
    const running = await start({ match: { every: 3 }, effect: { kind: 'status', status: 500 } });
    for (let request = 0; request < 6; request++) await ask(running, { query: BY_ID });
    expect(statuses(running)).toEqual([200, 200, 500, 200, 200, 500]);
  });

  test('page 2 of a table is lost for ever; other tables are not', async () => {
    const running = await start({ match: { table: 'resources', page: 2 }, effect: { kind: 'status', status: 500 } });
    await expect(pagesOf(clientOf(running, 2), BY_ID, { top: 10 })).rejects.toMatchObject({
      statusCode: 500,
      code: 'InternalServerError',
    });
    expect(statuses(running)).toEqual([200, 500, 500, 500]);
    expect((await ask(running, { query: 'authorizationresources | project id' })).status).toBe(200);
  });

  test('a dropped connection, once: the client sends again', async () => {
    const running = await start({ match: { service: 'resourceGraph', page: 2 }, effect: { kind: 'drop' }, times: 1 });
    const pages = await pagesOf(clientOf(running, 3), BY_ID, { top: 20 });
    expect(pages.map(({ count }) => count)).toEqual([20, 10]);
    expect(statuses(running)).toEqual([200, 0, 200]);
    const always = await start({ effect: { kind: 'drop' } });
    await expect(clientOf(always).resources({ query: BY_ID })).rejects.toThrow(/socket hang up|ECONNRESET/);
  });

  test('a slow page', async () => {
    const running = await start({ match: { page: 2 }, effect: { kind: 'slow', milliseconds: 150 } });
    const client = clientOf(running);
    const { skipToken } = await client.resources({ query: BY_ID, options: { top: 20 } });
    const before = performance.now();
    await client.resources({ query: BY_ID, options: { skipToken: skipToken ?? '' } });
    expect(performance.now() - before).toBeGreaterThanOrEqual(145);
    const { skipToken: again } = await client.resources({ query: BY_ID, options: { top: 20 } });
    const abortSignal = AbortSignal.timeout(20);
    await expect(
      client.resources({ query: BY_ID, options: { skipToken: again ?? '' } }, { abortSignal }),
    ).rejects.toThrow(/abort/i);
  });

  test('a truncated answer: "true" and no token', async () => {
    const running = await start({ match: { table: 'resources' }, effect: { kind: 'truncate', rows: 7 } });
    const answer = await clientOf(running).resources({ query: BY_ID });
    expect(answer).toMatchObject({ totalRecords: 30, count: 7, resultTruncated: 'true' });
    expect(answer.skipToken).toBeUndefined();
  });

  test('an answer too large for its page: smaller pages pass', async () => {
    const running = await start({ match: { table: 'resources' }, effect: { kind: 'tooLarge', rows: 10 } });
    const client = clientOf(running);
    await expect(client.resources({ query: BY_ID, options: { top: 20 } })).rejects.toMatchObject({
      statusCode: 400,
      details: { error: { details: [{ code: 'ResponsePayloadTooLarge' }] } },
    });
    expect((await pagesOf(client, BY_ID, { top: 10 })).length).toBe(3);
  });

  test('repeats although the query is ordered: some rows twice, some never', async () => {
    const running = await start({ effect: { kind: 'unstableOrder' } });
    const pages = await pagesOf(clientOf(running), BY_ID, { top: 10 });
    const ids = pages.flatMap(rowsIn).map(({ id }) => id);
    expect(ids.length).toBe(30);
    expect(new Set(ids).size).toBeLessThan(30);
  });

  test('a malformed row, in lists and in counts alike', async () => {
    const running = await start({
      match: { table: 'resources' },
      effect: {
        kind: 'changeRow',
        where: ({ name, subscriptionId }) => name === 'disk-0003' && subscriptionId === ONE,
        change: (row) => ({ ...row, name: 42 as unknown as string, properties: 'a text' }),
      },
    });
    const query = 'resources | project id, name, properties | order by id asc';
    const [page] = await pagesOf(clientOf(running), query);
    expect(page === undefined ? [] : rowsIn(page)[3]).toMatchObject({ name: 42, properties: 'a text' });
    const sizes = await ask(running, { query: 'resources | where isnull(properties.diskSizeGB) | count' });
    expect(sizes.body).toMatchObject({ data: { rows: [[1]] } });
  });

  test.each([
    ['equal', undefined],
    ['conflicting', 'another'],
  ])('a duplicate row, %s', async (_kind, name) => {
    const running = await start({
      match: { table: 'resources' },
      effect: {
        kind: 'duplicateRow',
        where: (row: ArmDocument) => row.name === 'disk-0003' && row.subscriptionId === TWO,
        ...(name === undefined ? {} : { change: (row: ArmDocument) => ({ ...row, name }) }),
      },
    });
    const [page] = await pagesOf(clientOf(running), BY_ID);
    expect(page?.totalRecords).toBe(31);
    const twice = page === undefined ? [] : rowsIn(page).filter(({ id }) => id === rowsIn(page)[13]?.['id']);
    expect(twice.map((row) => row['name'])).toEqual(['disk-0003', name ?? 'disk-0003']);
    expect((await ask(running, { query: 'resources | count' })).body).toMatchObject({ data: { rows: [[31]] } });
  });

  test('an answer changed at will, even to what is not JSON', async () => {
    const running = await start(
      { match: { table: 'authorizationresources' }, effect: { kind: 'changeAnswer', change: () => '<html>' } },
      { match: { table: 'resources' }, effect: { kind: 'changeAnswer', change: () => ({ data: null }) } },
      { match: { armPath: /disks/ }, effect: { kind: 'changeAnswer', change: () => ({ value: 'no list' }) } },
    );
    await expect(clientOf(running).resources({ query: 'authorizationresources | project id' })).rejects.toThrow(/JSON/);
    expect((await ask(running, { query: BY_ID })).body).toEqual({ data: null });
    expect((await send(running, { path: DISK })).body).toEqual({ value: 'no list' });
  });

  test('an ARM path fails so many times, and only that path', async () => {
    const running = await start({
      match: { armPath: /\/disks\/disk-0001$/ },
      effect: { kind: 'status', status: 409, code: 'Conflict', message: 'Another operation runs.' },
      times: 2,
    });
    const other = DISK.replace('disk-0001', 'disk-0002');
    expect((await send(running, { path: DISK })).body).toEqual({
      error: { code: 'Conflict', message: 'Another operation runs.' },
    });
    expect((await send(running, { path: other })).status).toBe(200);
    expect((await send(running, { path: DISK })).status).toBe(409);
    expect((await send(running, { path: DISK })).status).toBe(200);
  });

  test('a query fault strikes by the text of the query', async () => {
    const running = await start({ match: { query: /\| count$/ }, effect: { kind: 'status', status: 503 } });
    expect((await ask(running, { query: 'resources | count' })).body).toMatchObject({
      error: { code: 'ServiceUnavailable' },
    });
    expect((await ask(running, { query: BY_ID })).status).toBe(200);
    expect((await send(running, { path: DISK })).status).toBe(200);
  });
});

test('10,000 rows arrive whole', async () => {
  const running = await simulator({ tenant: disksTenant(3400), quota: false });
  const pages = await pagesOf(clientOf(running), BY_ID);
  expect(pages.length).toBe(11);
  expect(new Set(pages.flatMap(rowsIn).map(({ id }) => id)).size).toBe(10_200);
});
