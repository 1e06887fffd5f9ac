import * as z from 'zod';
import { ancestorOfType } from '../../domain/armId.ts';
import type { ServiceExtension } from '../../domain/facts.ts';
import { defineSource, kql } from '../defineSource.ts';
import { MalformedRowError, type Row } from '../rows/reading.ts';
import { COMMON, RESOURCE } from './shared/columns.ts';

export const serviceExtensions = defineSource({
  id: 'serviceExtensions',
  title: 'extensions of Azure Backup and Site Recovery',
  ask: {
    of: 'resourceGraph',
    types: ['Microsoft.Compute/virtualMachines/extensions'],
    kql: kql`
// A row is an extension of a virtual machine by which Azure Backup or Site Recovery works inside it, or one that does not say whose it is.
resources
| where type =~ 'microsoft.compute/virtualmachines/extensions'
| where isempty(tostring(properties.publisher)) or tostring(properties) contains 'Microsoft.Azure.RecoveryServices'
| project id, name, type, subscriptionId, resourceGroup, location, tags, properties
| order by id asc
`,
    columns: z.object(RESOURCE),
  },
  read: toServiceExtension,
  live: {
    by: 'nothing',
    because: 'Extensions of Azure Backup and Site Recovery were not read by the live answer.',
  },
  fields: {
    ...COMMON,
    'properties.type': 'word',
    'properties.publisher': 'word',
  },
});

const OF_SERVICES = /^microsoft\.azure\.recoveryservices/i;

/** Undefined for one of another publisher. @see https://learn.microsoft.com/azure/site-recovery/azure-to-azure-autoupdate */
function toServiceExtension({ resource, properties }: Row): ServiceExtension | undefined {
  const publisher = properties.text('publisher');
  if (publisher !== undefined && !OF_SERVICES.test(publisher)) return undefined;
  const vmId = ancestorOfType(resource.id, 'microsoft.compute/virtualmachines');
  if (vmId === undefined) throw new MalformedRowError('id is not that of a virtual machine extension');
  return { ...resource, vmId, publisher, extensionType: properties.text('type') };
}
