import type { Gap } from '../../domain/estate.ts';
import type { ArmId } from '../../domain/armId.ts';
import type { AccessInput } from './accessInput.ts';
import { managementGroupOf, managementGroupScope, ROOT, scopeOf, subscriptionAt } from './scope.ts';

/** The scopes from the tenant's root down to the one asked for, and what makes the way uncertain. */
export interface Place {
  readonly path: readonly ArmId[];
  readonly gaps: readonly Gap[];
}

const NONE: readonly never[] = [];

/**
 * Where a subscription or a management group hangs in the tenant.
 * @see https://learn.microsoft.com/azure/governance/management-groups/overview
 */
export function findPlace(input: AccessInput): (scope: ArmId) => Place {
  const { managementGroups } = input;
  const usesGroups = [...input.roleAssignments.rows.values()].some(
    (row) => managementGroupOf(scopeOf(row.scope)) !== undefined,
  );
  const paths = pathsOfGroups(managementGroups);

  const ofSubscription = (scope: ArmId, subscription: string): Place => {
    const names = managementGroups.get(subscription);
    const above = [...(names ?? NONE)].reverse().map(managementGroupScope);
    const gaps: Gap[] = [];
    if (names === undefined)
      gaps.push(gap(subscription, `Subscription ${subscription} and what is above it were not read in this run.`));
    else if (names.length === 0 && usesGroups)
      gaps.push(
        gap(
          subscription,
          `The management groups above subscription ${subscription} are not known, so grants made there cannot be placed.`,
        ),
      );
    return { path: [ROOT, ...above, scope], gaps };
  };

  return (scope) => {
    if (scope === ROOT) return { path: [ROOT], gaps: NONE };
    const subscription = subscriptionAt(scope);
    if (subscription !== undefined) return ofSubscription(scope, subscription);
    const group = managementGroupOf(scope);
    const path = group === undefined ? undefined : paths.get(group);
    if (path !== undefined) return { path: [ROOT, ...path], gaps: NONE };
    return {
      path: [ROOT, scope],
      gaps: [gap('*', `What is above ${scope} is not known.`)],
    };
  };
}

/** For each management group above a subscription: the groups from the top down to it. */
function pathsOfGroups(
  managementGroups: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly ArmId[]> {
  const paths = new Map<string, readonly ArmId[]>();
  for (const names of managementGroups.values()) {
    for (const [index, name] of names.entries()) {
      if (paths.has(name.toLowerCase())) continue;
      paths.set(name.toLowerCase(), names.slice(index).reverse().map(managementGroupScope));
    }
  }
  return paths;
}

function gap(subscription: string, because: string): Gap {
  return { source: 'subscriptions', subscription, kind: 'notRead', because };
}
