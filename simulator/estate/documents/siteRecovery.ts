import type { ArmDocument } from '../../tenant.ts';
import { guidOf, lastSegment, segmentAfter } from './place.ts';
import { backupTime } from './time.ts';

/** Site Recovery writes "none yet" as these. */
const NEVER = '1753-01-01T01:01:01Z';
const FOREVER = '9999-12-31T23:59:59.9999999';

export interface ReplicatedDiskSpec {
  readonly diskId: string;
  readonly type: 'OperatingSystem' | 'Data';
  readonly replicaDiskId: string;
  /** What the item says; null does not prove platform keys. */
  readonly recoveryDiskEncryptionSetId: string | null;
  readonly primaryDiskEncryptionSetId: string | null;
  readonly stagingAccountId: string;
  readonly sizeGb: number;
  /** The disk that a failover left; null until then. */
  readonly targetDiskId?: string;
  readonly ade?: {
    readonly secretUrl: string;
    readonly secretVaultId: string;
    readonly keyUrl?: string;
    readonly keyVaultId?: string;
  };
}

export interface ReplicatedItemSpec {
  readonly vaultId: string;
  readonly vmId: string;
  readonly osType: 'Windows' | 'Linux';
  readonly primaryLocation: string;
  readonly recoveryLocation: string;
  readonly recoveryGroupId: string;
  readonly disks: readonly ReplicatedDiskSpec[];
  /** LUNs that are not replicated. */
  readonly unprotectedLuns: readonly number[];
  readonly replicationHealth?: 'None' | 'Normal' | 'Warning' | 'Critical';
  readonly protectionState?: string;
  readonly rpoInSeconds: number;
  /** ISO 8601. */
  readonly rpoCalculated: string;
  readonly lastTestFailover?: string;
  /** Test VM left standing. */
  readonly testFailoverVmId?: string;
  /** The VM that took its place: failed over and protected the other way round. */
  readonly failedOverVmId?: string;
  readonly errors?: readonly { readonly errorCode: string; readonly errorMessage: string }[];
}

