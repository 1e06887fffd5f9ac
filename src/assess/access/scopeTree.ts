import { by } from '../../base/order.ts';
import type { DenyAssignment } from '../../domain/access.ts';
import type { Gap } from '../../domain/estate.ts';
import type { ArmId } from '../../domain/armId.ts';
import { maskOf, type Capability } from './capabilities.ts';
import { readDeny, type Deny } from './deny.ts';
import type { Entry } from './entries.ts';
import type { AccessInput, LayeredGrants } from './accessInput.ts';
import { entriesOf, layerOf, type Denials, type Layer } from './layer.ts';
import { findPlace } from './place.ts';
import { blockReader } from './roles.ts';
import { isResource, parentInId, ROOT, scopeBehind, scopeOf, subscriptionAt, subscriptionScope } from './scope.ts';

export interface Effort {
  /** Steps taken from a scope to the one above it. */
  readonly steps: number;
  /** Assignments weighed for a capability at a scope. */
  readonly weighed: number;
}

export interface ScopeTree {
  readonly at: (capability: Capability, scope: ArmId) => LayeredGrants;
  /** What reaches the scopes beneath it: without the deny assignments that hold at this scope alone. */
  readonly beneath: (capability: Capability, scope: ArmId) => LayeredGrants;
  /** Scopes inside a resource at which something is assigned, sorted. */
  readonly inside: (scope: ArmId) => readonly ArmId[];
  /** Every scope at which something is assigned, sorted. */
  readonly scopes: () => readonly ArmId[];
  readonly effort: () => Effort;
}

/** What was said about one scope itself. */
interface Node {
  readonly entries: Entry[];
  readonly inherited: Deny[];
  readonly here: Deny[];
  readonly gaps: Gap[];
  readonly denyGaps: Gap[];
}

/** What holds at a scope, with what comes from above. */
interface State extends Denials {
  readonly scope: ArmId;
  readonly above: State | undefined;
  readonly node: Node | undefined;
  readonly gaps: readonly Gap[];
  /** An assignment was seen here or above. */
  readonly seen: boolean;
  readonly layers: Map<Capability, Layer | undefined>;
}

/** @param delegationGaps why rights of other tenants may not have been seen */
export function buildScopeTree(
  input: AccessInput,
  entries: readonly Entry[],
  delegationGaps: readonly Gap[],
): ScopeTree {
  const nodes = readNodes(input, entries, delegationGaps);
  const place = findPlace(input);
  const seenAt = assignedScopes(input);
  const states = new Map<string, State>();
  const effort = { steps: 0, weighed: 0 };

  const grow = (above: State | undefined, scope: ArmId, more: readonly Gap[]): State => {
    const node = nodes.get(scope);
    const gaps = [...(above?.gaps ?? []), ...more, ...(node?.gaps ?? [])];
    return {
      scope,
      above,
      node,
      gaps: gaps.length === above?.gaps.length ? above.gaps : gaps,
      denies: concat(above?.denies, node?.inherited),
      unread: concat(above?.unread, node?.denyGaps),
      seen: (above?.seen ?? false) || seenAt.has(scope),
      layers: new Map(),
    };
  };

  /** Scopes that no id leads to: the tenant, its management groups, a subscription. */
  const placed = (scope: ArmId): State => {
    const { path, gaps } = place(scope);
    let above: State | undefined;
    let key = '';
    for (const step of path) {
      effort.steps += 1;
      key += `>${step}`;
      let state = states.get(key);
      if (state === undefined) {
        state = grow(above, step, step === scope ? gaps : []);
        const subscription = subscriptionAt(step);
        if (subscription !== undefined && !state.seen)
          state = { ...state, gaps: [...state.gaps, nothingSeen(subscription)] };
        states.set(key, state);
      }
      above = state;
    }
    return above ?? grow(undefined, ROOT, []);
  };

  const resolve = (scope: ArmId): State => {
    const known = states.get(scope);
    if (known !== undefined) return known;
    const parent = parentInId(scope);
    if (parent === undefined) {
      const state = placed(scope);
      states.set(scope, state);
      return state;
    }
    effort.steps += 1;
    const above = resolve(parent);
    if (!nodes.has(scope)) return above;
    const state = grow(above, scope, []);
    states.set(scope, state);
    return state;
  };

  const layer = (state: State, capability: Capability): Layer | undefined => {
    if (state.layers.has(capability)) return state.layers.get(capability);
    const above = state.above === undefined ? undefined : layer(state.above, capability);
    const own = state.node?.entries ?? [];
    const mask = maskOf(capability);
    const denied =
      (state.node?.denyGaps.length ?? 0) > 0 ||
      (state.node?.inherited ?? []).some((deny) => ((deny.sure | deny.perhaps) & mask) !== 0);
    const weigh = denied ? [...own, ...entriesOf(above)] : own;
    effort.weighed += weigh.length;
    const built = layerOf(capability, weigh, denied ? undefined : above, state);
    state.layers.set(capability, built);
    return built;
  };

  return {
    at: (capability, scope) => {
      const state = resolve(scope);
      const built = layer(state, capability);
      const here = state.scope === scope ? (state.node?.here ?? []) : [];
      if (here.length === 0) return { layer: built, gaps: state.gaps };
      const weigh = entriesOf(built);
      effort.weighed += weigh.length;
      const denials = { denies: [...state.denies, ...here], unread: state.unread };
      return { layer: layerOf(capability, weigh, undefined, denials), gaps: state.gaps };
    },
    beneath: (capability, scope) => {
      const state = resolve(scope);
      return { layer: layer(state, capability), gaps: state.gaps };
    },
    inside: insideOf(nodes),
    scopes: () => [...nodes.keys()].filter((scope) => (nodes.get(scope)?.entries.length ?? 0) > 0).sort(),
    effort: () => ({ ...effort }),
  };
}

