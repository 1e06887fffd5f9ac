import type { ArmDocument } from '../../tenant.ts';
import { itemSuffix } from './backup.ts';
import { guidOf, lastSegment, segmentAfter } from './place.ts';
import { backupTime, propertyBagTime } from './time.ts';

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
  /** Names of the disks in the backup, and of those left out of it, where some are. */
  readonly disks?: { readonly backedUp: readonly string[]; readonly excluded: readonly string[] };
  readonly restore?: RestoreSpec;
}

interface RestoreSpec {
  /** Default: the disks alone. `replace`: into the VM that was backed up; `vm`: as a new VM. */
  readonly into?: 'disks' | 'replace' | 'vm';
  readonly recoveryPointTime: string;
  readonly targetGroup: string;
  readonly stagingAccount: string;
  readonly encryptionInfo: boolean;
  /** Names of the disks that were restored, where they are fewer than those that were backed up. */
  readonly chosen?: readonly string[];
  /** The paired region that a cross-region restore goes to. */
  readonly region?: string;
}

/** Under the vault; for a cross-region restore under the region that it goes to. */
function jobIdOf({ vaultId, jobId, operation, restore }: BackupJobSpec): string {
  if (operation !== 'CrossRegionRestore' || restore?.region === undefined) return `${vaultId}/backupJobs/${jobId}`;
  const subscription = segmentAfter(vaultId, 'subscriptions');
  return `/subscriptions/${subscription}/providers/Microsoft.RecoveryServices/locations/${restore.region}/backupJobs/${jobId}`;
}

/**
 * A backup or restore job. `extendedInfo` is shown by `GET …/backupJobs/{job}` only, not in lists or Resource Graph.
 * @see https://learn.microsoft.com/rest/api/backup/job-details/get
 */
export function backupJobDocument(spec: BackupJobSpec): ArmDocument {
  const running = spec.status === 'InProgress';
  const end = new Date(Date.parse(spec.start) + spec.minutes * 60_000).toISOString();
  return {
    name: spec.jobId,
    type: 'Microsoft.RecoveryServices/vaults/backupJobs',
    id: jobIdOf(spec),
    properties: {
      jobType: 'AzureIaaSVMJob',
      actionsInfo: ['Cancellable'],
      containerName: itemSuffix(spec.vmId),
      duration: `PT${String(spec.minutes)}M12.8782791S`,
      virtualMachineVersion: 'Compute',
      entityFriendlyName: lastSegment(spec.vmId),
      backupManagementType: 'AzureIaasVM',
      operation: spec.operation,
      status: spec.status ?? 'Completed',
      startTime: backupTime(spec.start),
      ...(running ? {} : { endTime: backupTime(end) }),
      activityId: guidOf(`${spec.jobId} activity`),
      extendedInfo: spec.restore === undefined ? backupInfo(spec, end) : restoreInfo(spec, spec.restore),
      // Shown by Resource Graph only: rows.ts keeps these, arm.ts drops them.
      isUserTriggered: spec.operation !== 'Backup',
      operationCategory: spec.operation === 'Backup' ? 'Backup' : 'Restore',
      dataSourceId: spec.vmId,
      dataSourceLocation: spec.vmLocation,
    },
  };
}

const listed = (names: readonly string[]): string => names.join('; ');

function backupInfo(spec: BackupJobSpec, end: string): Record<string, unknown> {
  const status = spec.status ?? 'Completed';
  const whole = (spec.disks?.excluded.length ?? 0) === 0;
  return {
    tasksList: ['Take Snapshot', 'Transfer data to vault'].map((taskId) => ({
      taskId,
      startTime: backupTime(spec.start),
      endTime: backupTime(end),
      duration: 'PT0S',
      status,
      taskType: 'Normal',
    })),
    propertyBag: {
      'VM Name': lastSegment(spec.vmId),
      'Recovery Point Expiry Time in UTC': propertyBagTime(
        new Date(Date.parse(spec.start) + 30 * 86_400_000).toISOString(),
      ),
      ...(status === 'Completed' ? { 'Backup Size': '11390 MB' } : {}),
      ...(whole || spec.disks === undefined
        ? {}
        : { 'Backed-up disk(s)': listed(spec.disks.backedUp), 'Excluded disk(s)': listed(spec.disks.excluded) }),
    },
    internalPropertyBag: { IsInstantRpJob: 'True' },
  };
}

