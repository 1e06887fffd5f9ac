import { ancestorOfType, type ArmId } from '../../domain/armId.ts';
import type { CapturedDisk, DiskRestorePoint, RestorePoint, RestorePointCollection } from '../../domain/facts.ts';
import { MalformedRowError, readRow, type Block, type Row } from '../reading.ts';
import { toEncryptedBytes, toNetworkSettings } from './storedBytes.ts';

const COLLECTION = 'microsoft.compute/restorepointcollections';

/** @see https://learn.microsoft.com/rest/api/compute/restore-point-collections/get */
export function toRestorePointCollection({ resource, properties }: Row): RestorePointCollection {
  return { ...resource, sourceId: properties.block('source')?.id('id') };
}

/**
 * The restore points inside a collection that was asked for with `$expand=restorePoints`: Azure has no list of them.
 * An answer without them does not say that there are none.
 * @see https://learn.microsoft.com/rest/api/compute/restore-point-collections/get
 */
export function toRestorePoints({ properties }: Row): readonly RestorePoint[] {
  if (properties.value('restorePoints') === undefined)
    throw new MalformedRowError('properties.restorePoints is missing, though it was asked for');
  return properties.elements('restorePoints').map((raw) => toRestorePoint(readRow(raw)));
}

function toRestorePoint({ resource, properties }: Row): RestorePoint {
  const storage = properties.block('sourceMetadata')?.block('storageProfile');
  const osDisk = storage?.block('osDisk');
  const disks = [...(osDisk === undefined ? [] : [osDisk]), ...(storage?.list('dataDisks') ?? [])];
  return {
    ...resource,
    collectionId: above(resource.id, COLLECTION),
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

/** @see https://learn.microsoft.com/rest/api/compute/disk-restore-point/list-by-restore-point */
export function toDiskRestorePoint(row: Row): DiskRestorePoint {
  return {
    ...toEncryptedBytes(row),
    ...toNetworkSettings(row),
    restorePointId: above(row.resource.id, `${COLLECTION}/restorepoints`),
    sourceId: row.properties.id('sourceResourceId'),
  };
}

function above(id: ArmId, type: string): ArmId {
  const ancestor = ancestorOfType(id, type);
  if (ancestor === undefined) throw new MalformedRowError('id is not that of a restore point');
  return ancestor;
}
