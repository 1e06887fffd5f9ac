import type { ArmDocument } from '../../tenant.ts';
import { guidOf, lastSegment } from './place.ts';
import { replicatedDisk, type ReplicatedDiskSpec } from './siteRecovery.ts';
import { backupTime } from './time.ts';

export interface ReplicationClusterSpec {
  readonly name: string;
  /** Ids of the replicated items of its machines, all in one container. */
  readonly itemIds: readonly string[];
  readonly primaryLocation: string;
  readonly recoveryLocation: string;
  readonly recoveryGroupId: string;
  /** The shared disks that are replicated. */
  readonly disks: readonly ReplicatedDiskSpec[];
  /** LUNs of shared disks that are not. */
  readonly unprotectedLuns: readonly number[];
  readonly rpoInSeconds: number;
  /** ISO 8601. */
  readonly rpoCalculated: string;
}

/**
 * A replicated Windows cluster with its shared disks, as its vault tells it.
 * @see https://learn.microsoft.com/rest/api/site-recovery/replication-protection-clusters/get
 */
export function replicationClusterDocument(spec: ReplicationClusterSpec): ArmDocument {
  const container = (spec.itemIds[0] ?? '').replace(/\/replicationProtectedItems\/.*$/, '');
  const id = `${container}/replicationProtectionClusters/${spec.name}`;
  const vault = id.slice(0, id.indexOf('/replicationFabrics/'));
  const recoveryFabric = `${vault}/replicationFabrics/asr-a2a-default-${spec.recoveryLocation}`;
  const state = {
    protectionState: 'Protected',
    replicationHealth: 'Normal',
    healthErrors: [],
    testFailoverState: 'None',
  };
  const managementId = guidOf(`${id} management`);
  return {
    id,
    name: spec.name,
    type: 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectionClusters',
    properties: {
      ...state,
      testFailoverStateDescription: 'None',
      currentScenario: {
        scenarioName: 'None',
        jobId: `${vault}/replicationJobs/None`,
        startTime: '1753-01-01T01:01:01Z',
      },
      lastSuccessfulTestFailoverTime: null,
      protectionClusterType: 'WindowsServerFailoverCluster',
      primaryFabricFriendlyName: spec.primaryLocation,
      primaryFabricProvider: 'AzureFabric',
      recoveryFabricFriendlyName: spec.recoveryLocation,
      recoveryFabricId: recoveryFabric,
      primaryProtectionContainerFriendlyName: lastSegment(container),
      recoveryProtectionContainerFriendlyName: `asr-a2a-default-${spec.recoveryLocation}-container`,
      protectionStateDescription: 'Protected',
      activeLocation: 'Primary',
      allowedOperations: ['UnplannedFailover', 'DisableProtection'],
      lastSuccessfulFailoverTime: null,
      policyId: `${vault}/replicationPolicies/24-hour-retention-policy`,
      policyFriendlyName: '24-hour-retention-policy',
      recoveryContainerId: `${recoveryFabric}/replicationProtectionContainers/asr-a2a-default-${spec.recoveryLocation}-container`,
      agentClusterId: guidOf(`${id} agent`),
      clusterFqdn: `${spec.name}.contoso.example`,
      clusterNodeFqdns: [],
      clusterProtectedItemIds: spec.itemIds,
      provisioningState: 'Created',
      areAllClusterNodesRegistered: true,
      clusterRegisteredNodes: [],
      providerSpecificDetails: {
        instanceType: 'A2A',
        multiVmGroupId: guidOf(`${id} group`),
        multiVmGroupName: spec.name,
        multiVmGroupCreateOption: 'UserSpecified',
        primaryFabricLocation: spec.primaryLocation,
        recoveryFabricLocation: spec.recoveryLocation,
        initialPrimaryZone: '',
        initialPrimaryFabricLocation: spec.primaryLocation,
        initialRecoveryZone: '',
        initialRecoveryFabricLocation: spec.recoveryLocation,
        initialPrimaryExtendedLocation: null,
        initialRecoveryExtendedLocation: null,
        primaryAvailabilityZone: null,
        recoveryAvailabilityZone: null,
        primaryExtendedLocation: null,
        recoveryExtendedLocation: null,
        lifecycleId: null,
        failoverRecoveryPointId: null,
        clusterManagementId: managementId,
        // Only the shared disks below have these.
        rpoInSeconds: null,
        lastRpoCalculatedTime: null,
      },
      sharedDiskProperties: {
        ...state,
        currentScenario: null,
        activeLocation: null,
        allowedOperations: [],
        sharedDiskProviderSpecificDetails: {
          instanceType: 'A2A',
          managementId,
          unprotectedDisks: spec.unprotectedLuns.map((diskLunId) => ({
            diskLunId,
            diskAutoProtectionStatus: 'Disabled',
          })),
          protectedManagedDisks: spec.disks.map((disk) => replicatedDisk(disk, spec.recoveryGroupId, 'Protected')),
          primaryFabricLocation: spec.primaryLocation,
          recoveryFabricLocation: spec.recoveryLocation,
          failoverRecoveryPointId: null,
          monitoringPercentageCompletion: null,
          monitoringJobType: null,
          rpoInSeconds: spec.rpoInSeconds,
          lastRpoCalculatedTime: backupTime(spec.rpoCalculated),
          sharedDiskIRErrors: null,
        },
      },
    },
  };
}
