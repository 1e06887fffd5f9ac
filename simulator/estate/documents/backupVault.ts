import type { ArmDocument } from '../../tenant.ts';
import { guidOf, lastSegment, resourceId, segmentAfter, type Place } from './place.ts';

export interface BackupVaultSpec {
  readonly place: Place;
  readonly name: string;
  readonly tenantId: string;
  readonly softDelete?: 'On' | 'Off' | 'AlwaysOn';
  readonly immutability?: 'Disabled' | 'Unlocked' | 'Locked';
}

/**
 * A Backup vault, which is no Recovery Services vault, as `GET …/backupVaults/{name}` shows it.
 * @see https://learn.microsoft.com/rest/api/dataprotection/backup-vaults/get
 */
export function backupVaultDocument(spec: BackupVaultSpec): ArmDocument {
  const id = resourceId(spec.place, 'Microsoft.DataProtection/backupVaults', spec.name);
  return {
    id,
    name: spec.name,
    type: 'Microsoft.DataProtection/backupVaults',
    location: spec.place.location,
    identity: { type: 'SystemAssigned', principalId: guidOf(`${id} identity`), tenantId: spec.tenantId },
    properties: {
      provisioningState: 'Succeeded',
      storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }],
      securitySettings: {
        softDeleteSettings: { state: spec.softDelete ?? 'AlwaysOn', retentionDurationInDays: 14 },
        immutabilitySettings: { state: spec.immutability ?? 'Unlocked' },
      },
      isVaultProtectedByResourceGuard: false,
      secureScore: 'Adequate',
      bcdrSecurityLevel: 'Fair',
      replicatedRegions: [],
    },
  };
}

export interface BackupInstanceSpec {
  readonly vaultId: string;
  /** What is backed up: a disk unless `datasource` says otherwise. */
  readonly sourceId: string;
  readonly sourceLocation: string;
  readonly datasource?: string;
  /** Resource group that takes the snapshots. */
  readonly snapshotGroupId: string;
  readonly state?: string;
  /** Code of the error that stops it. */
  readonly errorCode?: string;
}

/**
 * A backup instance as `GET …/backupInstances/{name}` shows it.
 * @see https://learn.microsoft.com/rest/api/dataprotection/backup-instances/get
 */
export function backupInstanceDocument(spec: BackupInstanceSpec): ArmDocument {
  const source = lastSegment(spec.sourceId);
  const name = `${source}-${source}-${guidOf(`${spec.vaultId} ${spec.sourceId}`)}`;
  const state = spec.state ?? 'ProtectionConfigured';
  const datasourceType = spec.datasource ?? 'Microsoft.Compute/disks';
  const policyId = `${spec.vaultId}/backupPolicies/daily-14d`;
  return {
    id: `${spec.vaultId}/backupInstances/${name}`,
    name,
    type: 'Microsoft.DataProtection/backupVaults/backupInstances',
    properties: {
      friendlyName: source,
      dataSourceInfo: {
        objectType: 'Datasource',
        resourceID: spec.sourceId,
        resourceName: source,
        resourceType: datasourceType,
        resourceUri: '',
        resourceLocation: spec.sourceLocation,
        datasourceType,
      },
      policyInfo: {
        policyId,
        policyVersion: '',
        policyParameters: {
          dataStoreParametersList: [
            {
              objectType: 'AzureOperationalStoreParameters',
              dataStoreType: 'OperationalStore',
              resourceGroupId: spec.snapshotGroupId,
            },
          ],
        },
      },
      // The one says what was asked for, the other how it goes.
      protectionStatus: { status: state === 'ProtectionError' ? 'ProtectionConfigured' : state },
      currentProtectionState: state,
      ...(spec.errorCode === undefined
        ? {}
        : { protectionErrorDetails: { code: spec.errorCode, message: 'The last backup failed.', isRetryable: false } }),
      provisioningState: 'Succeeded',
      objectType: 'BackupInstance',
    },
  };
}

export interface DiskRestoreJobSpec {
  readonly vaultId: string;
  readonly instanceId: string;
  /** The disk that was backed up. */
  readonly sourceId: string;
  readonly sourceLocation: string;
  /** The disk that the restore made. */
  readonly destination: string;
  /** ISO 8601. */
  readonly start: string;
  readonly recoveryPointTime: string;
  readonly status?: 'Completed' | 'Failed' | 'InProgress';
}

/**
 * A restore of a disk by disk backup, as `GET …/backupVaults/{vault}/backupJobs/{job}` shows it; Resource Graph has it too.
 * @see https://learn.microsoft.com/rest/api/dataprotection/jobs/get
 */
export function diskRestoreJobDocument(spec: DiskRestoreJobSpec): ArmDocument {
  const jobId = guidOf(`restore ${spec.instanceId} ${spec.start}`);
  const status = spec.status ?? 'Completed';
  const source = lastSegment(spec.sourceId);
  return {
    id: `${spec.vaultId}/backupJobs/${jobId}`,
    name: jobId,
    type: 'Microsoft.DataProtection/backupVaults/backupJobs',
    properties: {
      activityID: guidOf(`${jobId} activity`),
      subscriptionId: segmentAfter(spec.vaultId, 'subscriptions'),
      backupInstanceId: spec.instanceId,
      policyId: `${spec.vaultId}/backupPolicies/daily-14d`,
      dataSourceId: spec.sourceId,
      vaultName: lastSegment(spec.vaultId),
      backupInstanceFriendlyName: source,
      policyName: 'daily-14d',
      sourceResourceGroup: segmentAfter(spec.sourceId, 'resourceGroups'),
      dataSourceSetName: null,
      dataSourceName: source,
      sourceDataStoreName: null,
      sourceDataStoreType: 'OperationalStore',
      destinationDataStoreName: null,
      progressEnabled: false,
      etag: `W/"datetime'2026-11-01T08%3A02%3A42.2692343Z'"`,
      sourceSubscriptionID: segmentAfter(spec.sourceId, 'subscriptions'),
      dataSourceLocation: spec.sourceLocation,
      startTime: spec.start,
      endTime: status === 'InProgress' ? null : new Date(Date.parse(spec.start) + 213_000).toISOString(),
      dataSourceType: 'Microsoft.Compute/disks',
      operationCategory: 'Restore',
      operation: 'Restore',
      status,
      restoreType: null,
      isUserTriggered: true,
      rehydrationPriority: null,
      supportedActions: [''],
      duration: 'PT3M33.7473414S',
      progressUrl: null,
      isCrossRegionRestore: null,
      errorDetails: null,
      extendedInfo: {
        backupInstanceState: null,
        dataTransferredInBytes: null,
        targetRecoverPoint: null,
        sourceRecoverPoint: {
          recoveryPointID: guidOf(`${spec.instanceId} ${spec.recoveryPointTime}`).replaceAll('-', ''),
          recoveryPointTime: spec.recoveryPointTime,
        },
        recoveryDestination: status === 'Completed' ? spec.destination : null,
        subTasks: [
          {
            taskId: 1,
            taskName: 'Trigger Restore',
            taskStatus: status,
            taskProgress: null,
            additionalDetails: {
              DataTransferredInBytes: '0',
              TaskId: guidOf(`${jobId} activity`),
              DatasourceType: 'Microsoft.Compute/disks',
            },
          },
        ],
        additionalDetails: null,
        warningDetails: null,
      },
    },
  };
}

/** The group of a subscription in which disk backup keeps its snapshots. */
export function snapshotGroup(diskId: string, group: string): string {
  return `/subscriptions/${segmentAfter(diskId, 'subscriptions')}/resourceGroups/${group}`;
}
