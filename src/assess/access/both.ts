import type { Gap } from '../../domain/estate.ts';
import type { ArmId } from '../../domain/armId.ts';
import type { KeyVault } from '../../domain/facts.ts';
import type { AccessIndex, Holders } from './accessIndex.ts';
import { kindOfPrincipal, type Grant } from './grant.ts';
import { exportCapability, type Approved } from './judge.ts';
import { couldTakeKeys, holdersOfObject } from './keyVault.ts';
import { grantsOf, type GrantLayer } from './layer.ts';

/** A principal who can do both, or may: one grant to export and one to use the key. */
export interface Pair {
  readonly principalId: string;
  readonly principalType: string | undefined;
  readonly exporting: Grant;
  readonly key: Grant;
}

/** Who outside the approved set can both export a disk and use its key (CTL-02). */
export interface CombinedReview {
  readonly status: 'Compliant' | 'NonCompliant' | 'Unknown';
  readonly proven: readonly Pair[];
  /** One of the two grants is doubtful, or is to a group that the other principal may be in. */
  readonly uncertain: readonly Pair[];
  /** Not counted in the status: principals who could give themselves what they lack. */
  readonly couldGiveThemselves: readonly Pair[];
  readonly gaps: readonly Gap[];
}

/** Who may do which half. Principals who do both must be in both sets; a group only in the set of its half. */
export interface ApprovedHalves {
  readonly exporters: Approved;
  readonly keyUsers: Approved;
}

/**
 * Who can both export and use the key, or read the secret, that `object` names. Makes one judge for a run: disks with the
 * same grants and the same key share one answer.
 * @param servicesOf identities of the resources whose key is in a vault: they are assumed to be in no group
 */
export function judgeBothBy(
  index: AccessIndex,
  approved: ApprovedHalves,
  servicesOf: (vaultId: ArmId) => readonly string[] = () => [],
): (resourceId: string, vault: KeyVault, object?: ArmId) => CombinedReview | undefined {
  const keySides = new Map<string, KeySide>();
  const answers = new Map<string, CombinedReview>();
  const numberOf = numbering();
  return (resourceId, vault, object) => {
    const capability = exportCapability(resourceId);
    if (capability === undefined) return undefined;
    const name = object ?? vault.id;
    const keySide = keySides.get(name) ?? {
      users: holdersOfObject(index, vault, object),
      takers: couldTakeKeys(index, vault, object),
      services: new Set(servicesOf(vault.id)),
    };
    keySides.set(name, keySide);
    const exporting = index.layeredGrants(capability, resourceId);
    const granting = index.layeredGrants('grantAccess', resourceId);
    const place = `${numberOf(exporting.layer)} ${numberOf(granting.layer)} ${name}`;
    const answer =
      answers.get(place) ?? intersect(grantsOf(exporting.layer), grantsOf(granting.layer), keySide, approved);
    answers.set(place, answer);
    return withGaps(answer, [...exporting.gaps, ...keySide.users.gaps]);
  };
}

function numbering(): (layer: GrantLayer | undefined) => number {
  const numbers = new Map<GrantLayer | undefined, number>();
  return (layer) => {
    const number = numbers.get(layer) ?? numbers.size;
    numbers.set(layer, number);
    return number;
  };
}

interface KeySide {
  readonly users: Holders;
  readonly takers: Holders;
  readonly services: ReadonlySet<string>;
}

function intersect(
  exporters: readonly Grant[],
  granters: readonly Grant[],
  { users, takers, services }: KeySide,
  approved: ApprovedHalves,
): CombinedReview {
  const mayDoBoth = (id: string): boolean => approved.exporters.has(id) && approved.keyUsers.has(id);
  const exporting = sides(exporters);
  const using = sides(users.holders);
  const proven: Pair[] = [];
  const uncertain: Pair[] = [];
  const named = new Set<string>();
  const add = (list: Pair[], principal: Grant, one: Grant, other: Grant): void => {
    if (named.has(principal.principalId)) return;
    named.add(principal.principalId);
    list.push({
      principalId: principal.principalId,
      principalType: principal.principalType,
      exporting: one,
      key: other,
    });
  };

  for (const [id, one] of exporting.best) {
    const other = using.best.get(id);
    if (other === undefined || mayDoBoth(id)) continue;
    add(one.doubts.length + other.doubts.length === 0 ? proven : uncertain, one, one, other);
  }
  // A group on one side may hold any principal of its tenant on the other, unless somebody approved who is in it.
  const keyGroup = byTenant(using.groups.filter((grant) => !approved.keyUsers.has(grant.principalId)));
  for (const [id, one] of exporting.best) {
    const group = keyGroup.get(tenantOf(one));
    if (group !== undefined && !mayDoBoth(id)) add(uncertain, one, one, group);
  }
  const exportGroup = byTenant(exporting.groups.filter((grant) => !approved.exporters.has(grant.principalId)));
  for (const [id, other] of using.best) {
    const group = exportGroup.get(tenantOf(other));
    if (group !== undefined && !mayDoBoth(id) && !services.has(id)) add(uncertain, other, group, other);
  }

  const couldGiveThemselves: Pair[] = [];
  const canGrant = sides(granters).best;
  const canTake = sides(takers.holders).best;
  for (const id of new Set([...canGrant.keys(), ...canTake.keys()])) {
    const one = exporting.best.get(id) ?? canGrant.get(id);
    const other = using.best.get(id) ?? canTake.get(id);
    if (one !== undefined && other !== undefined && !mayDoBoth(id)) add(couldGiveThemselves, one, one, other);
  }
  const status = proven.length > 0 ? 'NonCompliant' : uncertain.length > 0 ? 'Unknown' : 'Compliant';
  const gaps = uncertain.flatMap((pair) => [...pair.exporting.gaps, ...pair.key.gaps]);
  return { status, proven, uncertain, couldGiveThemselves, gaps: [...new Set(gaps)] };
}

/** Undefined: the tenant of the estate. */
function tenantOf(grant: Grant): string | undefined {
  return grant.otherTenant?.tenant;
}

/** The first group of each tenant. */
function byTenant(groups: readonly Grant[]): ReadonlyMap<string | undefined, Grant> {
  const first = new Map<string | undefined, Grant>();
  for (const group of groups) if (!first.has(tenantOf(group))) first.set(tenantOf(group), group);
  return first;
}

/** The best proven grant of each principal, and the grants that may stand for somebody else. */
function sides(grants: readonly Grant[]): {
  readonly best: ReadonlyMap<string, Grant>;
  readonly groups: readonly Grant[];
} {
  const best = new Map<string, Grant>();
  const groups: Grant[] = [];
  for (const grant of grants) {
    const known = best.get(grant.principalId);
    if (known === undefined || grant.doubts.length < known.doubts.length) best.set(grant.principalId, grant);
    if (kindOfPrincipal(grant.principalType) !== 'individual') groups.push(grant);
  }
  return { best, groups };
}

function withGaps(answer: CombinedReview, gaps: readonly Gap[]): CombinedReview {
  if (gaps.length === 0) return answer;
  const status = answer.status === 'Compliant' ? 'Unknown' : answer.status;
  return { ...answer, status, gaps: [...new Set([...answer.gaps, ...gaps])] };
}
