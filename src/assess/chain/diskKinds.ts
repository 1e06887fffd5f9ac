import type { VirtualMachine } from '../../domain/facts.ts';

/**
 * Disks that are not managed disks: Azure Disk Encryption takes no ephemeral one.
 * @see https://learn.microsoft.com/azure/virtual-machines/ephemeral-os-disks
 */
export function kindsOf({ osDisk, dataDisks }: VirtualMachine): {
  readonly ephemeral: boolean;
  readonly unmanaged: number;
} {
  const all = osDisk === undefined ? dataDisks : [osDisk, ...dataDisks];
  return {
    ephemeral: all.some((disk) => disk.ephemeral),
    unmanaged: all.filter((disk) => !disk.ephemeral && disk.diskId === undefined).length,
  };
}
