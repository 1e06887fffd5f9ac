import {
  authorizationFailed,
  badFilter,
  childNotFound,
  invalidApiVersion,
  invalidResourceType,
  managementGroupNotFound,
  methodNotAllowed,
  missingApiVersion,
  resourceGroupNotFound,
  resourceNotFound,
  subscriptionNotFound,
  type ArmResponse,
} from './arm/errors.ts';
import { parseFilter } from './arm/filters.ts';
import { page, parameter } from './arm/paging.ts';
import { inList, onItsPage } from './arm/shown.ts';
import { readAction } from './permissions.ts';
import type { ArmDocument, Tenant } from './tenant.ts';

export type { ArmResponse } from './arm/errors.ts';

interface ArmRequest {
  readonly method: string;
  /** As sent, percent-encoded or not, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Scheme, host and port, for `nextLink`. */
  readonly baseUrl: string;
}

export interface ArmOptions {
  /** GUIDs of subscriptions that the caller may not read: 403, and not listed. */
  readonly unreadableSubscriptions?: readonly string[];
  /** Whether the caller holds an action; without it, every one. */
  readonly allows?: (action: string) => boolean;
}

export type ArmHandler = (request: ArmRequest) => ArmResponse;

/** Lists beneath a resource, by the lower-case last segment of their paths: entries on a page, where Azure has a page. */
const CHILD_LISTS: Readonly<Record<string, number>> = {
  backupprotecteditems: 200,
  backupjobs: 200,
  recoverypoints: 200,
  replicationprotecteditems: 100,
  replicationprotectionclusters: 100,
  replicationrecoveryplans: 100,
  keys: 25,
  versions: 25,
  secrets: 25,
  extensions: 200,
  restorepoints: 200,
  diskrestorepoints: 200,
};

/** Types that can be listed beneath a subscription or resource group even where there is none. */
const TOP_TYPES = new Set([
  'microsoft.compute/disks',
  'microsoft.compute/snapshots',
  'microsoft.compute/diskencryptionsets',
  'microsoft.compute/diskaccesses',
  'microsoft.compute/restorepointcollections',
  'microsoft.compute/virtualmachines',
  'microsoft.keyvault/vaults',
  'microsoft.keyvault/managedhsms',
  'microsoft.storage/storageaccounts',
  'microsoft.recoveryservices/vaults',
  'microsoft.authorization/roleassignments',
  'microsoft.authorization/denyassignments',
  'microsoft.resources/links',
  'microsoft.managedservices/registrationassignments',
  'microsoft.managedservices/registrationdefinitions',
]);

const DEFAULT_PAGE = 100;

/** Lists whose last page says `"nextLink": null`: Site Recovery's. */
const ENDS_WITH_NULL = new Set(['replicationprotecteditems', 'replicationprotectionclusters']);

/** The first api-version that has a list, where an older one in use does not; ISO dates compare as text. */
const FIRST_VERSIONS: Readonly<Record<string, string>> = { replicationprotectionclusters: '2024-02-01' };

/** Codes that the provider of a child answers instead of ResourceNotFound, by the type's last segment. */
const CHILD_CODES: Readonly<Record<string, string>> = {
  keys: 'KeyNotFound',
  versions: 'KeyNotFound',
  secrets: 'SecretNotFound',
};

interface Context {
  readonly tenant: Tenant;
  readonly unreadable: ReadonlySet<string>;
  readonly allows: (action: string) => boolean;
  readonly request: ArmRequest;
  /** The path, decoded, without a slash at its end. */
  readonly path: string;
  /** The same in lower case: the form in which the tenant is asked. */
  readonly key: string;
}

/**
 * Answers Azure Resource Manager's GETs from a tenant. Reads only: every other method is refused.
 * @see https://learn.microsoft.com/rest/api/azure/
 */
export function createArmHandler(tenant: Tenant, options: ArmOptions = {}): ArmHandler {
  const unreadable = new Set((options.unreadableSubscriptions ?? []).map((id) => id.toLowerCase()));
  return (request) => {
    if (request.method.toUpperCase() !== 'GET') return methodNotAllowed(request.method);
    const version = parameter(request.query, 'api-version');
    if (version === undefined || version === '') return missingApiVersion();
    if (!/^\d{4}-\d{2}-\d{2}(-[a-z]+)?$/i.test(version)) return invalidApiVersion(version);
    const path = decodePath(request.path);
    const allows = options.allows ?? (() => true);
    return route({ tenant, unreadable, allows, request, path, key: path.toLowerCase() });
  };
}

function decodePath(path: string): string {
  const decoded = path
    .split('/')
    .map((segment) => {
      try {
        return decodeURIComponent(segment);
      } catch {
        return segment;
      }
    })
    .join('/');
  return decoded.replace(/\/+$/, '');
}

function route(context: Context): ArmResponse {
  const { key } = context;
  if (key === '/subscriptions') return subscriptions(context);
  const action = readAction(key);
  if (key.startsWith('/providers/microsoft.management/managementgroups/'))
    return context.allows(action) ? managementGroup(context) : authorizationFailed(action, context.path);
  if (!key.startsWith('/subscriptions/')) return invalidResourceType(context.path);
  const missing = missingScope(context);
  if (missing !== undefined) return missing;
  if (!context.allows(action)) return authorizationFailed(action, context.path);
  const typed = key.slice(key.lastIndexOf('/providers/') + 1).split('/');
  const isProviderPath = key.includes('/providers/');
  if (!isProviderPath) return scope(context);
  // providers/<namespace>/<type>/<name>/…: an even number of segments ends with a name.
  return typed.length % 2 === 0 ? resource(context) : list(context);
}

