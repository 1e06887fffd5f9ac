import { vaultUri } from '../documents/keyVault.ts';
import type { Place } from '../documents/place.ts';
import { storageAccountDocument } from '../documents/storageAccount.ts';
import type { Platform } from '../workload/platform.ts';
import { addDiskEncryptionSet, addKey, addKeyVault, addRecoveryVault, BUILT } from '../workload/shared.ts';
import type { World } from '../world.ts';
import { SUBSCRIPTIONS, type SubscriptionKey } from './identity.ts';

export const WEST = 'westeurope';
export const NORTH = 'northeurope';

const SHORT: Readonly<Record<SubscriptionKey, string>> = {
  core: 'core',
  payments: 'pay',
  workplace: 'wrk',
  sealed: 'seal',
};

export function place(subscription: SubscriptionKey, group: string, location: string = WEST): Place {
  return { subscription: SUBSCRIPTIONS[subscription].id, group, location };
}

/** Builds the shared platform of a subscription. */
export function addPlatform(world: World, subscription: SubscriptionKey): Platform {
  const short = SHORT[subscription];
  const west = place(subscription, 'rg-security-weu');
  const north = place(subscription, 'rg-security-neu', NORTH);
  const keyVault = addKeyVault(world, { place: west, name: `kv-contoso-${short}-weu`, purgeProtection: true });
  const keyVaultRecovery = addKeyVault(world, { place: north, name: `kv-contoso-${short}-neu`, purgeProtection: true });
  const vaultKey = addKey(world, { vaultId: keyVault, location: WEST, name: 'backup-cmk' });
  addKey(world, { vaultId: keyVault, location: WEST, name: 'storage-cmk' });

  const account = (name: string): string =>
    world.add(
      storageAccountDocument({
        place: place(subscription, 'rg-storage-weu'),
        name,
        key: { vaultUri: vaultUri(`kv-contoso-${short}-weu`), name: 'storage-cmk' },
        created: BUILT,
      }),
    );
  const backup = place(subscription, 'rg-backup-weu');
  return {
    keyVault,
    keyVaultRecovery,
    diskEncryptionSet: addDiskEncryptionSet(world, west, 'des-weu', {
      key: addKey(world, { vaultId: keyVault, location: WEST, name: 'disk-cmk' }),
      keyVaultId: keyVault,
    }),
    diskEncryptionSetRecovery: addDiskEncryptionSet(world, north, 'des-neu', {
      key: addKey(world, { vaultId: keyVaultRecovery, location: NORTH, name: 'disk-cmk' }),
      keyVaultId: keyVaultRecovery,
    }),
    vault: addRecoveryVault(world, { place: backup, name: 'rsv-cmk-weu', keyUri: vaultKey }),
    platformKeyVault: addRecoveryVault(world, { place: backup, name: 'rsv-pmk-weu' }),
    // Holds no backup data, so it needs no key of its own.
    siteRecoveryVault: addRecoveryVault(world, { place: place(subscription, 'rg-dr-neu', NORTH), name: 'rsv-asr-neu' }),
    cacheAccount: account(`stcontoso${short}cache`),
    stagingAccount: account(`stcontoso${short}staging`),
    recoveryLocation: NORTH,
    restoreGroup: 'rg-restore-weu',
  };
}
