import type { ArmDocument } from '../../tenant.ts';
import { lastSegment } from './place.ts';

/**
 * The link that Site Recovery leaves on a VM that it protects; its ids end with a slash. No list of links was recorded: after the
 * specification, and the names that Azure's own policy looks for.
 * @see https://learn.microsoft.com/rest/api/resources/resource-links/list-at-subscription
 */
export function replicationMarkDocument(vmId: string, itemId: string): ArmDocument {
  const name = `ASR-Protect-${lastSegment(itemId)}`;
  return {
    id: `${vmId}/providers/Microsoft.Resources/links/${name}`,
    name,
    type: 'Microsoft.Resources/links',
    properties: { sourceId: `${vmId}/`, targetId: `${itemId}/`, notes: '' },
  };
}
