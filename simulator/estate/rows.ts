import type { ArmDocument } from '../tenant.ts';
import { segmentAfter } from './documents/place.ts';

/** Tables of Resource Graph that the estates fill. */
export type TableName =
  | 'resources'
  | 'resourcecontainers'
  | 'recoveryservicesresources'
  | 'computeresources'
  | 'authorizationresources'
  | 'policyresources'
  | 'managedservicesresources';

/**
 * The tables in which Resource Graph keeps a type (lower case); none for what only ARM shows.
 * @see https://learn.microsoft.com/azure/governance/resource-graph/reference/supported-tables-resources
 */
const TABLES: Readonly<Record<string, readonly TableName[]>> = {
  'microsoft.compute/disks': ['resources'],
  'microsoft.compute/snapshots': ['resources'],
  'microsoft.compute/diskencryptionsets': ['resources'],
  'microsoft.compute/diskaccesses': ['resources'],
  'microsoft.compute/restorepointcollections': ['resources'],
  'microsoft.compute/virtualmachines': ['resources'],
  'microsoft.compute/virtualmachines/extensions': ['resources'],
  'microsoft.compute/virtualmachinescalesets': ['resources'],
  'microsoft.compute/virtualmachinescalesets/virtualmachines': ['computeresources'],
  'microsoft.compute/images': ['resources'],
  'microsoft.compute/galleries/images/versions': ['resources'],
  'microsoft.keyvault/vaults': ['resources'],
  'microsoft.keyvault/managedhsms': ['resources'],
  'microsoft.storage/storageaccounts': ['resources'],
  'microsoft.recoveryservices/vaults': ['resources', 'recoveryservicesresources'],
  'microsoft.dataprotection/backupvaults': ['resources'],
  'microsoft.dataprotection/backupvaults/backupinstances': ['recoveryservicesresources'],
  'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems': ['recoveryservicesresources'],
  'microsoft.recoveryservices/vaults/backupjobs': ['recoveryservicesresources'],
  'microsoft.recoveryservices/vaults/replicationfabrics/replicationprotectioncontainers/replicationprotecteditems': [
    'recoveryservicesresources',
  ],
  'microsoft.recoveryservices/vaults/replicationrecoveryplans': ['recoveryservicesresources'],
  'microsoft.dataprotection/backupvaults/backupjobs': ['recoveryservicesresources'],
  'microsoft.managedservices/registrationassignments': ['managedservicesresources'],
  'microsoft.managedservices/registrationdefinitions': ['managedservicesresources'],
  'microsoft.resources/resourcegroups': ['resourcecontainers'],
};

export function tablesOf(document: ArmDocument, now: string): readonly TableName[] {
  const type = document.type.toLowerCase();
  return type === 'microsoft.recoveryservices/vaults/backupjobs' && isForgotten(document, now)
    ? []
    : (TABLES[type] ?? []);
}

/** @see https://learn.microsoft.com/azure/backup/query-backups-using-azure-resource-graph */
const JOB_DAYS = 14;

/** Whether Resource Graph no longer has a job that ARM still lists. */
function isForgotten({ properties }: ArmDocument, now: string): boolean {
  const started = isBag(properties) ? properties['startTime'] : undefined;
  return typeof started === 'string' && Date.parse(started) < Date.parse(now) - JOB_DAYS * 86_400_000;
}

/** Lower-case ARM types that a table holds. */
export function typesOf(table: string): string[] {
  return Object.entries(TABLES)
    .filter(([, tables]) => tables.some((name) => name === table))
    .map(([type]) => type);
}

/** What Resource Graph shows of a property bag, by lower-case type; by default all of it. */
const SHOWN: Readonly<Record<string, (properties: Readonly<Record<string, unknown>>) => unknown>> = {
  'microsoft.compute/restorepointcollections': ({ source, provisioningState, restorePointCollectionId }) => ({
    source,
    provisioningState,
    restorePointCollectionId,
  }),
  'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems': (properties) =>
    without(properties, ['extendedProperties']),
  // What is given stands in the row of the definition alone.
  'microsoft.managedservices/registrationassignments': (properties) => without(properties, ['registrationDefinition']),
  'microsoft.recoveryservices/vaults/backupjobs': (properties) => without(properties, ['extendedInfo']),
  'microsoft.recoveryservices/vaults/replicationfabrics/replicationprotectioncontainers/replicationprotecteditems':
    replicatedItemShown,
};

/** What ARM does not show although Resource Graph does. */
const ONLY_IN_RESOURCE_GRAPH: Readonly<Record<string, readonly string[]>> = {
  'microsoft.compute/virtualmachines': ['extended'],
  'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems': [
    'currentProtectionState',
    'dataSourceInfo',
  ],
  'microsoft.recoveryservices/vaults/backupjobs': [
    'isUserTriggered',
    'operationCategory',
    'dataSourceId',
    'dataSourceLocation',
  ],
};

/** A document as a row of Resource Graph: lower-case type, the standard columns, never absent. */
export function resourceGraphRow(tenantId: string, document: ArmDocument): ArmDocument {
  const type = document.type.toLowerCase();
  const shown = SHOWN[type];
  const properties = document.properties;
  return {
    kind: '',
    managedBy: '',
    sku: null,
    plan: null,
    identity: null,
    zones: null,
    extendedLocation: null,
    tags: null,
    location: '',
    ...document,
    // Resource groups alone have another type in Resource Graph than in ARM.
    type: type === 'microsoft.resources/resourcegroups' ? 'microsoft.resources/subscriptions/resourcegroups' : type,
    tenantId,
    subscriptionId: segmentAfter(document.id, 'subscriptions').toLowerCase(),
    resourceGroup: segmentAfter(document.id, 'resourceGroups').toLowerCase(),
    properties: shown === undefined || !isBag(properties) ? properties : shown(properties),
  };
}

/** A document as ARM shows it. */
export function armView(document: ArmDocument): ArmDocument {
  const hidden = ONLY_IN_RESOURCE_GRAPH[document.type.toLowerCase()];
  if (hidden === undefined || !isBag(document.properties)) return document;
  return { ...document, properties: without(document.properties, hidden) };
}

/** Which per-disk encryption fields Resource Graph has is not documented: it shows none here. */
function replicatedItemShown(properties: Readonly<Record<string, unknown>>): unknown {
  const details = isBag(properties['providerSpecificDetails']) ? properties['providerSpecificDetails'] : {};
  const disks = Array.isArray(details['protectedManagedDisks']) ? details['protectedManagedDisks'] : [];
  return {
    ...properties,
    providerSpecificDetails: {
      instanceType: details['instanceType'],
      dataSourceInfo: { datasourceType: 'AzureVm', resourceId: details['fabricObjectId'] },
      fabricObjectId: details['fabricObjectId'],
      recoveryAzureVMName: details['recoveryAzureVMName'],
      primaryFabricLocation: details['primaryFabricLocation'],
      recoveryFabricLocation: details['recoveryFabricLocation'],
      lastRpoCalculatedTime: details['lastRpoCalculatedTime'],
      protectedManagedDisks: disks
        .filter(isBag)
        .map(({ diskName, diskState, diskId, recoveryTargetDiskAccountType }) => ({
          diskName,
          diskState,
          diskId,
          recoveryTargetDiskAccountType,
        })),
    },
  };
}

function without(bag: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(bag).filter(([name]) => !names.includes(name)));
}

function isBag(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
