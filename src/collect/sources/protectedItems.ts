import * as z from 'zod';
import type { ProtectedItem } from '../../domain/facts.ts';
import { defineSource, kql } from '../defineSource.ts';
import type { Row } from '../rows/reading.ts';
import { judged } from './shared/belonging.ts';
import { COMMON, RESOURCE } from './shared/columns.ts';
import { protectedItemId, vaultOf } from './shared/vaultIds.ts';

export const protectedItems = defineSource({
  id: 'protectedItems',
  title: 'protected items',
  ask: {
    of: 'resourceGraph',
    types: ['Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems'],
    kql: kql`
// A row is an item protected by Azure Backup in a Recovery Services vault.
recoveryservicesresources
| where type =~ 'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems'
| project id, name, type, subscriptionId, resourceGroup, location, tags, properties
| order by id asc
`,
    columns: z.object(RESOURCE),
  },
  read: toProtectedItem,
  owner: ['properties.sourceResourceId', 'properties.dataSourceInfo.resourceID', 'properties.virtualMachineId'],
  live: { by: 'question' },
  sheet: { belongsTo: judged },
  fields: {
    ...COMMON,
    'properties.sourceResourceId': 'id',
    'properties.dataSourceInfo.resourceID': 'id',
    'properties.virtualMachineId': 'id',
    'properties.backupManagementType': 'word',
    'properties.workloadType': 'word',
    'properties.friendlyName': 'name',
    'properties.protectionState': 'word',
    'properties.currentProtectionState': 'word',
    'properties.protectionStatus': 'word',
    'properties.healthStatus': 'word',
    'properties.lastRecoveryPoint': 'time',
    'properties.lastBackupTime': 'time',
    'properties.lastBackupStatus': 'word',
    'properties.policyName': 'name',
  },
});

/** What Azure writes as the time of the last backup where there was none. */
const NEVER = '2001-01-01T00:00:00.000Z';

/** @see https://learn.microsoft.com/azure/backup/query-backups-using-azure-resource-graph */
function toProtectedItem({ resource, properties }: Row): ProtectedItem {
  const lastBackup = properties.instant('lastBackupTime');
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
    lastBackupTime: lastBackup === NEVER ? undefined : lastBackup,
    lastBackupStatus: properties.text('lastBackupStatus'),
    policyName: properties.text('policyName'),
  };
}
