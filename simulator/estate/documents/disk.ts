import type { ArmDocument } from '../../tenant.ts';
import { guidOf, lastSegment, numberOf, resourceId, type Place } from './place.ts';
import { computeTime } from './time.ts';

/** Server-side encryption as a disk or snapshot shows it. */
export interface Encryption {
  readonly type: string;
  readonly diskEncryptionSetId?: string;
}

export const platformKey: Encryption = { type: 'EncryptionAtRestWithPlatformKey' };
export const customerKey = (diskEncryptionSetId: string): Encryption => ({
  type: 'EncryptionAtRestWithCustomerKey',
  diskEncryptionSetId,
});
export const doubleEncryption = (diskEncryptionSetId: string): Encryption => ({
  type: 'EncryptionAtRestWithPlatformAndCustomerKeys',
  diskEncryptionSetId,
});

/** Azure Disk Encryption as a disk declares it. */
export interface AdeSpec {
  readonly enabled: boolean;
  readonly secretUrl: string;
  readonly secretVaultId: string;
  /** Absent: no key encryption key. */
  readonly keyUrl?: string;
  readonly keyVaultId?: string;
}

/** The ways out of a disk or snapshot. */
export interface Network {
  readonly networkAccessPolicy: string;
  readonly publicNetworkAccess: string;
  readonly diskAccessId?: string;
  readonly dataAccessAuthMode?: string;
}

export const shut: Network = { networkAccessPolicy: 'DenyAll', publicNetworkAccess: 'Disabled' };
export const openToAll: Network = { networkAccessPolicy: 'AllowAll', publicNetworkAccess: 'Enabled' };

interface StoredSpec {
  readonly place: Place;
  readonly name: string;
  /** Undefined: Azure shows no `encryption` block. */
  readonly encryption: Encryption | undefined;
  readonly creation: Readonly<Record<string, unknown>>;
  /** ISO 8601. */
  readonly created: string;
  readonly network?: Network;
  readonly ade?: AdeSpec;
  readonly securityProfile?: Readonly<Record<string, string>>;
  readonly osType?: 'Windows' | 'Linux';
  readonly sizeGb?: number;
  readonly sku?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly diskState?: string;
}

export interface DiskSpec extends StoredSpec {
  /** Ids of the VMs that hold it. */
  readonly managedBy?: readonly string[];
  readonly maxShares?: number;
  readonly zone?: string;
}

export interface SnapshotSpec extends StoredSpec {
  readonly incremental: boolean;
}

export const fromImage = (offer: 'windows' | 'linux'): Readonly<Record<string, unknown>> => ({
  createOption: 'FromImage',
  imageReference: {
    id:
      offer === 'windows'
        ? '/Subscriptions/00000000-0000-0000-0000-000000000000/Providers/Microsoft.Compute/Locations/westeurope/Publishers/MicrosoftWindowsServer/ArtifactTypes/VMImage/Offers/WindowsServer/Skus/2022-datacenter-g2/Versions/20348.3328.250306'
        : '/Subscriptions/00000000-0000-0000-0000-000000000000/Providers/Microsoft.Compute/Locations/westeurope/Publishers/RedHat/ArtifactTypes/VMImage/Offers/RHEL/Skus/9-lvm-gen2/Versions/9.4.2024101510',
  },
});

export const empty: Readonly<Record<string, unknown>> = { createOption: 'Empty' };

/**
 * A managed disk as `GET …/disks/{name}` shows it.
 * @see https://learn.microsoft.com/rest/api/compute/disks/get
 */
export function diskDocument(spec: DiskSpec): ArmDocument {
  const id = resourceId(spec.place, 'Microsoft.Compute/disks', spec.name);
  const managedBy = spec.managedBy ?? [];
  const size = spec.sizeGb ?? 128;
  return {
    ...(managedBy[0] === undefined ? {} : { managedBy: managedBy[0] }),
    ...(managedBy.length > 1 ? { managedByExtended: managedBy } : {}),
    sku: { name: spec.sku ?? 'Premium_LRS', tier: (spec.sku ?? 'Premium_LRS').split('_')[0] ?? '' },
    ...(spec.zone === undefined ? {} : { zones: [spec.zone] }),
    properties: {
      ...stored(spec, id),
      ...(spec.osType === undefined
        ? {}
        : { supportedCapabilities: { acceleratedNetwork: true, architecture: 'x64' } }),
      tier: size >= 512 ? 'P20' : size > 128 ? 'P15' : 'P10',
      diskIOPSReadWrite: size >= 512 ? 2300 : 500,
      diskMBpsReadWrite: size >= 512 ? 150 : 100,
      diskState: spec.diskState ?? (managedBy.length > 0 ? 'Attached' : 'Unattached'),
      ...(spec.maxShares === undefined ? {} : { maxShares: spec.maxShares }),
      ...(managedBy.length > 1 ? { shareInfo: managedBy.map((vmUri) => ({ vmUri })) } : {}),
      // Compute writes this one name with a capital L.
      ...(managedBy.length > 0 ? { LastOwnershipUpdateTime: computeTime(spec.created) } : {}),
    },
    type: 'Microsoft.Compute/disks',
    location: spec.place.location,
    tags: spec.tags ?? {},
    id,
    name: spec.name,
  };
}

