import * as z from 'zod';
import { armId } from '../../domain/armId.ts';
import type { PolicyExemption } from '../../domain/policyExemption.ts';
import { defineSource, kql } from '../defineSource.ts';
import { MalformedRowError, type Row } from '../rows/reading.ts';
import { ABOVE, COMMON } from './shared/columns.ts';

const BEHIND = '/providers/microsoft.authorization/policyexemptions/';

export const policyExemptions = defineSource({
  id: 'policyExemptions',
  title: 'policy exemptions',
  ask: {
    of: 'resourceGraph',
    types: ['Microsoft.Authorization/policyExemptions'],
    kql: kql`
// A row is an exemption from Azure Policy: from one assignment, at a scope and all below it.
policyresources
| where type =~ 'microsoft.authorization/policyexemptions'
| project id, name, type, subscriptionId, properties
| order by id asc
`,
    columns: z.object(ABOVE),
    scopeFilter: 'AtScopeAboveAndBelow',
  },
  read: toPolicyExemption,
  live: { by: 'nothing', because: 'Exemptions of Azure Policy are not read by the live answer.' },
  fields: {
    ...COMMON,
    'properties.displayName': 'name',
    'properties.description': 'text',
    'properties.exemptionCategory': 'word',
    'properties.expiresOn': 'time',
    'properties.policyAssignmentId': 'id',
    'properties.policyDefinitionReferenceIds': 'name',
  },
});

/** @see https://learn.microsoft.com/rest/api/policy/policy-exemptions/get */
function toPolicyExemption({ resource, properties }: Row): PolicyExemption {
  const at = resource.id.lastIndexOf(BEHIND);
  if (at < 0) throw new MalformedRowError('id is not that of a policy exemption');
  return {
    ...resource,
    scope: armId(resource.id.slice(0, at)),
    displayName: properties.text('displayName'),
    description: properties.text('description'),
    category: properties.text('exemptionCategory'),
    expiresOn: properties.instant('expiresOn'),
    policyAssignmentId: properties.id('policyAssignmentId'),
    policyDefinitionReferenceIds: properties.texts('policyDefinitionReferenceIds'),
  };
}
