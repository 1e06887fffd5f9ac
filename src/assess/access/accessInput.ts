import type { RegistrationAssignment, RegistrationDefinition } from '../../domain/facts.ts';
import type { ClassicAdministrator, DenyAssignment, RoleAssignment, RoleDefinition } from '../../domain/access.ts';
import type { Collection, Gap } from '../../domain/estate.ts';
import type { GrantLayer } from './layer.ts';

/** Rights that other tenants hold here. */
export interface DelegationInput {
  readonly registrationAssignments: Collection<RegistrationAssignment>;
  readonly registrationDefinitions: Collection<RegistrationDefinition>;
  /** Tenants that manage each subscription of the run, by lower-cased GUID; empty text for one that is not named. */
  readonly managedByTenants: ReadonlyMap<string, readonly string[]>;
}

export interface AccessInput extends DelegationInput {
  readonly roleAssignments: Collection<RoleAssignment>;
  readonly roleDefinitions: Collection<RoleDefinition>;
  readonly denyAssignments: Collection<DenyAssignment>;
  readonly classicAdministrators: Collection<ClassicAdministrator>;
  /** Names of the management groups above each subscription of the run, nearest first, by lower-cased GUID. */
  readonly managementGroups: ReadonlyMap<string, readonly string[]>;
  /** Kinds of principals known from elsewhere (identities of resources), by object id. */
  readonly principalTypes?: ReadonlyMap<string, string>;
}

/** Who holds a capability, without a copy: resources that share a layer and gaps share every answer that depends on them. */
export interface LayeredGrants {
  readonly layer: GrantLayer | undefined;
  readonly gaps: readonly Gap[];
}
