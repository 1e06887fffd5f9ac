import { armId, type ArmId } from '../../domain/armId.ts';

/** The root of a tenant. */
export const ROOT = '/' as ArmId;

const MANAGEMENT_GROUP = '/providers/microsoft.management/managementgroups/';

/** The join form of a scope; the tenant's root is `/`. */
export function scopeOf(text: string): ArmId {
  const id = armId(text);
  return id === '' ? ROOT : id;
}

export function managementGroupScope(name: string): ArmId {
  return armId(MANAGEMENT_GROUP + name);
}

/** The name of a management group in lower case; undefined for any other scope. */
export function managementGroupOf(scope: ArmId): string | undefined {
  if (!scope.startsWith(MANAGEMENT_GROUP)) return undefined;
  const name = scope.slice(MANAGEMENT_GROUP.length);
  return name === '' || name.includes('/') ? undefined : name;
}

export function subscriptionScope(subscriptionId: string): ArmId {
  return armId(`/subscriptions/${subscriptionId}`);
}

/** The GUID when the scope is a subscription itself. */
export function subscriptionAt(scope: ArmId): string | undefined {
  return /^\/subscriptions\/([^/]+)$/.exec(scope)?.[1];
}

const OF_AUTHORIZATION = /^(.*)\/providers\/microsoft\.(?:authorization|managedservices)\/[a-z]+\/[^/]+$/;

/** Where an assignment applies, read from its own id; any other id is its own scope. */
export function scopeBehind(id: ArmId): ArmId {
  const match = OF_AUTHORIZATION.exec(id);
  return match === null ? scopeOf(id) : scopeOf(match[1] ?? '');
}

/**
 * The scope above a resource, a resource group or a subscription's resource. Undefined for a subscription, a management
 * group and the root, whose place in the tenant no id tells, and for what is not a scope at all.
 * @see https://learn.microsoft.com/azure/role-based-access-control/scope-overview
 */
export function parentInId(scope: ArmId): ArmId | undefined {
  if (!scope.startsWith('/subscriptions/')) return undefined;
  const segments = scope.split('/');
  if (segments.length <= 3) return undefined;
  const provider = segments.lastIndexOf('providers');
  if (provider < 0) return subscriptionOrGroup(segments, segments.length - 2);
  // …/providers/namespace/type/name, then pairs of type/name
  const below = segments.length - provider - 2;
  return subscriptionOrGroup(segments, below <= 2 ? provider : segments.length - 2);
}

function subscriptionOrGroup(segments: readonly string[], length: number): ArmId {
  return segments.slice(0, Math.max(length, 3)).join('/') as ArmId;
}

/**
 * The key or secret that a scope lies below, such as one version of it. Roles are documented for a vault and for one key or
 * secret of it, not for what is below.
 * @see https://learn.microsoft.com/azure/key-vault/general/rbac-guide
 */
export function objectAbove(scope: ArmId): ArmId | undefined {
  return /^(.*\/microsoft\.keyvault\/vaults\/[^/]+\/(?:keys|secrets)\/[^/]+)\/./.exec(scope)?.[1] as ArmId | undefined;
}

/** True for a resource inside another (a key of a vault), which an assignment can single out. */
export function isResource(scope: ArmId): boolean {
  return scope.startsWith('/subscriptions/') && scope.includes('/providers/');
}
