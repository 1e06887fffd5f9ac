import type { ArmDocument } from '../../tenant.ts';
import { guidOf, lastSegment, numberOf, segmentAfter } from './place.ts';
import { backupTime, propertyBagTime } from './time.ts';

/**
 * Stands where Azure would put key material. A test that finds it anywhere in a log, a row, the pack or the mail
 * has found a leak.
 */
export const CANARY = 'CANARY-SECRET';

export interface ProtectedItemSpec {
  readonly vaultId: string;
  readonly vmId: string;
  readonly vmLocation: string;
  readonly policyName: string;
  readonly protectionState?: string;
  readonly currentProtectionState?: string;
  readonly protectionStatus?: string;
  readonly healthStatus?: string;
  /** ISO 8601; undefined: never backed up. */
  readonly lastRecoveryPoint: string | undefined;
  readonly lastBackupStatus?: string;
  /** LUNs for selective disk backup. */
  readonly diskExclusion?: { readonly luns: readonly number[]; readonly isInclusionList: boolean };
}

/** `iaasvmcontainerv2;<resource group>;<vm>`, lower case, as Backup names what it protects. */
function itemSuffix(vmId: string): string {
  return `iaasvmcontainerv2;${segmentAfter(vmId, 'resourceGroups').toLowerCase()};${lastSegment(vmId).toLowerCase()}`;
}

export function protectedItemId(vaultId: string, vmId: string): string {
  const suffix = itemSuffix(vmId);
  return `${vaultId}/backupFabrics/Azure/protectionContainers/IaasVMContainer;${suffix}/protectedItems/VM;${suffix}`;
}

/**
 * A protected VM as the Backup API shows it; Resource Graph shows it with other columns (`rows.ts`).
 * @see https://learn.microsoft.com/rest/api/backup/backup-protected-items/list
 */
export function protectedItemDocument(spec: ProtectedItemSpec): ArmDocument {
  const id = protectedItemId(spec.vaultId, spec.vmId);
  const last = spec.lastRecoveryPoint;
  return {
    name: lastSegment(id),
    type: 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems',
    id,
    properties: {
      protectedItemType: 'Microsoft.Compute/virtualMachines',
      backupManagementType: 'AzureIaasVM',
      workloadType: 'VM',
      containerName: itemSuffix(spec.vmId),
      friendlyName: lastSegment(spec.vmId),
      virtualMachineId: spec.vmId,
      sourceResourceId: spec.vmId,
      policyId: `${spec.vaultId}/backupPolicies/${spec.policyName}`,
      policyName: spec.policyName,
      policyType: 'V2',
      vaultId: spec.vaultId,
      protectionState: spec.protectionState ?? 'Protected',
      protectionStatus: spec.protectionStatus ?? 'Healthy',
      healthStatus: spec.healthStatus ?? 'Passed',
      lastBackupStatus: spec.lastBackupStatus ?? (last === undefined ? '' : 'Completed'),
      ...(last === undefined ? {} : { lastBackupTime: backupTime(last), lastRecoveryPoint: backupTime(last) }),
      protectedItemDataId: String(281_474_976_710_656 + numberOf(id, 1_000_000)),
      softDeleteRetentionPeriodInDays: 14,
      isArchiveEnabled: false,
      ...(spec.diskExclusion === undefined
        ? {}
        : {
            extendedProperties: {
              diskExclusionProperties: {
                diskLunList: spec.diskExclusion.luns,
                isInclusionList: spec.diskExclusion.isInclusionList,
              },
            },
          }),
      // Shown by Resource Graph only: rows.ts keeps these, arm.ts drops them.
      currentProtectionState: spec.currentProtectionState ?? 'ProtectionConfigured',
      dataSourceInfo: {
        resourceID: spec.vmId,
        resourceLocation: spec.vmLocation,
        datasourceType: 'Microsoft.Compute/virtualMachines',
      },
    },
  };
}

export interface RecoveryPointSpec {
  readonly protectedItemId: string;
  /** ISO 8601. */
  readonly time: string;
  readonly osType: 'Windows' | 'Linux';
  readonly tiers: readonly { readonly type: string; readonly status: string }[];
  /** Azure Disk Encryption at the time of backup; undefined: `isSourceVMEncrypted` is false. */
  readonly ade?: {
    readonly secretUrl: string;
    readonly secretVaultId: string;
    readonly keyUrl?: string;
    readonly keyVaultId?: string;
  };
  /** Names of the disks by LUN; −1 stands for the OS disk. */
  readonly included: readonly { readonly lun: number; readonly name: string }[];
  readonly excluded: readonly { readonly lun: number; readonly name: string }[];
  readonly securityType?: string;
  /** ISO 8601. */
  readonly expires: string;
}

/** The id of the recovery point that a protected item has of one moment. */
function recoveryPointName(itemId: string, time: string): string {
  return String(10_000_000_000_000 + numberOf(`${itemId} ${time}`, 89_999_999_999_999));
}

/**
 * A recovery point of a VM. `isSourceVMEncrypted` speaks of Azure Disk Encryption only.
 * @see https://learn.microsoft.com/rest/api/backup/recovery-points/list
 */
