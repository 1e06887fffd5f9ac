import type { ArmDocument } from '../../tenant.ts';
import { guidOf, lastSegment, numberOf, segmentAfter } from './place.ts';
import { backupTime } from './time.ts';

/**
 * Stands where Azure would put key material. A test that finds it anywhere in a log, a row, the pack or the mail
 * has found a leak.
 */
export const CANARY = 'CANARY-SECRET';

/** What stands for "not yet backed up". */
const NEVER = '2001-01-01T00:00:00Z';

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
export function itemSuffix(vmId: string): string {
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
      vaultId: `https://management.azure.com${spec.vaultId}`,
      protectionState: spec.protectionState ?? 'Protected',
      protectionStatus: spec.protectionStatus ?? 'Healthy',
      healthStatus: spec.healthStatus ?? 'Passed',
      lastBackupStatus: spec.lastBackupStatus ?? (last === undefined ? '' : 'Completed'),
      ...(last === undefined
        ? { lastBackupTime: NEVER }
        : { lastBackupTime: backupTime(last), lastRecoveryPoint: backupTime(last) }),
      protectedItemDataId: String(281_474_976_710_656 + numberOf(id, 1_000_000)),
      sourceSideScanning: 0,
      softDeleteRetentionPeriod: 0,
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
      createdWithPolicyType: 'V2',
      threatStatus: 0,
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
