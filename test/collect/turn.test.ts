import { describe, expect, test } from 'vitest';
import type { Earlier } from '../../src/collect/requests/asking.ts';
import type { AnySource, ArmCall, Given } from '../../src/collect/defineSource.ts';
import { armAskOf, planOf, type RequestPlan } from '../../src/collect/requests/requestLimits.ts';
import { planRequests, planText, revised } from '../../src/collect/requestPlan.ts';
import { SOURCES } from '../../src/collect/sources/list.ts';
import { Turn } from '../../src/collect/requests/turn.ts';
import { armId } from '../../src/domain/armId.ts';
import type { Gap } from '../../src/domain/estate.ts';
import type { AskedSourceId, ProtectedItem, RecoveryPoint } from '../../src/domain/facts.ts';

const SUBSCRIPTION = '00000000-0000-4000-8000-000000000000';
const VAULT = `/subscriptions/${SUBSCRIPTION}/resourcegroups/rg/providers/microsoft.recoveryservices/vaults/v`;
const ASKED: readonly AnySource[] = [SOURCES.recoveryPoints, SOURCES.recoveryPointDetails];
const HOUR = 3600;

function itemOf(number: number): ProtectedItem {
  const id = armId(
    `${VAULT}/backupfabrics/azure/protectioncontainers/c;vm-${String(number).padStart(5, '0')}/protecteditems/i`,
  );
  return {
    ...{ id, resourceId: id, name: id, friendlyName: `vm-${String(number)}`, vaultId: armId(VAULT) },
    ...{ backupManagementType: 'AzureIaasVM', lastRecoveryPoint: '2026-11-22T06:00:00Z' },
  } as unknown as ProtectedItem;
}

function pointOf(item: ProtectedItem, day: number, encrypted: boolean): RecoveryPoint {
  const id = armId(`${item.id}/recoverypoints/${String(day)}`);
  return {
    ...{ id, resourceId: id, name: String(day), protectedItemId: item.id, isSourceVmEncrypted: encrypted },
    ...{ time: `2026-11-${String(day).padStart(2, '0')}T06:00:00Z`, isSoftDeleted: false, keys: undefined },
    tiers: [{ type: 'HardenedRP', status: 'Valid' }],
  } as unknown as RecoveryPoint;
}

function givenOf(items: readonly ProtectedItem[], points: readonly RecoveryPoint[] = []): Given<AskedSourceId> {
  const rows: Partial<Record<AskedSourceId, readonly unknown[]>> = { protectedItems: items, recoveryPoints: points };
  return {
    each: (source: AskedSourceId) => rows[source] ?? [],
    find: () => undefined,
    disagree: () => false,
    failureOf: () => undefined,
    subscriptions: [SUBSCRIPTION],
    asOf: '2026-11-23T06:00:00.000Z',
  } as unknown as Given<AskedSourceId>;
}

function turnWith(budget: number | undefined, readAt: (asked: string) => string | undefined = () => undefined): Turn {
  const earlier: Earlier = { answeredAt: ({ asked }) => readAt(asked) };
  return new Turn(ASKED, {
    ...{ budget, earlier, asOf: '2026-11-23T06:00:00.000Z', maximumCarriedDays: 14, asKept: undefined },
  });
}

async function placed(turn: Turn, source: AnySource, given: Given<AskedSourceId>): Promise<readonly (ArmCall | Gap)[]> {
  const found: (ArmCall | Gap)[] = [];
  const ask = armAskOf(source);
  if (ask !== undefined) for await (const call of turn.calls(source, ask.calls(given))) found.push(call);
  return found;
}

/** The plan as it is right before a source is asked. */
function revisedBy(
  turn: Turn,
  plan: RequestPlan,
  source: AnySource,
  given: Given<AskedSourceId>,
): Promise<RequestPlan> {
  return revised(plan, source, armAskOf(source)?.calls(given) ?? [], turn);
}

const isAsked = (call: ArmCall | Gap): call is ArmCall => 'what' in call && call.carried === undefined;

