import type { Settings } from './settings.ts';

/**
 * Minutes for which Azure's limits may make a run wait, unless the settings say otherwise: a run is due each week, and its other
 * work takes some hours.
 */
export const TIME_BUDGET_MINUTES = 160 * 60;

/** Seconds for which a run with these settings lets Azure's limits make it wait. */
export function budgetOf({ timeBudgetMinutes = TIME_BUDGET_MINUTES }: Pick<Settings, 'timeBudgetMinutes'>): number {
  return timeBudgetMinutes * 60;
}
