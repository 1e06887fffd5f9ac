import type { Principal } from '../principal.ts';
import type { ArmDocument, Tenant } from '../tenant.ts';
import type { AuthorizationScopeFilter, GraphRequest } from './request.ts';

/**
 * A tenant or management group query reaches this many subscriptions; beyond, `x-ms-tenant-subscription-limit-hit` is true.
 * @see https://learn.microsoft.com/azure/governance/resource-graph/concepts/guidance-for-throttled-requests
 */
const SUBSCRIPTIONS_OF_A_TENANT = 10_000;

export interface Visibility {
  /** Lower-case GUIDs that the request asks for and the principal can read; the others are left out without a word. */
  readonly subscriptions: ReadonlySet<string>;
  readonly limitHit: boolean;
  /** No row outside these subscriptions can be visible. */
  readonly subscriptionsOnly: boolean;
  readonly shows: (row: ArmDocument) => boolean;
}

/** Subscriptions, in lower case, that the principal can read at all. */
export function readableBy(principal: Principal, tenant: Tenant, unreadable: ReadonlySet<string>): ReadonlySet<string> {
  const readable = principal.readable && new Set(principal.readable.map((id) => id.toLowerCase()));
  return new Set(
    tenant.subscriptions
      .map(({ id }) => id.toLowerCase())
      .filter((id) => !unreadable.has(id) && (readable === undefined || readable.has(id))),
  );
}

/** @see https://learn.microsoft.com/azure/governance/resource-graph/concepts/query-language#query-scope */
export function visibilityOf(
  request: GraphRequest,
  table: string,
  tenant: Tenant,
  readable: ReadonlySet<string>,
): Visibility {
  const { subscriptions, managementGroups } = request;
  const asked = subscriptions?.map((id) => id.toLowerCase()) ?? subscriptionsUnder(tenant, managementGroups);
  const granted = asked.filter((id) => readable.has(id));
  const limitHit = subscriptions === undefined && granted.length > SUBSCRIPTIONS_OF_A_TENANT;
  const seen = new Set(limitHit ? granted.slice(0, SUBSCRIPTIONS_OF_A_TENANT) : granted);
  const inherits = table === 'authorizationresources' || table === 'policyresources';
  const wholeTenant = subscriptions === undefined && managementGroups === undefined;
  const above = inherits ? inherited(request.filter, tenant, seen, managementGroups) : undefined;
  return {
    subscriptions: seen,
    limitHit,
    subscriptionsOnly: !inherits && !wholeTenant,
    shows: (row) => {
      const subscription = row.subscriptionId?.toLowerCase() ?? '';
      if (subscription !== '') return seen.has(subscription) && (above === undefined || above.inSubscription(row));
      return wholeTenant || above?.aboveSubscriptions(row) === true;
    },
  };
}

function subscriptionsUnder(tenant: Tenant, groups: readonly string[] | undefined): string[] {
  const names = groups?.map((name) => name.toLowerCase());
  return tenant.subscriptions
    .filter(
      ({ managementGroups }) =>
        names === undefined || managementGroups.some((name) => names.includes(name.toLowerCase())),
    )
    .map(({ id }) => id.toLowerCase());
}

interface Inherited {
  readonly inSubscription: (row: ArmDocument) => boolean;
  readonly aboveSubscriptions: (row: ArmDocument) => boolean;
}

/**
 * What of role assignments and policies is seen around a scope. By default only what is at the scope and below: an assignment on a
 * management group above a subscription is missing from a query for that subscription. Built-in definitions are seen from everywhere
 * (an assumption: no page says so).
 * @see https://learn.microsoft.com/rest/api/azureresourcegraph/resourcegraph/resources/resources#authorizationscopefilter
 */
function inherited(
  filter: AuthorizationScopeFilter,
  tenant: Tenant,
  seen: ReadonlySet<string>,
  scope: readonly string[] | undefined,
): Inherited {
  const groups = new Set<string>();
  const scoped = scope?.map((name) => name.toLowerCase());
  const wantsAbove = filter === 'AtScopeAndAbove' || filter === 'AtScopeAboveAndBelow';
  const wantsBelow = filter === 'AtScopeAndBelow' || filter === 'AtScopeAboveAndBelow';
  for (const { id, managementGroups } of tenant.subscriptions) {
    if (!seen.has(id.toLowerCase())) continue;
    const names = managementGroups.map((name) => name.toLowerCase());
    const at = scoped === undefined ? -1 : names.findIndex((name) => scoped.includes(name));
    for (const [index, name] of names.entries())
      if (index === at || (wantsAbove && index > at) || (wantsBelow && index < at)) groups.add(name);
  }
  return {
    // Above a subscription there is nothing of its resource groups.
    inSubscription: (row) => (wantsBelow ? true : scoped === undefined && !/\/resourcegroups\//i.test(row.id)),
    aboveSubscriptions: (row) => {
      const group = /^\/providers\/microsoft\.management\/managementgroups\/([^/]+)\//i.exec(row.id)?.[1];
      if (group !== undefined) return groups.has(group.toLowerCase());
      return wantsAbove || /definitions$/i.test(row.type);
    },
  };
}
