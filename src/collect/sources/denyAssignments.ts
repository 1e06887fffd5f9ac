import type { DenyAssignment, DenyPrincipal } from '../../domain/access.ts';
import { defineSource } from '../defineSource.ts';
import { MalformedRowError, type Block, type Row } from '../rows/reading.ts';
import { ofEachSubscription } from './shared/eachSubscription.ts';
import { COMMON, under } from './shared/columns.ts';
import { needed, PERMISSIONS, permissionsIn } from './shared/permissions.ts';

/**
 * The deny assignments of each subscription, with those that it inherits. Resource Graph has none, and no client among the
 * dependencies lists them.
 * @see https://learn.microsoft.com/rest/api/authorization/deny-assignments/list
 */
export const denyAssignments = defineSource({
  id: 'denyAssignments',
  title: 'deny assignments',
  ask: {
    of: 'arm',
    calls: ofEachSubscription('The deny assignments', 'Microsoft.Authorization/denyAssignments?api-version=2022-04-01'),
  },
  read: toDenyAssignment,
  live: { by: 'nothing', because: 'The deny assignments were not read by the live answer.' },
  fields: {
    ...COMMON,
    ...under('properties.permissions[]', PERMISSIONS),
    'properties.denyAssignmentName': 'name',
    'properties.scope': 'id',
    'properties.principals[].id': 'id',
    'properties.principals[].type': 'word',
    'properties.excludePrincipals[].id': 'id',
    'properties.excludePrincipals[].type': 'word',
    'properties.doNotApplyToChildScopes': 'word',
    'properties.denyAssignmentEffect': 'word',
    'properties.condition': 'condition',
    'properties.conditionVersion': 'word',
  },
  actions: [{ action: 'Microsoft.Authorization/denyAssignments/read', limit: 'arm' }],
});

/** @see https://learn.microsoft.com/rest/api/authorization/deny-assignments/get */
function toDenyAssignment({ resource, properties }: Row): DenyAssignment {
  // Azure sends the list also where it is empty: whom the denial spares was not read without it.
  if (properties.value('excludePrincipals') === undefined)
    throw new MalformedRowError('properties.excludePrincipals is missing');
  return {
    ...resource,
    denyAssignmentName: properties.text('denyAssignmentName'),
    scope: properties.text('scope') ?? '',
    permissions: permissionsIn(properties),
    principals: properties.list('principals').map(toDenyPrincipal),
    excludePrincipals: properties.list('excludePrincipals').map(toDenyPrincipal),
    doNotApplyToChildScopes: atItsScopeOnly(properties.value('doNotApplyToChildScopes')),
    effect: properties.text('denyAssignmentEffect'),
    condition: properties.text('condition'),
    conditionVersion: properties.text('conditionVersion'),
  };
}

/** A value that is neither true nor false takes no right away below the scope. */
function atItsScopeOnly(value: unknown): boolean | undefined {
  return value === undefined || typeof value === 'boolean' ? value : true;
}

function toDenyPrincipal(block: Block): DenyPrincipal {
  return { id: needed(block, 'id').toLowerCase(), type: block.text('type') };
}
