import type { ArmDocument } from '../../tenant.ts';
import { guidOf } from './place.ts';
import { computeTime } from './time.ts';

/** Built-in roles that the estates use; ids as in Azure (DOMAIN §10). */
export const ROLES = {
  reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  diskBackupReader: '3e5e47e6-65f7-47ef-90b5-e5dd4d455f24',
  vmContributor: '9980e02c-c2be-4d73-94e8-173b1dc7cf3c',
  /** Key Vault Crypto Service Encryption User. */
  encryptionUser: 'e147488a-f6f5-4113-8e2d-b22465e65bf6',
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
      scope: spec.scope,
      createdOn: computeTime(spec.created),
      updatedOn: computeTime(spec.created),
    },
  });
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
