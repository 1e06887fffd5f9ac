import type { RecoveryServicesVault, StorageAccount, Subscription, VaultEncryption } from '../../domain/facts.ts';
import type { Row } from '../reading.ts';
import { vaultOf } from './backup.ts';
import { principalsOf } from './identities.ts';

/** From Resource Graph or from ARM. @see https://learn.microsoft.com/rest/api/recoveryservices/vaults/get */
export function toRecoveryServicesVault({ resource, top, properties }: Row): RecoveryServicesVault {
  const encryption = properties.block('encryption');
  const security = properties.block('securitySettings');
  const softDelete = security?.block('softDeleteSettings');
  const redundancy = properties.block('redundancySettings');
  return {
    ...resource,
    principalIds: principalsOf(top.block('identity')),
    keyUri: encryption?.block('keyVaultProperties')?.text('keyUri'),
    infrastructureEncryption: encryption?.text('infrastructureEncryption'),
    softDeleteState: softDelete?.text('softDeleteState'),
    softDeleteRetentionDays: softDelete?.number('softDeleteRetentionPeriodInDays'),
    immutabilityState: security?.block('immutabilitySettings')?.text('state'),
    crossRegionRestore: redundancy?.text('crossRegionRestore'),
    storageRedundancy: redundancy?.text('standardTierStorageRedundancy'),
    publicNetworkAccess: properties.text('publicNetworkAccess'),
  };
}

/**
 * Bears the vault's id, so that both witnesses meet.
 * @see https://learn.microsoft.com/rest/api/backup/backup-resource-encryption-configs/get
 */
export function toVaultEncryption({ resource, properties }: Row): VaultEncryption {
  return {
    ...resource,
    id: vaultOf(resource.id),
    encryptionAtRestType: properties.text('encryptionAtRestType'),
    keyUri: properties.text('keyUri'),
    lastUpdateStatus: properties.text('lastUpdateStatus'),
    infrastructureEncryptionState: properties.text('infrastructureEncryptionState'),
  };
}

/** @see https://learn.microsoft.com/rest/api/storagerp/storage-accounts/get-properties */
export function toStorageAccount({ resource, top, properties }: Row): StorageAccount {
  const encryption = properties.block('encryption');
  const key = encryption?.block('keyvaultproperties');
  return {
    ...resource,
    principalIds: principalsOf(top.block('identity')),
    keySource: encryption?.text('keySource'),
    keyVaultUri: key?.text('keyvaulturi'),
    keyName: key?.text('keyname'),
    requireInfrastructureEncryption: encryption?.flag('requireInfrastructureEncryption'),
    supportsHttpsTrafficOnly: properties.flag('supportsHttpsTrafficOnly'),
    minimumTlsVersion: properties.text('minimumTlsVersion'),
    allowBlobPublicAccess: properties.flag('allowBlobPublicAccess'),
    publicNetworkAccess: properties.text('publicNetworkAccess'),
    networkDefaultAction: properties.block('networkAcls')?.text('defaultAction'),
  };
}

/** @see https://learn.microsoft.com/azure/governance/resource-graph/samples/samples-by-table#resourcecontainers */
export function toSubscription({ resource, properties }: Row): Subscription {
  return {
    ...resource,
    displayName: resource.name,
    state: properties.text('state'),
    managementGroups: properties
      .list('managementGroupAncestorsChain')
      .map((group) => group.text('name') ?? '')
      .filter((name) => name !== ''),
  };
}
