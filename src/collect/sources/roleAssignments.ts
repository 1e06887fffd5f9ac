import * as z from 'zod';
import type { RoleAssignment } from '../../domain/access.ts';
import { defineSource, kql } from '../defineSource.ts';
import { type Row } from '../rows/reading.ts';
import { ABOVE, COMMON } from './shared/columns.ts';
import { needed } from './shared/permissions.ts';

export const roleAssignments = defineSource({
  id: 'roleAssignments',
  title: 'role assignments',
  ask: {
    of: 'resourceGraph',
    types: ['Microsoft.Authorization/roleAssignments'],
    kql: kql`
// A row is a role assignment in a subscription, or above one: those have no subscriptionId.
authorizationresources
| where type =~ 'microsoft.authorization/roleassignments'
| project id, name, type, subscriptionId, properties
| order by id asc
`,
    columns: z.object(ABOVE),
    scopeFilter: 'AtScopeAboveAndBelow',
  },
  read: toRoleAssignment,
  live: { by: 'nothing', because: 'The role assignments were not read by the live answer.' },
  fields: {
    ...COMMON,
    'properties.scope': 'id',
    'properties.roleDefinitionId': 'id',
    'properties.principalId': 'id',
    'properties.principalType': 'word',
    'properties.condition': 'condition',
    'properties.conditionVersion': 'word',
  },
});

/** @see https://learn.microsoft.com/rest/api/authorization/role-assignments/get */
function toRoleAssignment({ resource, properties }: Row): RoleAssignment {
  return {
    ...resource,
    // A scope that Azure leaves out is read from the id.
    scope: properties.text('scope') ?? '',
    roleDefinitionId: needed(properties, 'roleDefinitionId'),
    principalId: needed(properties, 'principalId').toLowerCase(),
    principalType: properties.text('principalType'),
    condition: properties.text('condition'),
    conditionVersion: properties.text('conditionVersion'),
  };
}
