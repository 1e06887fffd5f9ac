import { armId, nameOf, type ArmId } from './armId.ts';
import type { DiskEncryptionSet, KeyVault } from './facts.ts';

/** A Key Vault object URL taken apart: `https://<vault>.vault.azure.net/keys/<name>/<version>`. */
export interface KeyUrl {
  /** The vault's host name in lower case. */
  readonly host: string;
  /** First label of the host: the name of the vault or managed HSM, unique among its kind in its cloud. */
  readonly vaultName: string;
  readonly kind: 'keys' | 'secrets';
  readonly name: string;
  /** An empty string for a versionless URL. */
  readonly version: string;
  readonly managedHsm: boolean;
}

/**
 * Undefined for anything that is not a key or secret URL.
 * @see https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#object-identifiers
 */
export function parseKeyUrl(text: string | undefined): KeyUrl | undefined {
  const match = /^https:\/\/([^/:]+)(?::\d+)?\/(keys|secrets)\/([^/?#]+)(?:\/([^/?#]*))?\/?$/i.exec(text?.trim() ?? '');
  if (match === null) return undefined;
  const host = (match[1] ?? '').toLowerCase();
  return {
    host,
    vaultName: host.split('.')[0] ?? '',
    kind: (match[2] ?? '').toLowerCase() === 'keys' ? 'keys' : 'secrets',
    name: (match[3] ?? '').toLowerCase(),
    version: (match[4] ?? '').toLowerCase(),
    managedHsm: host.includes('.managedhsm.'),
  };
}

/** The management-plane id of a key version; without a version, of the key. Lower case, so fit for joining. */
export function keyVersionId(vault: ArmId, key: KeyUrl): ArmId {
  const base = `${vault}/keys/${key.name}`;
  return armId(key.version === '' ? base : `${base}/versions/${key.version}`);
}

/** Finds the vault of a key: the one that is named, or by the key's address. */
export type FindVault = (key: KeyUrl, named: ArmId | undefined) => ArmId | undefined;

/**
 * A disk encryption set leaves the vault out when it lies in another subscription, and Azure's field is made for key vaults:
 * a key of a managed HSM is looked for by its host wherever something else is named. A vault that was moved to another group keeps
 * its address, while others still name it by its old id: the address decides. A vault of another name than in the address is not the one.
 * @see https://learn.microsoft.com/rest/api/compute/disk-encryption-sets/get#keyfordiskencryptionset
 */
export function vaultFinder(vaults: Iterable<KeyVault>): FindVault {
  const byAddress = new Map<string, ArmId>();
  for (const { id, name, managedHsm, vaultUri } of vaults) {
    const host = /^https:\/\/([^/:]+)/i.exec(vaultUri ?? '')?.[1];
    if (host !== undefined) byAddress.set(host.toLowerCase(), id);
    byAddress.set(nameKey(name.toLowerCase(), managedHsm), id);
  }
  return ({ host, vaultName, managedHsm }, named) => {
    const fits = named !== undefined && isManagedHsm(named) === managedHsm;
    if (fits && nameOf(named) !== vaultName) return undefined;
    const known = byAddress.get(host) ?? byAddress.get(nameKey(vaultName, managedHsm));
    return known ?? (fits ? named : undefined);
  };
}

/** A vault and an HSM may have the same name. */
function nameKey(name: string, managedHsm: boolean): string {
  return `${managedHsm ? 'managedHsm' : 'vault'} ${name}`;
}

export function isManagedHsm(vaultId: ArmId): boolean {
  return vaultId.includes('/providers/microsoft.keyvault/managedhsms/');
}

/**
 * Whether a set reaches its key through an application that another tenant admitted; `None` clears the field.
 * @see https://learn.microsoft.com/azure/virtual-machines/disks-cross-tenant-customer-managed-keys
 */
export function isFederated({ federatedClientId }: Pick<DiskEncryptionSet, 'federatedClientId'>): boolean {
  return federatedClientId !== undefined && federatedClientId.toLowerCase() !== 'none';
}
