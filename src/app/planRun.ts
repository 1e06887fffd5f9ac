import { planEstate } from '../collect/collectEstate.ts';
import { planText, type RequestPlan } from '../collect/requestPlan.ts';
import type { Report } from '../domain/progress.ts';
import { baselineOf, REAL_CLOCK } from './compose.ts';
import { connect } from './connection.ts';
import type { Clock } from './run/dependencies.ts';
import type { Settings } from './settings.ts';

/** A plan, and what it says in one sentence. */
export interface ShownPlan extends RequestPlan {
  readonly words: string;
}

/** What a run with these settings would ask of Azure. Only Resource Graph is asked, and nothing is kept. */
export async function planRun(input: {
  readonly settings: Settings;
  readonly report: Report;
  readonly clock?: Clock;
}): Promise<ShownPlan> {
  const { settings, report, clock = REAL_CLOCK } = input;
  const { tenantId, managementGroups, subscriptions } = settings;
  const { baseline } = await baselineOf(settings);
  const plan = await planEstate({
    connection: connect(settings),
    scope: { tenantId, managementGroups, subscriptions },
    expectedSubscriptions: baseline.expectedSubscriptions,
    asOf: clock.now().toISOString(),
    keep: () => undefined,
    observe: () => undefined,
    report,
    clock,
  });
  return { words: planText(plan), ...plan };
}
