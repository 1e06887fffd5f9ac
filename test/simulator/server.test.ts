import { RecoveryServicesClient } from '@azure/arm-recoveryservices';
import { describe, expect, test } from 'vitest';
import { contoso, CONTOSO_UNREADABLE_SUBSCRIPTIONS } from '../../simulator/estate/contoso/index.ts';
import { ask, BY_ID, clientOf, disksTenant, send, simulator, SUBSCRIPTIONS } from './serverFixture.ts';

const [ONE, TWO] = SUBSCRIPTIONS;
const disksOf = (subscription: string): string =>
  `/subscriptions/${subscription}/providers/Microsoft.Compute/disks?api-version=2024-03-02`;

describe('transport', () => {
  test('speaks TLS with a certificate that only its own ca vouches for', async () => {
    const running = await simulator({ tenant: disksTenant(1) });
    expect(running.endpoint).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    await expect(
      clientOf({ ...running, ca: '', requests: running.requests }).resources({ query: BY_ID }),
    ).rejects.toThrow(/certificate/i);
    expect((await clientOf(running).resources({ query: BY_ID })).totalRecords).toBe(3);
  });

  test('names every request and its correlation', async () => {
    const running = await simulator({ tenant: disksTenant(1) });
    const answer = await send(running, { path: disksOf(ONE), headers: { 'x-ms-correlation-request-id': 'c-1' } });
    expect(answer.headers).toMatchObject({
      'x-ms-correlation-request-id': 'c-1',
      'x-ms-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
  });

  test('refuses who has no token, in the shape of ARM', async () => {
    const running = await simulator({ tenant: disksTenant(1) });
    for (const answer of [
      await ask(running, { query: BY_ID }, 'nobody'),
      await send(running, { path: disksOf(ONE) }, 'nobody'),
    ]) {
      expect(answer.status).toBe(401);
      expect(answer.body).toMatchObject({ error: { code: 'AuthenticationFailed' } });
      expect(answer.headers['www-authenticate']).toContain('Bearer authorization_uri=');
    }
    const strange = await send(running, { path: disksOf(ONE), headers: { authorization: 'Bearer abc' } }, 'nobody');
    expect(strange).toMatchObject({ status: 401, body: { error: { code: 'InvalidAuthenticationToken' } } });
  });

  test('closes although connections are kept alive', async () => {
    const running = await simulator({ tenant: disksTenant(1) });
    await clientOf(running).resources({ query: BY_ID });
    await running.close();
    await expect(clientOf(running).resources({ query: BY_ID })).rejects.toThrow(/ECONNREFUSED/);
    // The fixture closes it again.
    await simulator({ tenant: disksTenant(1) });
  });
});

/** @see https://learn.microsoft.com/azure/governance/resource-graph/concepts/guidance-for-throttled-requests */
describe("Resource Graph's quota", () => {
  test('15 queries in 5 seconds for each principal, with the two headers', async () => {
    let now = 0;
    const running = await simulator({ tenant: disksTenant(1), clock: () => now });
    const first = await ask(running, { query: BY_ID });
    expect(first.headers).toMatchObject({
      'x-ms-user-quota-remaining': '14',
      'x-ms-user-quota-resets-after': '00:00:05',
      'x-ms-tenant-subscription-limit-hit': 'false',
    });
    now = 2100;
    for (let query = 2; query <= 15; query++) expect((await ask(running, { query: BY_ID })).status).toBe(200);
    const refused = await ask(running, { query: BY_ID });
    expect(refused).toMatchObject({
      status: 429,
      body: { error: { code: 'RateLimiting', details: [{ code: 'RateLimiting' }] } },
    });
    expect(refused.headers).toMatchObject({
      'x-ms-user-quota-remaining': '0',
      'x-ms-user-quota-resets-after': '00:00:03',
      'retry-after': '3',
    });
    expect((await ask(running, { query: BY_ID }, { oid: 'another' })).status).toBe(200);
    now = 5000;
    expect((await ask(running, { query: BY_ID })).headers['x-ms-user-quota-remaining']).toBe('14');
  });

  test('the client waits and goes on when the clock runs faster', async () => {
    const running = await simulator({ tenant: disksTenant(1), quota: { seconds: 0.2 } });
    const client = clientOf(running, 3);
    for (let query = 0; query < 35; query++) expect((await client.resources({ query: BY_ID })).totalRecords).toBe(3);
    expect(running.requests.log.some(({ status }) => status === 429)).toBe(true);
  });

  test('can be switched off', async () => {
    const running = await simulator({ tenant: disksTenant(1), quota: false });
    for (let query = 0; query < 40; query++) expect((await ask(running, { query: BY_ID })).status).toBe(200);
  });
});

/** @see https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling */
describe("ARM's token buckets", () => {
  test('250 reads and 25 more each second, per subscription and principal', async () => {
    let now = 0;
    const running = await simulator({ tenant: disksTenant(1), clock: () => now });
    const header = 'x-ms-ratelimit-remaining-subscription-reads';
    expect((await send(running, { path: disksOf(ONE) })).headers[header]).toBe('249');
    await Promise.all(Array.from({ length: 249 }, () => send(running, { path: disksOf(ONE) })));
    const refused = await send(running, { path: disksOf(ONE) });
    expect(refused).toMatchObject({ status: 429, body: { error: { code: 'SubscriptionRequestsThrottled' } } });
    expect(refused.headers).toMatchObject({ 'retry-after': '1', [header]: '0' });
    expect((await send(running, { path: disksOf(TWO) })).headers[header]).toBe('249');
    expect((await send(running, { path: disksOf(ONE) }, { oid: 'another' })).status).toBe(200);
    now = 1000;
    expect((await send(running, { path: disksOf(ONE) })).headers[header]).toBe('24');
    const tenantWide = await send(running, { path: '/subscriptions?api-version=2022-12-01' });
    expect(tenantWide.headers['x-ms-ratelimit-remaining-tenant-reads']).toBe('249');
  });
});

describe('ARM', () => {
  const resource = (subscription: string, name: string): string =>
    `/subscriptions/${subscription}/resourceGroups/rg/providers/Microsoft.Compute/disks/${name}?api-version=2024-03-02`;

  test('a resource, in any case; what is not there; a method that changes things', async () => {
    const running = await simulator({ tenant: disksTenant(1) });
    expect(await send(running, { path: resource(ONE, 'DISK-0000') })).toMatchObject({
      status: 200,
      body: { name: 'disk-0000' },
    });
    expect(await send(running, { path: resource(ONE, 'none') })).toMatchObject({
      status: 404,
      body: { error: { code: 'ResourceNotFound' } },
    });
    expect((await send(running, { method: 'DELETE', path: resource(ONE, 'disk-0000') })).status).toBe(405);
    expect((await send(running, { path: resource(ONE, 'disk-0000').split('?')[0] ?? '' })).body).toMatchObject({
      error: { code: 'MissingApiVersionParameter' },
    });
    expect(running.requests).toMatchObject({ arm: 4, byKind: { 'microsoft.compute/disks': 4 } });
  });

  test('a subscription that the principal cannot read is 403, and not listed', async () => {
    const running = await simulator({ tenant: disksTenant(1) });
    const reader = { oid: 'someone', readable: [ONE] };
    expect(await send(running, { path: resource(TWO, 'disk-0000') }, reader)).toMatchObject({
      status: 403,
      body: { error: { code: 'AuthorizationFailed' } },
    });
    const listed = await send(running, { path: '/subscriptions?api-version=2022-12-01' }, reader);
    expect(listed.body).toMatchObject({ value: [{ id: `/subscriptions/${ONE}` }] });
  });

  test('the real vault client follows nextLink', async () => {
    const tenant = contoso(1);
    const running = await simulator({ tenant });
    const [subscription] = tenant.subscriptions.filter(({ id }) => !CONTOSO_UNREADABLE_SUBSCRIPTIONS.includes(id));
    const client = new RecoveryServicesClient(running.credential, subscription?.id ?? '', {
      endpoint: running.endpoint,
      tlsOptions: { ca: running.ca },
    });
    const names: string[] = [];
    for await (const vault of client.vaults.listBySubscriptionId()) names.push(vault.name ?? '');
    expect(names.length).toBeGreaterThan(2);
    expect(running.requests.arm).toBe(Math.ceil(names.length / 2));
  });
});
