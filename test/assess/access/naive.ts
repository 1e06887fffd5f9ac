import { actionsIn, maskOf, select, type Capability } from '../../../src/assess/access/capabilities.ts';
import type { DenyAssignment, RoleAssignment, RoleDefinition, RolePermissions } from '../../../src/domain/access.ts';

/** A second evaluation, as slow and as plain as can be: every assignment against every resource, by regular expressions. */

export interface NaiveEstate {
  readonly assignments: readonly RoleAssignment[];
  readonly roles: readonly RoleDefinition[];
  readonly denies: readonly DenyAssignment[];
  readonly managementGroups: ReadonlyMap<string, readonly string[]>;
}

export interface NaiveHolder {
  readonly assignment: string;
  readonly proven: boolean;
  readonly can: readonly string[];
}

export function naiveHolders(estate: NaiveEstate, capability: Capability, resource: string): readonly NaiveHolder[] {
  const holders: NaiveHolder[] = [];
  for (const assignment of estate.assignments) {
    if (!covers(assignment.scope, resource, estate)) continue;
    const states = actionsIn(maskOf(capability)).map((action) => ({
      action,
      state: afterDenies(estate, assignment, resource, action, granted(estate, assignment, action)),
    }));
    const those = (wanted: State): string[] =>
      states
        .filter(({ state }) => state === wanted)
        .map(({ action }) => action)
        .sort();
    const sure = those('sure');
    const can = sure.length > 0 ? sure : those('perhaps');
    if (can.length === 0) continue;
    const individual = ['User', 'ServicePrincipal'].includes(assignment.principalType ?? '');
    holders.push({ assignment: assignment.id, proven: sure.length > 0 && individual, can });
  }
  return holders.sort((a, b) => (a.assignment < b.assignment ? -1 : 1));
}

type State = 'sure' | 'perhaps' | 'no';

const DATA = new Set(actionsIn(select('data', () => true)));

function granted(estate: NaiveEstate, assignment: RoleAssignment, action: string): State {
  const role = estate.roles.find((row) => assignment.roleDefinitionId.endsWith(`/${row.name}`));
  if (role === undefined) return 'perhaps';
  if (!role.permissions.some((block) => allows(block, action))) return 'no';
  return assignment.condition?.startsWith('@Principal') === true ? 'perhaps' : 'sure';
}

function afterDenies(
  estate: NaiveEstate,
  assignment: RoleAssignment,
  resource: string,
  action: string,
  before: State,
): State {
  let state = before;
  for (const deny of estate.denies) {
    if (state === 'no' || deny.effect === 'audit') continue;
    if (!deny.permissions.some((block) => allows(block, action))) continue;
    const here = normal(deny.scope) === normal(resource);
    if (!(deny.doNotApplyToChildScopes === true ? here : covers(deny.scope, resource, estate))) continue;
    const hit = hits(deny, assignment);
    if (hit === 'yes' && deny.effect !== 'other') state = 'no';
    else if (hit !== 'no') state = 'perhaps';
  }
  return state;
}

function normal(scope: string): string {
  const text = scope.toLowerCase().replace(/\/+$/, '');
  return text === '' ? '/' : text;
}

function covers(scope: string, resource: string, { managementGroups }: NaiveEstate): boolean {
  const above = normal(scope);
  const below = normal(resource);
  if (above === '/' || above === below || below.startsWith(`${above}/`)) return true;
  const group = /^\/providers\/microsoft\.management\/managementgroups\/([^/]+)$/;
  const name = group.exec(above)?.[1];
  if (name === undefined) return false;
  const inner = group.exec(below)?.[1];
  const subscription = /^\/subscriptions\/([^/]+)/.exec(below)?.[1];
  for (const [id, names] of managementGroups) {
    const at = names.indexOf(name);
    if (id === subscription && at >= 0) return true;
    if (inner !== undefined && names.includes(inner) && at > names.indexOf(inner)) return true;
  }
  return false;
}

function allows(block: RolePermissions, action: string): boolean {
  const [given, taken] = DATA.has(action)
    ? [block.dataActions, block.notDataActions]
    : [block.actions, block.notActions];
  const fits = (pattern: string): boolean =>
    new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`, 'i').test(action);
  return given.some(fits) && !taken.some(fits);
}

function hits(deny: DenyAssignment, assignment: RoleAssignment): 'yes' | 'perhaps' | 'no' {
  const certain = (type: string | undefined): boolean => type === 'User' || type === 'ServicePrincipal';
  const everybody = '00000000-0000-0000-0000-000000000000';
  if (deny.excludePrincipals.some((row) => row.id === assignment.principalId)) return 'no';
  const named = deny.principals.some((row) => row.id === everybody || row.id === assignment.principalId);
  const maybe = deny.principals.some((row) => row.id !== everybody && !certain(row.type));
  if (!named) return maybe ? 'perhaps' : 'no';
  const doors = certain(assignment.principalType)
    ? deny.excludePrincipals.some((row) => !certain(row.type))
    : deny.excludePrincipals.length > 0;
  return doors ? 'perhaps' : 'yes';
}
