import type {
  ClassicAdministrator,
  DenyAssignment,
  DenyPrincipal,
  RoleAssignment,
  RoleDefinition,
  RolePermissions,
} from '../../domain/access.ts';
import { MalformedRowError, type Block, type Row } from '../reading.ts';

/** @see https://learn.microsoft.com/rest/api/authorization/role-assignments/get */
export function toRoleAssignment({ resource, properties }: Row): RoleAssignment {
  return {
    ...resource,
    // A scope that Azure leaves out is read from the id.
    scope: properties.text('scope') ?? '',
    roleDefinitionId: needed(properties, 'roleDefinitionId'),
    principalId: needed(properties, 'principalId').toLowerCase(),
    principalType: properties.text('principalType'),
    condition: properties.text('condition'),
  };
}

/** @see https://learn.microsoft.com/rest/api/authorization/role-definitions/get */
export function toRoleDefinition({ resource, properties }: Row): RoleDefinition {
  if (properties.value('permissions') === undefined) throw new MalformedRowError('properties.permissions is missing'); // an unread role is no role without rights
  return {
    ...resource,
    roleName: properties.text('roleName'),
    roleType: properties.text('type'),
    permissions: properties.list('permissions').map(toPermissions),
    assignableScopes: properties.texts('assignableScopes'),
  };
}

/** @see https://learn.microsoft.com/rest/api/authorization/deny-assignments/get */
export function toDenyAssignment({ resource, properties }: Row): DenyAssignment {
  return {
    ...resource,
    denyAssignmentName: properties.text('denyAssignmentName'),
    scope: properties.text('scope') ?? '',
    permissions: properties.list('permissions').map(toPermissions),
    principals: properties.list('principals').map(toDenyPrincipal),
    excludePrincipals: properties.list('excludePrincipals').map(toDenyPrincipal),
    doNotApplyToChildScopes: properties.flag('doNotApplyToChildScopes'),
    effect: properties.text('denyAssignmentEffect'),
    condition: properties.text('condition'),
  };
}

/** @see https://learn.microsoft.com/rest/api/authorization/classic-administrators/list */
export function toClassicAdministrator({ resource, properties }: Row): ClassicAdministrator {
  return { ...resource, emailAddress: properties.text('emailAddress'), role: properties.text('role') };
}

function toPermissions(block: Block): RolePermissions {
  return {
    actions: block.texts('actions'),
    notActions: block.texts('notActions'),
    dataActions: block.texts('dataActions'),
    notDataActions: block.texts('notDataActions'),
    condition: block.text('condition'),
  };
}

function toDenyPrincipal(block: Block): DenyPrincipal {
  return { id: needed(block, 'id').toLowerCase(), type: block.text('type') };
}

function needed(block: Block, name: string): string {
  const text = block.text(name);
  if (text === undefined) throw new MalformedRowError(`${block.path}.${name} is missing`);
  return text;
}
