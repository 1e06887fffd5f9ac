import { armId } from '../../domain/armId.ts';
import type { ReplicatedDisk, ReplicatedItem, ReplicationCluster, ReplicationDetail } from '../../domain/facts.ts';
import type { Block, Row } from '../reading.ts';
import { vaultOf } from './backup.ts';

/** As Resource Graph lists it; the disks come from ARM (DOMAIN §5: their encryption fields are not known to be in the index). */
export function toReplicatedItem({ resource, properties }: Row): ReplicatedItem {
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

/** @see https://learn.microsoft.com/rest/api/site-recovery/replication-protected-items/list */
export function toReplicationDetail({ resource, properties }: Row): ReplicationDetail {
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
    recoveryVmId: provider.id('recoveryFabricObjectId'),
    testFailoverVmId: provider.id('testFailoverRecoveryFabricObjectId'),
    recoveryFabricLocation: provider.text('recoveryFabricLocation'),
    recoveryResourceGroupId: provider.id('recoveryAzureResourceGroupId'),
    disks: provider.list('protectedManagedDisks').map(toReplicatedDisk),
  };
}

/** @see https://learn.microsoft.com/rest/api/site-recovery/replication-protection-clusters/list */
export function toReplicationCluster({ resource, properties }: Row): ReplicationCluster {
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

/** A disk of a replicated VM, or a shared disk of a cluster: Site Recovery writes both the same way. */
function toReplicatedDisk(disk: Block): ReplicatedDisk {
  return {
    diskId: disk.id('diskId'),
    diskName: disk.text('diskName'),
    diskState: disk.text('diskState'),
    recoveryResourceGroupId: disk.id('recoveryResourceGroupId'),
    recoveryReplicaDiskId: disk.id('recoveryReplicaDiskId'),
    recoveryTargetDiskId: disk.id('recoveryTargetDiskId'),
    recoveryDiskEncryptionSetId: disk.id('recoveryDiskEncryptionSetId'),
    primaryDiskEncryptionSetId: disk.id('primaryDiskEncryptionSetId'),
    stagingStorageAccountId: disk.id('primaryStagingAzureStorageAccountId'),
    isDiskEncrypted: disk.flag('isDiskEncrypted'),
    secretUrl: disk.text('secretIdentifier'),
    secretVaultId: disk.id('dekKeyVaultArmId'),
    keyUrl: disk.text('keyIdentifier'),
    keyVaultId: disk.id('kekKeyVaultArmId'),
    testFailoverDiskName: disk.text('tfoDiskName'),
  };
}
