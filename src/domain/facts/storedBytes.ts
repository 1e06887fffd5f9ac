import type { ArmId } from '../armId.ts';
import type { Resource } from '../resource.ts';

/** Disks and snapshots, and what all encrypted bytes have in common. */

/** One secret/key pair of Azure Disk Encryption. URLs only, never a value. */
export interface AdeKeys {
  readonly secretUrl: string | undefined;
  readonly secretVaultId: ArmId | undefined;
  /** The key encryption key; absent for BEK-only ADE. */
  readonly keyUrl: string | undefined;
  readonly keyVaultId: ArmId | undefined;
}

/** `encryptionSettingsCollection` of a disk or snapshot. Declared, not proven: the flag survives a switch-off. */
export interface AdeSettings {
  readonly enabled: boolean | undefined;
  readonly version: string | undefined;
  readonly keys: readonly AdeKeys[];
}

/** Where the bytes of a disk or snapshot came from. Immutable in Azure. */
export interface CreationData {
  readonly createOption: string | undefined;
  /** As Azure wrote it: a restore point path with a query string breaks ordinary id parsers. */
  readonly sourceResourceId: string | undefined;
  readonly sourceUri: string | undefined;
  readonly storageAccountId: ArmId | undefined;
  readonly sourceUniqueId: string | undefined;
  /** The image that it was made of, by an id of this tenant's or of Azure's; left out where it was made of none. */
  readonly imageId?: ArmId;
  /** The same by the name of a gallery that is shared, as Azure wrote it: `/SharedGalleries/<unique name>/Images/…/Versions/…`. */
  readonly sharedImageId?: string;
  /** Which data disk of the image; left out for its OS disk. */
  readonly imageLun?: number;
}

/** How Azure says that some bytes are encrypted by storage and, for confidential machines, by the platform. */
export interface EncryptedBytes extends Resource {
  /** `encryption.type` as Azure wrote it. */
  readonly encryptionType: string | undefined;
  readonly diskEncryptionSetId: ArmId | undefined;
  readonly securityType: string | undefined;
  readonly secureVmDiskEncryptionSetId: ArmId | undefined;
}

/** Over which networks some bytes may be exported. */
export interface NetworkSettings {
  readonly networkAccessPolicy: string | undefined;
  readonly publicNetworkAccess: string | undefined;
  readonly diskAccessId: ArmId | undefined;
}

/** What disks and snapshots have in common: encryption, and the ways out. */
export interface StoredBytes extends EncryptedBytes, NetworkSettings {
  /** `undefined` when the resource has no ADE block at all. */
  readonly ade: AdeSettings | undefined;
  readonly dataAccessAuthMode: string | undefined;
  readonly diskState: string | undefined;
  readonly creation: CreationData;
  readonly osType: string | undefined;
  readonly sku: string | undefined;
  readonly sizeGb: number | undefined;
  /** ISO 8601. */
  readonly timeCreated: string | undefined;
  readonly uniqueId: string | undefined;
  /** Of its last change: anything but `Succeeded` leaves it open whether that took effect. */
  readonly provisioningState?: string | undefined;
}

export interface Disk extends StoredBytes {
  /** The VM(s) that hold it; more than one for a shared disk, none when unattached. */
  readonly managedBy: readonly ArmId[];
  readonly maxShares: number | undefined;
  /** ISO 8601: when it was last attached or detached, or its VM last started or deallocated. */
  readonly ownershipChanged?: string | undefined;
}

export interface Snapshot extends StoredBytes {
  readonly incremental: boolean | undefined;
  /** How much of it is copied; Azure sends it only for a copy in the background. */
  readonly completionPercent: number | undefined;
  /** Why a copy in the background failed; left out where none did. */
  readonly copyError?: string | undefined;
  /** What it can be used for; Azure sends it for newer kinds of snapshot only. */
  readonly accessState?: string | undefined;
  readonly provisioningState: string | undefined;
}
