import { ancestorOfType, armId, nameOf } from '../../domain/armId.ts';
import type { BackupInstance, BackupVault } from '../../domain/facts.ts';
import { MalformedRowError, type Row } from '../reading.ts';

const VAULT = 'microsoft.dataprotection/backupvaults';
const DISK_ID = /\/providers\/microsoft\.compute\/disks\/[^/]+$/;

/** @see https://learn.microsoft.com/rest/api/dataprotection/backup-vaults/get */
export function toBackupVault({ resource, properties }: Row): BackupVault {
  const security = properties.block('securitySettings');
  const encryption = security?.block('encryptionSettings');
  const softDelete = security?.block('softDeleteSettings');
  return {
    ...resource,
    encryptionState: encryption?.text('state'),
    keyUri: encryption?.block('keyVaultProperties')?.text('keyUri'),
    infrastructureEncryption: encryption?.text('infrastructureEncryption'),
    softDeleteState: softDelete?.text('state'),
    softDeleteRetentionDays: softDelete?.number('retentionDurationInDays'),
    immutabilityState: security?.block('immutabilitySettings')?.text('state'),
  };
}

/**
 * Undefined for an instance of anything but a managed disk.
 * @see https://learn.microsoft.com/rest/api/dataprotection/backup-instances/get
 * @throws MalformedRowError when it is not below a Backup vault.
 */
export function toBackupInstance({ resource, properties }: Row): BackupInstance | undefined {
  const vaultId = ancestorOfType(resource.id, VAULT);
  if (vaultId === undefined) throw new MalformedRowError('id is not that of a resource in a Backup vault');
  const source = properties.block('dataSourceInfo');
  const kind = source?.text('datasourceType');
  if (kind !== undefined && kind.toLowerCase() !== 'microsoft.compute/disks') return undefined;
  const policy = properties.block('policyInfo');
  const policyId = policy?.text('policyId');
  const stores = policy?.block('policyParameters')?.list('dataStoreParametersList') ?? [];
  const group = stores.map((store) => store.text('resourceGroupId')).find((id) => id !== undefined);
  const diskId = source?.id('resourceID');
  return {
    ...resource,
    vaultId,
    diskId: diskId !== undefined && DISK_ID.test(diskId) ? diskId : undefined,
    protectionStatus: properties.block('protectionStatus')?.text('status'),
    currentProtectionState: properties.text('currentProtectionState'),
    errorCode: properties.block('protectionErrorDetails')?.text('code'),
    policyName: policy?.text('name') ?? (policyId === undefined ? undefined : nameOf(policyId)),
    dataStores: stores.map((store) => store.text('dataStoreType') ?? ''), // a check must not overlook one without a type
    snapshotGroupId: group === undefined ? undefined : armId(group),
  };
}
