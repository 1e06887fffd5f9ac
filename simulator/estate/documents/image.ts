import type { ArmDocument } from '../../tenant.ts';
import { resourceId, type Place } from './place.ts';
import { computeTime } from './time.ts';

/**
 * A managed image: a copy of a VM's disks.
 * @see https://learn.microsoft.com/rest/api/compute/images/get
 */
export function imageDocument(place: Place, name: string, sourceVmId: string): ArmDocument {
  return {
    name,
    id: resourceId(place, 'Microsoft.Compute/images', name),
    type: 'Microsoft.Compute/images',
    location: place.location,
    tags: {},
    properties: {
      sourceVirtualMachine: { id: sourceVmId },
      storageProfile: {
        osDisk: { osType: 'Linux', osState: 'Generalized', caching: 'ReadWrite', storageAccountType: 'Premium_LRS' },
        dataDisks: [],
        zoneResilient: true,
      },
      hyperVGeneration: 'V2',
      provisioningState: 'Succeeded',
    },
  };
}

/**
 * A version of an image in a Compute Gallery, with copies of its disks in each target region.
 * @see https://learn.microsoft.com/rest/api/compute/gallery-image-versions/get
 */
export function galleryImageVersionDocument(
  place: Place,
  names: readonly [gallery: string, image: string, version: string],
  regions: readonly string[],
  published: string,
): ArmDocument {
  return {
    name: names[2],
    id: resourceId(place, 'Microsoft.Compute/galleries/images/versions', ...names),
    type: 'Microsoft.Compute/galleries/images/versions',
    location: place.location,
    tags: {},
    properties: {
      publishingProfile: {
        targetRegions: regions.map((name) => ({ name, regionalReplicaCount: 1, storageAccountType: 'Standard_ZRS' })),
        publishedDate: computeTime(published),
      },
      storageProfile: { osDiskImage: { sizeInGB: 128, hostCaching: 'ReadWrite' } },
      provisioningState: 'Succeeded',
    },
  };
}
