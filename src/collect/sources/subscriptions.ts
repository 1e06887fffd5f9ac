import * as z from 'zod';
import { defineSource, kql } from '../defineSource.ts';
import { ABOVE, COMMON, json, text } from './shared/columns.ts';

/** @see https://learn.microsoft.com/azure/governance/resource-graph/samples/samples-by-table#resourcecontainers */
export const subscriptions = defineSource({
  id: 'subscriptions',
  title: 'subscriptions',
  ask: {
    of: 'resourceGraph',
    types: ['Microsoft.Resources/subscriptions'],
    kql: kql`
// A row is a subscription that the identity can see.
resourcecontainers
| where type =~ 'microsoft.resources/subscriptions'
| project id, name, type, tenantId, subscriptionId, tags, properties
| order by id asc
`,
    columns: z.object({ ...ABOVE, tags: json, tenantId: text }),
  },
  read: ({ resource, top, properties }) => ({
    ...resource,
    displayName: resource.name,
    state: properties.text('state'),
    managementGroups: properties
      .list('managementGroupAncestorsChain')
      .map((group) => group.text('name') ?? '')
      .filter((name) => name !== ''),
    // ARM shows them beside the properties, Resource Graph among them. None is the same as no list.
    managedByTenants: [...top.list('managedByTenants'), ...properties.list('managedByTenants')].map(
      (tenant) => tenant.text('tenantId')?.toLowerCase() ?? '',
    ),
  }),
  live: { by: 'question' },
  fields: {
    ...COMMON,
    tenantId: 'id',
    'managedByTenants[].tenantId': 'id',
    'properties.managedByTenants[].tenantId': 'id',
    'properties.state': 'word',
    'properties.managementGroupAncestorsChain[].name': 'name',
  },
});
