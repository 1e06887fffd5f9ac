import type { ArmDocument } from '../../tenant.ts';
import { guidOf } from './place.ts';

export interface ManagedBySpec {
  /** GUID of the subscription. */
  readonly subscription: string;
  /** Entra tenant whose people hold rights here. */
  readonly tenantId: string;
  readonly authorizations: readonly { readonly principalId: string; readonly name: string; readonly role: string }[];
}

/**
 * Rights that people of another tenant hold on a subscription (Azure Lighthouse), as `GET …/registrationAssignments` with
 * `$expandRegistrationDefinition=true` shows them. No role assignment tells of them.
 * @see https://learn.microsoft.com/rest/api/managedservices/registration-assignments/list
 */
export function registrationAssignmentDocument(spec: ManagedBySpec, manageeTenantId: string): ArmDocument {
  const scope = `/subscriptions/${spec.subscription}/providers/Microsoft.ManagedServices`;
  const name = guidOf(`assignment ${spec.subscription} ${spec.tenantId}`);
  const definition = guidOf(`definition ${spec.subscription} ${spec.tenantId}`);
  const definitionId = `${scope}/registrationDefinitions/${definition}`;
  return {
    id: `${scope}/registrationAssignments/${name}`,
    name,
    type: 'Microsoft.ManagedServices/registrationAssignments',
    properties: {
      registrationDefinitionId: definitionId,
      provisioningState: 'Succeeded',
      registrationDefinition: {
        id: definitionId,
        name: definition,
        type: 'Microsoft.ManagedServices/registrationDefinitions',
        plan: null,
        properties: {
          description: '',
          authorizations: spec.authorizations.map(({ principalId, name: principalIdDisplayName, role }) => ({
            principalId,
            principalIdDisplayName,
            roleDefinitionId: role,
          })),
          eligibleAuthorizations: [],
          managedByTenantId: spec.tenantId,
          managedByTenantName: 'Fabrikam Managed Services',
          manageeTenantId,
          registrationDefinitionName: 'Managed operations',
          provisioningState: 'Succeeded',
        },
      },
    },
  };
}
