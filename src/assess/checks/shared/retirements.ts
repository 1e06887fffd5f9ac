/**
 * The day on which Azure Disk Encryption retires: its disks fail to unlock at the next restart.
 * @see https://learn.microsoft.com/azure/virtual-machines/disk-encryption-migrate
 */
export const ADE_RETIREMENT = '2028-09-15T00:00:00.000Z';
