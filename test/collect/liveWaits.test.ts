import { afterEach, expect, test } from 'vitest';
import { simulatedCredential, startSimulator, type Simulator } from '../../simulator/index.ts';
import { createBudget, ThrottledError } from '../../src/collect/live/budget.ts';
import { collectChain, UnansweredError } from '../../src/collect/live/collectChain.ts';
import { armId } from '../../src/domain/armId.ts';
import { diskId, plainTenant } from './plainTenant.ts';
import { HASTY } from './run.ts';

let simulator: Simulator | undefined;
afterEach(() => simulator?.close());

test('a 503 that asks to wait for longer than the answer may take is not waited for', async () => {
  const tenant = plainTenant([1]);
  simulator = await startSimulator({
    tenant,
    quota: false,
    armQuota: false,
    faults: [{ match: { query: /disks\// }, effect: { kind: 'status', status: 503, retryAfterSeconds: 20 } }],
  });
  const { endpoint, ca } = simulator;
  const began = Date.now();
  const asked = collectChain({
    connection: {
      endpoint,
      ca,
      credential: simulatedCredential({ oid: '00000000-0000-4000-8000-00000000a0d1', actions: ['*'] }),
      patience: HASTY,
    },
    disk: armId(diskId(0, 0)),
    scope: { subscriptions: [], managementGroups: [] },
    withManagementGroups: false,
    roll: undefined,
    narrowed: false,
    limits: { requests: 9, milliseconds: 60_000 },
    asOf: tenant.now,
    report: () => undefined,
    clock: { now: () => new Date(), sleep: (ms) => new Promise<void>((wake) => setTimeout(wake, ms)) },
  });
  await expect(asked).rejects.toBeInstanceOf(UnansweredError);
  expect(Date.now() - began).toBeLessThan(10_000);
});

test('a quota is waited for as long as a caller on the line waits', async () => {
  const slept: number[] = [];
  const clock = { now: () => new Date(0), sleep: (ms: number) => Promise.resolve(void slept.push(ms)) };
  const { clock: bounded } = createBudget({ requests: 9, milliseconds: 4_000 }, clock, () => undefined);
  await bounded.sleep(3_000);
  await expect(bounded.sleep(4_500)).rejects.toBeInstanceOf(ThrottledError);
  await expect(bounded.sleep(300_000)).rejects.toThrow('300 seconds');
  expect(slept).toEqual([3_000]);
});
