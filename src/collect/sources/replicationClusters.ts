import { armId } from '../../domain/armId.ts';
import type { ReplicationCluster } from '../../domain/facts.ts';
import { defineSource } from '../defineSource.ts';
import type { Row } from '../reading.ts';
import { legsOf } from './shared/belonging.ts';
import { COMMON, under } from './shared/columns.ts';
import { REPLICATED_DISK, toReplicatedDisk } from './shared/replicatedDisks.ts';
import { vaultOf } from './shared/vaultIds.ts';
import { vaultsInUse } from './shared/vaults.ts';

/** The first that has clusters is of 2024; neither Resource Graph nor the SDK's client, which asks for 2023-06-01, knows them. */
const API_VERSION = '2025-02-01';

/** Shared disks stand here only. A 404 proves nothing: it may be an older service in that region. */
export const replicationClusters = defineSource({
  id: 'replicationClusters',
  title: 'replication clusters',
  needs: ['recoveryServicesVaults', 'replicatedItems'],
  ask: {
    of: 'arm',
    calls: async function* (given) {
      for (const { id, path } of await vaultsInUse(given, 'replicatedItems'))
        yield {
          about: id,
          onlyThat: true,
          what: `The replication clusters of vault ${path.after('vaults')}`,
          shape: 'list',
          call: (arm, options) =>
            arm.get(`${encodeURI(id)}/replicationProtectionClusters?api-version=${API_VERSION}`, options),
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
  actions: [{ action: 'Microsoft.RecoveryServices/vaults/replicationProtectionClusters/read', limit: 'arm' }],
});

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
    rpoInSeconds: provider.number('rpoInSeconds'),
    lastRpoCalculatedTime: provider.instant('lastRpoCalculatedTime'),
    recoveryFabricLocation: provider.text('recoveryFabricLocation'),
    disks: provider.list('protectedManagedDisks').map(toReplicatedDisk),
  };
}
