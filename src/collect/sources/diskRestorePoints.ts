import type { ArmId } from '../../domain/armId.ts';
import type { Disk, DiskRestorePoint, RestorePoint } from '../../domain/facts.ts';
import { defineSource, type ArmCall } from '../defineSource.ts';
import type { Row } from '../rows/reading.ts';
import { COMMON } from './shared/columns.ts';
import { restorePointAbove } from './shared/restorePointIds.ts';
import { ENCRYPTED_BYTES, NETWORK_SETTINGS, toEncryptedBytes, toNetworkSettings } from './shared/storedBytes.ts';

/** No client among the dependencies reads them. */
const API_VERSION = '2024-03-02';

/**
 * The disks inside restore points: one request for each point that shows what its collection does not, who may export its
 * disks, and for some the encryption. An older one is left out where that can add nothing: it tells the encryption of all its
 * disks, and each of these disks may be exported from everywhere itself.
 */
export const diskRestorePoints = defineSource({
  id: 'diskRestorePoints',
  title: 'disk restore points',
  needs: ['restorePoints', 'disks'],
  ask: {
    of: 'arm',
    // The newest of each; how many more leave something unsaid is seen in them only.
    foresee: async function* (given) {
      for await (const { id } of given.each('restorePointCollections')) yield { about: id };
    },
    calls: async function* (given) {
      const points: RestorePoint[] = [];
      for await (const point of given.each('restorePoints')) points.push(point);
      for (const point of pointsToOpen(points, (id) => given.find('disks', id))) yield disksOf(point);
    },
  },
  read: toDiskRestorePoint,
  live: { by: 'question' },
  fields: {
    ...COMMON,
    ...ENCRYPTED_BYTES,
    ...NETWORK_SETTINGS,
    'properties.sourceResourceId': 'id',
    'properties.sourceUniqueId': 'id',
  },
  actions: [
    {
      action: 'Microsoft.Compute/restorePointCollections/restorePoints/diskRestorePoints/read',
      limit: 'compute',
    },
  ],
});

export function disksOf({ id, resourceId, name }: RestorePoint): ArmCall {
  return {
    about: id,
    onlyThat: true,
    what: `The disks in restore point ${name}`,
    shape: 'list',
    absentOn404: true,
    call: (arm, options) => arm.get(`${encodeURI(resourceId)}/diskRestorePoints?api-version=${API_VERSION}`, options),
  };
}

/** The newest of each collection, and those that leave something unsaid. */
export function pointsToOpen(
  points: readonly RestorePoint[],
  diskOf: (id: ArmId) => Disk | undefined,
): readonly RestorePoint[] {
  const isOpen = (id: ArmId | undefined): boolean =>
    id !== undefined && diskOf(id)?.networkAccessPolicy?.toLowerCase() === 'allowall';
  const isYounger = (id: ArmId | undefined, { time }: RestorePoint): boolean =>
    id !== undefined && time !== undefined && (diskOf(id)?.timeCreated ?? '') > time;
  const newest = new Map<ArmId, RestorePoint>();
  for (const point of points) {
    const known = newest.get(point.collectionId);
    if (known === undefined || (point.time ?? '') > (known.time ?? '')) newest.set(point.collectionId, point);
  }
  return points.filter(
    (point) =>
      newest.get(point.collectionId) === point ||
      !saysAll(point) ||
      !point.disks.every(({ diskId }) => isOpen(diskId)) ||
      // Only the disk inside tells that it is of an earlier one with the same id.
      point.disks.some(({ diskId }) => isYounger(diskId, point)),
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

/** @see https://learn.microsoft.com/rest/api/compute/disk-restore-point/list-by-restore-point */
function toDiskRestorePoint(row: Row): DiskRestorePoint {
  return {
    ...toEncryptedBytes(row),
    ...toNetworkSettings(row),
    restorePointId: restorePointAbove(row.resource.id),
    sourceId: row.properties.id('sourceResourceId'),
    sourceUniqueId: row.properties.text('sourceUniqueId'),
  };
}
