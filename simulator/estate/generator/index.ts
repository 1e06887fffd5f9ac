import { builtInRoleRows, roleAssignmentRow, ROLES } from '../documents/authorization.ts';
import {
  descendant,
  managementGroupId,
  managementGroupRow,
  resourceGroupDocument,
  subscriptionDocument,
  subscriptionRow,
  type ManagementGroup,
} from '../documents/containers.ts';
import { guidOf, type Place } from '../documents/place.ts';
import { armView, resourceGraphRow, tablesOf, typesOf, type TableName } from '../rows.ts';
import { listPathsOf } from '../world.ts';
import { BUILT } from '../workload/shared.ts';
import type { ArmDocument, RowHint, Tenant } from '../../tenant.ts';
import {
  BANK_MANAGEMENT_GROUP,
  bankShape,
  GENERATED_NOW,
  subscriptionId,
  subscriptionIndex,
  subscriptionOf,
  type BankShape,
} from './bank.ts';
import { collect, type Collected } from './collect.ts';
import { addEntry, entryIndex, placeOf } from './machines.ts';
import { planSubscription, type SubscriptionPlan } from './plan.ts';
import { recentlyUsed } from './recentlyUsed.ts';
import { addShared, platformOf, sharedPlaces } from './shared.ts';

export { BANK_MANAGEMENT_GROUP } from './bank.ts';

/** The type of the entries of an ARM list, by the lower-case last segment of its path, where its entries are many. */
const LISTED: Readonly<Record<string, string>> = {
  backupprotecteditems: 'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems',
  recoverypoints: 'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems/recoverypoints',
  backupjobs: 'microsoft.recoveryservices/vaults/backupjobs',
  replicationprotecteditems:
    'microsoft.recoveryservices/vaults/replicationfabrics/replicationprotectioncontainers/replicationprotecteditems',
  links: 'microsoft.resources/links',
  keys: 'microsoft.keyvault/vaults/keys',
  versions: 'microsoft.keyvault/vaults/keys/versions',
  secrets: 'microsoft.keyvault/vaults/secrets',
  disks: 'microsoft.compute/disks',
  virtualmachines: 'microsoft.compute/virtualmachines',
  snapshots: 'microsoft.compute/snapshots',
};

/** What an id of this kind names can only be found by building all of its subscription. */
const NAMELESS = /\/(?:backupjobs|replicationprotecteditems)\/[^/]+$/;

/**
 * A made-up bank of `size` managed disks (10 to 1,000,000, replicas and restored copies included): the same seed and
 * size give the same bank, on any machine. Every row is built when asked for and forgotten after, and any id leads to
 * its document without a search.
 * @throws RangeError when the seed is no whole number or the size is out of range.
 */
export function estate(seed: number, size: number, subscriptions?: number): Tenant {
  const bank = bankShape(seed, size, subscriptions);
  const plans = recentlyUsed(16, (index: number) => planSubscription(bank, index));
  const shared = recentlyUsed(16, (index: number) => sharedOf(bank, plans(index)));
  const indexes = Array.from({ length: bank.subscriptionCount }, (_, index) => index);

  return {
    now: GENERATED_NOW,
    tenantId: bank.tenantId,
    subscriptions: indexes.map((index) => {
      const { id, name, ancestors } = subscriptionOf(bank, index);
      return { id, name, managementGroups: ancestors.map((group) => group.name) };
    }),
    rows: (table, only) => rowsOf(bank, table, only, plans, shared),
    get: (id) => getFrom(bank, id, plans, shared),
    list: (path) => listFrom(bank, path, plans, shared),
  };
}

type Plans = (index: number) => SubscriptionPlan;
type Shared = (index: number) => Collected;

function sharedOf(bank: BankShape, plan: SubscriptionPlan): Collected {
  return collect(bank.tenantId, undefined, (sink) => {
    for (const region of plan.platformRegions) addShared(sink, plan, region);
  });
}

function* rowsOf(
  bank: BankShape,
  table: string,
  only: RowHint | undefined,
  plans: Plans,
  shared: Shared,
): Iterable<ArmDocument> {
  if (table === 'authorizationresources') yield* tenantWideAccess(bank);
  if (table === 'resourcecontainers') yield* managementGroupRows(bank);
  const built = typesOf(table).filter((type) => only?.types?.has(type) ?? true);
  for (let index = 0; index < bank.subscriptionCount; index += 1) {
    if (only?.subscriptions?.has(subscriptionId(bank, index)) === false) continue;
    if (table === 'resourcecontainers') yield* containerRows(bank, plans(index), plans);
    else if (table === 'authorizationresources') yield* shared(index).accessRows;
    else if (built.length > 0)
      yield* resourceRows(bank, table as TableName, new Set(built), plans(index), shared(index), plans);
  }
}

