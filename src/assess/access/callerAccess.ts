import { guidOf } from '../../domain/armId.ts';
import type { RoleAssignment, RoleDefinition } from '../../domain/access.ts';
import type { CallerAccess, CallerGrant } from '../../domain/callerAccess.ts';
import type { Estate } from '../../domain/estate.ts';
import { compareText } from '../../base/order.ts';
import { isConditional } from './condition.ts';
import { kindOfPrincipal } from './grant.ts';

/**
 * What the identity that asked may do, according to the role assignments and definitions that it read itself. An operation
 * whose name does not end in `/read` does more than read; `*` covers every one.
 * @see https://learn.microsoft.com/azure/role-based-access-control/resource-provider-operations
 */
export function callerAccess(estate: Estate, objectId: string | undefined): CallerAccess {
  const definitions = new Map<string, RoleDefinition>();
  for (const definition of estate.roleDefinitions.rows.values()) definitions.set(guidOf(definition.id), definition);
  const own: CallerGrant[] = [];
  let groupAssignments = 0;
  for (const assignment of estate.roleAssignments.rows.values()) {
    if (assignment.principalId.toLowerCase() === objectId?.toLowerCase())
      own.push(grantOf(assignment, definitions.get(guidOf(assignment.roleDefinitionId))));
    else if (kindOfPrincipal(assignment.principalType) === 'group') groupAssignments += 1;
  }
  const grants = own.sort((a, b) => compareText(a.scope, b.scope) || compareText(a.assignmentId, b.assignmentId));
  const gaps = estate.roleAssignments.gaps.length + estate.roleDefinitions.gaps.length;
  return { objectId: objectId?.toLowerCase(), ...conclude(objectId, grants, gaps), grants, groupAssignments };
}

function grantOf(assignment: RoleAssignment, role: RoleDefinition | undefined): CallerGrant {
  const blocks = role?.permissions ?? [];
  const all = (names: (block: (typeof blocks)[number]) => readonly string[]): readonly string[] =>
    [...new Set(blocks.flatMap(names))].sort(compareText);
  const actions = all((block) => block.actions);
  const dataActions = all((block) => block.dataActions);
  return {
    assignmentId: assignment.resourceId,
    scope: assignment.scope,
    roleName: role?.roleName,
    roleDefinitionId: assignment.roleDefinitionId,
    roleRead: role !== undefined,
    actions,
    notActions: all((block) => block.notActions),
    dataActions,
    notDataActions: all((block) => block.notDataActions),
    conditional: isConditional(assignment) || blocks.some(isConditional),
    beyondReading: [...actions, ...dataActions].filter((action) => !action.trim().toLowerCase().endsWith('/read')),
  };
}

function conclude(
  objectId: string | undefined,
  grants: readonly CallerGrant[],
  gaps: number,
): Pick<CallerAccess, 'result' | 'because'> {
  const beyond = grants.filter((grant) => grant.beyondReading.length > 0);
  const [worst] = beyond;
  if (worst !== undefined)
    return {
      result: 'beyondReading',
      because: `${beyond.length} of its ${grants.length} role assignments allow more than reading, e.g. ${worst.roleName ?? 'a role'}: ${worst.beyondReading.slice(0, 3).join(', ')}.`,
    };
  const unknown = (because: string): Pick<CallerAccess, 'result' | 'because'> => ({ result: 'unknown', because });
  if (objectId === undefined) return unknown('The token did not say whose it is.');
  if (grants.some((grant) => !grant.roleRead)) return unknown('The definition of one of its roles was not read.');
  if (gaps > 0)
    return unknown(`${seenText(grants.length)}, but ${gaps === 1 ? 'a gap' : `${gaps} gaps`} may hide others.`);
  if (grants.length === 0)
    return unknown(
      'No role assignment of the identity itself was seen: it reads through a group, or from above the scope.',
    );
  return {
    result: 'readOnly',
    because: `Its ${grants.length === 1 ? 'role assignment allows' : `${grants.length} role assignments allow`} nothing but reading.`,
  };
}

function seenText(roles: number): string {
  if (roles === 0) return 'No role assignment of it was seen';
  return roles === 1
    ? 'The one role assignment of it that was seen only reads'
    : `Each of its ${roles} role assignments that were seen only reads`;
}
