import { instant } from '../../base/time.ts';
import type { Rows } from '../../domain/estate.ts';
import type { BackedUp } from './subjects.ts';

/** How many disks the recovery point of a moment held, to the second; undefined where it cannot be told. */
export function disksInRecoveryPoint(time: string | undefined, backups: Rows<BackedUp>): number | undefined {
  const at = instant(time);
  if (at === undefined) return undefined;
  const points = backups.rows
    .flatMap((row) => row.recoveryPoints.rows)
    .filter((point) => Math.abs((instant(point.time) ?? Number.NEGATIVE_INFINITY) - at) < 1000);
  const counts = new Set(points.map((point) => point.numberOfDisksIncluded));
  return counts.size === 1 ? [...counts][0] : undefined;
}
