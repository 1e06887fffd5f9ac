import type { ArmId } from '../../../domain/armId.ts';
import { far, type Gap, type Reach } from '../../../domain/estate.ts';
import { groupBy } from '../../../domain/groups.ts';

interface Parted {
  readonly ofAnybody: Reach;
  /** Gaps that concern one VM or disk alone, wherever they are. */
  readonly ofOne: ReadonlyMap<ArmId, readonly Gap[]>;
}

const parted = new WeakMap<Reach, Parted>();
const NONE: readonly Gap[] = [];

/** The reach for some VMs or disks: a row that could not be read, but names the VM or disk that it is of, concerns no other. */
export function concerning(reach: Reach, ids: readonly ArmId[]): Reach {
  const { gaps, elsewhere = NONE } = reach;
  if (!gaps.some(isOfOne) && !elsewhere.some(isOfOne)) return reach;
  const { ofAnybody, ofOne } = parted.get(reach) ?? part(reach);
  const own = new Set(ids.flatMap((id) => ofOne.get(id) ?? NONE));
  return own.size === 0 ? ofAnybody : far([...ofAnybody.gaps, ...own], ofAnybody.elsewhere ?? NONE);
}

/** The same for gaps alone. */
export function concerningOne(gaps: readonly Gap[], id: ArmId): readonly Gap[] {
  return gaps.some(isOfOne) ? gaps.filter(({ about }) => about?.includes(id) !== false) : gaps;
}

function isOfOne({ about }: Gap): boolean {
  return about !== undefined;
}

function part(reach: Reach): Parted {
  const { gaps, elsewhere = NONE } = reach;
  const ofAnybody = (list: readonly Gap[]): readonly Gap[] => list.filter((gap) => !isOfOne(gap));
  const made: Parted = {
    ofAnybody: far(ofAnybody(gaps), ofAnybody(elsewhere)),
    ofOne: groupBy([...gaps, ...elsewhere], ({ about = [] }) => about),
  };
  parted.set(reach, made);
  return made;
}