function* resourceRows(
  bank: BankShape,
  table: TableName,
  types: ReadonlySet<string>,
  plan: SubscriptionPlan,
  shared: Collected,
  plans: Plans,
): Iterable<ArmDocument> {
  for (const { document, row } of shared.documents)
    if (types.has(document.type.toLowerCase()) && tablesOf(document, GENERATED_NOW).includes(table))
      yield shown(bank, document, row);
  for (const { documents } of builtIn(bank, plan, plans, types, ''))
    for (const { document, row } of documents)
      if (types.has(document.type.toLowerCase()) && tablesOf(document, GENERATED_NOW).includes(table))
        yield shown(bank, document, row);
}

/** What lies in a subscription: of its own machines, and of those that it serves; all of them, or those that an id names. */
function* builtIn(
  bank: BankShape,
  plan: SubscriptionPlan,
  plans: Plans,
  types: ReadonlySet<string> | undefined,
  id: string,
): Iterable<Pick<Collected, 'documents'>> {
  const prefix = `/subscriptions/${plan.id}/`;
  const own = plans(plan.index);
  for (const of of [own, ...plan.clients.map(({ index }) => plans(index))])
    for (const entry of entriesOf(of, id)) {
      const crosses = entry.kind === 'machine' && entry.elsewhere;
      if (of !== own && !crosses) continue;
      const { documents } = collect(bank.tenantId, types, (sink) => {
        addEntry(sink, of, entry);
      });
      // Site Recovery writes `/Subscriptions/`.
      const here = (built: (typeof documents)[number]): boolean => built.document.id.toLowerCase().startsWith(prefix);
      yield { documents: crosses ? documents.filter(here) : documents };
    }
}

function shown(
  bank: BankShape,
  document: ArmDocument,
  row: ((row: ArmDocument) => ArmDocument) | undefined,
): ArmDocument {
  const plain = resourceGraphRow(bank.tenantId, document);
  return row === undefined ? plain : row(plain);
}

function* tenantWideAccess(bank: BankShape): Iterable<ArmDocument> {
  yield* builtInRoleRows(bank.tenantId);
  yield roleAssignmentRow(bank.tenantId, {
    scope: managementGroupId(BANK_MANAGEMENT_GROUP),
    role: ROLES.reader,
    principalId: guidOf(`meridian security audit ${String(bank.seed)}`),
    principalType: 'Group',
    created: BUILT,
  });
}

/** Management groups with those above each, as far as subscriptions stand beneath them. */
function managementGroups(
  bank: BankShape,
): ReadonlyMap<string, { readonly group: ManagementGroup; readonly above: readonly ManagementGroup[] }> {
  const groups = new Map<string, { group: ManagementGroup; above: readonly ManagementGroup[] }>();
  for (let index = 0; index < bank.subscriptionCount; index += 1)
    for (const [depth, group] of subscriptionOf(bank, index).ancestors.entries())
      if (!groups.has(group.name))
        groups.set(group.name, { group, above: subscriptionOf(bank, index).ancestors.slice(depth + 1) });
  return groups;
}

function* managementGroupRows(bank: BankShape): Iterable<ArmDocument> {
  for (const { group, above } of managementGroups(bank).values()) yield managementGroupRow(bank.tenantId, group, above);
}

function* containerRows(bank: BankShape, plan: SubscriptionPlan, plans: Plans): Iterable<ArmDocument> {
  yield subscriptionRow(bank.tenantId, subscriptionOf(bank, plan.index));
  for (const place of placesOf(plan, plans).values())
    yield resourceGraphRow(bank.tenantId, resourceGroupDocument(place));
}

/** Resource groups of a subscription by name in lower case. */
function placesOf(plan: SubscriptionPlan, plans: Plans): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  const put = (place: Place): void => {
    if (!places.has(place.group.toLowerCase())) places.set(place.group.toLowerCase(), place);
  };
  for (const region of plan.platformRegions) for (const place of sharedPlaces(plan, region)) put(place);
  for (const entry of plan.entries) {
    const place = placeOf(plan, entry);
    put(place);
    const region = plan.regions[entry.region];
    if (entry.kind !== 'machine' || region === undefined) continue;
    if (entry.replication !== 'none' && !entry.elsewhere)
      put({ ...place, group: `${place.group}-asr`, location: region.recovery });
    if (entry.backup !== 'none') put({ ...place, group: `AzureBackupRG_${place.location}_1` });
    if (entry.restored !== 'none') put({ ...place, group: platformOf(plan, region).restoreGroup });
  }
  for (const client of plan.clients.map(({ index }) => plans(index)))
    for (const entry of client.entries) {
      const region = client.regions[entry.region];
      if (entry.kind !== 'machine' || !entry.elsewhere || entry.replication === 'none' || region === undefined)
        continue;
      const { group } = placeOf(client, entry);
      put({ subscription: plan.id, group: `${group}-asr`, location: region.recovery });
    }
  return places;
}

