import type { DelegatedRole, DelegationTerms } from '../../../domain/facts.ts';
import type { Fields } from '../../defineSource.ts';
import { MalformedRowError, type Block } from '../../rows/reading.ts';
import { under } from './columns.ts';
import { needed } from './permissions.ts';

const ROLE: Fields = { principalId: 'id', principalIdDisplayName: 'name', roleDefinitionId: 'id' };

export const TERMS: Fields = {
  managedByTenantId: 'id',
  managedByTenantName: 'name',
  ...under('authorizations[]', ROLE),
  ...under('eligibleAuthorizations[]', ROLE),
};

/**
 * `authorizations` is always sent, `eligibleAuthorizations` only where there are some.
 * @see https://learn.microsoft.com/rest/api/managedservices/registration-definitions/get
 */
export function toTerms(properties: Block): DelegationTerms {
  if (properties.value('authorizations') === undefined)
    throw new MalformedRowError('properties.authorizations is missing');
  return {
    managedByTenantId: properties.text('managedByTenantId')?.toLowerCase(),
    managedByTenantName: properties.text('managedByTenantName'),
    authorizations: properties.list('authorizations').map(toRole),
    eligibleAuthorizations: properties.list('eligibleAuthorizations').map(toRole),
  };
}

function toRole(block: Block): DelegatedRole {
  return {
    principalId: needed(block, 'principalId').toLowerCase(),
    principalName: block.text('principalIdDisplayName'),
    roleDefinitionId: needed(block, 'roleDefinitionId'),
  };
}
