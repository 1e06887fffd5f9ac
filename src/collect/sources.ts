import * as z from 'zod';
import type { AskedSourceId } from '../domain/facts.ts';
import backupInstances from './kql/backupInstances.kql';
import backupVaults from './kql/backupVaults.kql';
import classicAdministrators from './kql/classicAdministrators.kql';
import diskEncryptionSets from './kql/diskEncryptionSets.kql';
import disks from './kql/disks.kql';
import keyVaults from './kql/keyVaults.kql';
import notAssessed from './kql/notAssessed.kql';
import notAssessedBackups from './kql/notAssessedBackups.kql';
import policyExemptions from './kql/policyExemptions.kql';
import protectedItems from './kql/protectedItems.kql';
import recoveryServicesVaults from './kql/recoveryServicesVaults.kql';
import replicatedItems from './kql/replicatedItems.kql';
import restoreJobs from './kql/restoreJobs.kql';
import restorePointCollections from './kql/restorePointCollections.kql';
import roleAssignments from './kql/roleAssignments.kql';
import roleDefinitions from './kql/roleDefinitions.kql';
import scaleSetInstances from './kql/scaleSetInstances.kql';
import scaleSets from './kql/scaleSets.kql';
import snapshots from './kql/snapshots.kql';
import storageAccounts from './kql/storageAccounts.kql';
import subscriptions from './kql/subscriptions.kql';
import virtualMachines from './kql/virtualMachines.kql';
import vmExtensions from './kql/vmExtensions.kql';

/** A query of Resource Graph and the columns that its rows have. `properties` stays whole: it is read in TypeScript. */
export interface GraphSource {
  readonly id: AskedSourceId;
  readonly kql: string;
  readonly columns: z.ZodObject;
  /**
   * Also what is above the subscriptions asked about: Resource Graph leaves out what stands at management groups
   * (roles, policy exemptions) otherwise. Such rows have no subscriptionId.
   * @see https://learn.microsoft.com/rest/api/azureresourcegraph/resourcegraph/resources/resources#authorizationscopefilter
   */
  readonly scopeFilter?: 'AtScopeAboveAndBelow';
}

const text = z.string().nullish();
/** Text of JSON or the object itself: Resource Graph sends both (DOMAIN §5). */
const json = z.union([z.string(), z.record(z.string(), z.unknown())]).nullish();
const common = { id: z.string().min(1), name: text, type: text, subscriptionId: text, tags: json, properties: json };
const { id, name, type, subscriptionId, properties } = common;
const ofAccess = {
  columns: z.object({ id, name, type, subscriptionId, properties }),
  scopeFilter: 'AtScopeAboveAndBelow',
} as const;
const resource = { ...common, resourceGroup: text, location: text };

/** Every source that Resource Graph serves, in the order of asking. Adding one: `Facts`, a `.kql`, a reader, a line here. */
export const GRAPH_SOURCES: readonly GraphSource[] = [
  { id: 'subscriptions', kql: subscriptions, columns: z.object({ ...common, tenantId: text }) },
  { id: 'disks', kql: disks, columns: z.object({ ...resource, sku: json, managedBy: text }) },
  { id: 'virtualMachines', kql: virtualMachines, columns: z.object(resource) },
  { id: 'vmExtensions', kql: vmExtensions, columns: z.object(resource) },
  { id: 'snapshots', kql: snapshots, columns: z.object({ ...resource, sku: json }) },
  { id: 'diskEncryptionSets', kql: diskEncryptionSets, columns: z.object({ ...resource, identity: json }) },
  { id: 'keyVaults', kql: keyVaults, columns: z.object(resource) },
  {
    id: 'recoveryServicesVaults',
    kql: recoveryServicesVaults,
    columns: z.object({ ...resource, sku: json, identity: json }),
  },
  { id: 'protectedItems', kql: protectedItems, columns: z.object(resource) },
  { id: 'backupVaults', kql: backupVaults, columns: z.object(resource) },
  { id: 'backupInstances', kql: backupInstances, columns: z.object(resource) },
  { id: 'restoreJobs', kql: restoreJobs, columns: z.object(resource) },
  { id: 'replicatedItems', kql: replicatedItems, columns: z.object(resource) },
  { id: 'restorePointCollections', kql: restorePointCollections, columns: z.object(resource) },
  { id: 'storageAccounts', kql: storageAccounts, columns: z.object({ ...resource, sku: json, identity: json }) },
  { id: 'roleAssignments', kql: roleAssignments, ...ofAccess },
  { id: 'roleDefinitions', kql: roleDefinitions, ...ofAccess },
  { id: 'classicAdministrators', kql: classicAdministrators, ...ofAccess },
  { id: 'policyExemptions', kql: policyExemptions, ...ofAccess },
];

/** Queries that only count what is not judged. */
export const NOT_ASSESSED_QUERIES = { notAssessed, notAssessedBackups, scaleSets, scaleSetInstances } as const;
export type NotAssessedQuery = keyof typeof NOT_ASSESSED_QUERIES;

/** The same question as the source's query, answered with a number for each subscription. */
export function countQuery(source: GraphSource): string {
  return source.kql.replace(/\| order by id asc\s*$/, '| summarize count() by subscriptionId\n');
}

/** What is wrong with a row's columns, naming the column; undefined when they are as projected. */
export function columnProblem(source: GraphSource, raw: unknown): string | undefined {
  const result = source.columns.safeParse(raw);
  if (result.success) return undefined;
  const path = result.error.issues[0]?.path.join('.') ?? '';
  return path === '' ? 'the row is not an object' : `the column ${path} is missing or of the wrong kind`;
}
