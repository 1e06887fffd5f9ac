import type { DenyAssignment, DenyPrincipal } from '../../domain/access.ts';
import type { Mask } from './capabilities.ts';
import { isConditional } from './condition.ts';
import { kindOfPrincipal, type PrincipalKind } from './grant.ts';
import { type blockReader } from './roles.ts';

/** Everybody: users, groups, service principals, managed identities. */
const ALL_PRINCIPALS = '00000000-0000-0000-0000-000000000000';

/** A deny assignment, made ready to be asked. */
export interface Deny {
  readonly sure: Mask;
  readonly perhaps: Mask;
  /** False: it holds at its own scope only. */
  readonly inherited: boolean;
  readonly everybody: boolean;
  readonly principals: ReadonlySet<string>;
  /** It names a group, or something that may be one: anybody may be inside. */
  readonly namesGroups: boolean;
  readonly excluded: ReadonlySet<string>;
  readonly excludesGroups: boolean;
}

/** Undefined for one that blocks none of the operations judged here, or that only logs. */
export function readDeny(row: DenyAssignment, read: ReturnType<typeof blockReader>): Deny | undefined {
  const effect = row.effect?.toLowerCase();
  if (effect === 'audit') return undefined;
  const blocked = read(row.permissions);
  const certain = (effect === undefined || effect === 'enforced') && !isConditional(row);
  const sure = certain ? blocked.sure : 0;
  const perhaps = (blocked.sure | blocked.perhaps) & ~sure;
  if ((sure | perhaps) === 0) return undefined;
  return {
    sure,
    perhaps,
    inherited: row.doNotApplyToChildScopes !== true,
    everybody: row.principals.some((principal) => principal.id.toLowerCase() === ALL_PRINCIPALS),
    principals: ids(row.principals),
    namesGroups: row.principals.some(mayBeGroup),
    excluded: ids(row.excludePrincipals),
    excludesGroups: row.excludePrincipals.some(mayBeGroup),
  };
}

/**
 * What a deny assignment takes from a principal. A person may be in a group that is denied or excluded, and a member of a
 * group may be excluded: both leave the denial open, and an open denial takes nothing away.
 * @see https://learn.microsoft.com/azure/role-based-access-control/deny-assignments
 */
export function reach(deny: Deny, principalId: string, kind: PrincipalKind): 'no' | 'perhaps' | 'surely' {
  if (deny.excluded.has(principalId)) return 'no';
  const named = deny.everybody || deny.principals.has(principalId);
  // Azure names somebody in each: of one that names nobody it is not known whom it denies.
  if (!named) return deny.namesGroups || deny.principals.size === 0 ? 'perhaps' : 'no';
  const spared = kind === 'individual' ? deny.excludesGroups : deny.excluded.size > 0;
  return spared ? 'perhaps' : 'surely';
}

function ids(principals: readonly DenyPrincipal[]): ReadonlySet<string> {
  return new Set(principals.map((principal) => principal.id.toLowerCase()));
}

function mayBeGroup(principal: DenyPrincipal): boolean {
  return principal.id.toLowerCase() !== ALL_PRINCIPALS && kindOfPrincipal(principal.type) !== 'individual';
}
