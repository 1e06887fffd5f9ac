import type { Disk } from '../../domain/facts.ts';

/**
 * A disk that several VMs may hold at once. Azure leaves out `maxShares` if it is one.
 * @see https://learn.microsoft.com/azure/virtual-machines/disks-shared
 */
export function isShared({ maxShares, managedBy }: Pick<Disk, 'maxShares' | 'managedBy'>): boolean {
  return (maxShares ?? 1) > 1 || managedBy.length > 1;
}
