import type { ArmId } from '../armId.ts';
import type { Resource } from '../resource.ts';

/** A principal of the managing tenant and the role that it is given; Azure does not say what kind of principal it is. */
export interface DelegatedRole {
  /** Object id in the managing tenant, in lower case. */
  readonly principalId: string;
  readonly principalName: string | undefined;
  /** A GUID, with or without a path in front. */
  readonly roleDefinitionId: string;
}

/** What is given to another tenant. */
export interface DelegationTerms {
  /** In lower case; undefined when Azure did not say. */
  readonly managedByTenantId: string | undefined;
  readonly managedByTenantName: string | undefined;
  readonly authorizations: readonly DelegatedRole[];
  /** Roles that their principals have to activate first. */
  readonly eligibleAuthorizations: readonly DelegatedRole[];
}

/**
 * What a subscription may give to another tenant by Azure Lighthouse; it holds where an assignment says so.
 * @see https://learn.microsoft.com/rest/api/managedservices/registration-definitions/list
 */
export interface RegistrationDefinition extends Resource, DelegationTerms {}

/**
 * A subscription or a resource group that is given to another tenant: the scope stands in the id.
 * @see https://learn.microsoft.com/rest/api/managedservices/registration-assignments/list
 */
export interface RegistrationAssignment extends Resource {
  readonly registrationDefinitionId: ArmId;
  /** `Succeeded`, `Updating`, `Deleting` …; undefined when Azure did not say. */
  readonly provisioningState: string | undefined;
  /** The definition, where the answer holds it (`$expandRegistrationDefinition`). */
  readonly terms: DelegationTerms | undefined;
}
