import { instant } from '../../base/time.ts';

interface MadeOf {
  /** `uniqueId` of what it was made from, as Azure wrote it at the time. */
  readonly sourceUniqueId: string | undefined;
  readonly timeCreated: string | undefined;
}

interface Named {
  readonly uniqueId: string | undefined;
  readonly timeCreated: string | undefined;
}

/**
 * Whether a copy was made of the disk that has the id now: a disk that was deleted and created again keeps its resource id
 * but gets another `uniqueId`. If either is missing, a copy older than the disk is in doubt (`unknown`), and so is one if
 * Azure does not say when it or the disk was created (`untold`).
 * @see https://learn.microsoft.com/rest/api/compute/snapshots/get#creationdata
 */
export function madeOf(copy: MadeOf, disk: Named): 'this' | 'anEarlierDisk' | 'unknown' | 'untold' {
  if (copy.sourceUniqueId !== undefined && disk.uniqueId !== undefined)
    return copy.sourceUniqueId.toLowerCase() === disk.uniqueId.toLowerCase() ? 'this' : 'anEarlierDisk';
  const [copied, created] = [instant(copy.timeCreated), instant(disk.timeCreated)];
  if (copied === undefined || created === undefined) return 'untold';
  return copied < created ? 'unknown' : 'this';
}
