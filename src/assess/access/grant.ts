import type { Gap } from '../../domain/estate.ts';
import type { ArmId } from '../../domain/armId.ts';

/** Why a grant does not prove that somebody outside the approved set holds a capability. */
export type Doubt =
  | 'membersUnseen'
  | 'principalTypeUnknown'
  | 'roleUnread'
  | 'roleInConflict'
  | 'assignmentInConflict'
  | 'condition'
  | 'denyPossible'
  | 'denyUnread'
  | 'classicRetired'
  | 'purgeInAll'
  | 'atVersion'
  | 'permissionUnlisted'
  | 'modelNotSaid'
  | 'mayBeService'
  | 'ofOtherTenant'
  | 'eligible'
  | 'delegationUnsettled';

export const DOUBT_TEXT: Readonly<Record<Doubt, string>> = {
  membersUnseen: 'the principal is a group, whose members are not visible',
  principalTypeUnknown: 'Azure does not say whether the principal is a person, an application or a group',
  roleUnread: 'the role definition was not among those read, so what it allows is not known',
  roleInConflict: 'the role definition was read with different contents',
  assignmentInConflict: 'the role assignment was read with different contents',
  condition: 'a condition on the grant may stop it',
  denyPossible: 'a deny assignment may stop it',
  denyUnread: 'deny assignments that may stop it could not be read',
  classicRetired: 'classic administrators are retired, but this one is still listed',
  permissionUnlisted: 'what one of its permissions gives is not known',
  modelNotSaid: 'the vault does not say whether it goes by roles or by access policies',
  mayBeService: 'it may be the identity of a resource that was not read, which uses the key by design',
  ofOtherTenant: 'Azure does not say whether it is a person, an application or a group of that tenant',
  eligible: 'the principal has to activate the role first',
  delegationUnsettled: 'Azure does not say that the delegation is in force',
  purgeInAll: 'an access policy that says "all" may leave purging out',
  atVersion: 'it was granted at one version, and Azure does not say that a grant below a key or secret counts',
};

/** One way in which a principal holds a capability at a resource. */
export interface Grant {
  /** Object id in lower case; the address in lower case for a classic administrator. */
  readonly principalId: string;
  readonly principalType: string | undefined;
  /** The role as people know it; undefined where its definition was not read. */
  readonly roleName: string | undefined;
  readonly roleDefinitionId: string | undefined;
  /** Where it was granted, in lower case. */
  readonly scope: ArmId;
  readonly via: 'rbac' | 'accessPolicy' | 'classic' | 'lighthouse';
  /** Set for a principal of another tenant: the tenant's id, with its name where Azure said it. */
  readonly otherTenant?: { readonly tenant: string; readonly principalName: string | undefined } | undefined;
  /** The application that alone may use it, on behalf of the principal; left out where there is none. */
  readonly onlyThrough?: string | undefined;
  /** It has a condition, whether or not the condition can stop this capability. */
  readonly conditional: boolean;
  readonly assignmentId: ArmId | undefined;
  /** The operations behind the capability that the grant gives, or may give. */
  readonly can: readonly string[];
  /** Empty: proven. */
  readonly doubts: readonly Doubt[];
  /** Gaps behind the doubts. */
  readonly gaps: readonly Gap[];
}

export type PrincipalKind = 'individual' | 'group' | 'unknown';

const INDIVIDUALS = new Set(['user', 'serviceprincipal', 'device']);
const GROUPS = new Set(['group', 'foreigngroup']);

/**
 * Whether a principal is one holder or stands for holders that cannot be seen.
 * @see https://learn.microsoft.com/rest/api/authorization/role-assignments/list-for-scope#principaltype
 */
export function kindOfPrincipal(type: string | undefined): PrincipalKind {
  const known = type?.toLowerCase() ?? '';
  return INDIVIDUALS.has(known) ? 'individual' : GROUPS.has(known) ? 'group' : 'unknown';
}

const WHO: ReadonlySet<Doubt> = new Set<Doubt>(['membersUnseen', 'principalTypeUnknown', 'ofOtherTenant']);

/** Tells grants apart: one assignment may be of several principals and roles. */
export function keyOfGrant({ via, assignmentId, principalId, roleDefinitionId, scope, onlyThrough }: Grant): string {
  return via === 'lighthouse'
    ? [assignmentId, principalId, roleDefinitionId].join(' ')
    : (assignmentId ?? [via, principalId, scope, onlyThrough ?? ''].join(' '));
}

/** Whether the grant reaches the very principal that it names, by itself, leaving aside doubts about who is behind it. */
export function isCertainForItsPrincipal(grant: Grant): boolean {
  return grant.onlyThrough === undefined && grant.doubts.every((doubt) => WHO.has(doubt));
}

/** Why a grant is not certain for the principal that it names, in words. */
export function doubtsOfItsPrincipal({ doubts, onlyThrough }: Grant): readonly string[] {
  return [
    ...doubts.map((doubt) => DOUBT_TEXT[doubt]),
    ...(onlyThrough === undefined
      ? []
      : [`an access policy counts only where application ${onlyThrough} asks on its behalf`]),
  ];
}

/** A grant in words, without a period. */
export function describeGrant(grant: Grant): string {
  const doubts = grant.doubts.map((doubt) => DOUBT_TEXT[doubt]);
  return `${describePrincipal(grant)} through ${describeWay(grant)}${doubts.length === 0 ? '' : ` (${doubts.join('; ')})`}`;
}

export function describePrincipal(grant: Grant): string {
  const { otherTenant, principalId } = grant;
  if (otherTenant === undefined) return `${grant.principalType ?? 'Principal'} ${principalId}`;
  const { tenant, principalName } = otherTenant;
  return `Principal ${principalId}${principalName === undefined ? '' : ` (${principalName})`} of tenant ${tenant}`;
}

/** By which role or policy, and where. */
export function describeWay(grant: Grant): string {
  const role = grant.roleName ?? `role ${grant.roleDefinitionId ?? '(not said)'}`;
  const where = grant.scope === '/' ? 'the tenant' : grant.scope;
  if (grant.via === 'lighthouse') return `${role} at ${where}, given by Azure Lighthouse`;
  const through = grant.onlyThrough === undefined ? '' : `, through application ${grant.onlyThrough} only`;
  return grant.via === 'accessPolicy' ? `an access policy of ${where}${through}` : `${role} at ${where}`;
}