describe('how many machines a run reads', () => {
  test.each([
    [160 * HOUR, 12_075],
    [4 * HOUR, 375],
    [HOUR - 60, 75],
  ])('%d seconds are enough for %d', async (budget, machines) => {
    const given = givenOf(Array.from({ length: 12_100 }, (_, number) => itemOf(number)));
    const turn = turnWith(budget);
    await turn.decide(SOURCES.recoveryPoints, await planRequests(ASKED, given), given);
    expect(turn.rotations()).toMatchObject([{ subscription: SUBSCRIPTION, all: 12_100, read: machines }]);
    const plan = await planRequests(ASKED, given, turn);
    expect(plan.requests).toBe(2 * machines);
    expect(plan.seconds).toBeLessThanOrEqual(budget);
    expect(planText(plan)).toContain(`${machines.toLocaleString('en-GB')} of 12,100 protected machines`);
  });

  test('all where there is no budget, or where all fit', async () => {
    const given = givenOf(Array.from({ length: 75 }, (_, number) => itemOf(number)));
    for (const budget of [undefined, 60]) {
      const turn = turnWith(budget);
      await turn.decide(SOURCES.recoveryPoints, await planRequests(ASKED, given), given);
      expect(turn.rotations()).toEqual([]);
      expect((await placed(turn, SOURCES.recoveryPoints, given)).every(isAsked)).toBe(true);
    }
  });
});

test('what was never read comes first, then what was read longest ago; the rest stands in, or is a gap', async () => {
  const items = Array.from({ length: 160 }, (_, number) => itemOf(number));
  const given = givenOf(items);
  // The first 100 were read, the higher the number the longer ago; ten of them too long ago.
  const readAt = (asked: string): string | undefined => {
    const number = Number(/vm-(\d+)/.exec(asked)?.[1]);
    if (number >= 100) return undefined;
    const ago = number >= 70 && number < 80 ? 20 : 5 + number / 100;
    return new Date(Date.parse('2026-11-23T06:00:00.000Z') - ago * 86_400_000).toISOString();
  };
  const turn = turnWith(60, readAt);
  await turn.decide(SOURCES.recoveryPoints, await planRequests(ASKED, given), given);
  const calls = await placed(turn, SOURCES.recoveryPoints, given);
  const asked = calls.filter(isAsked).map(({ what }) => Number(/\d+$/.exec(what)?.[0]));
  // 60 that nobody read, the ten that are too old, and five of the others.
  expect(asked).toEqual([...range(70, 80), ...range(95, 100), ...range(100, 160)]);
  expect(calls.filter((call) => 'what' in call && call.carried === 'stands')).toHaveLength(85);
  const plan = await revisedBy(turn, planOf([]), SOURCES.recoveryPoints, given);
  expect(plan.requests).toBe(75);
});

test('of encrypted machines the newest points are opened first, older ones as far as the limit goes; opened ones stand', async () => {
  const items = Array.from({ length: 20 }, (_, number) => itemOf(number));
  const points = items.flatMap((item) => range(1, 21).map((day) => pointOf(item, day, true)));
  const given = givenOf(items, points);
  const turn = turnWith(60);
  let plan = await planRequests(ASKED, given);
  for (const source of ASKED) {
    await turn.decide(source, plan, given);
    plan = await revisedBy(turn, plan, source, given);
  }
  const calls = await placed(turn, SOURCES.recoveryPointDetails, given);
  // 150 an hour: 20 lists, the newest point of each of 20 machines, and 110 older ones.
  expect(calls.filter(isAsked)).toHaveLength(130);
  expect(calls.filter(isAsked).filter(({ spare }) => spare !== true)).toHaveLength(20);
  expect(calls.filter((call) => 'because' in call && call.kind === 'noTime')).toHaveLength(400 - 130);
  expect(plan.requests).toBe(150);

  const opened = new Set(calls.filter(isAsked).map(({ about }) => `GET ${about}`));
  const next = turnWith(60, (asked) => (opened.has(asked) ? '2026-11-16T06:00:00.000Z' : undefined));
  plan = await planRequests(ASKED, given);
  for (const source of ASKED) {
    await next.decide(source, plan, given);
    plan = await revisedBy(next, plan, source, given);
  }
  const later = await placed(next, SOURCES.recoveryPointDetails, given);
  expect(later.filter((call) => 'what' in call && call.carried === 'stands')).toHaveLength(130);
  expect(later.filter(isAsked)).toHaveLength(130);
  expect(later.filter(isAsked).some(({ about }) => opened.has(`GET ${about}`))).toBe(false);
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}
