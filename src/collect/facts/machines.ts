import { ancestorOfType } from '../../domain/armId.ts';
import type { AdeSettings, VirtualMachine, VmDisk, VmExtension } from '../../domain/facts.ts';
import { MalformedRowError, type Block, type Row } from '../reading.ts';
import { toAdeKeys } from './storedBytes.ts';

/** @see https://learn.microsoft.com/rest/api/compute/virtual-machines/get */
export function toVirtualMachine({ resource, properties }: Row): VirtualMachine {
  const security = properties.block('securityProfile');
  const storage = properties.required('storageProfile');
  const osDisk = storage.block('osDisk');
  const ade = osDisk?.block('encryptionSettings');
  return {
    ...resource,
    vmSize: properties.block('hardwareProfile')?.text('vmSize'),
    securityType: security?.text('securityType'),
    encryptionAtHost: security?.value('encryptionAtHost') === undefined ? false : security.flag('encryptionAtHost'),
    osType: osDisk?.text('osType'),
    osDisk: osDisk === undefined ? undefined : toVmDisk(osDisk, undefined),
    dataDisks: storage.list('dataDisks').map((disk) => toVmDisk(disk, disk.number('lun'))),
    powerState: properties.block('extended')?.block('instanceView')?.block('powerState')?.text('code'),
    ade: ade === undefined ? undefined : toVmAde(ade),
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

const ADE_EXTENSIONS: ReadonlySet<string> = new Set(['azurediskencryption', 'azurediskencryptionforlinux']);

/**
 * Undefined for an extension that is not Azure Disk Encryption.
 * @see https://learn.microsoft.com/azure/virtual-machines/extensions/azure-disk-enc-linux
 */
export function toVmExtension({ resource, properties }: Row): VmExtension | undefined {
  const extensionType = properties.text('type');
  if (extensionType !== undefined && !ADE_EXTENSIONS.has(extensionType.toLowerCase())) return undefined;
  const vmId = ancestorOfType(resource.id, 'microsoft.compute/virtualmachines');
  if (vmId === undefined) throw new MalformedRowError('id is not that of a virtual machine extension');
  const settings = properties.block('settings');
  return {
    ...resource,
    vmId,
    publisher: properties.text('publisher'),
    extensionType,
    typeHandlerVersion: properties.text('typeHandlerVersion'),
    provisioningState: properties.text('provisioningState'),
    encryptionOperation: settings?.text('EncryptionOperation'),
    volumeType: settings?.text('VolumeType'),
    keyVaultId: settings?.id('KeyVaultResourceId'),
    keyEncryptionKeyUrl: settings?.text('KeyEncryptionKeyURL'),
  };
}
