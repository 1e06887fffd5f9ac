import type { Guarded } from './subjects.ts';

/**
 * The way to a customer-managed key that is open to this disk. A disk that is or ever was under ADE takes neither a
 * customer-managed key nor encryption at host: its bytes have to be uploaded to a new disk.
 * @see https://learn.microsoft.com/azure/virtual-machines/disk-encryption-migrate
 */
export function toCustomerKey(guarded: Guarded): string {
  if (guarded.everAde)
    return 'The disk is or was under Azure Disk Encryption, so no customer-managed key can be put on it: create a new disk by upload of its decrypted bytes under a disk encryption set, attach it to a new VM, and retire this one.';
  if (guarded.protection.confidential !== 'none')
    return 'Confidential disk encryption is chosen when the VM is made: recreate the VM with a customer-managed confidential disk encryption set.';
  return 'Detach or deallocate, then assign a disk encryption set with a customer-managed key to the disk.';
}

/** The way to an encrypted temp disk and cache that is open to a VM. */
export function toCoveredTempDisk(everAde: boolean): string {
  return everAde
    ? 'A VM that ever had Azure Disk Encryption cannot take encryption at host: build a new VM with encryption at host from disks made by upload.'
    : 'Deallocate the VM and switch on encryption at host.';
}
