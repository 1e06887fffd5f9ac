import { withoutEnd } from '../base/withoutEnd.ts';
import type { LinkTarget } from './cell.ts';
import { cleanText } from './cleanText.ts';

/** Excel refuses addresses of somewhat over 2,000 characters; no real resource comes near. */
const ADDRESS_CHARACTERS = 2_000;

/**
 * The portal's page of a resource; undefined where the text is not a resource id (a principal, a scope in words) or the
 * address would be too long. The form is the one that the portal's own address bar shows.
 */
export function portalLink(
  portalBase: string,
  tenantId: string | undefined,
  resourceId: string,
): LinkTarget | undefined {
  if (!/^\/(subscriptions|providers)\//i.test(resourceId)) return undefined;
  const tenant = tenantId === undefined ? '' : `@${encodeURIComponent(tenantId)}/`;
  const path = encodeURI(cleanText(resourceId)).replaceAll('#', '%23').replaceAll('?', '%3F').replaceAll("'", '%27');
  const url = `${withoutEnd(portalBase, '/')}/#${tenant}resource${path}`;
  return url.length > ADDRESS_CHARACTERS ? undefined : { kind: 'web', url };
}
