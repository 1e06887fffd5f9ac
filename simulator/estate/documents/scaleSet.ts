import type { ArmDocument } from '../../tenant.ts';
import { guidOf, lastSegment, resourceId, type Place } from './place.ts';

export interface ScaleSetSpec {
  readonly place: Place;
  readonly name: string;
  readonly mode: 'Uniform' | 'Flexible';
  readonly capacity: number;
}

const SIZE = 'Standard_D2s_v5';

/**
 * A virtual machine scale set.
 * @see https://learn.microsoft.com/rest/api/compute/virtual-machine-scale-sets/get
 */
export function scaleSetDocument({ place, name, mode, capacity }: ScaleSetSpec): ArmDocument {
  const id = resourceId(place, 'Microsoft.Compute/virtualMachineScaleSets', name);
  return {
    name,
    id,
    type: 'Microsoft.Compute/virtualMachineScaleSets',
    location: place.location,
    tags: {},
    sku: { name: SIZE, tier: 'Standard', capacity },
    properties: {
      orchestrationMode: mode,
      provisioningState: 'Succeeded',
      uniqueId: guidOf(`${id} set`),
      platformFaultDomainCount: 1,
      ...(mode === 'Flexible' ? {} : { overprovision: false, upgradePolicy: { mode: 'Manual' } }),
    },
  };
}

/**
 * An instance of a uniform scale set: in Resource Graph's `computeresources`, with the disks in its model only.
 * @see https://learn.microsoft.com/rest/api/compute/virtual-machine-scale-set-vms/get
 */
export function scaleSetInstanceDocument(
  scaleSetId: string,
  place: Place,
  index: number,
  dataDisks: number,
): ArmDocument {
  const set = lastSegment(scaleSetId);
  const name = `${set}_${String(index)}`;
  const managedDisk = (disk: string): Record<string, unknown> => ({
    storageAccountType: 'Premium_LRS',
    id: resourceId(place, 'Microsoft.Compute/disks', disk),
  });
  return {
    name,
    id: `${scaleSetId}/virtualMachines/${String(index)}`,
    type: 'Microsoft.Compute/virtualMachineScaleSets/virtualMachines',
    location: place.location,
    tags: {},
    sku: { name: SIZE, tier: 'Standard' },
    properties: {
      latestModelApplied: true,
      vmId: guidOf(`${scaleSetId} ${String(index)}`),
      provisioningState: 'Succeeded',
      hardwareProfile: {},
      storageProfile: {
        osDisk: {
          osType: 'Linux',
          name: `${name}_OsDisk`,
          createOption: 'FromImage',
          managedDisk: managedDisk(`${name}_OsDisk`),
        },
        dataDisks: Array.from({ length: dataDisks }, (_, lun) => ({
          lun,
          name: `${name}_disk${String(lun)}`,
          createOption: 'Empty',
          managedDisk: managedDisk(`${name}_disk${String(lun)}`),
        })),
      },
    },
  };
}
