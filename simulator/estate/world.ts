import type { ArmDocument, Tenant } from '../tenant.ts';
import {
  descendant,
  managementGroupId,
  managementGroupRow,
  resourceGroupDocument,
  subscriptionDocument,
  subscriptionRow,
  type ManagementGroup,
  type SubscriptionSpec,
} from './documents/containers.ts';
import {
  registrationAssignmentDocument,
  registrationDefinitionDocument,
  type ManagedBySpec,
} from './documents/lighthouse.ts';
import { segmentAfter } from './documents/place.ts';
import type { SharedSink } from './workload/shared.ts';
import { armView, resourceGraphRow, tablesOf, type TableName } from './rows.ts';

interface Entry {
  readonly document: ArmDocument;
  readonly row: ((row: ArmDocument) => ArmDocument) | undefined;
}

/** A small estate that stands in memory: what is added becomes ARM documents, lists and Resource Graph rows. */
export interface World extends SharedSink {
  /** Gives a subscription, or a resource group in it, to another tenant (Azure Lighthouse). */
  readonly delegate: (to: ManagedBySpec) => void;
  readonly toTenant: () => Tenant;
}

export interface WorldSpec {
  readonly now: string;
  readonly tenantId: string;
  readonly subscriptions: readonly SubscriptionSpec[];
}

export function createWorld(given: WorldSpec): World {
  const managing = new Map<string, string[]>();
  const spec: WorldSpec = {
    ...given,
    subscriptions: given.subscriptions.map((subscription) => {
      const managedByTenants: string[] = [];
      managing.set(subscription.id, managedByTenants);
      return { ...subscription, managedByTenants };
    }),
  };
  const entries = new Map<string, Entry>();
  const rows = new Map<string, ArmDocument[]>();

  const addRow = (table: TableName, row: ArmDocument): void => {
    rows.set(table, [...(rows.get(table) ?? []), row]);
  };
  const add = (document: ArmDocument, row?: (row: ArmDocument) => ArmDocument): string => {
    const key = document.id.toLowerCase();
    if (entries.has(key)) throw new Error(`The estate has ${document.id} twice.`);
    entries.set(key, { document, row });
    return document.id;
  };

  return {
    now: spec.now,
    tenantId: spec.tenantId,
    wants: () => true,
    add,
    addRow,
    delegate: (to) => {
      managing.get(to.subscription)?.push(to.tenantId);
      add(registrationDefinitionDocument(to, spec.tenantId));
      add(registrationAssignmentDocument(to, spec.tenantId));
    },
    toTenant: () => {
      addResourceGroups(entries, add);
      for (const row of containerRows(spec)) addRow('resourcecontainers', row);
      for (const { document, row } of entries.values()) {
        const shown = resourceGraphRow(spec.tenantId, document);
        for (const table of tablesOf(document, spec.now)) addRow(table, row === undefined ? shown : row(shown));
      }
      return tenantOf(spec, entries, rows);
    },
  };
}

function addResourceGroups(entries: ReadonlyMap<string, Entry>, add: World['add']): void {
  const seen = new Set<string>();
  for (const { document } of [...entries.values()]) {
    const group = segmentAfter(document.id, 'resourceGroups');
    const subscription = segmentAfter(document.id, 'subscriptions').toLowerCase();
    const key = `${subscription}/${group.toLowerCase()}`;
    if (group === '' || document.location === undefined || seen.has(key)) continue;
    seen.add(key);
    add(resourceGroupDocument({ subscription, group, location: document.location }));
  }
}

function containerRows(spec: WorldSpec): ArmDocument[] {
  const groups = new Map<string, { group: ManagementGroup; ancestors: readonly ManagementGroup[] }>();
  for (const { ancestors } of spec.subscriptions)
    for (const [index, group] of ancestors.entries())
      groups.set(group.name, { group, ancestors: ancestors.slice(index + 1) });
  return [
    ...[...groups.values()].map(({ group, ancestors }) => managementGroupRow(spec.tenantId, group, ancestors)),
    ...spec.subscriptions.map((subscription) => subscriptionRow(spec.tenantId, subscription)),
  ];
}

