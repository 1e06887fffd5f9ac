import type { Counts, RunRecord } from '../domain/record.ts';
import { REQUIREMENTS, type RequirementId } from '../domain/requirement.ts';
import type { TrendRun } from '../pack/context.ts';

/** Runs that a trend reaches back: two years of weeks. */
const TREND_RUNS = 104;

const NO_DISKS: Counts = { Compliant: 0, NonCompliant: 0, Unknown: 0, Exempt: 0, NotApplicable: 0 };

/** A run as the trends of later ones show it. */
export function trendOf(runId: string, record: RunRecord): TrendRun {
  const counts = REQUIREMENTS.map((id): [RequirementId, Counts] => [
    id,
    record.summary.find((row) => row.requirement === id && row.subscriptionId === '*')?.counts ?? NO_DISKS,
  ]);
  return {
    runId,
    asOf: record.asOf,
    state: record.state,
    counts: Object.fromEntries(counts) as unknown as TrendRun['counts'],
  };
}

/** The trend of a run that follows another: what that one showed, and itself. */
export function trendAfter(previous: TrendRun, earlier: readonly TrendRun[]): readonly TrendRun[] {
  return [...earlier, previous].slice(-TREND_RUNS);
}
