import { by } from '../../base/order.ts';
import type { ClassicAdministrator, RoleAssignment } from '../../domain/access.ts';
import type { Collection, Gap } from '../../domain/estate.ts';
import { armId, type ArmId } from '../../domain/armId.ts';
import { CONTROL_PLANE, type Mask } from './capabilities.ts';
import { isConditional, sparedBy, type Conditional } from './condition.ts';
import { kindOfPrincipal, type Doubt, type Grant, type PrincipalKind } from './grant.ts';
import { type RoleReader } from './roles.ts';
import { objectAbove, scopeBehind, scopeOf, subscriptionScope } from './scope.ts';

/** An assignment, made ready to be asked: the operations that it gives for certain, and perhaps. */
export interface Entry {
  readonly assignmentId: ArmId;
  readonly scope: ArmId;
  readonly principalId: string;
  readonly principalType: string | undefined;
  readonly kind: PrincipalKind;
  readonly roleName: string | undefined;
  readonly roleDefinitionId: string | undefined;
  /** Set for a principal of another tenant. */
  readonly otherTenant?: Grant['otherTenant'];
  readonly via: 'rbac' | 'classic' | 'lighthouse';
  readonly conditional: boolean;
  readonly sure: Mask;
  readonly perhaps: Mask;
  /** Why the second is only perhaps. */
  readonly doubts: readonly Doubt[];
  readonly gaps: readonly Gap[];
  /** Grants made of it so far, so that a thousand denied groups below one subscription share them. */
  readonly made: Map<string, Grant>;
}

const NONE: readonly never[] = [];

/** The kind of principal behind each object id; ids for which no row says so are left out. */
export function readTypes(
  assignments: Collection<RoleAssignment>,
  known: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const types = new Map<string, string>();
  const clashes = new Set<string>();
  const note = (principalId: string, type: string | undefined): void => {
    if (type === undefined) return;
    const id = principalId.toLowerCase();
    const before = types.get(id);
    if (before !== undefined && kindOfPrincipal(before) !== kindOfPrincipal(type)) clashes.add(id);
    types.set(id, type);
  };
  for (const [principalId, type] of known) note(principalId, type);
  for (const row of assignments.rows.values()) note(row.principalId, row.principalType);
  for (const id of clashes) types.delete(id);
  return types;
}

/** Every role assignment that gives, or may give, one of the operations judged here; sorted by id. */
export function readAssignments(
  assignments: Collection<RoleAssignment>,
  roles: RoleReader,
  types: ReadonlyMap<string, string>,
): readonly Entry[] {
  const inConflict = new Map<ArmId, Gap[]>();
  for (const gap of assignments.gaps)
    if (gap.subject !== undefined) inConflict.set(gap.subject, [...(inConflict.get(gap.subject) ?? NONE), gap]);
  const conditions = new Map<string, Mask>();
  const spared = (row: Conditional): Mask => {
    const key = `${row.conditionVersion ?? ''} ${row.condition ?? ''}`;
    const known = conditions.get(key);
    if (known !== undefined) return known;
    const mask = sparedBy(row);
    conditions.set(key, mask);
    return mask;
  };

  const entries: Entry[] = [];
  for (const row of assignments.rows.values()) {
    const role = roles(row.roleDefinitionId);
    const any = role.sure | role.perhaps;
    if (any === 0) continue;
    const doubts = new Set<Doubt>(role.doubts);
    let sure = role.sure;
    const conditional = isConditional(row);
    if (conditional) {
      sure &= spared(row);
      doubts.add('condition');
    }
    const conflict = inConflict.get(row.id);
    if (conflict !== undefined) {
      sure = 0;
      doubts.add('assignmentInConflict');
    }
    const told = row.scope.trim() === '' ? scopeBehind(row.id) : scopeOf(row.scope);
    const scope = objectAbove(told) ?? told;
    if (scope !== told) {
      sure = 0;
      doubts.add('atVersion');
    }
    const principalId = row.principalId.toLowerCase();
    const principalType = row.principalType ?? types.get(principalId);
    entries.push({
      assignmentId: row.id,
      scope,
      principalId,
      principalType,
      kind: types.has(principalId) ? kindOfPrincipal(principalType) : 'unknown',
      roleName: role.name,
      roleDefinitionId: armId(row.roleDefinitionId),
      via: 'rbac',
      conditional: conditional || role.conditional,
      sure,
      perhaps: any & ~sure,
      doubts: [...doubts],
      gaps: conflict === undefined ? role.gaps : [...role.gaps, ...conflict],
      made: new Map(),
    });
  }
  return entries.sort(by(({ assignmentId }) => assignmentId));
}

/**
 * The Account Administrator pays and has no access to resources; every other classic role was as good as Owner.
 * @see https://learn.microsoft.com/azure/role-based-access-control/classic-administrators
 */
export function readClassic(administrators: Collection<ClassicAdministrator>): readonly Entry[] {
  const entries: Entry[] = [];
  for (const row of administrators.rows.values()) {
    const roles = (row.role ?? '').split(/[;,]/).map((role) => role.trim());
    if (roles.every((role) => role.toLowerCase() === 'accountadministrator')) continue;
    entries.push({
      assignmentId: row.id,
      scope: subscriptionScope(row.subscriptionId),
      principalId: (row.emailAddress ?? row.name).toLowerCase(),
      principalType: 'User',
      kind: 'individual',
      roleName: row.role,
      roleDefinitionId: undefined,
      via: 'classic',
      conditional: false,
      sure: 0,
      perhaps: CONTROL_PLANE,
      doubts: ['classicRetired'],
      gaps: NONE,
      made: new Map(),
    });
  }
  return entries.sort(by(({ assignmentId }) => assignmentId));
}
