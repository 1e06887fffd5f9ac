import * as z from 'zod';
import type { ReplicatedItem } from '../../domain/facts.ts';
import { defineSource, kql } from '../defineSource.ts';
import type { Row } from '../rows/reading.ts';
import { COMMON, RESOURCE } from './shared/columns.ts';
import { vaultOf } from './shared/vaultIds.ts';

export const replicatedItems = defineSource({
  id: 'replicatedItems',
  title: 'replicated items',
  ask: {
    of: 'resourceGraph',
    types: [
      'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems',
    ],
    kql: kql`
// A row is an item replicated by Azure Site Recovery.
recoveryservicesresources
| where type =~ 'microsoft.recoveryservices/vaults/replicationfabrics/replicationprotectioncontainers/replicationprotecteditems'
| project id, name, type, subscriptionId, resourceGroup, location, tags, properties
| order by id asc
`,
    columns: z.object(RESOURCE),
  },
  read: toReplicatedItem,
  live: { by: 'question' },
  fields: {
    ...COMMON,
    'properties.providerSpecificDetails.instanceType': 'word',
    'properties.providerSpecificDetails.fabricObjectId': 'id',
    'properties.providerSpecificDetails.dataSourceInfo.resourceId': 'id',
    'properties.protectionState': 'word',
    'properties.replicationHealth': 'word',
  },
});

/** As Resource Graph lists it; the disks come from ARM (their encryption fields are not known to be in the index). */
function toReplicatedItem({ resource, properties }: Row): ReplicatedItem {
  const provider = properties.block('providerSpecificDetails');
  return {
    ...resource,
    vaultId: vaultOf(resource.id),
    instanceType: provider?.text('instanceType'),
    sourceVmId: provider?.id('fabricObjectId') ?? provider?.block('dataSourceInfo')?.id('resourceId'),
    protectionState: properties.text('protectionState'),
    replicationHealth: properties.text('replicationHealth'),
  };
}
