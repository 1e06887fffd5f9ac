import { beforeAll, describe, expect, test } from 'vitest';
import { contoso, CONTOSO_UNREADABLE_SUBSCRIPTIONS } from '../../simulator/estate/contoso/index.ts';
import { estate } from '../../simulator/estate/generator/index.ts';
import { planText } from '../../src/collect/requestPlan.ts';
import { isMachine } from '../../src/collect/sources/shared/vaults.ts';
import { subscriptionOf } from '../../src/domain/armId.ts';
import { usabilityOf } from '../../src/domain/recoveryPoint.ts';
import { subscriptionId } from './plainTenant.ts';
import { protectedTenant } from './protectedTenant.ts';
import { collectFrom, type Run } from './run.ts';
import { virtualClock } from './virtualClock.ts';

const ITEM = 'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems';
const POINTS = `${ITEM}/recoverypoints/read`;

/** Calls that were sent, by source and subscription. */
function sentOf({ observations }: Run): ReadonlyMap<string, number> {
  const sent = new Map<string, number>();
  for (const { kind, source, request } of observations) {
    if (kind !== 'arm') continue;
    const key = `${source} ${subscriptionOf(request.replace(/^GET /, ''))}`;
    sent.set(key, (sent.get(key) ?? 0) + 1);
  }
  return sent;
}

/** Source and subscription whose planned and sent numbers differ. */
function missed(run: Run): readonly string[] {
  const sent = new Map(sentOf(run));
  const found: string[] = [];
  for (const { source, subscription, requests } of run.requests.plan.rows) {
    const really = sent.get(`${source} ${subscription}`) ?? 0;
    sent.delete(`${source} ${subscription}`);
    if (really !== requests) found.push(`${source}: ${requests} planned, ${really} sent`);
  }
  return [...found, ...[...sent].map(([key, number]) => `${key.split(' ')[0] ?? ''}: 0 planned, ${number} sent`)];
}

describe.each([
  ['the made-up bank', () => collectFrom({ tenant: estate(1, 400) })],
  [
    'Contoso',
    () =>
      collectFrom({
        tenant: contoso(2),
        faults: [{ effect: { kind: 'unreadable', subscriptions: CONTOSO_UNREADABLE_SUBSCRIPTIONS } }],
      }),
  ],
])('%s', (_, collect) => {
  let run: Run;
  beforeAll(async () => {
    run = await collect();
  }, 120_000);

  test('is asked exactly as planned', () => {
    expect(missed(run)).toEqual([]);
    expect(run.requests.sent.requests).toBe(run.requests.plan.requests);
  });

  test('all but what depends on other answers of ARM is foreseen exactly', () => {
    const { foreseen, plan } = run.requests;
    const certain = ({ rows }: typeof plan): readonly unknown[] =>
      rows
        .filter(({ source }) => !['diskRestorePoints', 'keys', 'recoveryPointDetails'].includes(source))
        .map((row) => JSON.stringify(row));
    expect([...certain(foreseen)].sort()).toEqual([...certain(plan)].sort());
  });

  test('one list for each protected machine; of an encrypted one every usable point is opened, of others the newest and those restored from', () => {
    const machines = [...run.estate.protectedItems.rows.values()].filter(isMachine);
    const lists = run.observations.filter(({ source }) => source === 'recoveryPoints');
    expect(new Set(lists.map(({ request }) => request.toLowerCase())).size).toBe(lists.length);
    expect(lists.length).toBeLessThanOrEqual(machines.length);
    const { recoveryPoints, recoveryPointDetails, restoreJobs } = run.estate;
    const encrypted = new Set(
      [...recoveryPoints.rows.values()].flatMap((point) =>
        point.isSourceVmEncrypted === false ? [] : [point.protectedItemId],
      ),
    );
    const opened = [...recoveryPointDetails.rows.values()].filter((point) => !encrypted.has(point.protectedItemId));
    expect(opened.length).toBeLessThanOrEqual(machines.length + restoreJobs.rows.size);
    for (const point of recoveryPoints.rows.values())
      if (encrypted.has(point.protectedItemId) && usabilityOf(point) === 'yes')
        expect(recoveryPointDetails.rows.has(point.id)).toBe(true);
    const sent = run.requests.sent;
    expect(sent.requests).toBe([...sentOf(run).values()].reduce((sum, count) => sum + count, 0));
    expect(sent.repeated).toBe(0);
  });

  test('encryption and exclusions are asked once for each vault', () => {
    for (const source of ['vaultEncryptions', 'diskExclusions']) {
      const asked = run.observations.filter((entry) => entry.source === source).map(({ request }) => request);
      expect(new Set(asked).size).toBe(asked.length);
    }
  });
});

test('the plan says how long Azure lets a run take', async () => {
  const run = await collectFrom({ tenant: protectedTenant([1000, 3]) });
  const { plan, sent } = run.requests;
  expect(sent.requests).toBe(plan.requests);
  // 13 intervals after the first for 2,000 requests about points, at 150 an hour.
  expect(plan.seconds).toBe(13 * 3600);
  expect(plan.longest).toMatchObject({ subscription: subscriptionId(0), requests: 2000 });
  expect(planText(plan)).toContain('about 13 h of waiting');
  expect(run.simulator.log.filter(({ actions }) => actions.includes(POINTS))).toHaveLength(2006);
  const [planned] = run.events.filter(({ kind }) => kind === 'requestsPlanned');
  expect(planned).toMatchObject({ requests: plan.requests, seconds: plan.seconds });
});

test('a run ends within its time budget, whatever it leaves', async () => {
  const clock = virtualClock();
  const run = await collectFrom({
    tenant: protectedTenant([320, 5]),
    hourly: { limits: { [POINTS]: 150 } },
    serverClock: clock.passed,
    clock,
    timeBudget: 3600,
    maximumCarriedDays: 14,
  });
  const { plan, sent } = run.requests;
  expect(sent).toMatchObject({ requests: plan.requests, repeated: 0 });
  expect(Math.floor(clock.passed() / 3_600_000)).toBe(1);
  const lists = run.observations.filter(({ source }) => source === 'recoveryPoints');
  expect(lists).toHaveLength(150 + 5);
  const gaps = Object.values(run.estate).flatMap((collection) =>
    typeof collection === 'string' ? [] : collection.gaps,
  );
  expect(gaps.filter(({ source }) => source === 'recoveryPoints')).toHaveLength(170);
  expect(new Set(gaps.map(({ kind }) => kind))).toEqual(new Set(['noTime']));
  expect(planText(plan)).toContain(
    'the recovery points of 150 of 320 protected machines fit in the time budget of 1 h',
  );
  expect(planText(plan)).toContain('all are read in 3 runs');
});