const RESTORES = {
  disks: { job: 'Recover disks', internal: 'RestoreDisks' },
  // The words of these two were not recorded.
  replace: { job: 'Replace disks', internal: 'OriginalLocation' },
  vm: { job: 'Create new virtual machine', internal: 'AlternateLocation' },
} as const;

function restoreInfo(spec: BackupJobSpec, restore: RestoreSpec): Record<string, unknown> {
  const status = spec.status ?? 'Completed';
  const running = status === 'InProgress';
  return {
    tasksList: [{ taskId: 'Transfer data from vault', duration: 'PT0S', status, taskType: 'Normal' }],
    propertyBag: restoreBag(spec, restore),
    internalPropertyBag: { restoreLocationType: RESTORES[restore.into ?? 'disks'].internal },
    progressPercentage: running ? 40 : 100,
    ...(running ? { dynamicErrorMessage: '' } : { estimatedRemainingDuration: 'PT0S' }),
  };
}

function restoreBag(spec: BackupJobSpec, restore: RestoreSpec): Record<string, string | null> {
  const { jobId, vaultId, vmId } = spec;
  // A container cannot have a name with anything but letters, digits and a hyphen: Azure drops the rest from the VM's.
  const vm = lastSegment(vmId).replaceAll(/[^A-Za-z0-9]/g, '');
  const container = `${vm}-${guidOf(jobId).replaceAll('-', '')}`;
  const blobs = `https://${restore.stagingAccount}.blob.core.windows.net/${container}`;
  const into = restore.into ?? 'disks';
  const running = spec.status === 'InProgress';
  return {
    'Job Type': RESTORES[into].job,
    ...targetOf(into, lastSegment(vmId), running),
    'Target Storage Account Name': restore.stagingAccount,
    // The trailing space is Azure's.
    'Recovery point time ': propertyBagTime(restore.recoveryPointTime),
    ...(running
      ? {}
      : {
          'Config Blob Name': `config-${vm}-${jobId}.json`,
          'Config Blob Container Name': container,
          'Config Blob Uri': `${blobs}/config-${vm}-${jobId}.json`,
        }),
    'Target resource group': restore.targetGroup,
    ...(running ? {} : { 'Template Blob Uri': `${blobs}/azuredeploy${jobId}.json` }),
    ...(restore.encryptionInfo ? { 'Encryption Info Blob Name': `encryption-${vm}-${jobId}.json` } : {}),
    ...(restore.chosen === undefined || spec.disks === undefined || running
      ? {}
      : { 'Restored disk(s)': listed(restore.chosen), 'Backed-up disk(s)': listed(spec.disks.backedUp) }),
    ...(spec.operation === 'CrossRegionRestore' ? vaultBag(vaultId) : {}),
  };
}

/** A restore of disks names no VM but says `vmName`; one that replaces disks names none until it is done. */
function targetOf(into: 'disks' | 'replace' | 'vm', vm: string, running: boolean): Record<string, string | null> {
  if (into === 'disks') return { 'Target VM Name': 'vmName' };
  if (into === 'vm') return { 'Target VM Name': `${vm}-restored` };
  return { 'Target VM Name': running ? null : vm, 'Original VM Name': vm };
}

function vaultBag(vaultId: string): Record<string, string> {
  return {
    'Subscription Id of the vault': segmentAfter(vaultId, 'subscriptions'),
    'Resource Group Name of the vault': segmentAfter(vaultId, 'resourceGroups'),
    'Vault name': lastSegment(vaultId),
  };
}
