import { quoted, says, values } from '../../../base/openEnum.ts';
import type { Lookup } from '../../../domain/estate.ts';
import type { RecoveryServicesVault, VaultEncryption } from '../../../domain/facts.ts';

const CUSTOMER = values('CustomerManaged');

/**
 * In words, that a vault names no key of the organisation though its encryption in effect says that it has one; undefined where
 * the two do not contradict each other.
 * @see https://learn.microsoft.com/rest/api/backup/backup-resource-encryption-configs/get
 */
export function unnamedVaultKey(
  { keyUri }: RecoveryServicesVault,
  encryption: Lookup<VaultEncryption>,
): string | undefined {
  if (keyUri !== undefined || encryption.kind !== 'found') return undefined;
  const { encryptionAtRestType, keyUri: inEffect } = encryption.row;
  return says(encryptionAtRestType, CUSTOMER) || inEffect !== undefined
    ? `The vault names no key, yet its encryption in effect is ${quoted(encryptionAtRestType)}${inEffect === undefined ? '' : ` with key ${inEffect}`}.`
    : undefined;
}
