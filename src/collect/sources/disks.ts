import * as z from 'zod';
import { armId, type ArmId } from '../../domain/armId.ts';
import type { Disk } from '../../domain/facts.ts';
import { defineSource, kql } from '../defineSource.ts';
import type { Row } from '../reading.ts';
import { judged } from './shared/belonging.ts';
import { COMMON, json, RESOURCE, text } from './shared/columns.ts';
import { STORED_BYTES, toStoredBytes } from './shared/storedBytes.ts';

export const disks = defineSource({
  id: 'disks',
  title: 'managed disks',
  ask: {
    of: 'resourceGraph',
    types: ['Microsoft.Compute/disks'],
    kql: kql`
// A row is a managed disk.
resources
| where type =~ 'microsoft.compute/disks'
| project id, name, type, subscriptionId, resourceGroup, location, tags, sku, managedBy, properties
| order by id asc
`,
    columns: z.object({ ...RESOURCE, sku: json, managedBy: text }),
  },
  read: toDisk,
  live: { by: 'id' },
  sheet: { belongsTo: judged },
  fields: {
    ...COMMON,
    ...STORED_BYTES,
    managedBy: 'id',
    managedByExtended: 'id',
    'properties.shareInfo[].vmUri': 'id',
    'properties.maxShares': 'number',
    'properties.lastOwnershipUpdateTime': 'time',
  },
});

/** @see https://learn.microsoft.com/rest/api/compute/disks/get */
function toDisk(row: Row): Disk {
  const { top, properties } = row;
  const sharedBy = properties.list('shareInfo').map((share) => share.id('vmUri'));
  const holders = [top.id('managedBy'), ...top.texts('managedByExtended').map(armId), ...sharedBy];
  return {
    ...toStoredBytes(row),
    managedBy: [...new Set(holders.filter((holder): holder is ArmId => holder !== undefined))].sort(),
    maxShares: properties.number('maxShares'),
    ownershipChanged: properties.instant('lastOwnershipUpdateTime'),
  };
}
