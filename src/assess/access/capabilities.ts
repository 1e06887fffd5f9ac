import { matches } from './actions.ts';

/** Control-plane and data-plane operations are two worlds: a role's `*` in one says nothing of the other. */
export type Plane = 'control' | 'data';

/**
 * Every operation that these reviews know, with its plane. The order is the bit of a mask, so it never holds more than 31.
 * @see https://learn.microsoft.com/azure/role-based-access-control/permissions/compute
 * @see https://learn.microsoft.com/azure/role-based-access-control/permissions/security
 * @see https://learn.microsoft.com/azure/role-based-access-control/permissions/management-and-governance
 */
const OPERATIONS = [
  ['control', 'Microsoft.Compute/disks/beginGetAccess/action'],
  ['control', 'Microsoft.Compute/snapshots/beginGetAccess/action'],
  ['control', 'Microsoft.Compute/restorePointCollections/restorePoints/diskRestorePoints/beginGetAccess/action'],
  ['control', 'Microsoft.Compute/restorePointCollections/restorePoints/retrieveSasUris/action'],
  ['control', 'Microsoft.Compute/disks/write'],
  ['control', 'Microsoft.Compute/snapshots/write'],
  ['control', 'Microsoft.Authorization/roleAssignments/write'],
  ['control', 'Microsoft.Authorization/roleDefinitions/write'],
  ['control', 'Microsoft.KeyVault/vaults/write'],
  ['control', 'Microsoft.KeyVault/vaults/accessPolicies/write'],
  ['control', 'Microsoft.KeyVault/vaults/delete'],
  ['control', 'Microsoft.KeyVault/locations/deletedVaults/purge/action'],
  ['data', 'Microsoft.Compute/disks/download/action'],
  ['data', 'Microsoft.Compute/snapshots/download/action'],
  ['data', 'Microsoft.KeyVault/vaults/keys/read'],
  ['data', 'Microsoft.KeyVault/vaults/keys/wrap/action'],
  ['data', 'Microsoft.KeyVault/vaults/keys/unwrap/action'],
  ['data', 'Microsoft.KeyVault/vaults/keys/decrypt/action'],
  ['data', 'Microsoft.KeyVault/vaults/keys/backup/action'],
  ['data', 'Microsoft.KeyVault/vaults/keys/release/action'],
  ['data', 'Microsoft.KeyVault/vaults/keys/delete'],
  ['data', 'Microsoft.KeyVault/vaults/keys/purge/action'],
  ['control', 'Microsoft.KeyVault/vaults/deploy/action'],
  ['data', 'Microsoft.KeyVault/vaults/secrets/getSecret/action'],
  ['data', 'Microsoft.KeyVault/vaults/secrets/backup/action'],
] as const satisfies readonly (readonly [Plane, string])[];

