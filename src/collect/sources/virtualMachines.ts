import * as z from 'zod';
import type { ArmId } from '../../domain/armId.ts';
import type { AdeSettings, VirtualMachine, VmDisk } from '../../domain/facts.ts';
import { defineSource, kql, type Fields } from '../defineSource.ts';
import { Block, MalformedRowError, type Row } from '../rows/reading.ts';
import { COMMON, RESOURCE, under } from './shared/columns.ts';
import { ADE_KEYS, toAdeKeys } from './shared/storedBytes.ts';

const VM_DISK: Fields = {
  name: 'name',
  'managedDisk.id': 'id',
  'managedDisk.diskEncryptionSet.id': 'id',
  'managedDisk.securityProfile.securityEncryptionType': 'word',
  'managedDisk.securityProfile.diskEncryptionSet.id': 'id',
  'diffDiskSettings.option': 'word',
};

export const virtualMachines = defineSource({
  id: 'virtualMachines',
  title: 'virtual machines',
  ask: {
    of: 'resourceGraph',
    types: ['Microsoft.Compute/virtualMachines'],
    kql: kql`
// A row is a virtual machine.
resources
| where type =~ 'microsoft.compute/virtualmachines'
| project id, name, type, subscriptionId, resourceGroup, location, tags, properties
| order by id asc
`,
    columns: z.object(RESOURCE),
  },
  read: toVirtualMachine,
  owner: listedDisks,
  live: { by: 'id' },
  fields: {
    ...COMMON,
    ...under('properties.storageProfile.osDisk', { ...VM_DISK, osType: 'word' }),
    ...under('properties.storageProfile.osDisk.encryptionSettings', { ...ADE_KEYS, enabled: 'word' }),
    ...under('properties.storageProfile.dataDisks[]', { ...VM_DISK, lun: 'number' }),
    'properties.hardwareProfile.vmSize': 'word',
    'properties.securityProfile.securityType': 'word',
    'properties.securityProfile.encryptionAtHost': 'word',
    'properties.virtualMachineScaleSet.id': 'id',
    'properties.provisioningState': 'word',
    'properties.timeCreated': 'time',
    'properties.extended.instanceView.powerState.code': 'word',
  },
});

/** The disks of a VM that cannot be read, where each can be told all the same; undefined where one of them cannot. */
function listedDisks(raw: unknown): readonly ArmId[] | undefined {
  try {
    const properties = new Block(raw as Readonly<Record<string, unknown>>, '').block('properties');
    const storage = properties?.block('storageProfile');
    const osDisk = storage?.block('osDisk');
    if (storage === undefined || osDisk === undefined) return undefined;
    const ids = [osDisk, ...storage.list('dataDisks')].map((disk) => disk.block('managedDisk')?.id('id'));
    const told = ids.filter((id) => id !== undefined);
    return told.length < ids.length ? undefined : told;
  } catch (error) {
    if (error instanceof MalformedRowError) return undefined;
    throw error;
  }
}

/** Every VM has an OS disk. @see https://learn.microsoft.com/rest/api/compute/virtual-machines/get */
function toVirtualMachine({ resource, properties }: Row): VirtualMachine {
  const security = properties.block('securityProfile');
  const storage = properties.required('storageProfile');
  const osDisk = storage.required('osDisk');
  const ade = osDisk.block('encryptionSettings');
  return {
    ...resource,
    vmSize: properties.block('hardwareProfile')?.text('vmSize'),
    securityType: security?.text('securityType'),
    encryptionAtHost: security?.value('encryptionAtHost') === undefined ? false : security.flag('encryptionAtHost'),
    provisioningState: properties.text('provisioningState'),
    osType: osDisk.text('osType'),
    osDisk: toVmDisk(osDisk, undefined),
    dataDisks: storage.list('dataDisks').map((disk) => toVmDisk(disk, disk.number('lun'))),
    powerState: properties.block('extended')?.block('instanceView')?.block('powerState')?.text('code'),
    ade: ade === undefined ? undefined : toVmAde(ade),
    timeCreated: properties.instant('timeCreated'),
    scaleSetId: properties.block('virtualMachineScaleSet')?.id('id'),
  };
}

function toVmDisk(disk: Block, lun: number | undefined): VmDisk {
  const managed = disk.block('managedDisk');
  const security = managed?.block('securityProfile');
  return {
    name: disk.text('name'),
    diskId: managed?.id('id'),
    lun,
    diskEncryptionSetId: managed?.block('diskEncryptionSet')?.id('id'),
    securityEncryptionType: security?.text('securityEncryptionType'),
    secureDiskEncryptionSetId: security?.block('diskEncryptionSet')?.id('id'),
    ephemeral: disk.block('diffDiskSettings')?.text('option')?.toLowerCase() === 'local',
  };
}

/** The VM model carries one pair of keys, without a version (dual-pass ADE). */
function toVmAde(ade: Block): AdeSettings {
  return { enabled: ade.flag('enabled'), version: undefined, keys: [toAdeKeys(ade)] };
}
