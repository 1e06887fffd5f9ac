import { roleAssignmentRow, ROLES } from '../documents/authorization.ts';
import { diskEncryptionSetPrincipal, keyUrl, vaultUri } from '../documents/keyVault.ts';
import { resourceId, type Place } from '../documents/place.ts';
import { storageAccountDocument } from '../documents/storageAccount.ts';
import type { Platform } from '../workload/platform.ts';
import {
  addDiskEncryptionSet,
  addKey,
  addKeyVault,
  addRecoveryVault,
  BUILT,
  type SharedSink,
} from '../workload/shared.ts';
import type { Region } from './bank.ts';
import type { Neighbour, SubscriptionPlan } from './plan.ts';

/** Ids of what the machines of one subscription share in one pair of regions. */
export interface RegionPlatform extends Platform {
  readonly adeVault: string;
  readonly adeVaultRecovery: string;
  readonly doubleSet: string;
  readonly doubleSetRecovery: string;
  readonly expiredSet: string;
  readonly confidentialSet: string;
  readonly diskAccess: string;
  /** On a key of the hub's key vault. */
  readonly centralSet: string;
}

interface Places {
  readonly security: Place;
  readonly securityRecovery: Place;
  readonly backup: Place;
  readonly recovery: Place;
  readonly storage: Place;
  readonly network: Place;
}

function placesOf(plan: Neighbour, region: Region): Places {
  const at = (group: string, location: string): Place => ({ subscription: plan.id, group, location });
  return {
    security: at(`rg-security-${region.code}`, region.primary),
    securityRecovery: at(`rg-security-${region.recoveryCode}`, region.recovery),
    backup: at(`rg-backup-${region.code}`, region.primary),
    recovery: at(`rg-dr-${region.recoveryCode}`, region.recovery),
    storage: at(`rg-storage-${region.code}`, region.primary),
    network: at(`rg-network-${region.code}`, region.primary),
  };
}

/** Names that must be unique in Azure carry the subscription's number. */
function number(plan: Neighbour): string {
  return String(plan.index).padStart(4, '0');
}

/** The ids alone, without building anything. */
export function platformOf(plan: Neighbour, region: Region): RegionPlatform {
  const places = placesOf(plan, region);
  const keyVault = (place: Place, name: string): string => resourceId(place, 'Microsoft.KeyVault/vaults', name);
  const set = (place: Place, name: string): string => resourceId(place, 'Microsoft.Compute/diskEncryptionSets', name);
  const vault = (place: Place, name: string): string => resourceId(place, 'Microsoft.RecoveryServices/vaults', name);
  const account = (suffix: string): string =>
    resourceId(places.storage, 'Microsoft.Storage/storageAccounts', `st${number(plan)}${region.code}${suffix}`);
  return {
    keyVault: keyVault(places.security, `kv-${number(plan)}-${region.code}`),
    keyVaultRecovery: keyVault(places.securityRecovery, `kv-${number(plan)}-${region.recoveryCode}`),
    adeVault: keyVault(places.security, `kv-${number(plan)}-${region.code}-ade`),
    adeVaultRecovery: keyVault(places.securityRecovery, `kv-${number(plan)}-${region.code}-ade-asr`),
    diskEncryptionSet: set(places.security, `des-${region.code}`),
    diskEncryptionSetRecovery: set(places.securityRecovery, `des-${region.recoveryCode}`),
    doubleSet: set(places.security, `des-double-${region.code}`),
    doubleSetRecovery: set(places.securityRecovery, `des-double-${region.recoveryCode}`),
    expiredSet: set(places.security, `des-legacy-${region.code}`),
    confidentialSet: set(places.security, `des-cvm-${region.code}`),
    centralSet: set(places.security, `des-central-${region.code}`),
    diskAccess: resourceId(places.network, 'Microsoft.Compute/diskAccesses', `da-${region.code}`),
    vault: vault(places.backup, `rsv-backup-${region.code}`),
    platformKeyVault: vault(places.backup, `rsv-backup-${region.code}`),
    siteRecoveryVault: vault(places.recovery, `rsv-asr-${region.recoveryCode}`),
    cacheAccount: account('cache'),
    stagingAccount: account('stage'),
    recoveryLocation: region.recovery,
    restoreGroup: `rg-restore-${region.code}`,
  };
}

/** The platform of a machine that is served by another subscription: its key, vaults and accounts, and the place of its replicas. */
export function servedPlatformOf(hub: Neighbour, plan: SubscriptionPlan, region: Region): RegionPlatform {
  const own = platformOf(plan, region);
  const there = platformOf(hub, region);
  return {
    ...own,
    diskEncryptionSet: own.centralSet,
    diskEncryptionSetRecovery: there.diskEncryptionSetRecovery,
    vault: there.vault,
    platformKeyVault: there.platformKeyVault,
    siteRecoveryVault: there.siteRecoveryVault,
    cacheAccount: there.cacheAccount,
    stagingAccount: there.stagingAccount,
    recoverySubscription: hub.id,
  };
}

