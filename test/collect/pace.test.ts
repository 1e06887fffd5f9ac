import { createHttpHeaders, createPipelineRequest, type PipelineResponse } from '@azure/core-rest-pipeline';
import { describe, expect, test } from 'vitest';
import { inLanes } from '../../src/base/io/inLanes.ts';
import { obeyLimits, type Pace } from '../../src/collect/requests/pace.ts';
import { leftIn } from '../../src/collect/requests/providerWindow.ts';
import { placeOf } from '../../src/collect/requests/requestPlace.ts';
import type { ProgressEvent } from '../../src/domain/progress.ts';
import { GROUP, subscriptionId } from './plainTenant.ts';
import { protectedTenant } from './protectedTenant.ts';
import { collectFrom } from './run.ts';
import { virtualClock } from './virtualClock.ts';

const HOUR = 3_600_000;
const POINTS =
  'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems/recoverypoints/read';

describe('the hourly limits of Azure Backup', () => {
  test('1,000 machines in one subscription: whole, without a gap or a refusal, in the computed number of hours', async () => {
    const clock = virtualClock();
    const tenant = protectedTenant([1000]);
    const run = await collectFrom({
      tenant,
      clock,
      quota: {},
      hourly: {},
      serverClock: clock.passed,
      concurrency: 8,
    });
    expect(run.estate.recoveryPoints.rows.size).toBe(1000);
    expect(run.estate.recoveryPointDetails.rows.size).toBe(1000);
    expect(Object.values(run.estate).flatMap((source) => (typeof source === 'string' ? [] : source.gaps))).toEqual([]);
    // One list and one GET for each machine, 150 an hour together: the last of 14 intervals begins after 13 hours.
    expect(Math.floor(clock.passed() / HOUR)).toBe(Math.ceil((2 * 1000) / 150) - 1);
    expect(run.simulator.log.filter(({ status }) => status === 429)).toEqual([]);
    expect(run.simulator.log.filter(({ actions }) => actions.includes(POINTS))).toHaveLength(2000);
    const waits = run.events.filter((event) => event.kind === 'waiting' && event.seconds > 60);
    expect(waits).toHaveLength(13);
    expect(waits[0]).toMatchObject({
      source: 'recovery points',
      because: `the 150 requests that Azure allows in subscription ${subscriptionId(0)} are used up`,
    });
  });

  test('a subscription that waits does not hold up the others: as long as the largest alone', async () => {
    const clock = virtualClock();
    const run = await collectFrom({
      tenant: protectedTenant([40, 100, 100, 3]),
      clock,
      hourly: { limits: { [POINTS]: 50 } },
      serverClock: clock.passed,
    });
    expect(run.estate.recoveryPointDetails.rows.size).toBe(243);
    expect(Math.floor(clock.passed() / HOUR)).toBe(Math.ceil((2 * 100) / 50) - 1);
  });

  test('an interval that others began is told by one refusal', async () => {
    const clock = virtualClock();
    const tenant = protectedTenant([30]);
    const run = await collectFrom({ tenant, clock, hourly: { limits: { [POINTS]: 44 } }, serverClock: clock.passed });
    expect(run.estate.recoveryPointDetails.rows.size).toBe(30);
    // 44 is no round number: when the interval began is not known until Azure says.
    expect(run.simulator.log.filter(({ status }) => status === 429)).toHaveLength(1);
    expect(Math.floor(clock.passed() / HOUR)).toBe(1);
  });
});

describe('what Azure says is left', () => {
  const left = (headers: Record<string, string>): ReturnType<typeof leftIn> => leftIn((name) => headers[name]);
  test.each([
    [{}, undefined],
    [{ 'x-ms-ratelimit-remaining-subscription-resource-requests': '149' }, { requests: 149, interval: HOUR }],
    [{ 'x-ms-ratelimit-remaining-subscription-resource-requests': 'many' }, undefined],
    [
      { 'x-ms-ratelimit-remaining-resource': 'Microsoft.Compute/GetRestorePointSubscriptionMaximum;599' },
      { requests: 599, interval: undefined },
    ],
    [
      {
        'x-ms-ratelimit-remaining-resource':
          'Microsoft.Compute/HighCostGet3Min;107,Microsoft.Compute/HighCostGet30Min;99',
      },
      { requests: 99, interval: 1_800_000 },
    ],
    [{ 'x-ms-ratelimit-remaining-resource': 'nothing of the kind' }, undefined],
  ])('%j', (headers, expected) => expect(left(headers as Record<string, string>)).toEqual(expected));

  test.each([
    [
      'https://management.azure.com/subscriptions/S/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/v/backupJobs?x=1',
      { subscription: 's', action: 'microsoft.recoveryservices/vaults/backupjobs/read' },
    ],
    [
      'https://management.azure.com/providers/Microsoft.Management/managementGroups/g/descendants',
      { subscription: '', action: 'microsoft.management/managementgroups/descendants/read' },
    ],
    [
      'https://management.azure.com/subscriptions/S',
      { subscription: 's', action: 'microsoft.resources/subscriptions/read' },
    ],
  ])('%s', (url, expected) => expect(placeOf(url)).toEqual(expected));
});