/** The subscription and the resource group, where they are not there or must not be read. */
function missingScope({ tenant, unreadable, path, key }: Context): ArmResponse | undefined {
  const [, , subscription = '', kind, group] = key.split('/');
  if (tenant.get(`/subscriptions/${subscription}`) === undefined) return subscriptionNotFound(subscription);
  if (unreadable.has(subscription)) return authorizationFailed(readAction(key), path);
  if (kind !== 'resourcegroups' || group === undefined) return undefined;
  if (tenant.get(`/subscriptions/${subscription}/resourcegroups/${group}`) !== undefined) return undefined;
  return resourceGroupNotFound(path.split('/')[4] ?? group);
}

function subscriptions(context: Context): ArmResponse {
  const { tenant, unreadable } = context;
  return listed(context, 'subscriptions', visible());

  function* visible(): Iterable<ArmDocument> {
    for (const { id } of tenant.subscriptions) {
      const document = unreadable.has(id.toLowerCase()) ? undefined : tenant.get(`/subscriptions/${id.toLowerCase()}`);
      if (document !== undefined) yield document;
    }
  }
}

function managementGroup(context: Context): ArmResponse {
  const [, , , , name = '', list] = context.path.split('/');
  if (list?.toLowerCase() !== 'descendants') return invalidResourceType(context.path);
  const entries = context.tenant.list(context.key);
  return entries === undefined ? managementGroupNotFound(name) : listed(context, 'descendants', entries);
}

/** `/subscriptions/{id}`, `…/resourceGroups` and `…/resourceGroups/{name}`. */
function scope(context: Context): ArmResponse {
  const { tenant, key } = context;
  const document = tenant.get(key);
  if (document !== undefined) return { status: 200, body: document };
  const entries = key.endsWith('/resourcegroups') ? tenant.list(key) : undefined;
  return entries === undefined ? invalidResourceType(context.path) : listed(context, 'resourcegroups', entries);
}

function resource(context: Context): ArmResponse {
  const document = context.tenant.get(context.key);
  if (document === undefined) return notFound(context);
  const expand = parameter(context.request.query, '$expand');
  return { status: 200, body: onItsPage(document, expand) };
}

function list(context: Context): ArmResponse {
  const { tenant, key, path } = context;
  const segment = key.slice(key.lastIndexOf('/') + 1);
  const isTop = /\/providers\/[^/]+\/[^/]+$/.test(key);
  if (isTop && !TOP_TYPES.has(key.slice(key.lastIndexOf('/providers/') + '/providers/'.length)))
    return invalidResourceType(path);
  if (!isTop && CHILD_LISTS[segment] === undefined) return invalidResourceType(path);
  if ((parameter(context.request.query, 'api-version') ?? '') < (FIRST_VERSIONS[segment] ?? ''))
    return invalidResourceType(path);
  const entries = tenant.list(key) ?? (isTop ? [] : undefined);
  if (entries === undefined) return notFound({ ...context, path: parentOf(path), key: parentOf(key) });
  return listed(context, segment, entries);
}

function listed(context: Context, segment: string, entries: Iterable<ArmDocument>): ArmResponse {
  const { request, tenant } = context;
  const filter = parameter(request.query, '$filter');
  let kept = entries;
  if (filter !== undefined && filter !== '') {
    const parsed = parseFilter(segment, filter);
    if ('because' in parsed) return badFilter(filter, parsed.because);
    kept = matching(entries, parsed.keep);
  }
  const size = tenant.pageSizes?.[segment] ?? CHILD_LISTS[segment] ?? DEFAULT_PAGE;
  const top = Number(parameter(request.query, '$top') ?? size);
  return page(shortened(kept), {
    path: request.path,
    query: request.query,
    baseUrl: request.baseUrl,
    size: Number.isInteger(top) && top > 0 ? Math.min(top, size) : size,
    endsWithNull: ENDS_WITH_NULL.has(segment),
  });
}

function* shortened(entries: Iterable<ArmDocument>): Iterable<unknown> {
  for (const entry of entries) yield inList(entry);
}

function* matching(entries: Iterable<ArmDocument>, keep: (entry: ArmDocument) => boolean): Iterable<ArmDocument> {
  for (const entry of entries) if (keep(entry)) yield entry;
}

function notFound({ path }: Context): ArmResponse {
  const segments = path.slice(path.toLowerCase().lastIndexOf('/providers/') + '/providers/'.length).split('/');
  const [namespace = '', ...rest] = segments;
  const types = rest.filter((_, index) => index % 2 === 0);
  const names = rest.filter((_, index) => index % 2 === 1);
  const code = types.length > 1 ? CHILD_CODES[types.at(-1)?.toLowerCase() ?? ''] : undefined;
  if (code !== undefined) return childNotFound(code, names.join('/'));
  return resourceNotFound(`${namespace}/${types.join('/')}`, names.join('/'), path.split('/')[4] ?? '');
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
