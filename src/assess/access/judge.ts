import type { ArmId } from '../../domain/armId.ts';
import type { Gap } from '../../domain/estate.ts';
import type { AccessIndex, Holders } from './accessIndex.ts';
import type { LayeredGrants } from './accessInput.ts';
import type { Capability } from './capabilities.ts';
import { keyOfGrant, type Grant } from './grant.ts';
import type { GrantLayer } from './layer.ts';

/** Whether everybody who holds something is approved. */
export interface AccessReview {
  /** NonCompliant: a grant to somebody outside the set is proven. Unknown: one is possible, or holders may be hidden. */
  readonly status: 'Compliant' | 'NonCompliant' | 'Unknown';
  /** Grants looked at, approved or not. */
  readonly holders: number;
  readonly provenCount: number;
  readonly uncertainCount: number;
  /** The nearest of the proven grants outside the set: at most `SHOWN`. */
  readonly proven: readonly Grant[];
  /** The nearest of those that may be outside it: at most `SHOWN`. */
  readonly uncertain: readonly Grant[];
  readonly gaps: readonly Gap[];
}

/** Grants that a review of a resource names; a scope's own review (`judgeScope`) names all. */
export const SHOWN = 10;

/** Principals by object id (or, for classic administrators, address), in any case. */
export type Approved = ReadonlySet<string>;

export function approvedPrincipals(...lists: readonly (readonly string[])[]): Approved {
  return new Set(lists.flat().map((id) => id.trim().toLowerCase()));
}

/** What depends on the kind of resource that would be exported. */
const EXPORTS: Readonly<Record<string, Capability>> = {
  disks: 'exportDisk',
  snapshots: 'exportSnapshot',
  restorepointcollections: 'exportRestorePoint',
};
const EXPORT_CAPABILITIES = ['exportDisk', 'exportSnapshot', 'exportRestorePoint'] as const;

/** The capability by which a disk, a snapshot or a restore point is exported; undefined for any other resource. */
export function exportCapability(resourceId: string): Capability | undefined {
  const type = /\/providers\/microsoft\.compute\/([^/]+)\//.exec(`${resourceId.toLowerCase()}/`)?.[1];
  return type === undefined ? undefined : EXPORTS[type];
}

/**
 * Asks one set of approved principals about many resources; resources with the same grants share one answer.
 * Make one for a run: what it remembers depends on the index and the set.
 */
export function judgeHoldersBy(
  index: AccessIndex,
  approved: Approved,
): (capability: Capability, resourceId: string) => AccessReview {
  const tallies = new WeakMap<GrantLayer, Tally>();
  const reviews = new WeakMap<readonly Gap[], Map<GrantLayer | undefined, AccessReview>>();
  return (capability, resourceId) => {
    const { layer, gaps }: LayeredGrants = index.layeredGrants(capability, resourceId);
    const known = reviews.get(gaps) ?? new Map<GrantLayer | undefined, AccessReview>();
    reviews.set(gaps, known);
    const before = known.get(layer);
    if (before !== undefined) return before;
    const review = conclude(tallyOf(layer, approved, tallies), gaps);
    known.set(layer, review);
    return review;
  };
}

/** Who can export a disk, a snapshot or the restore points of a collection, against those who may (EXP-03). */
export function judgeExportersBy(
  index: AccessIndex,
  approved: Approved,
): (resourceId: string) => AccessReview | undefined {
  const judge = judgeHoldersBy(index, approved);
  return (resourceId) => {
    const capability = exportCapability(resourceId);
    return capability === undefined ? undefined : judge(capability, resourceId);
  };
}

/** Scopes at which the power to export anything is granted: the subjects of EXP-03, each finding named once. */
export function exportScopes(index: AccessIndex): readonly ArmId[] {
  return [...new Set(EXPORT_CAPABILITIES.flatMap((capability) => index.grantScopes(capability)))].sort();
}

/** The grants of a power to export that are made at one scope, all of them named; gaps are those that reach the scope. */
export function judgeScope(index: AccessIndex, scope: string, approved: Approved): AccessReview {
  const seen = new Map<string, Grant>();
  for (const capability of EXPORT_CAPABILITIES) {
    for (const grant of index.grantedAt(capability, scope)) {
      const key = keyOfGrant(grant);
      const known = seen.get(key);
      seen.set(key, known === undefined ? grant : together(known, grant));
    }
  }
  return judgeGrants(
    { holders: [...seen.values()], doubts: [], gaps: index.layeredGrants('exportDisk', scope).gaps },
    approved,
  );
}

/** Judges a list of holders and names every grant outside the set. */
export function judgeGrants({ holders, gaps }: Holders, approved: Approved): AccessReview {
  const tally = count({ own: holders }, approved, undefined, Number.POSITIVE_INFINITY);
  return conclude(tally, gaps);
}

interface Tally {
  readonly holders: number;
  readonly provenCount: number;
  readonly uncertainCount: number;
  readonly proven: readonly Grant[];
  readonly uncertain: readonly Grant[];
}

const NOBODY: Tally = { holders: 0, provenCount: 0, uncertainCount: 0, proven: [], uncertain: [] };

function tallyOf(layer: GrantLayer | undefined, approved: Approved, known: WeakMap<GrantLayer, Tally>): Tally {
  if (layer === undefined) return NOBODY;
  const before = known.get(layer);
  if (before !== undefined) return before;
  const tally = count(layer, approved, tallyOf(layer.above, approved, known), SHOWN);
  known.set(layer, tally);
  return tally;
}

function count(layer: { readonly own: readonly Grant[] }, approved: Approved, above = NOBODY, shown: number): Tally {
  const outside = layer.own.filter((grant) => !approved.has(grant.principalId));
  const proven = outside.filter(isProven);
  const uncertain = outside.filter((grant) => !isProven(grant));
  return {
    holders: layer.own.length + above.holders,
    provenCount: proven.length + above.provenCount,
    uncertainCount: uncertain.length + above.uncertainCount,
    proven: [...proven, ...above.proven].slice(0, shown),
    uncertain: [...uncertain, ...above.uncertain].slice(0, shown),
  };
}

/** A group outside the set, or a principal of another tenant, is itself outside it: who is behind it is a remark, not a doubt. */
function isProven({ doubts }: Grant): boolean {
  return doubts.every((doubt) => doubt === 'membersUnseen' || doubt === 'ofOtherTenant');
}

function conclude(tally: Tally, gaps: readonly Gap[]): AccessReview {
  const open = tally.uncertainCount > 0 || gaps.length > 0;
  const behind = new Set(gaps);
  for (const grant of tally.uncertain) for (const gap of grant.gaps) behind.add(gap);
  return {
    status: tally.provenCount > 0 ? 'NonCompliant' : open ? 'Unknown' : 'Compliant',
    ...tally,
    gaps: [...behind],
  };
}

/** One assignment that gives two capabilities: shown once, with the better proof. */
function together(one: Grant, other: Grant): Grant {
  const can = [...new Set([...one.can, ...other.can])];
  return other.doubts.length < one.doubts.length ? { ...other, can } : { ...one, can };
}
