import type { ArmDocument } from '../../tenant.ts';
import { guidOf, resourceId, type Place } from './place.ts';

export interface RecoveryVaultSpec {
  readonly place: Place;
  readonly name: string;
  readonly tenantId: string;
  /** Versioned key URL; undefined: platform keys, and no `encryption` block. */
  readonly keyUri?: string;
  readonly infrastructureEncryption?: boolean;
  /** What is in effect, as Azure Backup tells it; default: as configured. */
  readonly lastUpdateStatus?: 'Succeeded' | 'Failed' | 'PartiallyFailed' | 'PartiallySucceeded';
  readonly softDelete?: 'Enabled' | 'Disabled' | 'AlwaysON';
  readonly immutability?: 'Disabled' | 'Unlocked' | 'Locked';
  readonly crossRegionRestore?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A Recovery Services vault as `GET …/vaults/{name}` shows it.
 * @see https://learn.microsoft.com/rest/api/recoveryservices/vaults/get
 */
export function recoveryVaultDocument(spec: RecoveryVaultSpec): ArmDocument {
  const id = resourceId(spec.place, 'Microsoft.RecoveryServices/vaults', spec.name);
  return {
    location: spec.place.location,
    name: spec.name,
    etag: `W/"datetime'2026-02-03T09%3A12%3A51.68Z'"`,
    tags: spec.tags ?? {},
    identity: { type: 'SystemAssigned', principalId: guidOf(`${id} identity`), tenantId: spec.tenantId },
    properties: {
      provisioningState: 'Succeeded',
      privateEndpointStateForBackup: 'None',
      privateEndpointStateForSiteRecovery: 'None',
      backupStorageVersion: 'V2',
      monitoringSettings: {
        azureMonitorAlertSettings: {
          alertsForAllJobFailures: 'Enabled',
          alertsForAllReplicationIssues: 'Enabled',
          alertsForAllFailoverIssues: 'Enabled',
        },
        classicAlertSettings: { alertsForCriticalOperations: 'Enabled', emailNotificationsForSiteRecovery: 'Enabled' },
      },
      publicNetworkAccess: 'Disabled',
      ...(spec.keyUri === undefined
        ? {}
        : {
            encryption: {
              keyVaultProperties: { keyUri: spec.keyUri },
              kekIdentity: { useSystemAssignedIdentity: true },
              infrastructureEncryption: spec.infrastructureEncryption === true ? 'Enabled' : 'Disabled',
            },
          }),
      securitySettings: {
        immutabilitySettings: { state: spec.immutability ?? 'Unlocked' },
        softDeleteSettings: {
          softDeleteState: spec.softDelete ?? 'AlwaysON',
          softDeleteRetentionPeriodInDays: 14,
          enhancedSecurityState: 'AlwaysON',
        },
        multiUserAuthorization: 'Disabled',
      },
      redundancySettings: {
        standardTierStorageRedundancy: 'GeoRedundant',
        crossRegionRestore: spec.crossRegionRestore === true ? 'Enabled' : 'Disabled',
      },
      restoreSettings: { crossSubscriptionRestoreSettings: { crossSubscriptionRestoreState: 'Disabled' } },
      bcdrSecurityLevel: 'Good',
      secureScore: 'Adequate',
    },
    id,
    type: 'Microsoft.RecoveryServices/vaults',
    sku: { name: 'Standard' },
  };
}

/**
 * The second witness: the encryption that is in effect for backup data.
 * @see https://learn.microsoft.com/rest/api/backup/backup-resource-encryption-configs/get
 */
export function vaultEncryptionDocument(spec: RecoveryVaultSpec): ArmDocument {
  const vault = resourceId(spec.place, 'Microsoft.RecoveryServices/vaults', spec.name);
  return {
    id: `${vault}/backupEncryptionConfigs/backupResourceEncryptionConfig`,
    name: 'backupResourceEncryptionConfig',
    type: 'Microsoft.RecoveryServices/vaults/backupEncryptionConfigs',
    properties:
      spec.keyUri === undefined
        ? {
            useSystemAssignedIdentity: true,
            encryptionAtRestType: 'MicrosoftManaged',
            lastUpdateStatus: 'NotEnabled',
            infrastructureEncryptionState: 'Disabled',
          }
        : {
            encryptionAtRestType: 'CustomerManaged',
            keyUri: spec.keyUri,
            subscriptionId: spec.place.subscription,
            lastUpdateStatus: spec.lastUpdateStatus ?? 'Succeeded',
            infrastructureEncryptionState: spec.infrastructureEncryption === true ? 'Enabled' : 'Disabled',
            useSystemAssignedIdentity: true,
          },
  };
}
