import * as z from 'zod';
import { defineSource, kql } from '../defineSource.ts';
import type { Block } from '../rows/reading.ts';
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
    managementGroups: namesAbove(properties),
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

/** One group without a name, and it is not known which stand above: none of the chain is then told. */
function namesAbove(properties: Block): readonly string[] {
  const names = properties.list('managementGroupAncestorsChain').map((group) => group.text('name'));
  const told = names.filter((name): name is string => name !== undefined);
  return told.length < names.length ? [] : told;
}
