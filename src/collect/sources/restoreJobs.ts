import * as z from 'zod';
import { mayBeOfMachine, restores } from '../../domain/backupKinds.ts';
import { ancestorOfType, type ArmId } from '../../domain/armId.ts';
import type { RestoreJob } from '../../domain/facts.ts';
import { defineSource, kql } from '../defineSource.ts';
import { MalformedRowError, type Row } from '../reading.ts';
import { judged } from './shared/belonging.ts';
import { COMMON, RESOURCE } from './shared/columns.ts';
import { BAG_FIELDS, toRestoreBag, VAULT_IN_BAG_FIELDS, vaultInBag } from './shared/restoreBag.ts';

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
  fields: {
    ...COMMON,
    'properties.operation': 'word',
    'properties.status': 'word',
    'properties.startTime': 'time',
    'properties.endTime': 'time',
    'properties.entityFriendlyName': 'name',
    'properties.dataSourceId': 'id',
    'properties.containerName': 'name',
    'properties.backupManagementType': 'word',
    'properties.isUserTriggered': 'word',
    ...BAG_FIELDS,
    ...VAULT_IN_BAG_FIELDS,
  },
});

/** @see https://learn.microsoft.com/rest/api/backup/backup-crr-jobs/list */
const CROSS_REGION =
  /^\/subscriptions\/[^/]+\/providers\/microsoft\.recoveryservices\/locations\/[^/]+\/backupjobs\/[^/]+$/;

/**
 * Undefined for a job that is known to restore nothing, or no VM.
 * @see https://learn.microsoft.com/azure/backup/query-backups-using-azure-resource-graph
 * @throws MalformedRowError when it is neither below a vault nor a cross-region restore below a region.
 */
function toRestoreJob({ resource, properties }: Row): RestoreJob | undefined {
  const operation = properties.text('operation');
  if (restores(operation) === 'no' || !mayBeOfMachine(properties.text('backupManagementType'))) return undefined;
  const bag = properties.block('extendedInfo')?.block('propertyBag');
  return {
    ...resource,
    vaultId: vaultOfJob(resource.id) ?? (bag === undefined ? undefined : vaultInBag(bag)),
    jobId: resource.name.toLowerCase(),
    operation,
    status: properties.text('status'),
    startTime: properties.instant('startTime'),
    endTime: properties.instant('endTime'),
    entityFriendlyName: properties.text('entityFriendlyName'),
    dataSourceId: properties.id('dataSourceId'),
    containerName: properties.text('containerName'),
    isUserTriggered: properties.flag('isUserTriggered'),
    bag: bag === undefined ? undefined : toRestoreBag(bag),
  };
}

function vaultOfJob(id: ArmId): ArmId | undefined {
  const vault = ancestorOfType(id, 'microsoft.recoveryservices/vaults');
  if (vault === undefined && !CROSS_REGION.test(id))
    throw new MalformedRowError(
      'id is neither that of a job in a Recovery Services vault nor of a cross-region restore',
    );
  return vault;
}
