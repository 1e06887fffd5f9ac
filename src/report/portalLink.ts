import type { LinkTarget } from './cell.ts';
import { cleanText } from './cleanText.ts';

/**
 * Characters that Excel takes in one hyperlink's address.
 * @see https://learn.microsoft.com/office/troubleshoot/excel/file-name-exceeds-218-characters
 */
const ADDRESS_CHARACTERS = 2_000;

/**
 * The portal's page of a resource; undefined where the text is no resource id (a principal, a scope in words) or the
 * address would be too long.
 * @see https://learn.microsoft.com/azure/azure-portal/azure-portal-dashboards-create-programmatically
 */
export function portalLink(
  portalBase: string,
  tenantId: string | undefined,
  resourceId: string,
): LinkTarget | undefined {
  if (!/^\/(subscriptions|providers)\//i.test(resourceId)) return undefined;
  const tenant = tenantId === undefined ? '' : `@${encodeURIComponent(tenantId)}/`;
  const path = encodeURI(cleanText(resourceId)).replaceAll('#', '%23').replaceAll('?', '%3F').replaceAll("'", '%27');
  const url = `${portalBase.replace(/\/+$/, '')}/#${tenant}resource${path}`;
  return url.length > ADDRESS_CHARACTERS ? undefined : { kind: 'web', url };
}
