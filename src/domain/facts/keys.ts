import type { ArmId } from '../armId.ts';
import type { Resource } from '../resource.ts';

/** Keys, the vaults that hold them, and the disk encryption sets that use them. */

export interface DiskEncryptionSet extends Resource {
  readonly encryptionType: string | undefined;
  /** Always a versioned key URL. */
  readonly keyUrl: string | undefined;
  /** Absent when the key vault is in another subscription. */
  readonly keyVaultId: ArmId | undefined;
  /** Keys that disks may still be under while a rotation is in progress; left out where there are none. */
  readonly previousKeys?: readonly { readonly keyUrl: string | undefined; readonly keyVaultId: ArmId | undefined }[];
  readonly rotationToLatestKeyVersionEnabled: boolean | undefined;
  readonly lastKeyRotationTimestamp: string | undefined;
  readonly autoKeyRotationError: { readonly code: string; readonly message: string } | undefined;
  readonly identityType: string | undefined;
  /** Object ids of its identities, lower case. */
  readonly principalIds: readonly string[];
  readonly federatedClientId: string | undefined;
  readonly provisioningState: string | undefined;
}

export interface AccessPolicy {
  readonly objectId: string;
  /** The application that alone may use it, on behalf of the principal; left out where there is none. */
  readonly applicationId?: string | undefined;
  readonly keyPermissions: readonly string[];
  readonly secretPermissions: readonly string[];
}

/** Where keys lie: a key vault or a managed HSM. */
export interface KeyVault extends Resource {
  /** A managed HSM keeps its roles inside itself: the three fields on access stay empty. */
  readonly managedHsm: boolean;
  /** `hsmUri` of a managed HSM. */
  readonly vaultUri: string | undefined;
  readonly enableSoftDelete: boolean | undefined;
  readonly enablePurgeProtection: boolean | undefined;
  readonly enableRbacAuthorization: boolean | undefined;
  /** Lets deployments and new VMs take secrets out, for whoever holds `vaults/deploy/action`; off where Azure leaves it out. */
  readonly enabledForTemplateDeployment: boolean | undefined;
  readonly enabledForDeployment: boolean | undefined;
  readonly publicNetworkAccess: string | undefined;
  readonly accessPolicies: readonly AccessPolicy[];
}

/** One version of a key, through the management plane: attributes, never key material. `id` = `keyVersionId(vault, keyUrl)`. */
export interface Key extends Resource {
  readonly keyVaultId: ArmId;
  readonly version: string;
  readonly enabled: boolean | undefined;
  /** ISO 8601. */
  readonly created: string | undefined;
  readonly notBefore: string | undefined;
  readonly expires: string | undefined;
  readonly keyType: string | undefined;
  readonly keySize: number | undefined;
  /** What the key permits, whoever asks; undefined if Azure names no limit. */
  readonly keyOps: readonly string[] | undefined;
  readonly recoveryLevel: string | undefined;
}
