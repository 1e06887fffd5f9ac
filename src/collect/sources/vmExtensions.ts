import * as z from 'zod';
import { ancestorOfType } from '../../domain/armId.ts';
import type { VmExtension } from '../../domain/facts.ts';
import { defineSource, kql } from '../defineSource.ts';
import { MalformedRowError, type Row } from '../rows/reading.ts';
import { COMMON, RESOURCE } from './shared/columns.ts';

/** `AzureDiskEncryption`, `AzureDiskEncryptionForLinux`, and whatever else Azure may call one. */
const OF_ADE = /diskencryption/i;
const ADE_PUBLISHER = 'microsoft.azure.security';

export const vmExtensions = defineSource({
  id: 'vmExtensions',
  title: 'disk encryption extensions',
  ask: {
    of: 'resourceGraph',
    types: ['Microsoft.Compute/virtualMachines/extensions'],
    kql: kql`
// A row is an Azure Disk Encryption extension of a virtual machine, or one that does not say what it is.
resources
| where type =~ 'microsoft.compute/virtualmachines/extensions'
| where isempty(tostring(properties.type)) or tostring(properties) contains 'DiskEncryption'
| project id, name, type, subscriptionId, resourceGroup, location, tags, properties
| order by id asc
`,
    columns: z.object(RESOURCE),
  },
  read: toVmExtension,
  live: { by: 'question' },
  fields: {
    ...COMMON,
    'properties.type': 'word',
    'properties.publisher': 'word',
    'properties.typeHandlerVersion': 'word',
    'properties.provisioningState': 'word',
    'properties.settings.EncryptionOperation': 'word',
    'properties.settings.VolumeType': 'word',
    'properties.settings.KeyVaultResourceId': 'id',
    'properties.settings.KeyEncryptionKeyURL': 'id',
  },
});

function isOfAnother(publisher: string | undefined): boolean {
  return publisher !== undefined && publisher.toLowerCase() !== ADE_PUBLISHER;
}

/**
 * Undefined for an extension that is not Azure Disk Encryption.
 * @see https://learn.microsoft.com/azure/virtual-machines/extensions/azure-disk-enc-linux
 */
function toVmExtension({ resource, properties }: Row): VmExtension | undefined {
  const extensionType = properties.text('type');
  const publisher = properties.text('publisher');
  if (extensionType === undefined ? isOfAnother(publisher) : !OF_ADE.test(extensionType)) return undefined;
  const vmId = ancestorOfType(resource.id, 'microsoft.compute/virtualmachines');
  if (vmId === undefined) throw new MalformedRowError('id is not that of a virtual machine extension');
  const settings = properties.block('settings');
  return {
    ...resource,
    vmId,
    publisher,
    extensionType,
    typeHandlerVersion: properties.text('typeHandlerVersion'),
    provisioningState: properties.text('provisioningState'),
    encryptionOperation: settings?.text('EncryptionOperation'),
    volumeType: settings?.text('VolumeType'),
    keyVaultId: settings?.id('KeyVaultResourceId'),
    keyEncryptionKeyUrl: settings?.text('KeyEncryptionKeyURL'),
  };
}
