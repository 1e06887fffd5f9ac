/** What a disk is in its chain. */
export type DiskRole = 'source' | 'restored' | 'replica' | 'testFailover' | 'failedOver' | 'unattached';
