import * as z from 'zod';
import type { RestoreJob } from '../../domain/facts.ts';
import { defineSource, kql } from '../defineSource.ts';
import type { Row } from '../reading.ts';
import { judged } from './shared/belonging.ts';
import { COMMON, RESOURCE } from './shared/columns.ts';
import { vaultOf } from './shared/vaultIds.ts';

const RESTORES: ReadonlySet<string> = new Set(['restore', 'crossregionrestore']);

export const restoreJobs = defineSource({
  id: 'restoreJobs',
  title: 'restore jobs',
  ask: {
    of: 'resourceGraph',
    types: ['Microsoft.RecoveryServices/vaults/backupJobs'],
    kql: kql`
// A row is a backup job that restores; Resource Graph keeps jobs for 14 days.
recoveryservicesresources
| where type =~ 'microsoft.recoveryservices/vaults/backupjobs'
| where tostring(properties) contains 'Restore'
| project id, name, type, subscriptionId, resourceGroup, location, tags, properties
| order by id asc
`,
    columns: z.object(RESOURCE),
  },
  read: toRestoreJob,
  live: { by: 'question' },
  sheet: { belongsTo: judged },
  fields: {
    ...COMMON,
    'properties.operation': 'word',
    'properties.status': 'word',
    'properties.startTime': 'time',
    'properties.endTime': 'time',
    'properties.entityFriendlyName': 'name',
    'properties.dataSourceId': 'id',
    'properties.isUserTriggered': 'word',
  },
});

/**
 * Undefined for a job that restores nothing.
 * @see https://learn.microsoft.com/azure/backup/query-backups-using-azure-resource-graph
 */
function toRestoreJob({ resource, properties }: Row): RestoreJob | undefined {
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
