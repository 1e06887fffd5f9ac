import type { Capability } from '../../../src/assess/access/capabilities.ts';
import type { RoleDefinition } from '../../../src/domain/access.ts';
import { role } from './build.ts';

/**
 * Built-in roles with the operations that matter here, and by hand what each lets its holder do.
 * @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
export const BUILT_IN: readonly { readonly definition: RoleDefinition; readonly can: readonly Capability[] }[] = [
  {
    definition: role('8e3af657-a8ff-443c-a75c-2fe8c4bcb635', 'Owner', { actions: ['*'] }),
    can: [
      'exportDisk',
      'exportSnapshot',
      'exportRestorePoint',
      'loosenDisk',
      'loosenSnapshot',
      'grantAccess',
      'vaultDelete',
      'vaultPurge',
      'vaultPolicyWrite',
      'vaultDeploy',
    ],
  },
  {
    definition: role('b24988ac-6180-42a0-ab88-20f7382dd24c', 'Contributor', {
      actions: ['*'],
      notActions: [
        'Microsoft.Authorization/*/Delete',
        'Microsoft.Authorization/*/Write',
        'Microsoft.Authorization/elevateAccess/Action',
        'Microsoft.Compute/galleries/share/action',
      ],
    }),
    can: [
      'exportDisk',
      'exportSnapshot',
      'exportRestorePoint',
      'loosenDisk',
      'loosenSnapshot',
      'vaultDelete',
      'vaultPurge',
      'vaultPolicyWrite',
      'vaultDeploy',
    ],
  },
  { definition: role('acdd72a7-3385-48ef-bd42-f606fba81ae7', 'Reader', { actions: ['*/read'] }), can: [] },
  {
    definition: role('18d7d88d-d35e-4fb5-a5c3-7773c20a72d9', 'User Access Administrator', {
      actions: ['*/read', 'Microsoft.Authorization/*', 'Microsoft.Support/*'],
    }),
    can: ['grantAccess'],
  },
  {
    definition: role('f58310d9-a9f6-439a-9e8d-f62e7b41a168', 'Role Based Access Control Administrator', {
      actions: [
        'Microsoft.Authorization/roleAssignments/write',
        'Microsoft.Authorization/roleAssignments/delete',
        '*/read',
        'Microsoft.Support/*',
      ],
    }),
    can: ['grantAccess'],
  },
  {
    definition: role('3e5e47e6-65f7-47ef-90b5-e5dd4d455f24', 'Disk Backup Reader', {
      actions: [
        'Microsoft.Authorization/*/read',
        'Microsoft.Compute/disks/read',
        'Microsoft.Compute/disks/beginGetAccess/action',
      ],
    }),
    can: ['exportDisk'],
  },
  {
    definition: role('7efff54f-a5b4-42b5-a1c5-5411624893ce', 'Disk Snapshot Contributor', {
      actions: [
        'Microsoft.Authorization/*/read',
        'Microsoft.Compute/snapshots/delete',
        'Microsoft.Compute/snapshots/write',
        'Microsoft.Compute/snapshots/read',
        'Microsoft.Compute/snapshots/beginGetAccess/action',
        'Microsoft.Compute/snapshots/endGetAccess/action',
        'Microsoft.Compute/disks/beginGetAccess/action',
        'Microsoft.Storage/storageAccounts/listkeys/action',
      ],
    }),
    can: ['exportDisk', 'exportSnapshot', 'loosenSnapshot'],
  },
  {
    definition: role('dfce8971-25e3-42e3-ba33-6055438e3080', 'VM Restore Operator', {
      actions: [
        'Microsoft.Compute/disks/beginGetAccess/action',
        'Microsoft.Compute/disks/endGetAccess/action',
        'Microsoft.Storage/storageAccounts/listKeys/action',
      ],
    }),
    can: ['exportDisk'],
  },
  {
    definition: role('959f8984-c045-4866-89c7-12bf9737be2e', 'Data Operator for Managed Disks', {
      dataActions: [
        'Microsoft.Compute/disks/download/action',
        'Microsoft.Compute/disks/upload/action',
        'Microsoft.Compute/snapshots/download/action',
        'Microsoft.Compute/snapshots/upload/action',
      ],
    }),
    can: ['dataExport'],
  },
  {
    definition: role('9980e02c-c2be-4d73-94e8-173b1dc7cf3c', 'Virtual Machine Contributor', {
      actions: [
        'Microsoft.Authorization/*/read',
        'Microsoft.Compute/virtualMachines/*',
        'Microsoft.Compute/disks/write',
        'Microsoft.Compute/disks/read',
        'Microsoft.Compute/disks/delete',
      ],
    }),
    can: ['loosenDisk'],
  },
  {
    definition: role('b50d9833-a0cb-478e-945f-707fcc997c13', 'Disk Restore Operator', {
      actions: ['Microsoft.Authorization/*/read', 'Microsoft.Compute/disks/write', 'Microsoft.Compute/disks/read'],
    }),
    can: ['loosenDisk'],
  },
  {
    definition: role('60fc6e62-5479-42d4-8bf4-67625fcc2840', 'Disk Pool Operator', {
      actions: ['Microsoft.Compute/disks/write', 'Microsoft.Compute/disks/read', 'Microsoft.Authorization/*/read'],
    }),
    can: ['loosenDisk'],
  },
  {
    definition: role('f25e0fa2-a7c8-4377-a976-54943a77a395', 'Key Vault Contributor', {
      actions: ['Microsoft.Authorization/*/read', 'Microsoft.KeyVault/*'],
      notActions: [
        'Microsoft.KeyVault/locations/deletedVaults/purge/action',
        'Microsoft.KeyVault/hsmPools/*',
        'Microsoft.KeyVault/managedHsms/*',
      ],
    }),
    can: ['vaultDelete', 'vaultPolicyWrite', 'vaultDeploy'],
  },
  {
    definition: role('00482a5a-887f-4fb3-b363-3b7fe8e74483', 'Key Vault Administrator', {
      actions: ['Microsoft.Authorization/*/read', 'Microsoft.KeyVault/vaults/*/read'],
      dataActions: ['Microsoft.KeyVault/vaults/*'],
    }),
    can: [
      'keyGet',
      'keyWrap',
      'keyUnwrap',
      'keyUse',
      'keyExport',
      'keyUseOrExport',
      'keyDelete',
      'keyPurge',
      'secretRead',
    ],
  },
  {
    definition: role('14b46e9e-c2b7-41b4-b07b-48a6ebf60603', 'Key Vault Crypto Officer', {
      dataActions: ['Microsoft.KeyVault/vaults/keys/*', 'Microsoft.KeyVault/vaults/keyrotationpolicies/*'],
    }),
    can: ['keyGet', 'keyWrap', 'keyUnwrap', 'keyUse', 'keyExport', 'keyUseOrExport', 'keyDelete', 'keyPurge'],
  },
  {
    definition: role('e147488a-f6f5-4113-8e2d-b22465e65bf6', 'Key Vault Crypto Service Encryption User', {
      actions: ['Microsoft.EventGrid/eventSubscriptions/write'],
      dataActions: [
        'Microsoft.KeyVault/vaults/keys/read',
        'Microsoft.KeyVault/vaults/keys/wrap/action',
        'Microsoft.KeyVault/vaults/keys/unwrap/action',
      ],
    }),
    can: ['keyGet', 'keyWrap', 'keyUnwrap', 'keyUse', 'keyUseOrExport'],
  },
  {
    definition: role('08bbd89e-9f13-488c-ac41-acfcb10c90ab', 'Key Vault Crypto Service Release User', {
      dataActions: ['Microsoft.KeyVault/vaults/keys/release/action'],
    }),
    can: ['keyExport', 'keyUseOrExport'],
  },
  {
    definition: role('db79e9a7-68ee-4b58-9aeb-b90e7c24fcba', 'Key Vault Certificate User', {
      dataActions: [
        'Microsoft.KeyVault/vaults/certificates/read',
        'Microsoft.KeyVault/vaults/secrets/getSecret/action',
        'Microsoft.KeyVault/vaults/keys/read',
      ],
    }),
    can: ['keyGet', 'secretRead'],
  },
  {
    definition: role('4633458b-17de-408a-b874-0445c86b69e6', 'Key Vault Secrets User', {
      dataActions: [
        'Microsoft.KeyVault/vaults/secrets/getSecret/action',
        'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
      ],
    }),
    can: ['secretRead'],
  },
  {
    definition: role('a68e7c17-0ab2-4c09-9a58-125dae29748c', 'Key Vault Purge Operator', {
      actions: [
        'Microsoft.Authorization/*/read',
        'Microsoft.KeyVault/deletedVaults/read',
        'Microsoft.KeyVault/locations/deletedVaults/purge/action',
      ],
    }),
    can: ['vaultPurge'],
  },
];

export const ROLES: readonly RoleDefinition[] = BUILT_IN.map((row) => row.definition);