function readNodes(
  input: AccessInput,
  entries: readonly Entry[],
  delegationGaps: readonly Gap[],
): ReadonlyMap<ArmId, Node> {
  const nodes = new Map<ArmId, Node>();
  const nodeAt = (scope: ArmId): Node => {
    const known = nodes.get(scope);
    if (known !== undefined) return known;
    const made: Node = { entries: [], inherited: [], here: [], gaps: [], denyGaps: [] };
    nodes.set(scope, made);
    return made;
  };
  for (const entry of entries) nodeAt(entry.scope).entries.push(entry);
  const read = blockReader();
  const byId = [...input.denyAssignments.rows.values()].sort(by(({ id }) => id));
  for (const row of byId) {
    const deny = readDeny(row, read);
    if (deny === undefined) continue;
    const node = nodeAt(scopeOfDeny(row));
    (deny.inherited ? node.inherited : node.here).push(deny);
  }
  for (const gap of input.roleAssignments.gaps) nodeAt(scopeOfGap(gap)).gaps.push(gap);
  for (const gap of input.classicAdministrators.gaps) nodeAt(scopeOfGap(gap)).gaps.push(gap);
  for (const gap of delegationGaps) nodeAt(scopeOfGap(gap)).gaps.push(gap);
  for (const gap of input.denyAssignments.gaps) nodeAt(scopeOfGap(gap)).denyGaps.push(gap);
  return nodes;
}

function scopeOfDeny(row: DenyAssignment): ArmId {
  return row.scope.trim() === '' ? scopeBehind(row.id) : scopeOf(row.scope);
}

/** Where a gap begins to hide something: everything below may be concerned. */
function scopeOfGap(gap: Gap): ArmId {
  if (gap.subject?.startsWith('/') === true) return scopeBehind(gap.subject);
  return gap.subscription === '*' ? ROOT : subscriptionScope(gap.subscription);
}

/** Scopes with any role assignment at all, also of roles that are not judged here. */
function assignedScopes(input: AccessInput): ReadonlySet<ArmId> {
  const scopes = new Set<ArmId>();
  for (const row of input.roleAssignments.rows.values())
    scopes.add(row.scope.trim() === '' ? scopeBehind(row.id) : scopeOf(row.scope));
  return scopes;
}

/** Whoever can read a subscription was given a role there or above it: when no assignment shows, they were withheld. */
function nothingSeen(subscription: string): Gap {
  return {
    source: 'roleAssignments',
    subscription,
    kind: 'notSeen',
    because: `No role assignments were returned at or above subscription ${subscription}, although at least one is needed to read it.`,
  };
}

function insideOf(nodes: ReadonlyMap<ArmId, Node>): (scope: ArmId) => readonly ArmId[] {
  const inner = new Map<ArmId, ArmId[]>();
  for (const scope of nodes.keys()) {
    for (let at = parentInId(scope); at !== undefined && isResource(at); at = parentInId(at)) {
      const list = inner.get(at);
      if (list === undefined) inner.set(at, [scope]);
      else list.push(scope);
    }
  }
  return (scope) => (inner.get(scope) ?? []).sort();
}

function concat<Value>(one: readonly Value[] | undefined, other: readonly Value[] | undefined): readonly Value[] {
  if (other === undefined || other.length === 0) return one ?? [];
  return one === undefined || one.length === 0 ? other : [...one, ...other];
}
