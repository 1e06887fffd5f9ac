import { armId, nameOf, type ArmId } from '../../../domain/armId.ts';
import type { AdeKeys, DiskEncryptionSet } from '../../../domain/facts.ts';
import {
  isFederated,
  isManagedHsm,
  keyVersionId,
  parseKeyUrl,
  vaultFinder,
  type KeyUrl,
} from '../../../domain/keyUrl.ts';
import type { EstateReader } from '../../../domain/reader.ts';
import type { KeyLink } from '../subjects.ts';

/** What names a key: its URL, and its vault if Azure gives it. */
interface NamedKey {
  readonly use: KeyLink['use'];
  readonly url: string | undefined;
  readonly vaultId: ArmId | undefined;
  readonly namedBy: ArmId;
  /** Its user reaches it through an application that another tenant admitted. */
  readonly federated?: boolean;
}

export interface KeyJoin {
  readonly resolve: (named: NamedKey) => KeyLink;
  readonly ofEncryptionSet: (set: DiskEncryptionSet) => KeyLink;
  /** Keys of it that something may still be under while it rotates. */
  readonly previousOf: (set: DiskEncryptionSet) => readonly KeyLink[];
  /** The key encryption key, if there is one, and the secret. */
  readonly ofAde: (keys: AdeKeys, namedBy: ArmId) => readonly KeyLink[];
}

/**
 * Finds the key behind a URL. A key vault's name is unique in its cloud, so a URL whose vault Azure does not name is
 * resolved by host name (a disk encryption set leaves the vault out when it lies in another subscription).
 * @see https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#object-identifiers
 */
export function joinKeys(reader: EstateReader): KeyJoin {
  const findVault = vaultFinder(reader.all('keyVaults'));

  const resolve = (named: NamedKey): KeyLink => {
    const { url, use, namedBy } = named;
    const parsed = parseKeyUrl(url);
    const base = {
      use,
      url,
      namedBy,
      vault: undefined,
      key: undefined,
      otherTenant: false,
      isOutOfSight: false,
      gaps: [],
    };
    if (url === undefined || parsed === undefined)
      return {
        ...base,
        subject: url === undefined ? `${namedBy}#${use}` : url.toLowerCase(),
        vaultId: named.vaultId,
        vault: named.vaultId === undefined ? undefined : reader.find('keyVaults', named.vaultId),
        unresolved: url === undefined ? 'No key is named.' : `"${url}" is not the address of a key or secret.`,
      };
    const kind = parsed.managedHsm ? 'managed HSM' : 'key vault';
    const vaultId = findVault(parsed, named.vaultId);
    const known = vaultId === undefined ? undefined : reader.find('keyVaults', vaultId);
    if (named.federated === true && known?.kind !== 'found')
      return {
        ...base,
        subject: url.toLowerCase(),
        vaultId: undefined,
        otherTenant: true,
        isOutOfSight: true,
        unresolved: `The key lies in ${kind} ${parsed.vaultName} of another tenant, which this run cannot read: ask that tenant for evidence of the state of the key version, of purge protection, and of who may use or delete the key.`,
      };
    if (vaultId === undefined) {
      // Of a single vault that could not be read, the id tells the name.
      const gaps = reader
        .gapsIn('keyVaults')
        .filter(({ subject }) => subject === undefined || nameOf(subject) === parsed.vaultName.toLowerCase());
      const namesNoOther = named.vaultId === undefined || isManagedHsm(named.vaultId) !== parsed.managedHsm;
      return {
        ...base,
        subject: url.toLowerCase(),
        vaultId: undefined,
        gaps,
        isOutOfSight: namesNoOther && gaps.length === 0,
        unresolved: namesNoOther
          ? `No ${kind} named ${parsed.vaultName} is among those read: it may lie in another tenant or out of scope.`
          : `The vault is named as ${nameOf(named.vaultId)}, yet the key lies at an address of ${parsed.vaultName}.`,
      };
    }
    return { ...base, ...within(reader, vaultId, parsed), vaultId, unresolved: undefined };
  };

  return {
    resolve,
    ofEncryptionSet: (set) =>
      resolve({
        use: 'diskEncryptionSet',
        url: set.keyUrl,
        vaultId: set.keyVaultId,
        namedBy: set.id,
        federated: isFederated(set),
      }),
    previousOf: (set) =>
      (set.previousKeys ?? []).map(({ keyUrl, keyVaultId }) =>
        resolve({
          use: 'diskEncryptionSet',
          url: keyUrl,
          vaultId: keyVaultId,
          namedBy: set.id,
          federated: isFederated(set),
        }),
      ),
    ofAde: (keys, namedBy) => [
      ...(keys.keyUrl === undefined
        ? []
        : [resolve({ use: 'adeKek', url: keys.keyUrl, vaultId: keys.keyVaultId, namedBy })]),
      resolve({ use: 'adeSecret', url: keys.secretUrl, vaultId: keys.secretVaultId, namedBy }),
    ],
  };
}

function within(reader: EstateReader, vaultId: ArmId, parsed: KeyUrl): Pick<KeyLink, 'subject' | 'vault' | 'key'> {
  const vault = reader.find('keyVaults', vaultId);
  if (parsed.kind === 'secrets')
    return {
      subject: armId(`${vaultId}/secrets/${parsed.name}/${parsed.version}`),
      vault,
      key: undefined,
    };
  const id = keyVersionId(vaultId, parsed);
  return { subject: id, vault, key: reader.find('keys', id) };
}
