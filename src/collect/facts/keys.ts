import { ancestorOfType, armId, nameOf } from '../../domain/armId.ts';
import type { AccessPolicy, DiskEncryptionSet, Key, KeyVault } from '../../domain/facts.ts';
import { isManagedHsm, parseKeyUrl } from '../../domain/keyUrl.ts';
import { principalsOf } from './identities.ts';
import { MalformedRowError, type Block, type Row } from '../reading.ts';

/** @see https://learn.microsoft.com/rest/api/compute/disk-encryption-sets/get */
export function toDiskEncryptionSet({ resource, top, properties }: Row): DiskEncryptionSet {
  const key = properties.block('activeKey');
  const error = properties.block('autoKeyRotationError');
  const identity = top.block('identity');
  return {
    ...resource,
    encryptionType: properties.text('encryptionType'),
    keyUrl: key?.text('keyUrl'),
    keyVaultId: key?.block('sourceVault')?.id('id'),
    rotationToLatestKeyVersionEnabled: properties.flag('rotationToLatestKeyVersionEnabled'),
    lastKeyRotationTimestamp: properties.instant('lastKeyRotationTimestamp'),
    autoKeyRotationError:
      error === undefined ? undefined : { code: error.text('code') ?? '', message: error.text('message') ?? '' },
    identityType: identity?.text('type'),
    principalIds: principalsOf(identity),
    federatedClientId: properties.text('federatedClientId'),
    provisioningState: properties.text('provisioningState'),
  };
}

/**
 * @see https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/get
 * @see https://learn.microsoft.com/rest/api/keyvault/managedhsm/managed-hsms/get
 */
export function toKeyVault({ resource, properties }: Row): KeyVault {
  const managedHsm = isManagedHsm(resource.id);
  return {
    ...resource,
    managedHsm,
    vaultUri: properties.text(managedHsm ? 'hsmUri' : 'vaultUri'),
    enableSoftDelete: properties.flag('enableSoftDelete'),
    enablePurgeProtection: properties.flag('enablePurgeProtection'),
    enableRbacAuthorization: properties.flag('enableRbacAuthorization'),
    enabledForTemplateDeployment: properties.flag('enabledForTemplateDeployment'),
    enabledForDeployment: properties.flag('enabledForDeployment'),
    publicNetworkAccess: properties.text('publicNetworkAccess'),
    accessPolicies: properties.list('accessPolicies').map(toAccessPolicy),
  };
}

function toAccessPolicy(policy: Block): AccessPolicy {
  const permissions = policy.block('permissions');
  return {
    objectId: (policy.text('objectId') ?? '').toLowerCase(),
    keyPermissions: permissions?.texts('keys') ?? [],
    secretPermissions: permissions?.texts('secrets') ?? [],
  };
}

/**
 * A key version; for an answer without a version also the key itself, so that both ids are known.
 * @see https://learn.microsoft.com/rest/api/keyvault/keyvault/keys/get-version
 * @see https://learn.microsoft.com/rest/api/keyvault/keyvault/managed-hsm-keys/get-version
 */
export function toKeys({ resource, properties }: Row): readonly Key[] {
  const type = isManagedHsm(resource.id) ? 'microsoft.keyvault/managedhsms' : 'microsoft.keyvault/vaults';
  const keyVaultId = ancestorOfType(resource.id, type);
  const keyId = ancestorOfType(resource.id, `${type}/keys`);
  if (keyVaultId === undefined || keyId === undefined) throw new MalformedRowError('id is not that of a key');
  const attributes = properties.required('attributes');
  const versioned = resource.id !== keyId;
  const version = versioned ? nameOf(resource.id) : (parseKeyUrl(properties.text('keyUriWithVersion'))?.version ?? '');
  const key: Key = {
    ...resource,
    keyVaultId,
    version,
    enabled: attributes.flag('enabled'),
    created: attributes.instant('created'),
    notBefore: attributes.instant('nbf') ?? attributes.instant('notBefore'),
    expires: attributes.instant('exp') ?? attributes.instant('expires'),
    keyType: properties.text('kty'),
    keySize: properties.number('keySize'),
    recoveryLevel: attributes.text('recoveryLevel'),
  };
  if (versioned || version === '') return [key];
  return [key, { ...key, id: armId(`${keyId}/versions/${version}`) }];
}
