import type { ProtectedItem } from './facts.ts';

/**
 * A soft-deleted item no longer protects anything; Resource Graph lists it until Azure deletes it for good.
 * @see https://learn.microsoft.com/azure/backup/backup-azure-security-feature-cloud
 */
export function isSoftDeleted(item: Pick<ProtectedItem, 'currentProtectionState'>): boolean {
  return item.currentProtectionState?.toLowerCase() === 'softdeleted';
}