export function recoveryPointDocument(spec: RecoveryPointSpec): ArmDocument {
  const name = recoveryPointName(spec.protectedItemId, spec.time);
  return {
    id: `${spec.protectedItemId}/recoveryPoints/${name}`,
    name,
    type: 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/recoveryPoints',
    properties: {
      objectType: 'IaasVMRecoveryPoint',
      recoveryPointType: 'AppConsistent',
      recoveryPointTime: backupTime(spec.time),
      recoveryPointAdditionalInfo: '',
      sourceVMStorageType: 'PremiumVMOnPartialPremiumStorage',
      isSourceVMEncrypted: spec.ade !== undefined,
      ...(spec.ade === undefined ? {} : { keyAndSecret: keyAndSecret(spec.ade) }),
      isInstantIlrSessionActive: false,
      recoveryPointTierDetails: spec.tiers,
      isManagedVirtualMachine: true,
      virtualMachineSize: 'Standard_D4s_v5',
      originalStorageAccountOption: false,
      osType: spec.osType,
      recoveryPointDiskConfiguration: {
        numberOfDisksIncludedInBackup: spec.included.length,
        numberOfDisksAttachedToVm: spec.included.length + spec.excluded.length,
        includedDiskList: spec.included,
        excludedDiskList: spec.excluded,
      },
      recoveryPointMoveReadinessInfo: {
        ArchivedRP: {
          isReadyForMove: false,
          additionalInfo:
            'Recovery-Point is not eligible for move: its retention is shorter than the archive tier asks.',
        },
      },
      securityType: spec.securityType ?? 'None',
      recoveryPointProperties: { expiryTime: backupTime(spec.expires), ruleName: 'Daily', isSoftDeleted: false },
      isPrivateAccessEnabledOnAnyDisk: false,
    },
  };
}

function keyAndSecret(ade: NonNullable<RecoveryPointSpec['ade']>): Record<string, unknown> {
  return {
    ...(ade.keyUrl === undefined
      ? {}
      : {
          kekDetails: {
            keyUrl: ade.keyUrl,
            keyVaultId: ade.keyVaultId ?? ade.secretVaultId,
            keyBackupData: `${CANARY}-KEK-${guidOf(ade.keyUrl)}`,
          },
        }),
    bekDetails: {
      secretUrl: ade.secretUrl,
      secretVaultId: ade.secretVaultId,
      secretData: `${CANARY}-BEK-${guidOf(ade.secretUrl)}`,
    },
    encryptionMechanism: 'SinglePass',
  };
}

export interface BackupJobSpec {
  readonly vaultId: string;
  readonly vmId: string;
  readonly vmLocation: string;
  /** GUID: what the tag `RSVaultBackup` of a restored disk holds. */
  readonly jobId: string;
  readonly operation: 'Backup' | 'Restore' | 'CrossRegionRestore';
  readonly status?: string;
  /** ISO 8601. */
  readonly start: string;
  readonly minutes: number;
  readonly restore?: {
    readonly recoveryPointTime: string;
    readonly targetGroup: string;
    readonly stagingAccount: string;
    readonly encryptionInfo: boolean;
  };
}

/**
 * A backup or restore job. `extendedInfo` is shown by `GET …/backupJobs/{job}` only, not in lists or Resource Graph.
 * @see https://learn.microsoft.com/rest/api/backup/job-details/get
 */
export function backupJobDocument(spec: BackupJobSpec): ArmDocument {
  const vm = lastSegment(spec.vmId);
  const running = spec.status === 'InProgress';
  const end = new Date(Date.parse(spec.start) + spec.minutes * 60_000).toISOString();
  return {
    name: spec.jobId,
    type: 'Microsoft.RecoveryServices/vaults/backupJobs',
    id: `${spec.vaultId}/backupJobs/${spec.jobId}`,
    properties: {
      jobType: 'AzureIaaSVMJob',
      duration: `PT${String(spec.minutes)}M12.8782791S`,
      virtualMachineVersion: 'Compute',
      isUserTriggered: spec.operation !== 'Backup',
      entityFriendlyName: vm,
      backupManagementType: 'AzureIaasVM',
      operation: spec.operation,
      status: spec.status ?? 'Completed',
      startTime: backupTime(spec.start),
      ...(running ? {} : { endTime: backupTime(end) }),
      activityId: guidOf(`${spec.jobId} activity`),
      extendedInfo: {
        tasksList: tasks(spec.operation, spec.status ?? 'Completed'),
        propertyBag: spec.restore === undefined ? { 'VM Name': vm } : restoreBag(vm, spec.jobId, spec.restore),
        progressPercentage: running ? 40 : 100,
      },
      // Shown by Resource Graph only: rows.ts keeps these, arm.ts drops them.
      operationCategory: spec.operation === 'Backup' ? 'Backup' : 'Restore',
      dataSourceId: spec.vmId,
      dataSourceLocation: spec.vmLocation,
    },
  };
}

function tasks(operation: BackupJobSpec['operation'], status: string): Record<string, unknown>[] {
  const names = operation === 'Backup' ? ['Take Snapshot', 'Transfer data to vault'] : ['Transfer data from vault'];
  return names.map((taskId) => ({ taskId, duration: 'PT0S', status }));
}

function restoreBag(vm: string, jobId: string, restore: NonNullable<BackupJobSpec['restore']>): Record<string, string> {
  const container = `${vm}-${guidOf(jobId).replaceAll('-', '')}`;
  const blobs = `https://${restore.stagingAccount}.blob.core.windows.net/${container}`;
  return {
    'Job Type': 'Recover disks',
    'Target Storage Account Name': restore.stagingAccount,
    // The trailing space is Azure's.
    'Recovery point time ': propertyBagTime(restore.recoveryPointTime),
    'Target resource group': restore.targetGroup,
    'Config Blob Name': `config-${vm}-${jobId}.json`,
    'Config Blob Container Name': container,
    'Config Blob Uri': `${blobs}/config-${vm}-${jobId}.json`,
    'Template Blob Uri': `${blobs}/azuredeploy${jobId}.json`,
    ...(restore.encryptionInfo ? { 'Encryption Info Blob Name': `encryption-${vm}-${jobId}.json` } : {}),
  };
}
