import type { ArmDocument } from '../../tenant.ts';
import { guidOf } from './place.ts';
import { computeTime } from './time.ts';

/** Built-in roles that the estates use; ids as in Azure. */
export const ROLES = {
  owner: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
  reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  diskBackupReader: '3e5e47e6-65f7-47ef-90b5-e5dd4d455f24',
  vmContributor: '9980e02c-c2be-4d73-94e8-173b1dc7cf3c',
  /** Key Vault Crypto Service Encryption User. */
  encryptionUser: 'e147488a-f6f5-4113-8e2d-b22465e65bf6',
  cryptoOfficer: '14b46e9e-c2b7-41b4-b07b-48a6ebf60603',
  purgeOperator: 'a68e7c17-0ab2-4c09-9a58-125dae29748c',
} as const;

interface Permissions {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

const permissions = (part: Partial<Permissions>): Permissions => ({
  actions: [],
  notActions: [],
  dataActions: [],
  notDataActions: [],
  ...part,
});

/** @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const BUILT_IN: readonly {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly Permissions[];
}[] = [
  { id: ROLES.reader, name: 'Reader', permissions: [permissions({ actions: ['*/read'] })] },
  { id: ROLES.owner, name: 'Owner', permissions: [permissions({ actions: ['*'] })] },
  {
    id: ROLES.cryptoOfficer,
    name: 'Key Vault Crypto Officer',
    permissions: [
      permissions({
        actions: ['Microsoft.Authorization/*/read', 'Microsoft.KeyVault/vaults/*/read'],
        dataActions: ['Microsoft.KeyVault/vaults/keys/*', 'Microsoft.KeyVault/vaults/keyrotationpolicies/*'],
      }),
    ],
  },
  {
    id: ROLES.purgeOperator,
    name: 'Key Vault Purge Operator',
    permissions: [
      permissions({
        actions: [
          'Microsoft.KeyVault/locations/deletedVaults/read',
          'Microsoft.KeyVault/locations/deletedVaults/purge/action',
        ],
      }),
    ],
  },
  {
    id: ROLES.contributor,
    name: 'Contributor',
    permissions: [
      permissions({
        actions: ['*'],
        notActions: [
          'Microsoft.Authorization/*/Delete',
          'Microsoft.Authorization/*/Write',
          'Microsoft.Authorization/elevateAccess/Action',
          'Microsoft.Blueprint/blueprintAssignments/write',
          'Microsoft.Blueprint/blueprintAssignments/delete',
          'Microsoft.Compute/galleries/share/action',
        ],
      }),
    ],
  },
  {
    id: ROLES.diskBackupReader,
    name: 'Disk Backup Reader',
    permissions: [
      permissions({
        actions: [
          'Microsoft.Authorization/*/read',
          'Microsoft.Resources/subscriptions/resourceGroups/read',
          'Microsoft.Compute/disks/read',
          'Microsoft.Compute/disks/beginGetAccess/action',
        ],
      }),
    ],
  },
  {
    id: ROLES.vmContributor,
    name: 'Virtual Machine Contributor',
    permissions: [
      permissions({
        actions: [
          'Microsoft.Authorization/*/read',
          'Microsoft.Compute/disks/write',
          'Microsoft.Compute/disks/read',
          'Microsoft.Compute/disks/delete',
          'Microsoft.Compute/virtualMachines/*',
        ],
      }),
    ],
  },
  {
    id: ROLES.encryptionUser,
    name: 'Key Vault Crypto Service Encryption User',
    permissions: [
      permissions({
        actions: [
          'Microsoft.EventGrid/eventSubscriptions/write',
          'Microsoft.EventGrid/eventSubscriptions/read',
          'Microsoft.EventGrid/eventSubscriptions/delete',
        ],
        dataActions: [
          'Microsoft.KeyVault/vaults/keys/read',
          'Microsoft.KeyVault/vaults/keys/wrap/action',
          'Microsoft.KeyVault/vaults/keys/unwrap/action',
        ],
      }),
    ],
  },
];

/** Rows of the built-in role definitions in `authorizationresources`. */
export function builtInRoleRows(tenantId: string): ArmDocument[] {
  return BUILT_IN.map((role) =>
    row(tenantId, {
      id: `/providers/Microsoft.Authorization/roleDefinitions/${role.id}`,
      name: role.id,
      type: 'microsoft.authorization/roledefinitions',
      properties: {
        roleName: role.name,
        type: 'BuiltInRole',
        description: '',
        assignableScopes: ['/'],
        permissions: role.permissions,
      },
    }),
  );
}

