import { DAY } from '../base/time.ts';
import type { RunRow } from '../history/entities.ts';

/** Days, to a tenth, since the moment of the newest run of this scope that read all it should; undefined when there is none. */
export function daysSinceComplete(runs: readonly RunRow[], scopeKey: string, now: Date): number | undefined {
  const moments = runs
    .filter((run) => run.scopeKey === scopeKey && run.complete === true)
    .map(({ asOf }) => Date.parse(asOf ?? ''))
    .filter((moment) => !Number.isNaN(moment));
  if (moments.length === 0) return undefined;
  return Math.round(((now.getTime() - Math.max(...moments)) / DAY) * 10) / 10;
}
