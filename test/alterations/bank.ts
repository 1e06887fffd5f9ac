import { readFileSync } from 'node:fs';
import { contoso, CONTOSO_UNREADABLE_SUBSCRIPTIONS, type Week } from '../../simulator/estate/contoso/index.ts';
import type { ScenarioBuilder } from '../../simulator/estate/contoso/scenario.ts';
import { parseBaseline } from '../../src/app/baselineFile.ts';
import { NOTHING_CARRIED } from '../../src/domain/carried.ts';
import { BANK_BASELINE } from '../app/run/stage.ts';
import { collectFrom } from '../collect/run.ts';
import type { Evidence } from './alterationsOf.ts';

/** The raw rows of the made-up bank, as a run keeps them, under its own baseline. */
export async function bankEvidence(week: Week, builders?: readonly ScenarioBuilder[]): Promise<Evidence> {
  const tenant = contoso(week, builders);
  const { kept, estate, coverage, population } = await collectFrom({
    tenant,
    scope: { tenantId: undefined, managementGroups: ['contoso'], subscriptions: [] },
    faults: [{ effect: { kind: 'unreadable', subscriptions: CONTOSO_UNREADABLE_SUBSCRIPTIONS } }],
  });
  const gaps = Object.values(estate).flatMap((collection) => (typeof collection === 'string' ? [] : collection.gaps));
  return {
    rows: kept,
    told: { gaps, coverage, population, asOf: tenant.now, carried: NOTHING_CARRIED },
    baseline: parseBaseline(readFileSync(BANK_BASELINE, 'utf8'), BANK_BASELINE.pathname).baseline,
  };
}
