import { roleAssignmentRow, ROLES } from '../documents/authorization.ts';
import {
  diskEncryptionSetDocument,
  diskEncryptionSetPrincipal,
  keyDocument,
  keyUrl,
  keyVaultDocument,
  keyVersionDocument,
  vaultUri,
  type DiskEncryptionSetSpec,
  type KeySpec,
  type KeyVaultSpec,
} from '../documents/keyVault.ts';
import { resourceId, type Place } from '../documents/place.ts';
import { recoveryVaultDocument, vaultEncryptionDocument, type RecoveryVaultSpec } from '../documents/recoveryVault.ts';
import { storageAccountDocument } from '../documents/storageAccount.ts';
import type { Platform } from '../workload/platform.ts';
import type { World } from '../world.ts';
import { SUBSCRIPTIONS, type SubscriptionKey } from './identity.ts';

export const WEST = 'westeurope';
export const NORTH = 'northeurope';

/** Dates of things that stay as they are between the weeks. */
export const BUILT = '2025-03-10T09:00:00.000Z';
export const KEY_CREATED = '2026-06-01T08:00:00.000Z';
export const KEY_EXPIRES = '2027-06-01T08:00:00.000Z';

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

export function addKeyVault(world: World, spec: Omit<KeyVaultSpec, 'tenantId'>): string {
  return world.add(keyVaultDocument({ ...spec, tenantId: world.tenantId }));
}

/** Adds a key with one version and returns the version's URL. */
export function addKey(world: World, spec: Omit<KeySpec, 'created'> & { readonly created?: string }): string {
  const whole: KeySpec = {
    created: KEY_CREATED,
    notBefore: KEY_CREATED,
    expires: KEY_EXPIRES,
    rotateAfter: 'P6M',
    ...spec,
  };
  world.add(keyDocument(whole));
  world.add(keyVersionDocument(whole));
  return keyUrl(whole);
}

/** Adds a disk encryption set whose identity may wrap and unwrap with its key. */
export function addDiskEncryptionSet(
  world: World,
  where: Place,
  name: string,
  spec: Omit<DiskEncryptionSetSpec, 'place' | 'name' | 'tenantId' | 'keyUrl'> & {
    readonly key: string;
    readonly keyVaultId: string;
    /** False: its identity has lost its role on the key vault. */
    readonly access?: boolean;
  },
): string {
  const { key, access, ...rest } = spec;
  const id = resourceId(where, 'Microsoft.Compute/diskEncryptionSets', name);
  if (access !== false)
    world.addRow(
      'authorizationresources',
      roleAssignmentRow(world.tenantId, {
        scope: spec.keyVaultId,
        role: ROLES.encryptionUser,
        principalId: diskEncryptionSetPrincipal(id),
        principalType: 'ServicePrincipal',
        created: BUILT,
      }),
    );
  return world.add(
    diskEncryptionSetDocument({
      place: where,
      name,
      tenantId: world.tenantId,
      keyUrl: key,
      lastRotation: KEY_CREATED,
      ...rest,
    }),
  );
}

export function addRecoveryVault(world: World, spec: Omit<RecoveryVaultSpec, 'tenantId'>): string {
  const whole = { ...spec, tenantId: world.tenantId };
  world.add(vaultEncryptionDocument(whole));
  return world.add(recoveryVaultDocument(whole));
}
