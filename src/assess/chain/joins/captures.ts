import type { ArmId } from '../../../domain/armId.ts';
import type { Gap, Rows } from '../../../domain/estate.ts';
import type { Disk } from '../../../domain/facts.ts';
import { grouped } from '../../../domain/groups.ts';
import type { EstateReader } from '../../../domain/reader.ts';
import type { CapturedPoint, DiskCapture } from '../subjects.ts';
import { capturesOf } from './captureGaps.ts';
import { REACHING } from './reach.ts';
import type { RestorePointJoin } from './restorePoints.ts';

export interface CaptureJoin {
  /** Copies of a disk in restore points, whoever took them, and what may hide more. */
  readonly ofDisk: (disk: Disk, vmIds: readonly ArmId[]) => Rows<DiskCapture>;
}

/**
 * Whoever may export a restore point can read its disks, including those that Azure Backup keeps for instant restore.
 * Snapshots that Azure Backup keeps out of sight are not a resource that anybody could ask for.
 * @see https://learn.microsoft.com/azure/backup/backup-instant-restore-capability
 */
export function joinCaptures(reader: EstateReader, restorePoints: RestorePointJoin): CaptureJoin {
  const holding = grouped(restorePoints.all, ({ points }) => [
    ...new Set(points.rows.flatMap(({ copies }) => copies.map(({ source, maybe }) => source?.id ?? maybe))),
  ]);
  const near = capturesOf(reader);
  const naming = (diskId: ArmId): readonly DiskCapture[] =>
    (holding.get(diskId) ?? []).flatMap(({ points }) =>
      points.rows.flatMap(({ point, copies }) =>
        copies
          .filter(({ source, maybe }) => (source?.id ?? maybe) === diskId)
          .map((copy) => ({ copy, point: point.name, certain: copy.source !== undefined })),
      ),
    );
  return {
    ofDisk: (disk, vmIds) => {
      const { id: diskId } = disk;
      const own = naming(diskId);
      if (vmIds.length === 0) return { rows: own, ...near(REACHING.captures(reader, diskId), disk) };
      const collections = vmIds.flatMap((vmId) => restorePoints.ofMachine(vmId));
      const points = collections.flatMap(({ points: { rows } }) => rows);
      const unnamed = points.flatMap(({ point, copies }) =>
        copies
          .filter(({ source, maybe, ofEarlierDisk }) => source === undefined && maybe !== diskId && !ofEarlierDisk)
          .map((copy) => ({ copy, point: point.name, certain: false })),
      );
      const gaps = [
        ...vmIds.flatMap((vmId) => REACHING.restorePoints(reader, vmId).gaps),
        ...collections.flatMap((collection) => collection.points.gaps),
        ...points.flatMap((point) => hiddenIn(point, diskId)),
      ];
      return { rows: unnamed.length === 0 ? own : [...own, ...unnamed], gaps };
    },
  };
}

/** Only a list that names every disk read shows that none is hidden. */
function hiddenIn({ point, copies, gaps }: CapturedPoint, diskId: ArmId): readonly Gap[] {
  if (gaps.length === 0 || copies.some(({ source }) => source?.id === diskId)) return [];
  return copies.length === 0 || point.disks.length < copies.length ? gaps : [];
}
