import * as z from 'zod';
import { defineSource, kql } from '../defineSource.ts';
import type { Row } from '../rows/reading.ts';
import { judged } from './shared/belonging.ts';
import { COMMON, json, RESOURCE } from './shared/columns.ts';
import { STORED_BYTES, toStoredBytes } from './shared/storedBytes.ts';

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
  read: (row) => ({
    ...toStoredBytes(row),
    incremental: row.properties.flag('incremental'),
    completionPercent: row.properties.number('completionPercent'),
    copyError: copyErrorOf(row.properties),
    accessState: row.properties.text('snapshotAccessState'),
    provisioningState: row.properties.text('provisioningState'),
  }),
  owner: ['properties.creationData.sourceResourceId'],
  live: { by: 'id' },
  sheet: { belongsTo: judged },
  fields: {
    ...COMMON,
    ...STORED_BYTES,
    'properties.incremental': 'word',
    'properties.completionPercent': 'number',
    'properties.copyCompletionError.errorCode': 'word',
    'properties.snapshotAccessState': 'word',
  },
});

/** An error without a code is one all the same. */
function copyErrorOf(properties: Row['properties']): string | undefined {
  const error = properties.block('copyCompletionError');
  return error === undefined ? undefined : (error.text('errorCode') ?? '');
}