function getFrom(bank: BankShape, id: string, plans: Plans, shared: Shared): ArmDocument | undefined {
  const [, root, subscription = '', kind, group = '', ...rest] = id.split('/');
  if (root !== 'subscriptions') return undefined;
  const index = subscriptionIndex(bank, subscription);
  if (index === undefined) return undefined;
  if (kind === undefined) return subscriptionDocument(bank.tenantId, subscriptionOf(bank, index));
  if (kind !== 'resourcegroups') return undefined;
  const plan = plans(index);
  if (rest.length === 0) {
    const place = placesOf(plan, plans).get(group);
    return place === undefined ? undefined : resourceGroupDocument(place);
  }
  const found = shared(index).byId.get(id) ?? findInEntries(bank, plan, plans, id);
  return found === undefined ? undefined : armView(found);
}

function findInEntries(bank: BankShape, plan: SubscriptionPlan, plans: Plans, id: string): ArmDocument | undefined {
  const segments = id.split('/');
  const types = NAMELESS.test(id) ? typeSet(segments.at(-2)) : undefined;
  for (const { documents } of builtIn(bank, plan, plans, types, id)) {
    const found = documents.find(({ document }) => document.id.toLowerCase() === id);
    if (found !== undefined) return found.document;
  }
  return undefined;
}

/** The one entry that an id or path names, or all of them where it names none. */
function entriesOf(plan: SubscriptionPlan, id: string): SubscriptionPlan['entries'] {
  const index = entryIndex(id);
  if (index === undefined) return plan.entries;
  const entry = plan.entries[index];
  return entry === undefined ? [] : [entry];
}

function listFrom(bank: BankShape, path: string, plans: Plans, shared: Shared): Iterable<ArmDocument> | undefined {
  if (path.startsWith('/providers/microsoft.management/managementgroups/')) return descendants(bank, path);
  const [, root, subscription = '', kind, ...rest] = path.split('/');
  const index = root === 'subscriptions' ? subscriptionIndex(bank, subscription) : undefined;
  if (index === undefined) return undefined;
  const plan = plans(index);
  if (kind === 'resourcegroups' && rest.length === 0)
    return [...placesOf(plan, plans).values()].map((place) => resourceGroupDocument(place));
  const isTop = /\/providers\/[^/]+\/[^/]+$/.test(path);
  // A protection container has no document of its own: it is there where its vault is.
  const parent = path.slice(0, path.lastIndexOf('/')).replace(/\/replicationfabrics\/[^/]+\/[^/]+\/[^/]+$/, '');
  if (!isTop && getFrom(bank, parent, plans, shared) === undefined) return undefined;
  return listIn(bank, path, plan, shared(index), plans);
}

function* listIn(
  bank: BankShape,
  path: string,
  plan: SubscriptionPlan,
  shared: Collected,
  plans: Plans,
): Iterable<ArmDocument> {
  const belongs = (document: ArmDocument): boolean =>
    listPathsOf(document.id.toLowerCase(), document.type.toLowerCase()).includes(path);
  for (const { document } of shared.documents) if (belongs(document)) yield armView(document);
  const types = typeSet(path.slice(path.lastIndexOf('/') + 1));
  for (const { documents } of builtIn(bank, plan, plans, types, path))
    for (const { document } of documents) if (belongs(document)) yield armView(document);
}

function typeSet(segment: string | undefined): ReadonlySet<string> | undefined {
  const type = LISTED[segment ?? ''];
  return type === undefined ? undefined : new Set([type]);
}

/** Management groups first, then subscriptions, beneath one management group. */
function descendants(bank: BankShape, path: string): Iterable<ArmDocument> | undefined {
  const [, , , , name = '', list] = path.split('/');
  const groups = managementGroups(bank);
  const exists = [...groups.values()].some(({ group }) => group.name.toLowerCase() === name);
  if (list !== 'descendants' || !exists) return undefined;
  return (function* () {
    for (const { group, above } of groups.values())
      if (above.some((ancestor) => ancestor.name.toLowerCase() === name))
        yield descendant('managementGroup', group.name, group.displayName, above[0]?.name ?? '');
    for (let index = 0; index < bank.subscriptionCount; index += 1) {
      const { id, name: display, ancestors } = subscriptionOf(bank, index);
      if (ancestors.some((ancestor) => ancestor.name.toLowerCase() === name))
        yield descendant('subscription', id, display, ancestors[0]?.name ?? '');
    }
  })();
}
