import type { Resource } from './resource.ts';

/**
 * One block of a role's permissions: what it allows minus its own exceptions.
 * @see https://learn.microsoft.com/azure/role-based-access-control/role-definitions
 */
export interface RolePermissions {
  /** Control-plane operations; `*` anywhere, any case. */
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  /** Data-plane operations. A control-plane `*` does not reach them. */
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
  /** Some built-in roles carry a condition in the role itself (Key Vault Data Access Administrator). */
  readonly condition?: string | undefined;
  readonly conditionVersion?: string | undefined;
}

/**
 * Who was given which role where. `subscriptionId` and `resourceGroup` are empty strings above a subscription.
 * @see https://learn.microsoft.com/azure/role-based-access-control/role-assignments
 */
export interface RoleAssignment extends Resource {
  /** `/`, a management group, a subscription, a resource group or a resource, as Azure wrote it. */
  readonly scope: string;
  /** Built-in roles come with or without a subscription in front: only the last segment, a GUID, is joined on. */
  readonly roleDefinitionId: string;
  /** Object id, as Azure wrote it. */
  readonly principalId: string;
  /** `User`, `Group`, `ServicePrincipal`, `ForeignGroup`, `Device`; undefined when Azure did not say. */
  readonly principalType: string | undefined;
  readonly condition: string | undefined;
  /** The language of the condition; Azure accepts `2.0` only. */
  readonly conditionVersion: string | undefined;
}

export interface RoleDefinition extends Resource {
  readonly roleName: string | undefined;
  /** `BuiltInRole` or `CustomRole`. */
  readonly roleType: string | undefined;
  readonly permissions: readonly RolePermissions[];
  readonly assignableScopes: readonly string[];
}

export interface DenyPrincipal {
  /** Object id; `00000000-0000-0000-0000-000000000000` is everybody. */
  readonly id: string;
  readonly type: string | undefined;
}

/** @see https://learn.microsoft.com/azure/role-based-access-control/deny-assignments */
export interface DenyAssignment extends Resource {
  readonly denyAssignmentName: string | undefined;
  readonly scope: string;
  readonly permissions: readonly RolePermissions[];
  readonly principals: readonly DenyPrincipal[];
  readonly excludePrincipals: readonly DenyPrincipal[];
  /** Undefined is Azure's default, false. */
  readonly doNotApplyToChildScopes: boolean | undefined;
  /** `enforced` blocks, `audit` only logs; API versions before 2024-07-01-preview have no such field and enforce. */
  readonly effect: string | undefined;
  readonly condition: string | undefined;
  readonly conditionVersion: string | undefined;
}

/**
 * Retired on 31 August 2024; a row that is still listed is shown, never passed over.
 * @see https://learn.microsoft.com/azure/role-based-access-control/classic-administrators
 */
export interface ClassicAdministrator extends Resource {
  /** There is no object id: people are listed by their address. */
  readonly emailAddress: string | undefined;
  /** One or more of `ServiceAdministrator`, `CoAdministrator`, `AccountAdministrator`, with `;` between. */
  readonly role: string | undefined;
}
