import * as z from 'zod';
import { armId } from '../../domain/armId.ts';
import { defineSource, kql } from '../defineSource.ts';
import { COMMON, json, RESOURCE } from './shared/columns.ts';
import { toStoredBytes } from './shared/storedBytes.ts';

/** @see https://learn.microsoft.com/rest/api/compute/snapshots/get */
export const snapshots = defineSource({
  id: 'snapshots',
  title: 'snapshots',
  ask: {
    of: 'resourceGraph',
    types: ['Microsoft.Compute/snapshots'],
    kql: kql`
// A row is a snapshot of a managed disk.
resources
| where type =~ 'microsoft.compute/snapshots'
| project id, name, type, subscriptionId, resourceGroup, location, tags, sku, properties
| order by id asc
`,
    columns: z.object({ ...RESOURCE, sku: json }),
  },
  read: (row) => ({ ...toStoredBytes(row), incremental: row.properties.flag('incremental') }),
  live: { by: 'id' },
  belongsTo: ({ id, creation: { sourceResourceId } }) =>
    sourceResourceId === undefined ? [id] : [id, armId(sourceResourceId)],
  sheet: true,
  fields: { ...COMMON },
});
