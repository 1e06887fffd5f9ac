import * as z from 'zod';
import { armId } from '../../domain/armId.ts';
import { defineSource, kql } from '../defineSource.ts';
import { COMMON, RESOURCE } from './shared/columns.ts';
import { needed } from './shared/permissions.ts';

/** Azure always names what it was taken of. @see https://learn.microsoft.com/rest/api/compute/restore-point-collections/get */
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
  read: ({ resource, properties }) => ({ ...resource, sourceId: armId(needed(properties.required('source'), 'id')) }),
  owner: ['properties.source.id'],
  live: { by: 'id' },
  fields: {
    ...COMMON,
    'properties.source.id': 'id',
  },
});
