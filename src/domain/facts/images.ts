import type { ArmId } from '../armId.ts';
import type { Resource } from '../resource.ts';

/** Of what one disk in an image was made. */
export interface ImageDisk {
  /** Undefined for the OS disk. */
  readonly lun: number | undefined;
  /** A disk or a snapshot; undefined where Azure names none. */
  readonly sourceId: ArmId | undefined;
}

/** A managed image, or a version of an image in a Compute Gallery: copies of disks that further disks are made of. */
export interface Image extends Resource {
  /** What it was made of as a whole: a VM, or another image. */
  readonly sourceId: ArmId | undefined;
  readonly disks: readonly ImageDisk[];
  /** ISO 8601; of a managed image Azure does not say. */
  readonly published: string | undefined;
}