describe('one limit', () => {
  const url = `https://management.azure.com/subscriptions/${GROUP}/providers/Microsoft.Compute/restorePointCollections`;

  interface Server {
    readonly pace: Pace;
    readonly events: ProgressEvent[];
    readonly send: (
      answer: () => Pick<PipelineResponse, 'status'> & {
        readonly headers?: Record<string, string>;
        readonly body?: string;
      },
    ) => Promise<number>;
  }

  function server(clock = virtualClock(), retries = 6): Server {
    const events: ProgressEvent[] = [];
    const pace = obeyLimits(
      clock,
      (event) => void events.push(event),
      retries,
      (action) => action,
    );
    return {
      pace,
      events,
      send: async (answer) => {
        const request = createPipelineRequest({ url });
        const { status } = await pace.outer.sendRequest(request, (outer) =>
          pace.inner.sendRequest(outer, (inner) =>
            pace.learn.sendRequest(inner, (sent) => {
              const { status: code, headers, body } = answer();
              return Promise.resolve({
                status: code,
                headers: createHttpHeaders(headers),
                request: sent,
                ...(body === undefined ? {} : { bodyAsText: body }),
              });
            }),
          ),
        );
        return status;
      },
    };
  }

  test.each([
    ['seconds', { 'retry-after': '7' }, 7000],
    ['minutes', { 'retry-after': '420' }, 420_000],
    ['an hour', { 'retry-after': '3600' }, HOUR],
  ])('a refusal that asks for %s is waited out by the given clock', async (_, headers, milliseconds) => {
    const clock = virtualClock();
    const { send } = server(clock);
    let sent = 0;
    const status = await send(() => (++sent === 1 ? { status: 429, headers } : { status: 200 }));
    expect([status, sent, clock.passed()]).toEqual([200, 2, milliseconds]);
  });

  test('a 503 that says when is waited for too; one that does not is left to the SDK', async () => {
    const clock = virtualClock();
    const { send } = server(clock);
    let sent = 0;
    await send(() => (++sent === 1 ? { status: 503, headers: { 'retry-after': '90' } } : { status: 200 }));
    expect(clock.passed()).toBe(90_000);
    expect(await send(() => ({ status: 503 }))).toBe(503);
  });

  test('a refusal without end is handed on, without an invitation to the SDK to wait', async () => {
    const { send } = server(virtualClock(), 2);
    let sent = 0;
    expect(await send(() => ((sent += 1), { status: 429, headers: { 'retry-after': '60' } }))).toBe(429);
    expect(sent).toBe(3);
  });

  test("Resource Manager's own refusal holds every action of the subscription", async () => {
    const clock = virtualClock();
    const { send, pace } = server(clock);
    let sent = 0;
    const body = '{"error":{"code":"SubscriptionRequestsThrottled"}}';
    const first = send(() =>
      ++sent === 1 ? { status: 429, headers: { 'retry-after': '30' }, body } : { status: 200 },
    );
    await new Promise((wake) => setTimeout(wake, 5));
    expect(pace.isHeld(GROUP)).toBe(true);
    await first;
    expect([clock.passed(), pace.isHeld(GROUP)]).toEqual([30_000, false]);
  });

  test("Resource Manager's reads refill at 25 a second", async () => {
    const clock = virtualClock();
    const { send } = server(clock);
    await send(() => ({ status: 200, headers: { 'x-ms-ratelimit-remaining-subscription-reads': '0' } }));
    await send(() => ({ status: 200 }));
    expect(clock.passed()).toBe(40);
  });
});

describe('lanes', () => {
  test('while one lane is held the others go on; its items are done in their order afterwards', async () => {
    const done: string[] = [];
    let held = false;
    let tell = (): void => undefined;
    let release = (): void => undefined;
    await inLanes(
      ['a1', 'a2', 'b1', 'a3', 'b2', 'b3'],
      1,
      {
        laneOf: ([lane = '']) => lane,
        isHeld: (lane) => held && lane === 'a',
        onChange: (listener) => {
          tell = listener;
          return () => undefined;
        },
      },
      async (item) => {
        if (item === 'a1') {
          held = true;
          tell();
          await new Promise<void>((wake) => (release = wake));
          held = false;
          tell();
        }
        if (item === 'b3') setImmediate(release);
        await Promise.resolve();
        done.push(item);
      },
    );
    expect(done).toEqual(['b1', 'b2', 'b3', 'a1', 'a2', 'a3']);
  });

  test('once all is done, whatever tells of changes holds nothing of it any more', async () => {
    const listening = new Set<() => void>();
    const holding = {
      laneOf: () => '',
      isHeld: () => false,
      onChange: (listener: () => void) => {
        listening.add(listener);
        return () => void listening.delete(listener);
      },
    };
    await inLanes([1, 2], 2, holding, () => {
      expect(listening.size).toBe(1);
      return Promise.resolve();
    });
    expect(listening.size).toBe(0);
    await expect(inLanes([1], 2, holding, () => Promise.reject(new Error('so')))).rejects.toThrow('so');
    expect(listening.size).toBe(0);
  });

  test('a failure ends it, after what is under way', async () => {
    const done: number[] = [];
    const never = { laneOf: () => '', isHeld: () => false, onChange: () => () => undefined };
    const failing = inLanes([1, 2, 3, 4], 2, never, async (item) => {
      if (item === 1) throw new Error('so');
      await new Promise((wake) => setTimeout(wake, 5));
      done.push(item);
    });
    await expect(failing).rejects.toThrow('so');
    expect(done).toEqual([2]);
  });
});
