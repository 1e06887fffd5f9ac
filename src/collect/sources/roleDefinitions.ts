import * as z from 'zod';
import type { RoleDefinition } from '../../domain/access.ts';
import { defineSource, kql } from '../defineSource.ts';
import type { Row } from '../rows/reading.ts';
import { ABOVE, COMMON, under } from './shared/columns.ts';
import { PERMISSIONS, permissionsIn } from './shared/permissions.ts';

export const roleDefinitions = defineSource({
  id: 'roleDefinitions',
  title: 'role definitions',
  ask: {
    of: 'resourceGraph',
    types: ['Microsoft.Authorization/roleDefinitions'],
    kql: kql`
// A row is a role, built in or custom, that can be assigned in a subscription.
authorizationresources
| where type =~ 'microsoft.authorization/roledefinitions'
| project id, name, type, subscriptionId, properties
| order by id asc
`,
    columns: z.object(ABOVE),
    scopeFilter: 'AtScopeAboveAndBelow',
  },
  read: toRoleDefinition,
  live: { by: 'nothing', because: 'The role definitions were not read by the live answer.' },
  fields: {
    ...COMMON,
    ...under('properties.permissions[]', PERMISSIONS),
    'properties.roleName': 'role',
    'properties.type': 'word',
    'properties.assignableScopes': 'id',
  },
});

/** @see https://learn.microsoft.com/rest/api/authorization/role-definitions/get */
function toRoleDefinition({ resource, properties }: Row): RoleDefinition {
  return {
    ...resource,
    roleName: properties.text('roleName'),
    roleType: properties.text('type'),
    permissions: permissionsIn(properties),
    assignableScopes: properties.texts('assignableScopes'),
  };
}
