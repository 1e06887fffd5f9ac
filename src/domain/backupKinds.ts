import { says, values } from '../base/openEnum.ts';

/** Azure's open words about what Azure Backup does and to what. Values that are not listed are never taken for one that is. */

/** Lower case. @see https://learn.microsoft.com/rest/api/backup/backup-jobs/list#joboperationtype */
const RESTORING: ReadonlySet<string> = new Set(['restore', 'crossregionrestore']);

/** Operations of the same list that make no disk, in Azure's spelling. `Invalid` is not among them: it tells nothing. */
export const NOT_RESTORING: readonly string[] = [
  'Register',
  'UnRegister',
  'ConfigureBackup',
  'Backup',
  'DisableBackup',
  'DeleteBackupData',
  'Undelete',
  'UpdateCustomerManagedKey',
];
const OTHER: ReadonlySet<string> = new Set(NOT_RESTORING.map((operation) => operation.toLowerCase()));

/** Whether a job restores; `unknown` for an operation that is not listed or not said. */
export function restores(operation: string | undefined): 'yes' | 'no' | 'unknown' {
  const word = operation?.toLowerCase() ?? '';
  if (RESTORING.has(word)) return 'yes';
  return OTHER.has(word) ? 'no' : 'unknown';
}

/**
 * Kinds of backup that are not of a VM's disks, lower case; one that is not listed may be.
 * @see https://learn.microsoft.com/rest/api/backup/backup-protected-items/list#backupmanagementtype
 */
const NOT_OF_MACHINES: ReadonlySet<string> = new Set([
  'azureworkload',
  'azurestorage',
  'azuresql',
  'mab',
  'dpm',
  'azurebackupserver',
]);

/** Whether an item or job may be of a VM: of one that says what it is, or of a kind that is not known. */
export function mayBeOfMachine(backupManagementType: string | undefined): boolean {
  return !NOT_OF_MACHINES.has(backupManagementType?.toLowerCase() ?? '');
}

/**
 * Kinds of data source of a Backup vault that are no managed disk, in Azure's spelling; one that is not listed may be.
 * @see https://learn.microsoft.com/azure/backup/backup-vault-overview
 * @see https://learn.microsoft.com/cli/azure/dataprotection/backup-instance#az-dataprotection-backup-instance-initialize
 */
export const NOT_OF_DISKS: readonly string[] = [
  'Microsoft.Storage/storageAccounts/blobServices',
  'Microsoft.Storage/storageAccounts/adlsBlobServices',
  'Microsoft.ContainerService/managedClusters',
  'Microsoft.DBforPostgreSQL/servers/databases',
  'Microsoft.DBforPostgreSQL/flexibleServers',
  'Microsoft.DBforMySQL/flexibleServers',
];
const OTHER_SOURCES: ReadonlySet<string> = new Set(NOT_OF_DISKS.map((kind) => kind.toLowerCase()));

/** Whether an instance or job of a Backup vault may be of a managed disk: by the id of its data source, otherwise by its kind. */
export function mayBeOfDisk(dataSourceType: string | undefined, dataSourceId: string | undefined): boolean {
  if (dataSourceId?.toLowerCase().includes('/providers/microsoft.compute/disks/') === true) return true;
  return !OTHER_SOURCES.has(dataSourceType?.toLowerCase() ?? '');
}

const NOTHING_MADE = values('Failed', 'Cancelled');

/** Whether a restore job ended in a way that leaves nothing that it made. */
export function madeNothing({ status }: { readonly status: string | undefined }): boolean {
  return says(status, NOTHING_MADE);
}
