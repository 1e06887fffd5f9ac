import { expect, test } from 'vitest';
import { contoso, SMALL_PART } from '../../simulator/estate/contoso/index.ts';
import { REFUSALS, SEEN_LIMITS } from '../../simulator/index.ts';
import { at, rowsOfType } from './estateReading.ts';
import { send, simulator } from './serverFixture.ts';

const tenant = contoso(1, SMALL_PART);
const vaults = rowsOfType(tenant, 'microsoft.recoveryservices/vaults');
const vault = vaults[0]?.id ?? '';
const elsewhere = vaults.find(({ subscriptionId }) => subscriptionId !== vaults[0]?.subscriptionId)?.id ?? '';
const LEFT = 'x-ms-ratelimit-remaining-subscription-resource-requests';
const JOBS = 'Microsoft.RecoveryServices/vaults/backupJobs/read';
const path = (id: string, list = 'backupJobs'): string => `${id}/${list}?api-version=2024-04-01`;

test("Azure Backup's own limit: for a subscription and an action, an hour long, in its own words", async () => {
  let now = 0;
  const running = await simulator({ tenant, clock: () => now, armQuota: false, hourly: { limits: { [JOBS]: 2 } } });
  const ask = (where = path(vault)): ReturnType<typeof send> => send(running, { path: where });
  expect((await ask()).headers[LEFT]).toBe('1');
  now = 600_000;
  expect((await ask()).headers[LEFT]).toBe('0');
  const refused = await ask();
  expect(refused.status).toBe(429);
  expect(refused.headers['retry-after']).toBe('3000');
  expect(refused.body).toEqual({
    error: {
      code: 'ResourceRequestsThrottled',
      message: `Number of requests for action '${JOBS}' exceeded the limit of '2' for time interval '01:00:00'. Please try again after '3000' seconds.`,
    },
  });
  expect((await ask(path(elsewhere))).status).toBe(200);
  expect((await ask(path(vault, 'backupProtectedItems'))).headers[LEFT]).toBeUndefined();
  now = 3_600_000;
  expect((await ask()).headers[LEFT]).toBe('1');
});

test('as seen: 450 for jobs, 150 for the rest; off unless asked for', async () => {
  expect(SEEN_LIMITS[JOBS]).toBe(450);
  const seen = await simulator({ tenant, hourly: {} });
  expect((await send(seen, { path: path(vault) })).headers[LEFT]).toBe('449');
  expect((await send(seen, { path: path(vault, 'backupProtectedItems') })).headers[LEFT]).toBe('149');
  const plain = await simulator({ tenant });
  expect((await send(plain, { path: path(vault) })).headers[LEFT]).toBeUndefined();
});

test.each(Object.values(REFUSALS))('refusal $status $code', async (effect) => {
  const running = await simulator({ tenant, faults: [{ match: { armPath: /\/backupjobs$/ }, effect }] });
  const { status, body } = await send(running, { path: path(vault) });
  expect([status, at(body, 'error', 'code')]).toEqual([effect.status, effect.code]);
});
