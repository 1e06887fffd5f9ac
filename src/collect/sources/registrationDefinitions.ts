import * as z from 'zod';
import { defineSource, kql } from '../defineSource.ts';
import { ABOVE, COMMON, under } from './shared/columns.ts';
import { TERMS, toTerms } from './shared/delegations.ts';

/** @see https://learn.microsoft.com/azure/governance/resource-graph/reference/supported-tables-resources#managedservicesresources */
export const registrationDefinitions = defineSource({
  id: 'registrationDefinitions',
  title: 'definitions of Azure Lighthouse',
  ask: {
    of: 'resourceGraph',
    types: ['Microsoft.ManagedServices/registrationDefinitions'],
    kql: kql`
// A row is a set of roles that can be given to another tenant.
managedservicesresources
| where type =~ 'microsoft.managedservices/registrationdefinitions'
| project id, name, type, subscriptionId, properties
| order by id asc
`,
    columns: z.object(ABOVE),
  },
  read: ({ resource, properties }) => ({ ...resource, ...toTerms(properties) }),
  live: { by: 'nothing', because: 'The definitions of Azure Lighthouse were not read by the live answer.' },
  fields: { ...COMMON, ...under('properties', TERMS) },
});