function tenantOf(
  spec: WorldSpec,
  entries: ReadonlyMap<string, Entry>,
  rows: ReadonlyMap<string, readonly ArmDocument[]>,
): Tenant {
  const documents = new Map<string, ArmDocument>();
  for (const [key, { document }] of entries) documents.set(key, armView(document));
  for (const subscription of spec.subscriptions)
    documents.set(`/subscriptions/${subscription.id}`, subscriptionDocument(spec.tenantId, subscription));
  const lists = childLists(documents);
  const parents = parentsOf(documents);
  addDescendants(lists, spec.subscriptions);
  const exists = (id: string): boolean => documents.has(id) || parents.has(id);

  return {
    now: spec.now,
    tenantId: spec.tenantId,
    subscriptions: spec.subscriptions.map(({ id, name, ancestors }) => ({
      id,
      name,
      managementGroups: ancestors.map((group) => group.name),
    })),
    rows: (table) => rows.get(table) ?? [],
    get: (id) => documents.get(id),
    // A resource that exists has its lists, be they empty.
    list: (path) => lists.get(path) ?? (exists(path.slice(0, path.lastIndexOf('/'))) ? [] : undefined),
  };
}

/** What stands above a resource is there too, though nothing was written for it: fabrics and containers. */
function parentsOf(documents: ReadonlyMap<string, ArmDocument>): ReadonlySet<string> {
  return new Set([...documents.keys()].map((id) => id.split('/').slice(0, -2).join('/')));
}

/** Lists by path: children of each resource, and the lists that a vault, group or subscription gives across. */
function childLists(documents: ReadonlyMap<string, ArmDocument>): Map<string, ArmDocument[]> {
  const lists = new Map<string, ArmDocument[]>();
  const put = (path: string, document: ArmDocument): void => {
    const list = lists.get(path);
    if (list === undefined) lists.set(path, [document]);
    else list.push(document);
  };
  for (const [key, document] of documents) {
    for (const path of listPathsOf(key, document.type.toLowerCase())) put(path, document);
  }
  return lists;
}

/** The lists in which a resource with this lower-case id and type stands. */
export function listPathsOf(id: string, type: string): string[] {
  const paths = [id.slice(0, id.lastIndexOf('/'))];
  const [, subscription = ''] = /^\/subscriptions\/([^/]+)\//.exec(id) ?? [];
  const vault = /^(.*\/providers\/microsoft\.recoveryservices\/vaults\/[^/]+)\//.exec(id)?.[1];
  if (type.endsWith('/protecteditems') && vault !== undefined) paths.push(`${vault}/backupprotecteditems`);
  for (const list of ['replicationprotecteditems', 'replicationrecoveryplans'])
    if (type.endsWith(`/${list}`) && vault !== undefined) paths.push(`${vault}/${list}`);
  if (type.split('/').length === 2) paths.push(`/subscriptions/${subscription}/providers/${type}`);
  return [...new Set(paths)];
}

function addDescendants(lists: Map<string, ArmDocument[]>, subscriptions: readonly SubscriptionSpec[]): void {
  const groups = new Map<string, { group: ManagementGroup; parents: readonly ManagementGroup[] }>();
  for (const { ancestors } of subscriptions)
    for (const [index, group] of ancestors.entries())
      groups.set(group.name, { group, parents: ancestors.slice(index + 1) });
  const put = (ancestor: ManagementGroup, item: ArmDocument): void => {
    const path = `${managementGroupId(ancestor.name).toLowerCase()}/descendants`;
    lists.set(path, [...(lists.get(path) ?? []), item]);
  };
  for (const { group, parents } of groups.values())
    for (const ancestor of parents)
      put(ancestor, descendant('managementGroup', group.name, group.displayName, parents[0]?.name ?? ''));
  for (const { id, name, ancestors } of subscriptions)
    for (const ancestor of ancestors) put(ancestor, descendant('subscription', id, name, ancestors[0]?.name ?? ''));
}
