import type {
  ClassicAdministrator,
  DenyAssignment,
  DenyPrincipal,
  RoleAssignment,
  RoleDefinition,
  RolePermissions,
} from '../../../src/domain/access.ts';
import type { Collection, Gap } from '../../../src/domain/estate.ts';
import { armId, nameOf, resourceGroupOf, subscriptionOf, type ArmId } from '../../../src/domain/armId.ts';
import type {
  KeyVault,
  RegistrationAssignment,
  RegistrationDefinition,
  Resource,
  SourceId,
} from '../../../src/domain/facts.ts';
import { buildAccess, type AccessIndex } from '../../../src/assess/access/accessIndex.ts';
import type { AccessInput } from '../../../src/assess/access/accessInput.ts';

/** Plain objects of access, in the shape that `collect` gives them. */

export const SUBSCRIPTION = '/subscriptions/11111111-1111-1111-1111-111111111111';
export const GROUP = `${SUBSCRIPTION}/resourceGroups/rg-app`;
export const DISK = `${GROUP}/providers/Microsoft.Compute/disks/disk-app`;
export const SNAPSHOT = `${GROUP}/providers/Microsoft.Compute/snapshots/snap-app`;
export const VAULT = `${GROUP}/providers/Microsoft.KeyVault/vaults/kv-app`;
export const KEY = `${VAULT}/keys/key-app`;
export const TOP = '/providers/Microsoft.Management/managementGroups/top';
export const LANDING = '/providers/Microsoft.Management/managementGroups/landing';

export const OWNER = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
export const EVERYBODY: DenyPrincipal = { id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' };

export function block(permissions: Partial<RolePermissions>): RolePermissions {
  return { actions: [], notActions: [], dataActions: [], notDataActions: [], ...permissions };
}

export function resource(id: string): Resource {
  return {
    id: armId(id),
    resourceId: id,
    name: nameOf(id),
    subscriptionId: subscriptionOf(id),
    resourceGroup: resourceGroupOf(id),
    location: undefined,
    tags: {},
  };
}

export function role(guid: string, roleName: string, ...permissions: Partial<RolePermissions>[]): RoleDefinition {
  return {
    ...resource(`/providers/Microsoft.Authorization/RoleDefinitions/${guid}`),
    roleName,
    roleType: 'CustomRole',
    permissions: permissions.map(block),
    assignableScopes: ['/'],
  };
}

export function assigned(
  principalId: string,
  roleGuid: string,
  scope: string,
  more: Partial<RoleAssignment> = {},
): RoleAssignment {
  const under = scope === '/' ? '' : scope;
  const name = more.name ?? `${principalId}-${roleGuid}`;
  return {
    ...resource(`${under}/providers/Microsoft.Authorization/roleAssignments/${name}`),
    scope,
    roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${roleGuid}`,
    principalId,
    principalType: 'User',
    condition: undefined,
    conditionVersion: undefined,
    ...more,
  };
}

export function denied(
  scope: string,
  permissions: Partial<RolePermissions>,
  more: Partial<DenyAssignment> = {},
): DenyAssignment {
  return {
    ...resource(`${scope}/providers/Microsoft.Authorization/denyAssignments/${more.name ?? 'deny'}`),
    denyAssignmentName: 'Managed resources',
    scope,
    permissions: [block(permissions)],
    principals: [EVERYBODY],
    excludePrincipals: [],
    doNotApplyToChildScopes: undefined,
    effect: undefined,
    condition: undefined,
    conditionVersion: undefined,
    ...more,
  };
}

export function classic(subscription: string, emailAddress: string, roleText: string): ClassicAdministrator {
  return {
    ...resource(`${subscription}/providers/Microsoft.Authorization/classicAdministrators/${emailAddress}`),
    emailAddress,
    role: roleText,
  };
}

export function keyVault(more: Partial<KeyVault> = {}): KeyVault {
  return {
    ...resource(VAULT),
    managedHsm: false,
    vaultUri: 'https://kv-app.vault.azure.net/',
    enableSoftDelete: true,
    enablePurgeProtection: true,
    enableRbacAuthorization: true,
    enabledForTemplateDeployment: false,
    enabledForDeployment: false,
    publicNetworkAccess: undefined,
    accessPolicies: [],
    ...more,
  };
}

function collection<Row extends Resource>(rows: readonly Row[], gaps: readonly Gap[] = []): Collection<Row> {
  return { rows: new Map<ArmId, Row>(rows.map((row) => [row.id, row])), gaps };
}

export function gap(source: SourceId, subscription = '*', subject?: string): Gap {
  return {
    source,
    subscription,
    ...(subject === undefined ? {} : { subject: armId(subject) }),
    kind: 'notAuthorised',
    because: `${source} could not be read.`,
  };
}

/** Rows by source, with one subscription below `landing` below `top`. */
export interface Rows {
  readonly assignments?: readonly RoleAssignment[];
  readonly roles?: readonly RoleDefinition[];
  readonly denies?: readonly DenyAssignment[];
  readonly classics?: readonly ClassicAdministrator[];
  readonly delegations?: readonly RegistrationAssignment[];
  readonly definitions?: readonly RegistrationDefinition[];
  readonly managedBy?: readonly string[];
  readonly gaps?: readonly Gap[];
  readonly managementGroups?: ReadonlyMap<string, readonly string[]>;
}

function accessInput(rows: Rows): AccessInput {
  const gaps = (source: SourceId): readonly Gap[] => (rows.gaps ?? []).filter((entry) => entry.source === source);
  return {
    roleAssignments: collection(rows.assignments ?? [], gaps('roleAssignments')),
    roleDefinitions: collection(rows.roles ?? [], gaps('roleDefinitions')),
    denyAssignments: collection(rows.denies ?? [], gaps('denyAssignments')),
    classicAdministrators: collection(rows.classics ?? [], gaps('classicAdministrators')),
    registrationAssignments: collection(rows.delegations ?? [], gaps('registrationAssignments')),
    registrationDefinitions: collection(rows.definitions ?? [], gaps('registrationDefinitions')),
    managedByTenants: new Map([[subscriptionOf(SUBSCRIPTION), rows.managedBy ?? []]]),
    managementGroups: rows.managementGroups ?? new Map([[subscriptionOf(SUBSCRIPTION), ['landing', 'Top']]]),
  };
}

export function access(rows: Rows): AccessIndex {
  return buildAccess(accessInput(rows));
}
