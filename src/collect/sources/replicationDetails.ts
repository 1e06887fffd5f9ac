import type { ReplicatedItem, ReplicationDetail } from '../../domain/facts.ts';
import { armPath } from '../requests/armPath.ts';
import { defineSource, type ArmCall } from '../defineSource.ts';
import { replicatedBy } from '../../domain/siteRecovery.ts';
import type { Block, Row } from '../rows/reading.ts';
import { legsOf } from './shared/belonging.ts';
import { COMMON, under } from './shared/columns.ts';
import { REPLICATED_DISK, toReplicatedDisk } from './shared/replicatedDisks.ts';
import { vaultOf } from './shared/vaultIds.ts';
import { vaultsInUse } from './shared/vaults.ts';

export const replicationDetails = defineSource({
  id: 'replicationDetails',
  title: 'replication details',
  needs: ['recoveryServicesVaults', 'replicatedItems'],
  ask: {
    of: 'arm',
    calls: async function* (given) {
      for (const { id, path, items } of await vaultsInUse(given, 'replicatedItems'))
        yield {
          about: id,
          onlyThat: false,
          what: `The replicated items of vault ${path.after('vaults')}`,
          shape: 'list',
          expects: items,
          call: (arm, options) =>
            arm
              .siteRecovery(path.subscription)
              .replicationProtectedItems.list(path.after('vaults'), path.resourceGroup, options)
              .byPage(),
        };
    },
  },
  read: toReplicationDetail,
  live: { by: 'id' },
  sheet: {
    belongsTo: (row, chosen) => {
      const isMine = row.sourceVmId !== undefined && chosen.machines.has(row.sourceVmId);
      return isMine || chosen.subjects.has(row.id) ? legsOf(row, chosen) : undefined;
    },
  },
  fields: {
    ...COMMON,
    ...under('properties.providerSpecificDetails.protectedManagedDisks[]', REPLICATED_DISK),
    'properties.providerSpecificDetails.protectedManagedDisks[].seedManagedDiskId': 'id',
    'properties.providerSpecificDetails.protectedDisks[].seedManagedDiskId': 'id',
    'properties.friendlyName': 'name',
    'properties.protectionState': 'word',
    'properties.activeLocation': 'word',
    'properties.replicationHealth': 'word',
    'properties.failoverHealth': 'word',
    'properties.testFailoverState': 'word',
    'properties.lastSuccessfulTestFailoverTime': 'time',
    'properties.providerSpecificDetails.instanceType': 'word',
    'properties.providerSpecificDetails.fabricObjectId': 'id',
    'properties.providerSpecificDetails.rpoInSeconds': 'number',
    'properties.providerSpecificDetails.lastRpoCalculatedTime': 'time',
    'properties.providerSpecificDetails.vmEncryptionType': 'word',
    'properties.providerSpecificDetails.vmProtectionState': 'word',
    'properties.providerSpecificDetails.recoveryFabricObjectId': 'id',
    'properties.providerSpecificDetails.testFailoverRecoveryFabricObjectId': 'id',
    'properties.providerSpecificDetails.recoveryFabricLocation': 'word',
    'properties.providerSpecificDetails.recoveryAzureResourceGroupId': 'id',
  },
  actions: [
    { action: 'Microsoft.RecoveryServices/vaults/replicationProtectedItems/read', limit: 'arm' },
    // One alone, for a live answer.
    {
      action:
        'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/read',
      limit: 'arm',
    },
  ],
});

/** One replicated item with its disks: a list of its whole vault would be pages of others. @see https://learn.microsoft.com/rest/api/site-recovery/replication-protected-items/get */
export function replicatedItemOf(item: ReplicatedItem): ArmCall {
  const path = armPath(item.resourceId);
  return {
    about: item.id,
    onlyThat: true,
    what: `The replicated item ${item.name}`,
    shape: 'single',
    call: (arm, options) =>
      arm
        .siteRecovery(path.subscription)
        .replicationProtectedItems.get(
          path.after('vaults'),
          path.resourceGroup,
          path.after('replicationFabrics'),
          path.after('replicationProtectionContainers'),
          path.after('replicationProtectedItems'),
          options,
        ),
  };
}

/** @see https://learn.microsoft.com/rest/api/site-recovery/replication-protected-items/list */
function toReplicationDetail({ resource, properties }: Row): ReplicationDetail {
  const provider = properties.required('providerSpecificDetails');
  return {
    ...resource,
    vaultId: vaultOf(resource.id),
    friendlyName: properties.text('friendlyName'),
    instanceType: provider.text('instanceType'),
    sourceVmId: provider.id('fabricObjectId'),
    protectionState: properties.text('protectionState'),
    activeLocation: properties.text('activeLocation'),
    replicationHealth: properties.text('replicationHealth'),
    failoverHealth: properties.text('failoverHealth'),
    testFailoverState: properties.text('testFailoverState'),
    rpoInSeconds: provider.number('rpoInSeconds'),
    lastRpoCalculatedTime: provider.instant('lastRpoCalculatedTime'),
    lastSuccessfulTestFailoverTime: properties.instant('lastSuccessfulTestFailoverTime'),
    vmEncryptionType: provider.text('vmEncryptionType'),
    vmProtectionState: provider.text('vmProtectionState'),
    recoveryVmId: provider.id('recoveryFabricObjectId'),
    testFailoverVmId: provider.id('testFailoverRecoveryFabricObjectId'),
    recoveryFabricLocation: provider.text('recoveryFabricLocation'),
    recoveryResourceGroupId: provider.id('recoveryAzureResourceGroupId'),
    ...disksOf(provider),
  };
}

/**
 * Disks of a machine that is no Azure VM have ids of their own premises, and stand in either list; those in Azure that the
 * replication writes to are their seeds. Of an Azure VM, `protectedDisks` are unmanaged ones.
 * @see https://learn.microsoft.com/rest/api/site-recovery/replication-protected-items/get#inmagercmprotecteddiskdetails
 * @see https://learn.microsoft.com/rest/api/site-recovery/replication-protected-items/get#inmageazurev2manageddiskdetails
 */
function disksOf(provider: Block): Pick<ReplicationDetail, 'disks' | 'seedDiskIds'> {
  const managed = provider.list('protectedManagedDisks');
  const seeds = [...managed, ...provider.list('protectedDisks')].flatMap((disk) => disk.id('seedManagedDiskId') ?? []);
  const ofNoAzureVm = replicatedBy(provider.text('instanceType')) === 'ofNoAzureVm';
  return { disks: ofNoAzureVm ? [] : managed.map(toReplicatedDisk), seedDiskIds: seeds };
}
