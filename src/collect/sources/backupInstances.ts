import * as z from 'zod';
import { ancestorOfType, armId, nameOf } from '../../domain/armId.ts';
import { mayBeOfDisk } from '../../domain/backupKinds.ts';
import type { BackupInstance } from '../../domain/facts.ts';
import { defineSource, kql } from '../defineSource.ts';
import { MalformedRowError, type Block, type Row } from '../rows/reading.ts';
import { judged } from './shared/belonging.ts';
import { COMMON, RESOURCE } from './shared/columns.ts';

const VAULT = 'microsoft.dataprotection/backupvaults';
const DISK_ID = /\/providers\/microsoft\.compute\/disks\/[^/]+$/;

export const backupInstances = defineSource({
  id: 'backupInstances',
  title: 'backup instances of disks',
  ask: {
    of: 'resourceGraph',
    types: ['Microsoft.DataProtection/backupVaults/backupInstances'],
    kql: kql`
// A row is a backup instance in a Backup vault (Data Protection) that is of a managed disk, or does not say that it is of anything else.
recoveryservicesresources
| where type =~ 'microsoft.dataprotection/backupvaults/backupinstances'
| where tostring(properties) contains 'Microsoft.Compute/disks' or tostring(properties.dataSourceInfo.datasourceType) !in~ ('Microsoft.Storage/storageAccounts/blobServices', 'Microsoft.Storage/storageAccounts/adlsBlobServices', 'Microsoft.ContainerService/managedClusters', 'Microsoft.DBforPostgreSQL/servers/databases', 'Microsoft.DBforPostgreSQL/flexibleServers', 'Microsoft.DBforMySQL/flexibleServers')
| project id, name, type, subscriptionId, resourceGroup, location, tags, properties
| order by id asc
`,
    columns: z.object(RESOURCE),
  },
  read: toBackupInstance,
  owner: ['properties.dataSourceInfo.resourceID'],
  live: { by: 'question' },
  sheet: {
    belongsTo: (row, chosen) =>
      row.diskId === undefined ? judged(row, chosen) : chosen.disks.has(row.diskId) ? row : undefined,
  },
  fields: {
    ...COMMON,
    'properties.dataSourceInfo.datasourceType': 'word',
    'properties.dataSourceInfo.resourceID': 'id',
    'properties.protectionStatus.status': 'word',
    'properties.currentProtectionState': 'word',
    'properties.protectionErrorDetails.code': 'word',
    'properties.protectionStatus.errorDetails.code': 'word',
    'properties.policyInfo.name': 'name',
    'properties.policyInfo.policyId': 'id',
    'properties.policyInfo.policyParameters.dataStoreParametersList[].resourceGroupId': 'id',
    'properties.policyInfo.policyParameters.dataStoreParametersList[].dataStoreType': 'word',
  },
});

/**
 * Undefined for an instance that is known to be of anything but a managed disk.
 * @see https://learn.microsoft.com/rest/api/dataprotection/backup-instances/get
 * @throws MalformedRowError when it is not below a Backup vault.
 */
function toBackupInstance({ resource, properties }: Row): BackupInstance | undefined {
  const vaultId = ancestorOfType(resource.id, VAULT);
  if (vaultId === undefined) throw new MalformedRowError('id is not that of a resource in a Backup vault');
  const source = properties.block('dataSourceInfo');
  const diskId = source?.id('resourceID');
  if (!mayBeOfDisk(source?.text('datasourceType'), diskId)) return undefined;
  const policy = properties.block('policyInfo');
  const policyId = policy?.text('policyId');
  const stores = policy?.block('policyParameters')?.list('dataStoreParametersList') ?? [];
  const status = properties.block('protectionStatus');
  const group = stores.map((store) => store.text('resourceGroupId')).find((id) => id !== undefined);
  return {
    ...resource,
    vaultId,
    diskId: diskId !== undefined && DISK_ID.test(diskId) ? diskId : undefined,
    protectionStatus: status?.text('status'),
    currentProtectionState: properties.text('currentProtectionState'),
    errorCode: codeOf(properties.block('protectionErrorDetails')) ?? codeOf(status?.block('errorDetails')),
    policyName: policy?.text('name') ?? (policyId === undefined ? undefined : nameOf(policyId)),
    dataStores: stores.map((store) => store.text('dataStoreType') ?? ''), // a check must not overlook one without a type
    snapshotGroupId: group === undefined ? undefined : armId(group),
  };
}

/** An error that does not tell its code is an error all the same. */
function codeOf(error: Block | undefined): string | undefined {
  return error === undefined ? undefined : (error.text('code') ?? '');
}
