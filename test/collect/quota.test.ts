import { createHttpHeaders, createPipelineRequest, type PipelineResponse } from '@azure/core-rest-pipeline';
import { describe, expect, test } from 'vitest';
import { countAttempts, waitNamed, windowOf } from '../../src/collect/requests/attempts.ts';
import { obeyQuota, type Clock } from '../../src/collect/requests/quota.ts';

/** A clock whose time passes only when everybody sleeps, and then to the first who wakes. */
function standingClock(): Clock & { readonly slept: number[] } {
  let now = 0;
  const slept: number[] = [];
  const sleepers: { readonly until: number; readonly wake: () => void }[] = [];
  const pass = (): void => {
    const first = Math.min(...sleepers.map((sleeper) => sleeper.until));
    now = Math.max(now, first);
    for (const sleeper of sleepers.splice(0))
      if (sleeper.until <= now) sleeper.wake();
      else sleepers.push(sleeper);
    if (sleepers.length > 0) setImmediate(pass);
  };
  return {
    slept,
    now: () => new Date(now),
    sleep: (milliseconds) => {
      slept.push(milliseconds);
      if (sleepers.length === 0) setImmediate(pass);
      return new Promise((wake) => {
        sleepers.push({ until: now + milliseconds, wake: () => wake() });
      });
    },
  };
}

/** Resource Graph's window: so many requests, then refusal until it ends. */
function windowed(
  clock: Clock,
  limit: number,
): { readonly answer: () => PipelineResponse; readonly refused: () => number } {
  let [used, started, refused] = [0, -Infinity, 0];
  return {
    refused: () => refused,
    answer: () => {
      const now = clock.now().getTime();
      if (now - started >= 5000) [used, started] = [0, now];
      const headers = createHttpHeaders({ 'x-ms-user-quota-resets-after': '00:00:05' });
      const request = createPipelineRequest({ url: 'https://example.test' });
      if (used >= limit) {
        refused += 1;
        return { status: 429, headers, request };
      }
      used += 1;
      headers.set('x-ms-user-quota-remaining', String(limit - used));
      return { status: 200, headers, request };
    },
  };
}

describe('the quota of Resource Graph', () => {
  test('is waited for before it is exceeded: no request is refused', async () => {
    const clock = standingClock();
    const server = windowed(clock, 15);
    const { policy, remaining } = obeyQuota(clock, () => undefined);
    for (let request = 0; request < 50; request += 1)
      await policy.sendRequest(createPipelineRequest({ url: 'https://example.test' }), () =>
        Promise.resolve(server.answer()),
      );
    expect(server.refused()).toBe(0);
    expect(clock.slept).toEqual([5000, 5000, 5000]);
    expect(remaining()).toBe(10);
  });

  test('counts requests that are under way', async () => {
    const clock = standingClock();
    const server = windowed(clock, 5);
    const { policy } = obeyQuota(clock, () => undefined);
    const send = async (): Promise<number> => {
      const response = await policy.sendRequest(createPipelineRequest({ url: 'https://example.test' }), async () => {
        await Promise.resolve();
        return server.answer();
      });
      return response.status;
    };
    await send();
    const statuses = await Promise.all(Array.from({ length: 20 }, send));
    expect(statuses.every((status) => status === 200)).toBe(true);
  });

  test('a refusal holds back the requests after it', async () => {
    const clock = standingClock();
    const { policy } = obeyQuota(clock, () => undefined);
    const request = createPipelineRequest({ url: 'https://example.test' });
    const refusal = { status: 429, headers: createHttpHeaders({ 'retry-after': '7' }), request };
    await policy.sendRequest(request, () => Promise.resolve(refusal));
    await policy.sendRequest(request, () => Promise.resolve({ ...refusal, status: 200 }));
    expect(clock.slept).toEqual([7000]);
  });

  test('a service that sends no headers is not waited for', async () => {
    const clock = standingClock();
    const { policy } = obeyQuota(clock, () => undefined);
    const request = createPipelineRequest({ url: 'https://example.test' });
    for (let sent = 0; sent < 30; sent += 1)
      await policy.sendRequest(request, () => Promise.resolve({ status: 200, headers: createHttpHeaders(), request }));
    expect(clock.slept).toEqual([]);
  });
});

describe('waiting after a 429', () => {
  const wait = (headers: Record<string, string>): number => waitNamed((name) => headers[name]);
  test.each([
    [{ 'retry-after-ms': '300', 'retry-after': '1' }, 300],
    [{ 'retry-after': '3' }, 3000],
    [{ 'x-ms-user-quota-resets-after': '00:01:02' }, 62_000],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, 5000],
    [{}, 5000],
  ])('%j means %d ms', (headers, milliseconds) => expect(wait(headers as Record<string, string>)).toBe(milliseconds));

  test('a header that is no span of time is not one', () => {
    expect(windowOf('five')).toBeUndefined();
    expect(windowOf(undefined)).toBeUndefined();
    expect(windowOf('00:00:04.5')).toBe(4500);
  });

  test('without Retry-After the SDK is told when to come back', async () => {
    const { policy, of } = countAttempts(() => undefined);
    const request = createPipelineRequest({ url: 'https://example.test/path' });
    const headers = createHttpHeaders({ 'x-ms-user-quota-resets-after': '00:00:03', 'x-ms-request-id': 'r1' });
    const response = await policy.sendRequest(request, () => Promise.resolve({ status: 429, headers, request }));
    expect(response.headers.get('retry-after')).toBe('3');
    expect(of(request)).toEqual({ sent: 1, requestIds: ['r1'] });
  });
});
