import * as z from 'zod';
import { ancestorOfType } from '../../domain/armId.ts';
import { mayBeOfDisk, restores } from '../../domain/backupKinds.ts';
import type { DiskRestoreJob } from '../../domain/facts.ts';
import { defineSource, kql } from '../defineSource.ts';
import { MalformedRowError, type Row } from '../rows/reading.ts';
import { judged } from './shared/belonging.ts';
import { COMMON, RESOURCE } from './shared/columns.ts';

export const diskRestoreJobs = defineSource({
  id: 'diskRestoreJobs',
  title: 'restore jobs of disk backup',
  ask: {
    of: 'resourceGraph',
    types: ['Microsoft.DataProtection/backupVaults/backupJobs'],
    kql: kql`
// A row is a job of a Backup vault (Data Protection) that restores, or whose operation is none of the known others, of a managed disk or of nothing that is known to be something else.
recoveryservicesresources
| where type =~ 'microsoft.dataprotection/backupvaults/backupjobs'
| where tostring(properties) contains 'Microsoft.Compute/disks' or tostring(properties.dataSourceType) !in~ ('Microsoft.Storage/storageAccounts/blobServices', 'Microsoft.Storage/storageAccounts/adlsBlobServices', 'Microsoft.ContainerService/managedClusters', 'Microsoft.DBforPostgreSQL/servers/databases', 'Microsoft.DBforPostgreSQL/flexibleServers', 'Microsoft.DBforMySQL/flexibleServers')
| where tostring(properties.operation) !in~ ('Register', 'UnRegister', 'ConfigureBackup', 'Backup', 'DisableBackup', 'DeleteBackupData', 'Undelete', 'UpdateCustomerManagedKey')
| project id, name, type, subscriptionId, resourceGroup, location, tags, properties
| order by id asc
`,
    columns: z.object(RESOURCE),
  },
  read: toDiskRestoreJob,
  owner: ['properties.dataSourceId'],
  live: { by: 'nothing', because: 'Restores by disk backup are not read by the live answer.' },
  sheet: { belongsTo: judged },
  fields: {
    ...COMMON,
    'properties.operation': 'word',
    'properties.status': 'word',
    'properties.startTime': 'time',
    'properties.endTime': 'time',
    'properties.dataSourceId': 'id',
    'properties.dataSourceType': 'word',
    'properties.extendedInfo.recoveryDestination': 'id',
    'properties.extendedInfo.sourceRecoverPoint.recoveryPointTime': 'time',
  },
});

/**
 * Undefined for a job that is known to restore nothing, or not a disk.
 * @see https://learn.microsoft.com/rest/api/dataprotection/jobs/get
 * @throws MalformedRowError when it is not below a Backup vault.
 */
function toDiskRestoreJob({ resource, properties }: Row): DiskRestoreJob | undefined {
  const operation = properties.text('operation');
  const sourceDiskId = properties.id('dataSourceId');
  if (restores(operation) === 'no' || !mayBeOfDisk(properties.text('dataSourceType'), sourceDiskId)) return undefined;
  const vaultId = ancestorOfType(resource.id, 'microsoft.dataprotection/backupvaults');
  if (vaultId === undefined) throw new MalformedRowError('id is not that of a job in a Backup vault');
  const info = properties.block('extendedInfo');
  return {
    ...resource,
    vaultId,
    jobId: resource.name.toLowerCase(),
    operation,
    status: properties.text('status'),
    startTime: properties.instant('startTime'),
    endTime: properties.instant('endTime'),
    sourceDiskId,
    destinationId: info?.id('recoveryDestination'),
    recoveryPointTime: info?.block('sourceRecoverPoint')?.instant('recoveryPointTime'),
  };
}
