import { DAY, instant } from '../base/time.ts';
import type { RunRow } from '../history/entities.ts';

/** How old the evidence of a scope is. */
export interface EvidenceAge {
  /** Days, to a tenth, since the moment of the newest run that read all it should; undefined when there is none. */
  readonly days: number | undefined;
  /** Whether somebody has to be told. */
  readonly overdue: boolean;
}

/** Age in days from which evidence is overdue: a weekly run and a day to repeat it. */
const OVERDUE_DAYS = 8;

/**
 * An INCOMPLETE run whose gaps are all acknowledged counts as complete for `overdue` until the acknowledgement ends, and for nothing
 * else. Before the first run is due nothing is overdue.
 * @param madeAt when the history was made (ISO 8601); undefined where that is not known, and a run is due
 */
export function evidenceAge(
  runs: readonly RunRow[],
  scopeKey: string,
  now: Date,
  madeAt: string | undefined,
): EvidenceAge {
  const mine = runs.filter((run) => run.scopeKey === scopeKey);
  const days = daysSince(
    mine.filter(({ complete }) => complete === true),
    now,
  );
  const enough = daysSince(
    mine.filter((run) => run.complete === true || isAcknowledged(run, now)),
    now,
  );
  const made = instant(madeAt);
  const since = made === undefined ? undefined : (now.getTime() - made) / DAY;
  return { days, overdue: (enough ?? since ?? Infinity) > OVERDUE_DAYS };
}

function isAcknowledged({ acknowledgedUntil }: RunRow, now: Date): boolean {
  return acknowledgedUntil !== undefined && Date.parse(acknowledgedUntil) >= now.getTime();
}

function daysSince(runs: readonly RunRow[], now: Date): number | undefined {
  const moments = runs.map(({ asOf }) => Date.parse(asOf ?? '')).filter((moment) => !Number.isNaN(moment));
  if (moments.length === 0) return undefined;
  return Math.round(((now.getTime() - Math.max(...moments)) / DAY) * 10) / 10;
}
