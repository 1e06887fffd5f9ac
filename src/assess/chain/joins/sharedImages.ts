import type { ArmId } from '../../../domain/armId.ts';
import { gapOf, type Gap } from '../../../domain/estate.ts';
import type { Disk } from '../../../domain/facts.ts';
import type { EstateReader } from '../../../domain/reader.ts';

const SHARED =
  /^\/sharedgalleries\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-([^/]+)\/images\/([^/]+)\/versions\/([^/]+)$/;
const VERSION = /^\/subscriptions\/([^/]+)\/.+\/galleries\/([^/]+)\/images\/([^/]+)\/versions\/([^/]+)$/;

const known = new WeakMap<EstateReader, ReadonlyMap<string, ArmId>>();

/**
 * The version in a gallery of this tenant that a disk names by the gallery's unique name, `<subscription>-<gallery>`;
 * undefined if it names none that way, or one that was not read.
 * @see https://learn.microsoft.com/azure/virtual-machines/share-gallery-direct
 * @see https://learn.microsoft.com/javascript/api/@azure/arm-compute/imagediskreference
 */
export function sharedImage(reader: EstateReader, { sharedImageId }: Disk['creation']): ArmId | undefined {
  const key = sharedImageId === undefined ? undefined : keyIn(SHARED, sharedImageId.toLowerCase());
  if (key === undefined) return undefined;
  const versions = known.get(reader) ?? versionsIn(reader);
  known.set(reader, versions);
  return versions.get(key);
}

/** For a disk made from a version in a shared gallery that was not read: what that held is not known. */
export function unreadShared(
  reader: EstateReader,
  disk: Pick<Disk, 'creation' | 'id' | 'subscriptionId' | 'name'>,
): readonly Gap[] {
  const { sharedImageId } = disk.creation;
  if (sharedImageId === undefined || sharedImage(reader, disk.creation) !== undefined) return [];
  const because = `Disk ${disk.name} was made from ${sharedImageId}, a version in a shared gallery that was not read.`;
  return [gapOf('images', disk, 'notRead', because)];
}

function versionsIn(reader: EstateReader): ReadonlyMap<string, ArmId> {
  const pairs = reader.all('images').map(({ id }) => [keyIn(VERSION, id), id] as const);
  return new Map(pairs.flatMap(([key, id]) => (key === undefined ? [] : [[key, id] as const])));
}

function keyIn(form: RegExp, id: string): string | undefined {
  const match = form.exec(id);
  return match === null ? undefined : match.slice(1).join('/');
}
