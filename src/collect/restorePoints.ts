import type { ArmId } from '../domain/armId.ts';
import type { RestorePoint, RestorePointCollection } from '../domain/facts.ts';
import type { ArmClients } from './arm.ts';
import type { Ledger } from './ledger.ts';
import { inParallel } from './parallel.ts';

/** No client among the dependencies reads them. Versions of Microsoft.Compute's two services that have these resources. */
const COMPUTE_VERSION = '2024-07-01';
const DISK_VERSION = '2024-03-02';

/**
 * Reads the restore points in each collection, Azure Backup's (instant restore) and the user's, and the disks inside them.
 * One request for each collection, and one more for each restore point that shows what the collection does not: who may
 * export its disks, and for some the encryption. An older one is left out where that can add nothing: it tells the encryption of all its
 * disks, and each of these disks may be exported from everywhere itself.
 * @see https://learn.microsoft.com/azure/virtual-machines/concepts-restore-points
 */
export async function readRestorePoints(ledger: Ledger, arm: ArmClients, concurrency: number): Promise<void> {
  const collections = [...ledger.tallies.restorePointCollections.rows().values()];
  await inParallel(concurrency, collections, async (collection) => readCollection(ledger, arm, collection));
  await inParallel(concurrency, pointsToOpen(ledger), async (point) => readDisksIn(ledger, arm, point));
}

export async function readCollection(
  ledger: Ledger,
  arm: ArmClients,
  { id, resourceId, name }: RestorePointCollection,
): Promise<void> {
  const path = `${encodeURI(resourceId)}?$expand=restorePoints&api-version=${COMPUTE_VERSION}`;
  await ledger.readArm({
    source: 'restorePoints',
    about: id,
    onlyThat: true,
    what: `The restore points of collection ${name}`,
    shape: 'single',
    absentOn404: true, // Azure Backup deletes collections as it goes
    call: (onResponse) => arm.get(path, onResponse),
  });
}

export async function readDisksIn(
  ledger: Ledger,
  arm: ArmClients,
  { id, resourceId, name }: RestorePoint,
): Promise<void> {
  const path = `${encodeURI(resourceId)}/diskRestorePoints?api-version=${DISK_VERSION}`;
  await ledger.readArm({
    source: 'diskRestorePoints',
    about: id,
    onlyThat: true,
    what: `The disks in restore point ${name}`,
    shape: 'list',
    absentOn404: true,
    call: (onResponse) => arm.get(path, onResponse),
  });
}

/** The newest of each collection, and those that leave something unsaid. */
export function pointsToOpen({ tallies }: Pick<Ledger, 'tallies'>): readonly RestorePoint[] {
  const points = [...tallies.restorePoints.rows().values()];
  const disks = tallies.disks.rows();
  const isOpen = (id: ArmId | undefined): boolean =>
    id !== undefined && disks.get(id)?.networkAccessPolicy?.toLowerCase() === 'allowall';
  const newest = new Map<ArmId, RestorePoint>();
  for (const point of points) {
    const known = newest.get(point.collectionId);
    if (known === undefined || (point.time ?? '') > (known.time ?? '')) newest.set(point.collectionId, point);
  }
  return points.filter(
    (point) =>
      newest.get(point.collectionId) === point || !saysAll(point) || !point.disks.every(({ diskId }) => isOpen(diskId)),
  );
}

function saysAll({ disks }: RestorePoint): boolean {
  return (
    disks.length > 0 &&
    disks.every(
      (disk) =>
        disk.diskRestorePointId !== undefined &&
        disk.encryptionType !== undefined &&
        disk.securityEncryptionType === undefined,
    )
  );
}
