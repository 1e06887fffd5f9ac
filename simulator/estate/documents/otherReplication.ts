import type { ArmDocument } from '../../tenant.ts';
import { guidOf, lastSegment } from './place.ts';
import { backupTime } from './time.ts';

/** Providers of Site Recovery that replicate no Azure VM: VMware and physical machines, and Hyper-V. */
export type OtherProvider = 'InMageRcm' | 'InMageAzureV2' | 'HyperVReplicaAzure';

export interface OtherReplicationSpec {
  readonly vaultId: string;
  readonly provider: OtherProvider;
  /** Name of the machine on the premises. */
  readonly machine: string;
  /** The disk in Azure that the replication writes to. */
  readonly seedDiskId: string;
  readonly recoveryGroupId: string;
  /** ISO 8601. */
  readonly rpoCalculated: string;
}

/**
 * A replicated machine that is no Azure VM, in a vault beside Azure VMs. Its disk in Azure stands in `seedManagedDiskId`.
 * @see https://learn.microsoft.com/rest/api/site-recovery/replication-protected-items/get
 */
export function otherReplicatedItemDocument(spec: OtherReplicationSpec): ArmDocument {
  const vault = spec.vaultId.replace(/^\/subscriptions\//, '/Subscriptions/');
  const fabric = `${vault}/replicationFabrics/${guidOf(`${vault} ${spec.provider}`).replaceAll('-', '')}`;
  const name = guidOf(`${vault} ${spec.machine}`);
  const container = `cloud_${guidOf(`${fabric} container`)}`;
  return {
    id: `${fabric}/replicationProtectionContainers/${container}/replicationProtectedItems/${name}`,
    name,
    type: 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems',
    properties: {
      friendlyName: spec.machine,
      protectedItemType: 'VirtualMachine',
      protectableItemId: `${fabric}/replicationProtectionContainers/${container}/replicationProtectableItems/${name}`,
      primaryFabricFriendlyName: 'datacentre-1',
      primaryFabricProvider: spec.provider === 'HyperVReplicaAzure' ? 'HyperVSite' : 'VMware',
      recoveryFabricFriendlyName: 'Microsoft Azure',
      recoveryFabricId: 'Microsoft Azure',
      protectionState: 'Protected',
      protectionStateDescription: 'Protected',
      activeLocation: 'Primary',
      testFailoverState: 'None',
      allowedOperations: ['UnplannedFailover', 'DisableProtection', 'TestFailover'],
      replicationHealth: 'Normal',
      failoverHealth: 'Normal',
      healthErrors: [],
      policyId: `${vault}/replicationPolicies/24-hour-retention-policy`,
      policyFriendlyName: '24-hour-retention-policy',
      currentScenario: {
        scenarioName: 'None',
        jobId: `${vault}/replicationJobs/None`,
        startTime: '1753-01-01T01:01:01Z',
      },
      failoverRecoveryPointId: null,
      recoveryContainerId: `${fabric}/replicationProtectionContainers/${container}`,
      providerSpecificDetails: DETAILS[spec.provider](spec),
    },
  };
}

const DETAILS: Readonly<Record<OtherProvider, (spec: OtherReplicationSpec) => Record<string, unknown>>> = {
  InMageRcm: (spec) => ({
    instanceType: 'InMageRcm',
    internalIdentifier: guidOf(`${spec.machine} internal`),
    fabricDiscoveryMachineId: `/vmwaresites/site/machines/${spec.machine}`,
    targetVmName: spec.machine,
    targetResourceGroupId: spec.recoveryGroupId,
    protectedDisks: [
      {
        diskId: guidOf(`${spec.machine} disk`),
        diskName: `${spec.machine}-disk-0`,
        isOSDisk: 'true',
        diskEncryptionSetId: null,
        seedManagedDiskId: spec.seedDiskId,
        targetManagedDiskId: null,
        diskState: 'Protected',
      },
    ],
    lastRpoInSeconds: 120,
    lastRpoCalculatedTime: backupTime(spec.rpoCalculated),
  }),
  InMageAzureV2: (spec) => ({
    instanceType: 'InMageAzureV2',
    infrastructureVmId: guidOf(`${spec.machine} infrastructure`),
    recoveryAzureVMName: spec.machine,
    recoveryAzureResourceGroupId: spec.recoveryGroupId,
    protectedDisks: null,
    protectedManagedDisks: [
      {
        diskId: guidOf(`${spec.machine} disk`),
        seedManagedDiskId: spec.seedDiskId,
        replicaDiskType: 'Premium_LRS',
        diskEncryptionSetId: null,
        targetDiskName: lastSegment(spec.seedDiskId),
      },
    ],
    rpoInSeconds: 120,
    lastRpoCalculatedTime: backupTime(spec.rpoCalculated),
  }),
  HyperVReplicaAzure: (spec) => ({
    instanceType: 'HyperVReplicaAzure',
    vmId: guidOf(`${spec.machine} vm`),
    recoveryAzureVmName: spec.machine,
    recoveryAzureResourceGroupId: spec.recoveryGroupId,
    encryption: 'Disabled',
    protectedManagedDisks: [
      {
        diskId: guidOf(`${spec.machine} disk`),
        seedManagedDiskId: spec.seedDiskId,
        replicaDiskType: 'Premium_LRS',
        diskEncryptionSetId: null,
      },
    ],
    rpoInSeconds: 120,
    lastReplicatedTime: backupTime(spec.rpoCalculated),
  }),
};
