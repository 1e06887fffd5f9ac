import * as z from 'zod';
import { defineSource, kql } from '../defineSource.ts';
import { COMMON, RESOURCE } from './shared/columns.ts';

/** @see https://learn.microsoft.com/rest/api/compute/restore-point-collections/get */
export const restorePointCollections = defineSource({
  id: 'restorePointCollections',
  title: 'restore point collections',
  ask: {
    of: 'resourceGraph',
    types: ['Microsoft.Compute/restorePointCollections'],
    kql: kql`
// A row is a collection of restore points of a virtual machine.
resources
| where type =~ 'microsoft.compute/restorepointcollections'
| project id, name, type, subscriptionId, resourceGroup, location, tags, properties
| order by id asc
`,
    columns: z.object(RESOURCE),
  },
  read: ({ resource, properties }) => ({ ...resource, sourceId: properties.block('source')?.id('id') }),
  live: { by: 'id' },
  fields: {
    ...COMMON,
    'properties.source.id': 'id',
  },
});
