import type { ArmId } from '../armId.ts';
import type { Resource } from '../resource.ts';
import type { EncryptedBytes, NetworkSettings } from './storedBytes.ts';

/** Restore points of virtual machines. */

export interface RestorePointCollection extends Resource {
  /** The VM; for a collection copied to another region the collection that it was copied from. */
  readonly sourceId: ArmId | undefined;
}

/** One disk of a VM as a restore point names it. */
export interface CapturedDisk {
  /** The disk that the VM had. */
  readonly diskId: ArmId | undefined;
  readonly diskRestorePointId: ArmId | undefined;
  /** The VM's choice of confidential encryption for the disk. */
  readonly securityEncryptionType: string | undefined;
  /** The encryption that was asked for when the restore point was made; undefined where nothing was asked. */
  readonly encryptionType: string | undefined;
  readonly diskEncryptionSetId: ArmId | undefined;
}

/** A restore point of a VM, from ARM: Resource Graph has its collection only. */
export interface RestorePoint extends Resource {
  readonly collectionId: ArmId;
  /** ISO 8601. */
  readonly time: string | undefined;
  readonly disks: readonly CapturedDisk[];
}

/** One disk inside a restore point, as it is encrypted and shut, from ARM. */
export interface DiskRestorePoint extends EncryptedBytes, NetworkSettings {
  readonly restorePointId: ArmId;
  /** The disk, or the disk restore point that this one was copied from. */
  readonly sourceId: ArmId | undefined;
  /** `uniqueId` of that disk when the copy was made. */
  readonly sourceUniqueId: string | undefined;
}
