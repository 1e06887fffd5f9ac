import type { Gap } from '../../domain/estate.ts';
import type { ArmId } from '../../domain/armId.ts';
import type { AccessInput, LayeredGrants } from './accessInput.ts';
import type { Capability } from './capabilities.ts';
import { DOUBT_TEXT, type Grant } from './grant.ts';
import { readDelegations } from './delegations.ts';
import { readAssignments, readClassic, readTypes } from './entries.ts';
import { grantsOf } from './layer.ts';
import { readRoles } from './roles.ts';
import { scopeOf } from './scope.ts';
import { buildScopeTree, type Effort } from './scopeTree.ts';

/** Who holds a capability, what is doubtful about it, and what may hide more holders. */
export interface Holders {
  readonly holders: readonly Grant[];
  /** The doubts of the holders in words, each once. */
  readonly doubts: readonly string[];
  /** Where these reach, there may be holders that were not seen. */
  readonly gaps: readonly Gap[];
}

export interface AccessIndex {
  /** Who holds a capability at a resource, a resource group, a subscription or a management group. */
  readonly holders: (capability: Capability, resourceId: string) => Holders;
  /** The same, with those who hold it only at something inside the resource: one key of a vault. */
  readonly holdersWithin: (capability: Capability, resourceId: string) => Holders;
  readonly layeredGrants: (capability: Capability, resourceId: string) => LayeredGrants;
  /** Grants made at this very scope, without those that it inherits. */
  readonly grantedAt: (capability: Capability, scope: string) => readonly Grant[];
  /** Scopes at which the capability is granted, sorted: the places where something can be taken away. */
  readonly grantScopes: (capability: Capability) => readonly ArmId[];
  /** `User`, `Group` …; undefined where no row says. */
  readonly principalType: (principalId: string) => string | undefined;
  /** Work done so far. Kept so that a test can hold it to the scope tree. */
  readonly effort: () => Effort;
}

/**
 * Evaluates access along the tree of scopes (tenant, management groups, subscription, resource group, resource), never as
 * assignments × resources: each scope is worked out once for a capability, and a resource only walks up to the nearest one.
 * @see https://learn.microsoft.com/azure/role-based-access-control/overview#how-azure-rbac-determines-if-a-user-has-access-to-a-resource
 */
export function buildAccess(input: AccessInput): AccessIndex {
  const types = readTypes(input.roleAssignments, input.principalTypes ?? new Map());
  const roles = readRoles(input.roleDefinitions);
  const assigned = readAssignments(input.roleAssignments, roles, types);
  const delegated = readDelegations(input, roles);
  const entries = [...assigned, ...readClassic(input.classicAdministrators), ...delegated.entries];
  const tree = buildScopeTree(input, entries, delegated.gaps);

  const layeredGrants = (capability: Capability, resourceId: string): LayeredGrants =>
    tree.at(capability, scopeOf(resourceId));
  const within = (capability: Capability, id: ArmId): LayeredGrants =>
    LEAF.test(id) ? tree.at(capability, id) : tree.beneath(capability, id);
  const grantedAt = (capability: Capability, scope: string): readonly Grant[] => {
    const id = scopeOf(scope);
    return (within(capability, id).layer?.own ?? []).filter((grant) => grant.scope === id);
  };
  return {
    layeredGrants,
    holders: (capability, resourceId) => {
      const { layer, gaps } = layeredGrants(capability, resourceId);
      return answer(grantsOf(layer), gaps);
    },
    holdersWithin: (capability, resourceId) => {
      const { layer, gaps } = within(capability, scopeOf(resourceId));
      const grants = [...grantsOf(layer)];
      const all = new Set(gaps);
      for (const inner of tree.inside(scopeOf(resourceId))) {
        grants.push(...grantedAt(capability, inner));
        for (const gap of tree.at(capability, inner).gaps) all.add(gap);
      }
      return answer(grants, [...all]);
    },
    grantedAt,
    grantScopes: (capability) => tree.scopes().filter((scope) => grantedAt(capability, scope).length > 0),
    principalType: (principalId) => types.get(principalId.toLowerCase()),
    effort: tree.effort,
  };
}

/** What is exported or used itself: of anything else, a right counts by what lies beneath it, which a denial that holds there alone spares. */
const LEAF = /\/(?:disks|snapshots|diskrestorepoints|keys|secrets)\/[^/]+$/;

function answer(holders: readonly Grant[], gaps: readonly Gap[]): Holders {
  const doubts = new Set(holders.flatMap((grant) => grant.doubts));
  return { holders, doubts: [...doubts].map((doubt) => DOUBT_TEXT[doubt]), gaps };
}
