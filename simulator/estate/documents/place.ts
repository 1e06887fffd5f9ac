import { createHash } from 'node:crypto';

/** Where a resource lives. */
export interface Place {
  /** GUID of the subscription. */
  readonly subscription: string;
  readonly group: string;
  /** Azure region, e.g. `westeurope`. */
  readonly location: string;
}

/** A resource id as Azure writes it; one name for each segment of the type after the provider. */
export function resourceId(place: Place, type: string, ...names: string[]): string {
  const [provider = '', ...types] = type.split('/');
  const path = types.map((segment, index) => `${segment}/${names[index] ?? ''}`).join('/');
  return `/subscriptions/${place.subscription}/resourceGroups/${place.group}/providers/${provider}/${path}`;
}

/** The last segment of an id. */
export function lastSegment(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

/** Last segments of the parts of a resource that are named only by their id, e.g. the vault of a key. */
export function segmentAfter(id: string, key: string): string {
  const segments = id.split('/');
  const at = segments.findIndex((segment) => segment.toLowerCase() === key.toLowerCase());
  return at < 0 ? '' : (segments[at + 1] ?? '');
}

/** A GUID that depends only on the text. */
export function guidOf(text: string): string {
  const hex = createHash('md5').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)].join('-');
}

/** Thirty-two hexadecimal digits that depend only on the text: what a key version looks like. */
export function hexOf(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** A whole number below `limit` that depends only on the text. */
export function numberOf(text: string, limit: number): number {
  return Number.parseInt(hexOf(text).slice(0, 12), 16) % limit;
}
