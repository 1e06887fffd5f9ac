import { armId, nameOf, type ArmId } from '../../domain/armId.ts';
import type { ReplicatedItem, ReplicationCluster } from '../../domain/facts.ts';
import { defineSource } from '../defineSource.ts';
import type { Row } from '../rows/reading.ts';
import { legsOf } from './shared/belonging.ts';
import { COMMON, under } from './shared/columns.ts';
import { REPLICATED_DISK, toReplicatedDisk } from './shared/replicatedDisks.ts';
import { vaultOf } from './shared/vaultIds.ts';
import { vaultsInUse } from './shared/vaults.ts';

/** The first that has clusters is of 2024; neither Resource Graph nor the SDK's client, which asks for 2023-06-01, knows them. */
const API_VERSION = '2025-02-01';

/**
 * Shared disks stand here only. A cluster is asked for in the container of its items: a custom role can hold the
 * action of reading it there, but none for those of a whole vault. A 404 proves nothing: it may be an older service in that region.
 * @see https://learn.microsoft.com/rest/api/site-recovery/replication-protection-clusters/list-by-replication-protection-containers
 */
export const replicationClusters = defineSource({
  id: 'replicationClusters',
  title: 'replication clusters',
  needs: ['recoveryServicesVaults', 'replicatedItems'],
  ask: {
    of: 'arm',
    calls: async function* (given) {
      for (const { path, items } of await vaultsInUse(given, 'replicatedItems'))
        for (const container of containersOf(items))
          yield {
            about: container,
            onlyThat: true,
            what: `The replication clusters of vault ${path.after('vaults')} in container ${nameOf(container)}`,
            shape: 'list',
            call: (arm, options) =>
              arm.get(`${encodeURI(container)}/replicationProtectionClusters?api-version=${API_VERSION}`, options),
          };
    },
  },
  read: toReplicationCluster,
  live: { by: 'nothing', because: 'The replication clusters were not read by the live answer.' },
  sheet: {
    belongsTo: (row, chosen) => {
      const cut = legsOf(row, chosen);
      return cut.disks.length > 0 || chosen.subjects.has(row.id) ? cut : undefined;
    },
  },
  fields: {
    ...COMMON,
    ...under(
      'properties.sharedDiskProperties.sharedDiskProviderSpecificDetails.protectedManagedDisks[]',
      REPLICATED_DISK,
    ),
    'properties.clusterProtectedItemIds': 'id',
    'properties.protectionState': 'word',
    'properties.activeLocation': 'word',
    'properties.replicationHealth': 'word',
    'properties.sharedDiskProperties.protectionState': 'word',
    'properties.sharedDiskProperties.activeLocation': 'word',
    'properties.sharedDiskProperties.replicationHealth': 'word',
    'properties.sharedDiskProperties.sharedDiskProviderSpecificDetails.instanceType': 'word',
    'properties.sharedDiskProperties.sharedDiskProviderSpecificDetails.rpoInSeconds': 'number',
    'properties.sharedDiskProperties.sharedDiskProviderSpecificDetails.lastRpoCalculatedTime': 'time',
    'properties.sharedDiskProperties.sharedDiskProviderSpecificDetails.recoveryFabricLocation': 'word',
  },
  actions: [
    {
      action:
        'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectionClusters/read',
      limit: 'arm',
    },
  ],
});

/** The containers that hold them, each once, sorted. */
function containersOf(items: readonly ReplicatedItem[]): readonly ArmId[] {
  return [...new Set(items.map(({ id }) => armId(id.replace(/\/replicationprotecteditems\/[^/]+$/, ''))))].sort();
}

/** @see https://learn.microsoft.com/rest/api/site-recovery/replication-protection-clusters/list */
function toReplicationCluster({ resource, properties }: Row): ReplicationCluster {
  const shared = properties.required('sharedDiskProperties');
  const provider = shared.required('sharedDiskProviderSpecificDetails');
  return {
    ...resource,
    vaultId: vaultOf(resource.id),
    instanceType: provider.text('instanceType'),
    itemIds: properties.texts('clusterProtectedItemIds').map(armId),
    protectionState: shared.text('protectionState') ?? properties.text('protectionState'),
    activeLocation: shared.text('activeLocation') ?? properties.text('activeLocation'),
    replicationHealth: shared.text('replicationHealth') ?? properties.text('replicationHealth'),
    clusterState: properties.text('protectionState'),
    clusterHealth: properties.text('replicationHealth'),
    rpoInSeconds: provider.number('rpoInSeconds'),
    lastRpoCalculatedTime: provider.instant('lastRpoCalculatedTime'),
    recoveryFabricLocation: provider.text('recoveryFabricLocation'),
    disks: provider.list('protectedManagedDisks').map(toReplicatedDisk),
  };
}
