import type { ArmDocument } from '../../tenant.ts';
import { guidOf, hexOf, lastSegment, resourceId, type Place } from './place.ts';
import { networkAcls, systemData } from './provenance.ts';
import { unixSeconds } from './time.ts';

interface AccessPolicySpec {
  readonly objectId: string;
  readonly keys: readonly string[];
  readonly secrets: readonly string[];
}

export interface KeyVaultSpec {
  readonly place: Place;
  readonly name: string;
  readonly tenantId: string;
  /** False: the vault leaves `enablePurgeProtection` out, as Azure does. */
  readonly purgeProtection: boolean;
  /** Undefined: RBAC. */
  readonly accessPolicies?: readonly AccessPolicySpec[];
  readonly enabledForDiskEncryption?: boolean;
  readonly publicNetworkAccess?: 'Enabled' | 'Disabled';
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A key vault as `GET …/Microsoft.KeyVault/vaults/{name}` shows it.
 * @see https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/get
 */
export function keyVaultDocument(spec: KeyVaultSpec): ArmDocument {
  return {
    id: resourceId(spec.place, 'Microsoft.KeyVault/vaults', spec.name),
    name: spec.name,
    type: 'Microsoft.KeyVault/vaults',
    location: spec.place.location,
    tags: spec.tags ?? {},
    systemData: systemData(`vault ${spec.name}`),
    properties: {
      sku: { family: 'A', name: 'premium' },
      tenantId: spec.tenantId,
      accessPolicies: (spec.accessPolicies ?? []).map((policy) => ({
        tenantId: spec.tenantId,
        objectId: policy.objectId,
        permissions: { keys: policy.keys, secrets: policy.secrets, certificates: [] },
      })),
      networkAcls: networkAcls(spec.publicNetworkAccess),
      enabledForDeployment: false,
      enabledForDiskEncryption: spec.enabledForDiskEncryption ?? false,
      enabledForTemplateDeployment: false,
      enableSoftDelete: true,
      softDeleteRetentionInDays: 90,
      enableRbacAuthorization: spec.accessPolicies === undefined,
      ...(spec.purgeProtection ? { enablePurgeProtection: true } : {}),
      vaultUri: vaultUri(spec.name),
      provisioningState: 'Succeeded',
      publicNetworkAccess: spec.publicNetworkAccess ?? 'Disabled',
    },
  };
}

export function vaultUri(vaultName: string): string {
  return `https://${vaultName}.vault.azure.net/`;
}

export interface ManagedHsmSpec {
  readonly place: Place;
  readonly name: string;
  readonly tenantId: string;
  readonly purgeProtection: boolean;
}

/**
 * A managed HSM as `GET …/Microsoft.KeyVault/managedHSMs/{name}` shows it: without the roles inside it.
 * @see https://learn.microsoft.com/rest/api/keyvault/managedhsm/managed-hsms/get
 */
export function managedHsmDocument(spec: ManagedHsmSpec): ArmDocument {
  return {
    id: resourceId(spec.place, 'Microsoft.KeyVault/managedHSMs', spec.name),
    name: spec.name,
    type: 'Microsoft.KeyVault/managedHSMs',
    location: spec.place.location,
    tags: {},
    systemData: systemData(`hsm ${spec.name}`),
    sku: { family: 'B', name: 'Standard_B1' },
    properties: {
      tenantId: spec.tenantId,
      hsmUri: hsmUri(spec.name),
      enableSoftDelete: true,
      softDeleteRetentionInDays: 90,
      enablePurgeProtection: spec.purgeProtection,
      initialAdminObjectIds: [guidOf(`${spec.name} administrator`)],
      statusMessage: 'The Managed HSM is provisioned and ready to use.',
      networkAcls: networkAcls('Disabled'),
      regions: [],
      securityDomainProperties: {
        activationStatus: 'Active',
        activationStatusMessage: 'Your HSM has been activated and can be used for cryptographic operations.',
      },
      provisioningState: 'Succeeded',
      publicNetworkAccess: 'Disabled',
    },
  };
}

function hsmUri(name: string): string {
  return `https://${name}.managedhsm.azure.net/`;
}

/** The address under which a vault's or a managed HSM's objects stand. */
function uriOf(vaultId: string): string {
  const name = lastSegment(vaultId);
  return isManagedHsm(vaultId) ? hsmUri(name) : vaultUri(name);
}

function isManagedHsm(vaultId: string): boolean {
  return vaultId.toLowerCase().includes('/managedhsms/');
}

function keyType(vaultId: string): string {
  return `Microsoft.KeyVault/${isManagedHsm(vaultId) ? 'managedHSMs' : 'vaults'}/keys`;
}

export interface KeySpec {
  /** Of a key vault or a managed HSM. */
  readonly vaultId: string;
  readonly location: string;
  readonly name: string;
  /** Generation, counted from 1: gives the version's name. */
  readonly generation?: number;
  readonly enabled?: boolean;
  /** ISO 8601. */
  readonly created: string;
  readonly notBefore?: string;
  readonly expires?: string;
  readonly keySize?: 2048 | 3072 | 4096;
  readonly keyType?: 'RSA' | 'RSA-HSM';
  /** Default: wrap and unwrap. */
  readonly keyOps?: readonly string[];
  /** ISO 8601 duration after which a new version is made, e.g. `P6M`; undefined: no rotation policy. */
  readonly rotateAfter?: string;
}

/** The name of a key version. */
function keyVersion(spec: Pick<KeySpec, 'vaultId' | 'name' | 'generation'>): string {
  return hexOf(`${spec.vaultId}/${spec.name}/${String(spec.generation ?? 1)}`);
}

/** `https://…/keys/{name}/{version}`. */
export function keyUrl(spec: Pick<KeySpec, 'vaultId' | 'name' | 'generation'>): string {
  return `${uriOf(spec.vaultId)}keys/${spec.name}/${keyVersion(spec)}`;
}

/** `https://…/secrets/{name}/{version}`: where Azure Disk Encryption keeps a disk's BEK. */
export function secretUrl(vaultId: string, name: string): string {
  return `${vaultUri(lastSegment(vaultId))}secrets/${name}/${hexOf(`${vaultId}/${name}`)}`;
}

/**
 * The key as the management plane shows it: its current version. Attributes only, never key material.
 * @see https://learn.microsoft.com/rest/api/keyvault/keyvault/keys/get
 */
export function keyDocument(spec: KeySpec): ArmDocument {
  return {
    id: `${spec.vaultId}/keys/${spec.name}`,
    name: spec.name,
    type: keyType(spec.vaultId),
    location: spec.location,
    tags: {},
    properties: keyProperties(spec),
  };
}

/** @see https://learn.microsoft.com/rest/api/keyvault/keyvault/keys/get-version */
export function keyVersionDocument(spec: KeySpec): ArmDocument {
  const version = keyVersion(spec);
  return {
    id: `${spec.vaultId}/keys/${spec.name}/versions/${version}`,
    name: version,
    type: `${keyType(spec.vaultId)}/versions`,
    location: spec.location,
    tags: {},
    properties: keyProperties(spec),
  };
}

function keyProperties(spec: KeySpec): Record<string, unknown> {
  return {
    attributes: {
      enabled: spec.enabled ?? true,
      ...(spec.notBefore === undefined ? {} : { nbf: unixSeconds(spec.notBefore) }),
      ...(spec.expires === undefined ? {} : { exp: unixSeconds(spec.expires) }),
      created: unixSeconds(spec.created),
      updated: unixSeconds(spec.created),
      recoveryLevel: 'Recoverable+ProtectedSubscription',
      exportable: false,
    },
    kty: spec.keyType ?? 'RSA-HSM',
    keyOps: spec.keyOps ?? ['wrapKey', 'unwrapKey'],
    keySize: spec.keySize ?? 3072,
    keyUri: `${uriOf(spec.vaultId)}keys/${spec.name}`,
    keyUriWithVersion: keyUrl(spec),
    ...(spec.rotateAfter === undefined
      ? {}
      : {
          rotationPolicy: {
            attributes: { expiryTime: 'P1Y' },
            lifetimeActions: [{ trigger: { timeAfterCreate: spec.rotateAfter }, action: { type: 'rotate' } }],
          },
        }),
  };
}

/** A secret as the management plane shows it: attributes, never the value. */
export function secretDocument(vaultId: string, location: string, name: string, created: string): ArmDocument {
  return {
    id: `${vaultId}/secrets/${name}`,
    name,
    type: 'Microsoft.KeyVault/vaults/secrets',
    location,
    tags: { DiskEncryptionKeyFileName: 'LinuxPassPhraseFileName' },
    properties: {
      attributes: { enabled: true, created: unixSeconds(created), updated: unixSeconds(created) },
      contentType: 'Wrapped BEK',
      secretUri: `${vaultUri(lastSegment(vaultId))}secrets/${name}`,
      secretUriWithVersion: secretUrl(vaultId, name),
    },
  };
}

export interface DiskEncryptionSetSpec {
  readonly place: Place;
  readonly name: string;
  readonly tenantId: string;
  readonly encryptionType?:
    | 'EncryptionAtRestWithCustomerKey'
    | 'EncryptionAtRestWithPlatformAndCustomerKeys'
    | 'ConfidentialVmEncryptedWithCustomerKey';
  /** Versioned key URL. */
  readonly keyUrl: string;
  /** Undefined: the key vault is in another subscription or tenant, or it is a managed HSM. */
  readonly keyVaultId?: string;
  /** Application through which a key of another tenant is used. */
  readonly federatedClientId?: string;
  readonly autoRotation?: boolean;
  /** ISO 8601. */
  readonly lastRotation?: string;
  readonly autoKeyRotationError?: { readonly code: string; readonly message: string };
}

/** Object id of the system-assigned identity of a disk encryption set. */
export function diskEncryptionSetPrincipal(id: string): string {
  return guidOf(`${id.toLowerCase()} identity`);
}

/**
 * A disk encryption set as `GET …/diskEncryptionSets/{name}` shows it.
 * @see https://learn.microsoft.com/rest/api/compute/disk-encryption-sets/get
 */
export function diskEncryptionSetDocument(spec: DiskEncryptionSetSpec): ArmDocument {
  const id = resourceId(spec.place, 'Microsoft.Compute/diskEncryptionSets', spec.name);
  return {
    identity: identityOf(spec, diskEncryptionSetPrincipal(id)),
    properties: {
      activeKey: {
        ...(spec.keyVaultId === undefined ? {} : { sourceVault: { id: spec.keyVaultId } }),
        keyUrl: spec.keyUrl,
      },
      encryptionType: spec.encryptionType ?? 'EncryptionAtRestWithCustomerKey',
      previousKeys: [],
      rotationToLatestKeyVersionEnabled: spec.autoRotation ?? true,
      ...(spec.federatedClientId === undefined ? {} : { federatedClientId: spec.federatedClientId }),
      ...(spec.lastRotation === undefined ? {} : { lastKeyRotationTimestamp: spec.lastRotation }),
      ...(spec.autoKeyRotationError === undefined ? {} : { autoKeyRotationError: spec.autoKeyRotationError }),
      provisioningState: 'Succeeded',
    },
    type: 'Microsoft.Compute/diskEncryptionSets',
    location: spec.place.location,
    tags: {},
    id,
    name: spec.name,
  };
}

/** A key of another tenant is reached by a user-assigned identity only. */
function identityOf({ place, tenantId, federatedClientId }: DiskEncryptionSetSpec, principalId: string): unknown {
  if (federatedClientId === undefined) return { type: 'SystemAssigned', principalId, tenantId };
  const id = resourceId(place, 'Microsoft.ManagedIdentity/userAssignedIdentities', 'id-cross-tenant');
  return {
    type: 'UserAssigned',
    userAssignedIdentities: { [id]: { clientId: guidOf(`${principalId} client`), principalId } },
  };
}
