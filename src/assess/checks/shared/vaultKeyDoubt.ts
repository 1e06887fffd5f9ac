import { quoted, says, values } from '../../../base/openEnum.ts';
import type { Outcome } from '../../../domain/check.ts';
import type { Lookup } from '../../../domain/estate.ts';
import type { RecoveryServicesVault, VaultEncryption } from '../../../domain/facts.ts';
import { parseKeyUrl } from '../../../domain/keyUrl.ts';
import { hidden, unknown } from './outcome.ts';

const CUSTOMER = values('CustomerManaged');

/**
 * Unknown if a vault names no key of the organisation but its encryption in effect says that it has one or could not be
 * read; undefined if nothing contradicts the vault.
 * @see https://learn.microsoft.com/rest/api/backup/backup-resource-encryption-configs/get
 */
export function unnamedVaultKey(
  { keyUri }: RecoveryServicesVault,
  encryption: Lookup<VaultEncryption>,
): Outcome | undefined {
  if (keyUri !== undefined || encryption.kind === 'absent') return undefined;
  if (encryption.kind === 'unsure')
    return hidden('Whether the vault, which names no key, is under one all the same', encryption.gaps);
  const { encryptionAtRestType, keyUri: inEffect } = encryption.row;
  return says(encryptionAtRestType, CUSTOMER) || inEffect !== undefined
    ? unknown(
        `The vault names no key, yet its encryption in effect is ${quoted(encryptionAtRestType)}${inEffect === undefined ? '' : ` with key ${inEffect}`}.`,
      )
    : undefined;
}

const EFFECTIVE = values('Succeeded');

/** Unknown if the encryption in effect names a different key from the vault, or could not be read. */
export function otherVaultKey(configured: string, encryption: Lookup<VaultEncryption>): Outcome | undefined {
  if (encryption.kind === 'unsure') return hidden('Whether the configured key is in effect', encryption.gaps);
  const keyUri = encryption.kind === 'found' ? encryption.row.keyUri : undefined;
  return keyUri === undefined || isSameKey(configured, keyUri)
    ? undefined
    : unknown(`The vault names key ${configured}, yet the encryption in effect names ${keyUri}.`, {
        'Key in effect': keyUri,
      });
}

/** Unknown if a vault names a key and nothing shows that it is in effect; undefined if that is shown. */
export function namedVaultKey(configured: string, encryption: Lookup<VaultEncryption>): Outcome | undefined {
  const other = otherVaultKey(configured, encryption);
  if (other !== undefined) return other;
  if (encryption.kind !== 'found')
    return unknown('A customer-managed key is configured; Azure did not report whether it is in effect.');
  const { encryptionAtRestType, lastUpdateStatus } = encryption.row;
  if (says(encryptionAtRestType, CUSTOMER) && says(lastUpdateStatus, EFFECTIVE)) return undefined;
  return unknown(
    `A customer-managed key is configured, yet the vault says ${quoted(encryptionAtRestType)} with last update ${quoted(lastUpdateStatus)}.`,
  );
}

/** One of them may name the newest version without its number. */
function isSameKey(one: string, other: string): boolean {
  const [here, there] = [parseKeyUrl(one), parseKeyUrl(other)];
  if (here === undefined || there === undefined) return false;
  const isSameVersion = here.version === '' || there.version === '' || here.version === there.version;
  return here.host === there.host && here.name === there.name && isSameVersion;
}
