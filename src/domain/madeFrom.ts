import { armId, type ArmId } from './armId.ts';
import type { Disk } from './facts.ts';

/** The disk that another one was made from. */
export interface MadeFrom {
  readonly diskId: ArmId;
  /** Name, lower case. */
  readonly name: string;
  /** At a point in time that Site Recovery kept: only a failover makes one. */
  readonly bookmark: boolean;
}

const DISK =
  /^(\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/microsoft\.compute\/disks\/([^/]+))(\/bookmark\/[^/]+)?\/?$/;

/**
 * By its creation data, which nobody can change. A disk left by a failover has `createOption: Restore` as one that Azure Backup
 * restored has, but its source is `…/disks/<replica>/bookmark/<guid>`; one left by a test failover is a copy of the replica.
 * The path alone decides: no create option makes a disk out of another one by that path in any other way.
 * @see https://learn.microsoft.com/rest/api/compute/disks/get#creationdata
 */
export function madeFrom({ creation }: Pick<Disk, 'creation'>): MadeFrom | undefined {
  const path = armId((creation.sourceResourceId ?? '').split('?')[0] ?? '');
  const [, diskId, name, bookmark] = DISK.exec(path) ?? [];
  if (diskId === undefined || name === undefined) return undefined;
  return { diskId: armId(diskId), name, bookmark: bookmark !== undefined };
}
