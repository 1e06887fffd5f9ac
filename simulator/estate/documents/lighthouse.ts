import type { ArmDocument } from '../../tenant.ts';
import { guidOf } from './place.ts';

export interface ManagedBySpec {
  /** GUID of the subscription. */
  readonly subscription: string;
  /** Name of the resource group that is given; without it, the whole subscription. */
  readonly group?: string;
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
  const definition = registrationDefinitionDocument(spec, manageeTenantId);
  const group = spec.group === undefined ? '' : `/resourceGroups/${spec.group}`;
  const name = guidOf(`assignment ${spec.subscription}${group} ${spec.tenantId}`);
  return {
    id: `/subscriptions/${spec.subscription}${group}/providers/Microsoft.ManagedServices/registrationAssignments/${name}`,
    name,
    type: 'Microsoft.ManagedServices/registrationAssignments',
    properties: {
      registrationDefinitionId: definition.id,
      provisioningState: 'Succeeded',
      registrationDefinition: definition,
    },
  };
}

/**
 * What is given to the other tenant: it stands at the subscription also where one resource group is given.
 * @see https://learn.microsoft.com/rest/api/managedservices/registration-definitions/list
 */
export function registrationDefinitionDocument(spec: ManagedBySpec, manageeTenantId: string): ArmDocument {
  const name = guidOf(`definition ${spec.subscription}${spec.group ?? ''} ${spec.tenantId}`);
  return {
    id: `/subscriptions/${spec.subscription}/providers/Microsoft.ManagedServices/registrationDefinitions/${name}`,
    name,
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
  };
}
