import type { Disk, Snapshot } from '../../../domain/facts.ts';
import { grouped, type Groups } from '../../../domain/groups.ts';
import type { EstateReader } from '../../../domain/reader.ts';

/**
 * Disks and snapshots by the unique ID that Azure gives each. One that was moved to another group or subscription has another
 * resource ID, and what was made of it before goes on naming the old one; the unique ID tells it all the same.
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/move-support-resources
 * @see https://learn.microsoft.com/rest/api/compute/snapshots/get#creationdata
 */
export interface UniqueIds {
  /** Undefined where no disk has it, or more than one. */
  readonly disk: (uniqueId: string | undefined) => Disk | undefined;
  readonly snapshot: (uniqueId: string | undefined) => Snapshot | undefined;
}

const known = new WeakMap<EstateReader, UniqueIds>();

export function uniqueIdsIn(reader: EstateReader): UniqueIds {
  const before = known.get(reader);
  if (before !== undefined) return before;
  const built: UniqueIds = {
    disk: onlyOne(grouped(reader.all('disks'), idOf)),
    snapshot: onlyOne(grouped(reader.all('snapshots'), idOf)),
  };
  known.set(reader, built);
  return built;
}

function idOf({ uniqueId }: Disk | Snapshot): readonly (string | undefined)[] {
  return [uniqueId?.toLowerCase()];
}

function onlyOne<Row>(groups: Groups<Row>): (uniqueId: string | undefined) => Row | undefined {
  return (uniqueId) => {
    const rows = uniqueId === undefined ? undefined : groups.get(uniqueId.toLowerCase());
    return rows?.length === 1 ? rows[0] : undefined;
  };
}