/**
 * A snapshot as `GET …/snapshots/{name}` shows it; `managedBy` is always null.
 * @see https://learn.microsoft.com/rest/api/compute/snapshots/get
 */
export function snapshotDocument(spec: SnapshotSpec): ArmDocument {
  const id = resourceId(spec.place, 'Microsoft.Compute/snapshots', spec.name);
  return {
    sku: { name: spec.sku ?? 'Standard_ZRS', tier: 'Standard' },
    properties: {
      ...stored(spec, id),
      ...(spec.osType === undefined
        ? {}
        : { supportedCapabilities: { acceleratedNetwork: true, architecture: 'x64' } }),
      incremental: spec.incremental,
      ...(spec.incremental ? { incrementalSnapshotFamilyId: guidOf(`${id} family`) } : {}),
      snapshotAccessState: 'Available',
      diskState: spec.diskState ?? 'Unattached',
    },
    type: 'Microsoft.Compute/snapshots',
    location: spec.place.location,
    tags: spec.tags ?? {},
    id,
    name: spec.name,
  };
}

function stored(spec: StoredSpec, id: string): Record<string, unknown> {
  const size = spec.sizeGb ?? 128;
  const network = spec.network ?? shut;
  return {
    ...(spec.osType === undefined ? {} : { osType: spec.osType, hyperVGeneration: 'V2' }),
    creationData: spec.creation,
    diskSizeGB: size,
    diskSizeBytes: size * 1_073_741_824,
    ...(spec.encryption === undefined ? {} : { encryption: spec.encryption }),
    ...(spec.ade === undefined ? {} : { encryptionSettingsCollection: adeSettings(spec.ade) }),
    ...(spec.securityProfile === undefined ? {} : { securityProfile: spec.securityProfile }),
    networkAccessPolicy: network.networkAccessPolicy,
    publicNetworkAccess: network.publicNetworkAccess,
    ...(network.diskAccessId === undefined ? {} : { diskAccessId: network.diskAccessId }),
    ...(network.dataAccessAuthMode === undefined ? {} : { dataAccessAuthMode: network.dataAccessAuthMode }),
    timeCreated: computeTime(spec.created),
    uniqueId: guidOf(id),
    provisioningState: 'Succeeded',
  };
}

function adeSettings(ade: AdeSpec): Record<string, unknown> {
  return {
    enabled: ade.enabled,
    encryptionSettings: [
      {
        diskEncryptionKey: { sourceVault: { id: ade.secretVaultId }, secretUrl: ade.secretUrl },
        ...(ade.keyUrl === undefined
          ? {}
          : { keyEncryptionKey: { sourceVault: { id: ade.keyVaultId ?? ade.secretVaultId }, keyUrl: ade.keyUrl } }),
      },
    ],
    encryptionSettingsVersion: '1.1',
  };
}

/**
 * What a restore from the snapshot tier leaves in `creationData`: the odd `/disks/` path with a query string.
 * @see https://learn.microsoft.com/azure/backup/backup-instant-restore-capability
 */
export function restoredFromSnapshotTier(restorePointId: string, sourceDiskId: string): Record<string, unknown> {
  const disk = lastSegment(sourceDiskId);
  return {
    createOption: 'Restore',
    sourceResourceId: `${restorePointId}/disks/${disk}?id=${guidOf(`${restorePointId} ${disk}`)}`,
  };
}

/** What a restore from the vault tier leaves: an import of the VHD that it put into the staging account. */
export function restoredFromVaultTier(
  stagingAccountId: string,
  vmName: string,
  diskName: string,
): Record<string, unknown> {
  const account = lastSegment(stagingAccountId);
  const container = `${vmName.replaceAll(/[^A-Za-z0-9]/g, '')}-${guidOf(`${stagingAccountId} ${vmName}`).replaceAll('-', '')}`;
  return {
    createOption: 'Import',
    storageAccountId: stagingAccountId,
    sourceUri: `https://${account}.blob.core.windows.net/${container}/${diskName}.vhd`,
  };
}

/**
 * What a failover leaves in `creationData`: a restore from a bookmark of the replica, which is no restore by Azure Backup.
 */
export function failedOverFrom(replicaId: string): Record<string, unknown> {
  return { createOption: 'Restore', sourceResourceId: `${replicaId}/bookmark/${guidOf(`${replicaId} bookmark`)}` };
}

/** A snapshot or disk copied from another. */
export function copyOf(sourceId: string): Record<string, unknown> {
  return { createOption: 'Copy', sourceResourceId: sourceId, sourceUniqueId: guidOf(sourceId) };
}

/** Digits that Azure Backup appends to the name of a VM's restore point collection. */
export function collectionDigits(vmId: string): string {
  return String(10_000_000_000_000 + numberOf(vmId, 89_999_999_999_999));
}