/** What a grant lets a principal do. Any one of the operations is enough. */
const CATALOGUE = {
  /** Make a link from which the bytes of a disk are downloaded. */
  exportDisk: ['Microsoft.Compute/disks/beginGetAccess/action'],
  exportSnapshot: ['Microsoft.Compute/snapshots/beginGetAccess/action'],
  exportRestorePoint: [
    'Microsoft.Compute/restorePointCollections/restorePoints/diskRestorePoints/beginGetAccess/action',
    'Microsoft.Compute/restorePointCollections/restorePoints/retrieveSasUris/action',
  ],
  /** Open a disk's network access (`networkAccessPolicy`, `publicNetworkAccess`, `dataAccessAuthMode`). */
  loosenDisk: ['Microsoft.Compute/disks/write'],
  loosenSnapshot: ['Microsoft.Compute/snapshots/write'],
  /** Give a role to oneself, or add operations to a custom role that one holds. */
  grantAccess: ['Microsoft.Authorization/roleAssignments/write', 'Microsoft.Authorization/roleDefinitions/write'],
  /**
   * Needed besides the link where `dataAccessAuthMode` is `AzureActiveDirectory`.
   * @see https://learn.microsoft.com/azure/virtual-machines/disks-secure-upload-download
   */
  dataExport: ['Microsoft.Compute/disks/download/action', 'Microsoft.Compute/snapshots/download/action'],
  keyGet: ['Microsoft.KeyVault/vaults/keys/read'],
  keyWrap: ['Microsoft.KeyVault/vaults/keys/wrap/action'],
  keyUnwrap: ['Microsoft.KeyVault/vaults/keys/unwrap/action'],
  /** Turn wrapped keys back into keys. Wrapping alone reads nothing: whoever may read an asymmetric key can do it. */
  keyUse: ['Microsoft.KeyVault/vaults/keys/unwrap/action', 'Microsoft.KeyVault/vaults/keys/decrypt/action'],
  /** Take the key out: as a backup that another vault of the subscription restores, or by secure key release. */
  keyExport: ['Microsoft.KeyVault/vaults/keys/backup/action', 'Microsoft.KeyVault/vaults/keys/release/action'],
  keyUseOrExport: [
    'Microsoft.KeyVault/vaults/keys/unwrap/action',
    'Microsoft.KeyVault/vaults/keys/decrypt/action',
    'Microsoft.KeyVault/vaults/keys/backup/action',
    'Microsoft.KeyVault/vaults/keys/release/action',
  ],
  /** Read a secret, or take it out as a backup that another vault of the subscription restores. */
  secretRead: ['Microsoft.KeyVault/vaults/secrets/getSecret/action', 'Microsoft.KeyVault/vaults/secrets/backup/action'],
  /** Have a deployment read secrets, where the vault lets deployments. */
  vaultDeploy: ['Microsoft.KeyVault/vaults/deploy/action'],
  keyDelete: ['Microsoft.KeyVault/vaults/keys/delete'],
  keyPurge: ['Microsoft.KeyVault/vaults/keys/purge/action'],
  vaultDelete: ['Microsoft.KeyVault/vaults/delete'],
  /** Asked at the subscription: a deleted vault has no resource group. */
  vaultPurge: ['Microsoft.KeyVault/locations/deletedVaults/purge/action'],
  /**
   * Write oneself into the access policies of a vault that uses them.
   * @see https://learn.microsoft.com/azure/key-vault/general/rbac-access-policy
   */
  vaultPolicyWrite: ['Microsoft.KeyVault/vaults/accessPolicies/write', 'Microsoft.KeyVault/vaults/write'],
} as const satisfies Readonly<Record<string, readonly (typeof OPERATIONS)[number][1][]>>;

export type Capability = keyof typeof CATALOGUE;

export const CAPABILITIES = Object.keys(CATALOGUE) as readonly Capability[];

/** A set of operations: bit n is the n-th operation. */
export type Mask = number;

const ALL_OPERATIONS: readonly (readonly [Plane, string])[] = OPERATIONS;

export const EVERYTHING: Mask = 2 ** ALL_OPERATIONS.length - 1;

export function maskOf(capability: Capability): Mask {
  return MASKS[capability];
}

export function operationsOf(capability: Capability): readonly string[] {
  return CATALOGUE[capability];
}

/** The operations of a plane that hold to a test. */
export function select(plane: Plane, test: (action: string) => boolean): Mask {
  let mask = 0;
  for (const [bit, [itsPlane, action]] of ALL_OPERATIONS.entries())
    if (itsPlane === plane && test(action)) mask |= 1 << bit;
  return mask;
}

/** Everything an Owner may do: all of the control plane, nothing of the data plane. */
export const CONTROL_PLANE: Mask = select('control', () => true);

/** The names of the operations in a mask. */
export function actionsIn(mask: Mask): readonly string[] {
  const known = names.get(mask);
  if (known !== undefined) return known;
  const found = ALL_OPERATIONS.filter((_, bit) => (mask & (1 << bit)) !== 0).map(([, action]) => action);
  names.set(mask, found);
  return found;
}

const names = new Map<Mask, readonly string[]>();

const MASKS = Object.fromEntries(
  CAPABILITIES.map((capability) => {
    const wanted: readonly string[] = CATALOGUE[capability];
    const test = (action: string): boolean => wanted.includes(action);
    return [capability, select('control', test) | select('data', test)];
  }),
) as Readonly<Record<Capability, Mask>>;

/** Operations that a list of patterns names. One list per plane; patterns are read once and remembered. */
export function patternReader(): (plane: Plane, patterns: readonly string[]) => Mask {
  const known = { control: new Map<string, Mask>(), data: new Map<string, Mask>() };
  return (plane, patterns) => {
    let mask = 0;
    for (const pattern of patterns) {
      let one = known[plane].get(pattern);
      if (one === undefined) {
        one = select(plane, (action) => matches(pattern, action));
        known[plane].set(pattern, one);
      }
      mask |= one;
    }
    return mask;
  };
}
