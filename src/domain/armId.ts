import { withoutEnd } from '../base/withoutEnd.ts';

/**
 * A resource id in lower case, without a trailing slash: the only form in which ids are joined.
 * Azure returns one resource as `/subscriptions/…`, `/Subscriptions/…` and all lower case.
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
 */
export type ArmId = string & { readonly armId: unique symbol };

/** The join form of a resource id as Azure wrote it. */
export function armId(text: string): ArmId {
  return withoutEnd(text.trim(), '/').toLowerCase() as ArmId;
}

/** The subscription's GUID in lower case; an empty string when the id has none. */
export function subscriptionOf(id: string): string {
  return segmentAfter(id, 'subscriptions');
}

/** The resource group's name in lower case; an empty string when the id has none. */
export function resourceGroupOf(id: string): string {
  return segmentAfter(id, 'resourcegroups');
}

/** The last segment of the id, in the case it was given in. */
export function nameOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

/** The name in lower case, by which what has a GUID for a name is found wherever it is listed. */
export function guidOf(id: string): string {
  return nameOf(armId(id));
}

/** The ancestor (or the resource itself) of the given resource type, e.g. the vault of a protected item; undefined when the id has none. */
export function ancestorOfType(id: string, type: string): ArmId | undefined {
  const lower = armId(id);
  const [provider, ...types] = type.toLowerCase().split('/');
  const marker = `/providers/${provider ?? ''}/`;
  const at = lower.lastIndexOf(marker);
  if (at < 0) return undefined;
  const segments = lower.slice(at + marker.length).split('/');
  for (const [index, expected] of types.entries()) if (segments[index * 2] !== expected) return undefined;
  if (segments.length < types.length * 2) return undefined;
  return (lower.slice(0, at) + marker + segments.slice(0, types.length * 2).join('/')) as ArmId;
}

function segmentAfter(id: string, key: string): string {
  const segments = id.toLowerCase().split('/');
  const at = segments.indexOf(key);
  return at < 0 ? '' : (segments[at + 1] ?? '');
}
