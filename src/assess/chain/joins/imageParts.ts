import { says } from '../../../base/openEnum.ts';
import type { ArmId } from '../../../domain/armId.ts';
import { FROM_IMAGE } from '../../../domain/azureNames.ts';
import type { Disk, Snapshot } from '../../../domain/facts.ts';
import type { EstateReader } from '../../../domain/reader.ts';
import { sharedImage } from './sharedImages.ts';

/** What a disk was made of through an image. */
export interface ImagePart {
  /** A disk or a snapshot. */
  readonly id: ArmId;
  /** ISO 8601: when the image that holds it was made; undefined if Azure does not say. */
  readonly published: string | undefined;
  /** The images in between, the disk's own first. */
  readonly through: readonly ArmId[];
}

const IMAGE = /\/providers\/microsoft\.compute\/(images\/[^/]+|galleries\/[^/]+\/images\/[^/]+\/versions\/[^/]+)$/;

/**
 * Undefined for a disk that was not made from an image, or if an image does not show what it was made from: images outlive
 * their sources, so one that is gone loses nothing.
 * @see https://learn.microsoft.com/rest/api/compute/disks/get#imagediskreference
 */
export function partBehind(
  reader: EstateReader,
  { creation }: Pick<Disk | Snapshot, 'creation'>,
): ImagePart | undefined {
  const { createOption, imageLun } = creation;
  if (!says(createOption, FROM_IMAGE)) return undefined;
  const through: ArmId[] = [];
  for (let next = creation.imageId ?? sharedImage(reader, creation); next !== undefined && !through.includes(next);) {
    const image = reader.find('images', next);
    if (image.kind !== 'found') return undefined;
    through.push(next);
    const { disks, sourceId, published } = image.row;
    const own = disks.find(({ lun }) => lun === imageLun)?.sourceId;
    if (own === undefined && sourceId !== undefined && IMAGE.test(sourceId)) next = sourceId;
    else {
      const id = own ?? partOfMachine(reader, sourceId, imageLun);
      return id === undefined ? undefined : { id, published, through };
    }
  }
  return undefined;
}

/** The disk of a VM that an image holds. */
function partOfMachine(reader: EstateReader, vmId: ArmId | undefined, lun: number | undefined): ArmId | undefined {
  const machine = vmId === undefined ? undefined : reader.find('virtualMachines', vmId);
  if (machine?.kind !== 'found') return undefined;
  const { osDisk, dataDisks } = machine.row;
  return lun === undefined ? osDisk?.diskId : dataDisks.find((disk) => disk.lun === lun)?.diskId;
}