/** A custom role, which is assignable beneath one subscription. */
export function customRoleRow(
  tenantId: string,
  subscriptionId: string,
  name: string,
  actions: readonly string[],
  notActions: readonly string[],
): ArmDocument {
  const id = guidOf(`role ${name}`);
  return row(tenantId, {
    id: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${id}`,
    name: id,
    type: 'microsoft.authorization/roledefinitions',
    subscriptionId,
    properties: {
      roleName: name,
      type: 'CustomRole',
      description: '',
      assignableScopes: [`/subscriptions/${subscriptionId}`],
      permissions: [permissions({ actions, notActions })],
    },
  });
}

export interface RoleAssignmentSpec {
  /** Full id of a management group, subscription, resource group or resource. */
  readonly scope: string;
  /** GUID of the role. */
  readonly role: string;
  readonly principalId: string;
  readonly principalType: 'User' | 'Group' | 'ServicePrincipal';
  readonly condition?: string;
  /** ISO 8601. */
  readonly created: string;
}

/**
 * A role assignment in `authorizationresources`; without a subscription when made at a management group.
 * @see https://learn.microsoft.com/azure/governance/resource-graph/samples/samples-by-table#authorizationresources
 */
export function roleAssignmentRow(tenantId: string, spec: RoleAssignmentSpec): ArmDocument {
  const name = guidOf(`${spec.scope} ${spec.role} ${spec.principalId}`);
  const subscription = /^\/subscriptions\/([^/]+)/i.exec(spec.scope)?.[1] ?? '';
  return row(tenantId, {
    id: `${spec.scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    name,
    type: 'microsoft.authorization/roleassignments',
    subscriptionId: subscription,
    properties: {
      roleDefinitionId:
        subscription === ''
          ? `/providers/Microsoft.Authorization/roleDefinitions/${spec.role}`
          : `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${spec.role}`,
      principalId: spec.principalId,
      principalType: spec.principalType,
      ...(spec.condition === undefined ? {} : { condition: spec.condition, conditionVersion: '2.0' }),
      scope: spec.scope,
      createdOn: computeTime(spec.created),
      updatedOn: computeTime(spec.created),
    },
  });
}

/**
 * An exemption from Azure Policy in `policyresources`; without a subscription when made at a management group.
 * @see https://learn.microsoft.com/azure/governance/policy/concepts/exemption-structure
 */
export function policyExemptionRow(
  tenantId: string,
  spec: {
    readonly scope: string;
    readonly name: string;
    readonly displayName: string;
    readonly category: 'Waiver' | 'Mitigated';
    readonly assignmentId: string;
    readonly references: readonly string[];
    readonly expiresOn?: string;
  },
): ArmDocument {
  return row(tenantId, {
    id: `${spec.scope}/providers/Microsoft.Authorization/policyExemptions/${spec.name}`,
    name: spec.name,
    type: 'microsoft.authorization/policyexemptions',
    subscriptionId: /^\/subscriptions\/([^/]+)/i.exec(spec.scope)?.[1] ?? '',
    properties: {
      policyAssignmentId: spec.assignmentId,
      policyDefinitionReferenceIds: spec.references,
      exemptionCategory: spec.category,
      displayName: spec.displayName,
      description: '',
      ...(spec.expiresOn === undefined ? {} : { expiresOn: spec.expiresOn }),
      assignmentScopeValidation: 'Default',
    },
  });
}

/**
 * A deny assignment that blocks everybody at a scope, as a deployment stack leaves it. ARM lists it; Resource Graph does not.
 * @see https://learn.microsoft.com/rest/api/authorization/deny-assignments/get
 */
export function denyAssignmentDocument(scope: string, name: string, actions: readonly string[]): ArmDocument {
  const id = guidOf(`${scope} deny ${name}`);
  return {
    id: `${scope}/providers/Microsoft.Authorization/denyAssignments/${id}`,
    name: id,
    type: 'Microsoft.Authorization/denyAssignments',
    properties: {
      denyAssignmentName: name,
      description: '',
      permissions: [permissions({ actions })],
      scope,
      doNotApplyToChildScopes: false,
      principals: [{ id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }],
      excludePrincipals: [],
      isSystemProtected: true,
    },
  };
}

function row(tenantId: string, part: ArmDocument): ArmDocument {
  return {
    tenantId,
    kind: '',
    location: 'global',
    resourceGroup: '',
    subscriptionId: '',
    managedBy: '',
    sku: null,
    plan: null,
    tags: null,
    ...part,
  };
}
