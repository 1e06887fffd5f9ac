import { instant } from '../../base/time.ts';
import type { Rows } from '../../domain/estate.ts';
import type { RecoveryPoint } from '../../domain/facts.ts';
import type { BackedUp } from './subjects.ts';

/**
 * How many disks the recovery point of a moment held, to the second; undefined where it cannot be told. A list tells it only
 * where a disk was left out, the point's own page always.
 */
export function disksInRecoveryPoint(time: string | undefined, backups: Rows<BackedUp>): number | undefined {
  const at = instant(time);
  if (at === undefined) return undefined;
  const points = backups.rows.flatMap(({ recoveryPoints, opened }) =>
    recoveryPoints.rows
      .filter((point) => Math.abs((instant(point.time) ?? Number.NEGATIVE_INFINITY) - at) < 1000)
      .map((point) => {
        const page = opened.get(point.id);
        return disksIn(point) ?? (page?.kind === 'found' ? disksIn(page.row) : undefined);
      }),
  );
  const counts = new Set(points);
  return counts.size === 1 ? [...counts][0] : undefined;
}

function disksIn({ numberOfDisksIncluded, includedDisks }: RecoveryPoint): number | undefined {
  return numberOfDisksIncluded ?? includedDisks?.length;
}
