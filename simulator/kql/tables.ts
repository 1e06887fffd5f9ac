/**
 * Resource Graph's tables and the columns that they have in common.
 * @see https://learn.microsoft.com/azure/governance/resource-graph/reference/supported-tables-resources
 * @see https://learn.microsoft.com/azure/governance/resource-graph/concepts/query-language#resource-graph-tables
 */

export type ColumnType = 'string' | 'long' | 'int' | 'real' | 'bool' | 'datetime' | 'timespan' | 'dynamic' | 'unknown';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** In lower case: Resource Graph takes a table's name in any case. */
export const TABLES: readonly string[] = [
  'resources',
  'resourcecontainers',
  'recoveryservicesresources',
  'computeresources',
  'authorizationresources',
  'policyresources',
  'managedservicesresources',
  'resourcechanges',
  'resourcecontainerchanges',
  'securityresources',
  'healthresources',
  'advisorresources',
  'guestconfigurationresources',
  'maintenanceresources',
  'patchassessmentresources',
  'servicehealthresources',
];

export const COLUMNS: readonly Column[] = [
  { name: 'id', type: 'string' },
  { name: 'name', type: 'string' },
  { name: 'type', type: 'string' },
  { name: 'tenantId', type: 'string' },
  { name: 'kind', type: 'string' },
  { name: 'location', type: 'string' },
  { name: 'resourceGroup', type: 'string' },
  { name: 'subscriptionId', type: 'string' },
  { name: 'managedBy', type: 'string' },
  { name: 'sku', type: 'dynamic' },
  { name: 'plan', type: 'dynamic' },
  { name: 'properties', type: 'dynamic' },
  { name: 'tags', type: 'dynamic' },
  { name: 'identity', type: 'dynamic' },
  { name: 'zones', type: 'dynamic' },
  { name: 'extendedLocation', type: 'dynamic' },
];
