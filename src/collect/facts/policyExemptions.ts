import { armId } from '../../domain/armId.ts';
import type { PolicyExemption } from '../../domain/policyExemption.ts';
import { MalformedRowError, type Row } from '../reading.ts';

const BEHIND = '/providers/microsoft.authorization/policyexemptions/';

/** @see https://learn.microsoft.com/rest/api/policy/policy-exemptions/get */
export function toPolicyExemption({ resource, properties }: Row): PolicyExemption {
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
