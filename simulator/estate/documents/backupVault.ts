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

/** The group of a subscription in which disk backup keeps its snapshots. */
export function snapshotGroup(diskId: string, group: string): string {
  return `/subscriptions/${segmentAfter(diskId, 'subscriptions')}/resourceGroups/${group}`;
}
