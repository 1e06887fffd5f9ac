import { armId, type ArmId } from './armId.ts';

/** A Key Vault object URL taken apart: `https://<vault>.vault.azure.net/keys/<name>/<version>`. */
export interface KeyUrl {
  /** The vault's host name in lower case. */
  readonly host: string;
  /** First label of the host: the vault's name, unique in its cloud. */
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
