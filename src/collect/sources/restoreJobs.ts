import * as z from 'zod';
import { defineSource, kql } from '../defineSource.ts';
import { judged } from './shared/belonging.ts';
import { RESOURCE } from './shared/columns.ts';
import { RESTORE_JOB_FIELDS, toRestoreJob } from './shared/restoreJob.ts';

export const restoreJobs = defineSource({
  id: 'restoreJobs',
  title: 'restore jobs',
  ask: {
    of: 'resourceGraph',
    types: ['Microsoft.RecoveryServices/vaults/backupJobs'],
    kql: kql`
// A row is a backup job that restores, or whose operation is none of the known others; Resource Graph keeps jobs for 14 days.
recoveryservicesresources
| where type =~ 'microsoft.recoveryservices/vaults/backupjobs'
| where tostring(properties.operation) !in~ ('Register', 'UnRegister', 'ConfigureBackup', 'Backup', 'DisableBackup', 'DeleteBackupData', 'Undelete', 'UpdateCustomerManagedKey')
| project id, name, type, subscriptionId, resourceGroup, location, tags, properties
| order by id asc
`,
    columns: z.object(RESOURCE),
  },
  read: toRestoreJob,
  owner: ['properties.dataSourceId'],
  live: { by: 'question' },
  sheet: { belongsTo: judged },
  fields: RESTORE_JOB_FIELDS,
});
