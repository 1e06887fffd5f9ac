import * as z from 'zod';
import { armId } from '../../domain/armId.ts';
import { defineSource, kql } from '../defineSource.ts';
import { ABOVE, COMMON, under } from './shared/columns.ts';
import { TERMS, toTerms } from './shared/delegations.ts';
import { needed } from './shared/permissions.ts';

/** @see https://learn.microsoft.com/azure/governance/resource-graph/reference/supported-tables-resources#managedservicesresources */
export const registrationAssignments = defineSource({
  id: 'registrationAssignments',
  title: 'delegations to other tenants (Azure Lighthouse)',
  ask: {
    of: 'resourceGraph',
    types: ['Microsoft.ManagedServices/registrationAssignments'],
    kql: kql`
// A row is a subscription or a resource group that is given to another tenant.
managedservicesresources
| where type =~ 'microsoft.managedservices/registrationassignments'
| project id, name, type, subscriptionId, properties
| order by id asc
`,
    columns: z.object(ABOVE),
  },
  read: ({ resource, properties }) => {
    const definition = properties.block('registrationDefinition')?.block('properties');
    return {
      ...resource,
      registrationDefinitionId: armId(needed(properties, 'registrationDefinitionId')),
      provisioningState: properties.text('provisioningState'),
      terms: definition === undefined ? undefined : toTerms(definition),
    };
  },
  live: { by: 'nothing', because: 'The delegations to other tenants were not read by the live answer.' },
  fields: {
    ...COMMON,
    'properties.registrationDefinitionId': 'id',
    'properties.provisioningState': 'word',
    ...under('properties.registrationDefinition.properties', TERMS),
  },
});
