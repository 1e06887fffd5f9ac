import { instant } from '../../base/time.ts';
import type { Rows } from '../../domain/estate.ts';
import type { RecoveryPoint } from '../../domain/facts.ts';
import { isOfMoment } from '../../domain/recoveryPoint.ts';
import { isOfRun } from './joins/reach.ts';
import type { BackedUp, CapturedPoints } from './subjects.ts';

/** What shows how many disks a recovery point held. */
export interface PointWitnesses {
  readonly backups: Rows<BackedUp>;
  /** Restore points of the VM. */
  readonly captured: readonly CapturedPoints[];
}

/**
 * How many disks the recovery point of a moment held; undefined if that is not known. Azure Backup counts them only if a
 * disk was left out; for a backup of all disks, its snapshots tell, as long as they are kept.
 * @see https://learn.microsoft.com/azure/backup/backup-instant-restore-capability
 */
export function disksInRecoveryPoint(time: string | undefined, witnesses: PointWitnesses): number | undefined {
  const at = instant(time);
  if (at === undefined) return undefined;
  const counted = countedAt(at, witnesses.backups);
  return counted.known ? counted.count : snapshotsAt(at, witnesses.captured);
}

function countedAt(
  at: number,
  { rows }: Rows<BackedUp>,
): { readonly known: boolean; readonly count: number | undefined } {
  const points = rows.flatMap(({ recoveryPoints, opened }) =>
    recoveryPoints.rows
      .filter((point) => Math.abs((instant(point.time) ?? Number.NEGATIVE_INFINITY) - at) < 1000)
      .map((point) => {
        const page = opened.get(point.id);
        if (page?.kind === 'found') return agreedOn(disksIn(point), disksIn(page.row));
        // Its own page might count others.
        return page?.kind === 'unsure' && page.gaps.some(isOfRun) && disksIn(point) !== undefined
          ? 'doubtful'
          : disksIn(point);
      }),
  );
  const counts = new Set(points);
  const [only] = counts.size === 1 ? counts : [];
  return { known: points.some((count) => count !== undefined), count: only === 'doubtful' ? undefined : only };
}

/** Disks in the snapshots that Azure Backup took at that moment, if all are known and agree. */
function snapshotsAt(at: number, captured: readonly CapturedPoints[]): number | undefined {
  const counts = new Set(
    captured
      .filter(({ takenBy }) => takenBy === 'Azure Backup')
      .flatMap(({ points }) => points.rows)
      .filter(({ point }) => isOfMoment(point, at))
      .map(({ point, copies, gaps }) => (gaps.length > 0 || point.disks.length === 0 ? undefined : copies.length)),
  );
  return counts.size === 1 ? [...counts][0] : undefined;
}

/** What its list and its own page count. */
function agreedOn(listed: number | undefined, own: number | undefined): number | 'doubtful' | undefined {
  if (listed === undefined || own === undefined) return listed ?? own;
  return listed === own ? own : 'doubtful';
}

function disksIn({ numberOfDisksIncluded, includedDisks }: RecoveryPoint): number | undefined {
  return numberOfDisksIncluded ?? includedDisks?.length;
}
