import * as z from 'zod';
import type { Image, ImageDisk } from '../../domain/facts.ts';
import { defineSource, kql, type Fields } from '../defineSource.ts';
import type { Block, Row } from '../rows/reading.ts';
import { COMMON, RESOURCE, under } from './shared/columns.ts';

/** In a managed image a disk names what it was made of beside its size, in a gallery one step below. */
const MANAGED: Fields = { 'managedDisk.id': 'id', 'snapshot.id': 'id' };
const IN_GALLERY: Fields = { 'source.id': 'id' };

export const images = defineSource({
  id: 'images',
  title: 'images',
  ask: {
    of: 'resourceGraph',
    types: ['Microsoft.Compute/images', 'Microsoft.Compute/galleries/images/versions'],
    kql: kql`
// A row is a managed image, or a version of an image in a Compute Gallery.
resources
| where type in~ ('microsoft.compute/images', 'microsoft.compute/galleries/images/versions')
| project id, name, type, subscriptionId, resourceGroup, location, tags, properties
| order by id asc
`,
    columns: z.object(RESOURCE),
  },
  read: toImage,
  live: { by: 'nothing', because: 'The images that disks were made from are not read by the live answer.' },
  fields: {
    ...COMMON,
    'properties.sourceVirtualMachine.id': 'id',
    'properties.storageProfile.source.id': 'id',
    'properties.storageProfile.source.virtualMachineId': 'id',
    'properties.publishingProfile.publishedDate': 'time',
    ...under('properties.storageProfile.osDisk', MANAGED),
    ...under('properties.storageProfile.dataDisks[]', { ...MANAGED, lun: 'number' }),
    ...under('properties.storageProfile.osDiskImage', IN_GALLERY),
    ...under('properties.storageProfile.dataDiskImages[]', { ...IN_GALLERY, lun: 'number' }),
  },
});

/**
 * @see https://learn.microsoft.com/rest/api/compute/images/get
 * @see https://learn.microsoft.com/rest/api/compute/gallery-image-versions/get
 */
function toImage({ resource, properties }: Row): Image {
  const storage = properties.block('storageProfile');
  const source = storage?.block('source');
  const [os, osInGallery] = [storage?.block('osDisk'), storage?.block('osDiskImage')];
  return {
    ...resource,
    sourceId: properties.block('sourceVirtualMachine')?.id('id') ?? source?.id('virtualMachineId') ?? source?.id('id'),
    disks: [
      ...(os === undefined ? [] : [{ lun: undefined, sourceId: sourceOf(os) }]),
      ...(osInGallery === undefined ? [] : [{ lun: undefined, sourceId: sourceInGallery(osInGallery) }]),
      ...(storage?.list('dataDisks') ?? []).map((disk) => ({ lun: disk.number('lun'), sourceId: sourceOf(disk) })),
      ...(storage?.list('dataDiskImages') ?? []).map((disk) => ({
        lun: disk.number('lun'),
        sourceId: sourceInGallery(disk),
      })),
    ],
    published: properties.block('publishingProfile')?.instant('publishedDate'),
  };
}

function sourceOf(disk: Block): ImageDisk['sourceId'] {
  return disk.block('snapshot')?.id('id') ?? disk.block('managedDisk')?.id('id');
}

function sourceInGallery(disk: Block): ImageDisk['sourceId'] {
  return disk.block('source')?.id('id');
}
