import { ancestorOfType, armId, type ArmId } from '../../domain/armId.ts';
import type {
  AdeKeys,
  DiskExclusion,
  ProtectedItem,
  RecoveryPoint,
  RestoreJob,
  RestoreJobDetail,
} from '../../domain/facts.ts';
import { MalformedRowError, type Block, type Row } from '../reading.ts';

const VAULT = 'microsoft.recoveryservices/vaults';

/** @throws MalformedRowError when the resource is not below a vault. */
export function vaultOf(id: ArmId): ArmId {
  const vault = ancestorOfType(id, VAULT);
  if (vault === undefined) throw new MalformedRowError('id is not that of a resource in a Recovery Services vault');
  return vault;
}

/** ARM lists protected items also without the segment `backupFabrics/Azure` that Resource Graph writes; one id for both. */
function protectedItemId(text: string): ArmId {
  return armId(armId(text).replace(/(\/vaults\/[^/]+)(\/protectioncontainers\/)/, '$1/backupfabrics/azure$2'));
}

/** @see https://learn.microsoft.com/azure/backup/query-backups-using-azure-resource-graph */
export function toProtectedItem({ resource, properties }: Row): ProtectedItem {
  const source = properties.block('dataSourceInfo')?.id('resourceID');
  return {
    ...resource,
    id: protectedItemId(resource.id),
    vaultId: vaultOf(resource.id),
    backupManagementType: properties.text('backupManagementType'),
    workloadType: properties.text('workloadType'),
    friendlyName: properties.text('friendlyName'),
    sourceResourceId: properties.id('sourceResourceId') ?? source ?? properties.id('virtualMachineId'),
    protectionState: properties.text('protectionState'),
    currentProtectionState: properties.text('currentProtectionState'),
    protectionStatus: properties.text('protectionStatus'),
    healthStatus: properties.text('healthStatus'),
    lastRecoveryPoint: properties.instant('lastRecoveryPoint'),
    lastBackupTime: properties.instant('lastBackupTime'),
    lastBackupStatus: properties.text('lastBackupStatus'),
    policyName: properties.text('policyName'),
  };
}

/**
 * Which disks of a protected item stay out of its backup, as ARM lists it (`properties.extendedProperties`).
 * @see https://learn.microsoft.com/azure/backup/selective-disk-backup-restore
 */
export function toDiskExclusion({ resource, properties }: Row): DiskExclusion {
  const exclusion = properties.block('extendedProperties')?.block('diskExclusionProperties');
  return {
    ...resource,
    id: protectedItemId(resource.id),
    diskLuns: exclusion?.texts('diskLunList').map(Number),
    isInclusionList: exclusion?.flag('isInclusionList'),
  };
}

/** @see https://learn.microsoft.com/rest/api/backup/recovery-points/list */
export function toRecoveryPoint({ resource, properties }: Row): RecoveryPoint {
  const keys = properties.block('keyAndSecret');
  const disks = properties.block('recoveryPointDiskConfiguration');
  const item = resource.id.replace(/\/recoverypoints\/[^/]+$/, '');
  return {
    ...resource,
    protectedItemId: protectedItemId(item),
    time: properties.instant('recoveryPointTime'),
    recoveryPointType: properties.text('recoveryPointType'),
    isSourceVmEncrypted: properties.flag('isSourceVMEncrypted'),
    encryptionMechanism: keys?.text('encryptionMechanism'),
    keys: keys === undefined ? undefined : toRecoveryPointKeys(keys),
    tiers: properties
      .list('recoveryPointTierDetails')
      .map((tier) => ({ type: tier.text('type'), status: tier.text('status') })),
    includedDisks: toDiskList(disks, 'includedDiskList'),
    excludedDisks: toDiskList(disks, 'excludedDiskList'),
    numberOfDisksIncluded: disks?.number('numberOfDisksIncludedInBackup'),
    numberOfDisksAttached: disks?.number('numberOfDisksAttachedToVm'),
    securityType: properties.text('securityType'),
    expiryTime: properties.block('recoveryPointProperties')?.instant('expiryTime'),
  };
}

/** The URLs; the key material beside them is gone before anything is parsed (redact.ts). */
function toRecoveryPointKeys(keys: Block): AdeKeys | undefined {
  const secret = keys.block('bekDetails');
  const key = keys.block('kekDetails');
  if (secret === undefined && key === undefined) return undefined;
  return {
    secretUrl: secret?.text('secretUrl'),
    secretVaultId: secret?.id('secretVaultId'),
    keyUrl: key?.text('keyUrl'),
    keyVaultId: key?.id('keyVaultId'),
  };
}

function toDiskList(disks: Block | undefined, name: string): RecoveryPoint['includedDisks'] {
  if (disks?.value(name) === undefined) return undefined;
  return disks.list(name).map((disk) => ({ lun: disk.number('lun'), name: disk.text('name') }));
}

const RESTORES: ReadonlySet<string> = new Set(['restore', 'crossregionrestore']);

/**
 * Undefined for a job that restores nothing.
 * @see https://learn.microsoft.com/azure/backup/query-backups-using-azure-resource-graph
 */
export function toRestoreJob({ resource, properties }: Row): RestoreJob | undefined {
  const operation = properties.text('operation');
  if (operation !== undefined && !RESTORES.has(operation.toLowerCase())) return undefined;
  return {
    ...resource,
    vaultId: vaultOf(resource.id),
    jobId: resource.name.toLowerCase(),
    operation,
    status: properties.text('status'),
    startTime: properties.instant('startTime'),
    endTime: properties.instant('endTime'),
    entityFriendlyName: properties.text('entityFriendlyName'),
    dataSourceId: properties.id('dataSourceId'),
    isUserTriggered: properties.flag('isUserTriggered'),
  };
}

const ENCRYPTION_INFO = ['Encryption Info Blob Name', 'Secured Encryption Info Blob Name'];

/** @see https://learn.microsoft.com/rest/api/backup/job-details/get */
export function toRestoreJobDetail({ resource, properties }: Row): RestoreJobDetail {
  const bag = properties.required('extendedInfo').required('propertyBag');
  return {
    ...resource,
    jobType: bag.text('Job Type'),
    recoveryPointTime: bag.instant('Recovery point time'),
    targetResourceGroup: bag.text('Target resource group'),
    targetStorageAccountName: bag.text('Target Storage Account Name'),
    leftEncryptionInfo: ENCRYPTION_INFO.some((name) => bag.text(name) !== undefined),
  };
}