export function replicatedItemId(vaultId: string, vmId: string, primaryLocation: string): string {
  const fabric = `asr-a2a-default-${primaryLocation}`;
  // Site Recovery answers with a capital S.
  const vault = vaultId.replace(/^\/subscriptions\//, '/Subscriptions/');
  return `${vault}/replicationFabrics/${fabric}/replicationProtectionContainers/${fabric}-container/replicationProtectedItems/${guidOf(vmId.toLowerCase()).replaceAll('-', '')}`;
}

/**
 * A replicated VM (Azure to Azure) as its vault tells it; after a real recording.
 * @see https://learn.microsoft.com/rest/api/site-recovery/replication-protected-items/get
 */
export function replicatedItemDocument(spec: ReplicatedItemSpec): ArmDocument {
  const id = replicatedItemId(spec.vaultId, spec.vmId, spec.primaryLocation);
  const vault = id.slice(0, id.indexOf('/replicationFabrics/'));
  const recoveryFabric = `${vault}/replicationFabrics/asr-a2a-default-${spec.recoveryLocation}`;
  const health = spec.replicationHealth ?? 'Normal';
  const protectionState = spec.protectionState ?? 'Protected';
  return {
    id,
    name: lastSegment(id),
    type: 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems',
    properties: {
      friendlyName: lastSegment(spec.vmId),
      protectedItemType: '',
      protectableItemId: null,
      recoveryServicesProviderId: `${id.slice(0, id.indexOf('/replicationProtectionContainers/'))}/replicationRecoveryServicesProviders/${guidOf(`${vault} provider`)}`,
      primaryFabricFriendlyName: spec.primaryLocation,
      primaryFabricProvider: 'AzureFabric',
      recoveryFabricFriendlyName: spec.recoveryLocation,
      recoveryFabricId: recoveryFabric,
      primaryProtectionContainerFriendlyName: `asr-a2a-default-${spec.primaryLocation}-container`,
      recoveryProtectionContainerFriendlyName: `asr-a2a-default-${spec.recoveryLocation}-container`,
      protectionState,
      protectionStateDescription: protectionState,
      activeLocation: spec.failedOverVmId === undefined ? 'Primary' : 'Recovery',
      testFailoverState: spec.testFailoverVmId === undefined ? 'None' : 'WaitingForCompletion',
      testFailoverStateDescription: spec.testFailoverVmId === undefined ? 'None' : 'Waiting for clean-up',
      switchProviderState: 'None',
      switchProviderStateDescription: null,
      allowedOperations: ['UnplannedFailover', 'DisableProtection', 'TestFailover'],
      replicationHealth: health,
      failoverHealth: health === 'Critical' ? 'Warning' : 'Normal',
      healthErrors: (spec.errors ?? []).map((error) => ({
        ...error,
        innerHealthErrors: [],
        errorSource: 'SourceAgent',
        errorType: error.errorCode,
        errorLevel: 'Error',
        errorCategory: 'Replication',
        summaryMessage: '',
        possibleCauses: '',
        recommendedAction: '',
        creationTimeUtc: backupTime(spec.rpoCalculated),
        recoveryProviderErrorMessage: null,
        entityId: guidOf(`${id} entity`),
        errorId: `6:${error.errorCode}`,
        customerResolvability: 'Allowed',
      })),
      policyId: `${vault}/replicationPolicies/24-hour-retention-policy`,
      policyFriendlyName: '24-hour-retention-policy',
      ...(spec.lastTestFailover === undefined
        ? {}
        : { lastSuccessfulTestFailoverTime: backupTime(spec.lastTestFailover) }),
      currentScenario: { scenarioName: 'None', jobId: `${vault}/replicationJobs/None`, startTime: NEVER },
      failoverRecoveryPointId: null,
      providerSpecificDetails: a2aDetails(spec, protectionState),
      recoveryContainerId: `${recoveryFabric}/replicationProtectionContainers/asr-a2a-default-${spec.recoveryLocation}-container`,
      eventCorrelationId: guidOf(`${id} event`),
    },
  };
}

function a2aDetails(spec: ReplicatedItemSpec, protectionState: string): Record<string, unknown> {
  const encrypted = spec.disks.some((disk) => disk.ade !== undefined);
  const vm = lastSegment(spec.vmId);
  return {
    instanceType: 'A2A',
    // Site Recovery answers with VM and disk ids in lower case.
    fabricObjectId: spec.vmId.toLowerCase(),
    initialPrimaryZone: '',
    initialPrimaryFabricLocation: spec.primaryLocation,
    initialRecoveryZone: '',
    initialRecoveryFabricLocation: spec.recoveryLocation,
    initialPrimaryExtendedLocation: null,
    initialRecoveryExtendedLocation: null,
    multiVmGroupId: guidOf(`${spec.vmId} group`),
    multiVmGroupName: '',
    multiVmGroupCreateOption: 'AutoCreated',
    managementId: guidOf(`${spec.vmId} management`),
    protectedDisks: null,
    unprotectedDisks:
      spec.unprotectedLuns.length === 0
        ? null
        : spec.unprotectedLuns.map((diskLunId) => ({ diskLunId, diskAutoProtectionStatus: 'Disabled' })),
    protectedManagedDisks: spec.disks.map((disk) => replicatedDisk(disk, spec.recoveryGroupId, protectionState)),
    recoveryBootDiagStorageAccountId: null,
    primaryFabricLocation: spec.primaryLocation,
    recoveryFabricLocation: spec.recoveryLocation,
    osType: spec.osType,
    recoveryAzureVMSize: 'Standard_D4s_v5',
    recoveryAzureVMName: vm,
    recoveryAzureResourceGroupId: spec.recoveryGroupId,
    recoveryCloudService: null,
    recoveryAvailabilitySet: null,
    selectedRecoveryAzureNetworkId: null,
    selectedTfoAzureNetworkId: null,
    vmNics: [],
    vmSyncedConfigDetails: { tags: {}, inputEndpoints: [] },
    monitoringPercentageCompletion: 0,
    monitoringJobType: 'InitialReplication',
    lastHeartbeat: backupTime(spec.rpoCalculated),
    agentVersion: '9.65.7511.1',
    agentExpiryDate: FOREVER,
    isReplicationAgentUpdateRequired: false,
    agentCertificateExpiryDate: '2028-08-28T01:10:06Z',
    isReplicationAgentCertificateUpdateRequired: false,
    recoveryFabricObjectId: spec.failedOverVmId?.toLowerCase() ?? null,
    vmProtectionState: protectionState,
    vmProtectionStateDescription: protectionState,
    lifecycleId: guidOf(`${spec.vmId} lifecycle`),
    testFailoverRecoveryFabricObjectId: spec.testFailoverVmId ?? null,
    rpoInSeconds: spec.rpoInSeconds,
    lastRpoCalculatedTime: backupTime(spec.rpoCalculated),
    rtoInSeconds: null,
    primaryAvailabilityZone: null,
    recoveryAvailabilityZone: null,
    primaryExtendedLocation: null,
    recoveryExtendedLocation: null,
    vmEncryptionType: encrypted ? 'OnePassEncrypted' : 'NotEncrypted',
    tfoAzureVMName: `${vm}-test`,
    recoveryAzureGeneration: 'V2',
    recoveryProximityPlacementGroupId: null,
    autoProtectionOfDataDisk: 'Disabled',
    recoveryVirtualMachineScaleSetId: null,
    recoveryCapacityReservationGroupId: null,
    churnOptionSelected: 'Normal',
  };
}

/** One of `protectedManagedDisks`, in a replicated item as in a cluster. */
export function replicatedDisk(
  disk: ReplicatedDiskSpec,
  recoveryGroupId: string,
  protectionState: string,
): Record<string, unknown> {
  const name = segmentAfter(disk.diskId, 'disks');
  return {
    diskId: disk.diskId.toLowerCase(),
    recoveryResourceGroupId: recoveryGroupId,
    recoveryTargetDiskId: disk.targetDiskId ?? null,
    recoveryReplicaDiskId: disk.replicaDiskId,
    // The misspelling is Azure's.
    recoveryOrignalTargetDiskId: null,
    recoveryReplicaDiskAccountType: 'Premium_LRS',
    recoveryTargetDiskAccountType: 'Premium_LRS',
    recoveryDiskEncryptionSetId: disk.recoveryDiskEncryptionSetId,
    primaryDiskEncryptionSetId: disk.primaryDiskEncryptionSetId,
    diskName: name,
    diskCapacityInBytes: disk.sizeGb * 1_073_741_824,
    primaryStagingAzureStorageAccountId: disk.stagingAccountId,
    diskType: disk.type,
    resyncRequired: false,
    monitoringPercentageCompletion: null,
    monitoringJobType: null,
    dataPendingInStagingStorageAccountInMB: 0,
    dataPendingAtSourceAgentInMB: 2.40283203125,
    diskState: protectionState,
    allowedDiskLevelOperation: [],
    isDiskEncrypted: disk.ade !== undefined,
    secretIdentifier: disk.ade?.secretUrl ?? null,
    dekKeyVaultArmId: disk.ade?.secretVaultId ?? null,
    isDiskKeyEncrypted: disk.ade?.keyUrl !== undefined,
    keyIdentifier: disk.ade?.keyUrl ?? null,
    kekKeyVaultArmId: disk.ade?.keyVaultId ?? null,
    failoverDiskName: name,
    tfoDiskName: `${name}-ASRtest`,
  };
}