/** The set on a key of the hub; the hub lets its identity use the key. */
function addCentral(sink: SharedSink, plan: SubscriptionPlan, region: Region): void {
  const key = { location: region.primary, name: 'disk-cmk' };
  const { hub } = plan;
  if (hub !== undefined) {
    const { security } = placesOf(plan, region);
    // Azure leaves `sourceVault` out where the key vault is in another subscription.
    addDiskEncryptionSet(sink, security, `des-central-${region.code}`, {
      key: keyUrl({ ...key, vaultId: platformOf(hub, region).keyVault }),
    });
  }
  for (const client of plan.clients.filter(({ regions }) => regions.some(({ code }) => code === region.code)))
    sink.addRow(
      'authorizationresources',
      roleAssignmentRow(sink.tenantId, {
        scope: platformOf(plan, region).keyVault,
        role: ROLES.encryptionUser,
        principalId: diskEncryptionSetPrincipal(platformOf(client, region).centralSet),
        principalType: 'ServicePrincipal',
        created: BUILT,
      }),
    );
}

/** Builds what `platformOf` names. */
export function addShared(sink: SharedSink, plan: SubscriptionPlan, region: Region): void {
  const places = placesOf(plan, region);
  const ids = platformOf(plan, region);
  const nameOf = (id: string): string => id.slice(id.lastIndexOf('/') + 1);
  for (const [place, id] of [
    [places.security, ids.keyVault],
    [places.securityRecovery, ids.keyVaultRecovery],
    [places.security, ids.adeVault],
    [places.securityRecovery, ids.adeVaultRecovery],
  ] as const)
    addKeyVault(sink, {
      place,
      name: nameOf(id),
      purgeProtection: true,
      enabledForDiskEncryption: id === ids.adeVault || id === ids.adeVaultRecovery,
    });

  const near = { vaultId: ids.keyVault, location: region.primary };
  const far = { vaultId: ids.keyVaultRecovery, location: region.recovery };
  const double = { encryptionType: 'EncryptionAtRestWithPlatformAndCustomerKeys' as const };
  const sets = [
    [places.security, ids.diskEncryptionSet, { ...near, name: 'disk-cmk' }, {}],
    [places.securityRecovery, ids.diskEncryptionSetRecovery, { ...far, name: 'disk-cmk' }, {}],
    [places.security, ids.doubleSet, { ...near, name: 'disk-double-cmk' }, double],
    [places.securityRecovery, ids.doubleSetRecovery, { ...far, name: 'disk-double-cmk' }, double],
    [
      places.security,
      ids.expiredSet,
      { ...near, name: 'disk-legacy-cmk', created: '2024-09-01T08:00:00.000Z', expires: '2026-09-01T08:00:00.000Z' },
      { autoRotation: false },
    ],
    [
      places.security,
      ids.confidentialSet,
      { ...near, name: 'cvm-cmk' },
      { encryptionType: 'ConfidentialVmEncryptedWithCustomerKey' as const },
    ],
  ] as const;
  for (const [place, id, key, more] of sets)
    addDiskEncryptionSet(sink, place, nameOf(id), { key: addKey(sink, key), keyVaultId: key.vaultId, ...more });

  const backupKey = addKey(sink, { ...near, name: 'backup-cmk' });
  addRecoveryVault(sink, {
    place: places.backup,
    name: nameOf(ids.vault),
    ...(plan.vaultHasCustomerKey ? { keyUri: backupKey } : {}),
  });
  addRecoveryVault(sink, { place: places.recovery, name: nameOf(ids.siteRecoveryVault) });
  addAccounts(sink, places, ids);
  addCentral(sink, plan, region);
}

function addAccounts(sink: SharedSink, places: Places, ids: RegionPlatform): void {
  const nameOf = (id: string): string => id.slice(id.lastIndexOf('/') + 1);
  addKey(sink, { vaultId: ids.keyVault, location: places.storage.location, name: 'storage-cmk' });
  for (const id of [ids.cacheAccount, ids.stagingAccount])
    sink.add(
      storageAccountDocument({
        place: places.storage,
        name: nameOf(id),
        key: { vaultUri: vaultUri(nameOf(ids.keyVault)), name: 'storage-cmk' },
        created: BUILT,
      }),
    );
  sink.add({
    id: ids.diskAccess,
    name: nameOf(ids.diskAccess),
    type: 'Microsoft.Compute/diskAccesses',
    location: places.network.location,
    tags: {},
    properties: { provisioningState: 'Succeeded', timeCreated: BUILT, privateEndpointConnections: [] },
  });
}

/** Resource groups of the shared parts. */
export function sharedPlaces(plan: SubscriptionPlan, region: Region): readonly Place[] {
  const { security, securityRecovery, backup, recovery, storage, network } = placesOf(plan, region);
  return [security, securityRecovery, backup, recovery, storage, network];
}
