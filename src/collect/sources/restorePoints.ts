import type { CapturedDisk, RestorePoint, RestorePointCollection } from '../../domain/facts.ts';
import { defineSource, type ArmCall, type Fields } from '../defineSource.ts';
import { MalformedRowError, type Block, type Row } from '../rows/reading.ts';
import { COMMON, ROW, under } from './shared/columns.ts';
import { collectionAbove } from './shared/restorePointIds.ts';

const CAPTURED_DISK: Fields = {
  'managedDisk.id': 'id',
  'managedDisk.securityProfile.securityEncryptionType': 'word',
  'diskRestorePoint.id': 'id',
  'diskRestorePoint.encryption.type': 'word',
  'diskRestorePoint.encryption.diskEncryptionSet.id': 'id',
};
const POINT: Fields = {
  timeCreated: 'time',
  ...under('sourceMetadata.storageProfile.osDisk', CAPTURED_DISK),
  ...under('sourceMetadata.storageProfile.dataDisks[]', CAPTURED_DISK),
};

/** No client among the dependencies reads them. */
const API_VERSION = '2024-07-01';

/**
 * The restore points in each collection, Azure Backup's (instant restore) and the user's: one request for each collection.
 * @see https://learn.microsoft.com/azure/virtual-machines/concepts-restore-points
 */
export const restorePoints = defineSource({
  id: 'restorePoints',
  title: 'restore points',
  needs: ['restorePointCollections'],
  ask: {
    of: 'arm',
    calls: async function* (given) {
      for await (const collection of given.each('restorePointCollections')) yield restorePointsOf(collection);
    },
  },
  read: toRestorePoints,
  live: { by: 'question' },
  fields: {
    ...COMMON,
    ...under('properties.restorePoints[]', ROW),
    ...under('properties.restorePoints[].properties', POINT),
  },
  actions: [{ action: 'Microsoft.Compute/restorePointCollections/read', limit: 'compute' }],
});

export function restorePointsOf({ id, resourceId, name }: RestorePointCollection): ArmCall {
  return {
    about: id,
    onlyThat: true,
    what: `The restore points of collection ${name}`,
    shape: 'single',
    absentOn404: true, // Azure Backup deletes collections as it goes
    call: (arm, options) =>
      arm.get(`${encodeURI(resourceId)}?$expand=restorePoints&api-version=${API_VERSION}`, options),
  };
}

/**
 * The restore points inside a collection that was asked for with `$expand=restorePoints`: Azure has no list of them.
 * An answer without them does not say that there are none.
 * @see https://learn.microsoft.com/rest/api/compute/restore-point-collections/get
 */
function toRestorePoints({ properties }: Row): readonly RestorePoint[] {
  if (properties.value('restorePoints') === undefined)
    throw new MalformedRowError('properties.restorePoints is missing, though it was asked for');
  return properties.rows('restorePoints').map(toRestorePoint);
}

function toRestorePoint({ resource, properties }: Row): RestorePoint {
  // Azure lists the disks of the VM also in a point that is still being made, or that leaves some out.
  const storage = properties.required('sourceMetadata').required('storageProfile');
  const disks = [storage.required('osDisk'), ...storage.list('dataDisks')];
  return {
    ...resource,
    collectionId: collectionAbove(resource.id),
    time: properties.instant('timeCreated'),
    disks: disks.map(toCapturedDisk),
  };
}

function toCapturedDisk(disk: Block): CapturedDisk {
  const copy = disk.block('diskRestorePoint');
  const encryption = copy?.block('encryption');
  const managed = disk.block('managedDisk');
  return {
    diskId: managed?.id('id'),
    diskRestorePointId: copy?.id('id'),
    securityEncryptionType: managed?.block('securityProfile')?.text('securityEncryptionType'),
    encryptionType: encryption?.text('type'),
    diskEncryptionSetId: encryption?.block('diskEncryptionSet')?.id('id'),
  };
}
