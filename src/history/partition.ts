import { safeKey } from './keys.ts';

/** Partition of what has no subscription. */
const NO_SUBSCRIPTION = 'none';

/** The partition of a subscription's rows. */
export function findingPartition(subscriptionId: string): string {
  return subscriptionId === '' ? NO_SUBSCRIPTION : safeKey(subscriptionId.toLowerCase());
}
