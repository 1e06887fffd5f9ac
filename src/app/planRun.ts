import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planEstate } from '../collect/collectEstate.ts';
import type { RequestPlan } from '../collect/requests/requestLimits.ts';
import { planText } from '../collect/requestPlan.ts';
import { titleOf } from '../collect/sources/list.ts';
import type { RestoreWatch } from '../domain/carried.ts';
import type { Report } from '../domain/progress.ts';
import type { Scope } from '../domain/record.ts';
import { baselineOf, historyOf, packsOf, REAL_CLOCK } from './compose.ts';
import { connect } from './connection.ts';
import type { Clock } from './run/dependencies.ts';
import { readPrevious } from './run/previous.ts';
import type { Settings } from './settings.ts';
import { budgetOf } from './timeBudget.ts';

/** A plan, what it says in one sentence, and what is asked for in words, with its requests in all subscriptions. */
export interface ShownPlan extends RequestPlan {
  readonly words: string;
  readonly kinds: readonly { readonly title: string; readonly requests: number }[];
}

/** What a run with these settings would ask of Azure. Only Resource Graph is asked, the run before is looked at, and nothing is kept. */
export async function planRun(input: {
  readonly settings: Settings;
  readonly report: Report;
  readonly clock?: Clock;
}): Promise<ShownPlan> {
  const { settings, report, clock = REAL_CLOCK } = input;
  const { tenantId, managementGroups, subscriptions } = settings;
  const { baseline } = await baselineOf(settings);
  const scope = { tenantId, managementGroups, subscriptions };
  const asOf = clock.now().toISOString();
  const plan = await planEstate({
    connection: connect(settings),
    scope,
    expectedSubscriptions: baseline.expectedSubscriptions,
    timeBudget: budgetOf(settings),
    asOf,
    watches: await watchesBefore(settings, scope, asOf, clock),
    keep: () => undefined,
    observe: () => undefined,
    report,
    clock,
  });
  return { words: planText(plan), kinds: kindsOf(plan), ...plan };
}

function kindsOf({ rows }: RequestPlan): ShownPlan['kinds'] {
  const kinds = new Map<string, number>();
  for (const { source, requests } of rows) kinds.set(titleOf(source), (kinds.get(titleOf(source)) ?? 0) + requests);
  return [...kinds].map(([title, requests]) => ({ title, requests }));
}

/** What the run before watched decides what is asked; without storage there is none. */
async function watchesBefore(
  settings: Settings,
  scope: Scope,
  asOf: string,
  clock: Clock,
): Promise<readonly RestoreWatch[]> {
  if (settings.storage === undefined) return [];
  const folder = await mkdtemp(join(tmpdir(), 'unbroken-plan-'));
  try {
    const before = { history: historyOf(settings, clock), packs: packsOf(settings) };
    return (await readPrevious(before, scope, asOf, folder)).takenOver.carried.watches;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
