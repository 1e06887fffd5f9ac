import { parseKeyUrl, type KeyUrl } from '../domain/keyUrl.ts';
import type { ChainRow } from '../domain/record.ts';

/** How many disks of the record hang on each key version, key vault and disk encryption set: what fails with it. */
export class KeyUse {
  readonly #sets = new Map<string, number>();
  readonly #keys = new Map<string, number>();
  readonly #vaults = new Map<string, number>();

  constructor(chains: readonly ChainRow[]) {
    for (const { protection } of chains) {
      if (protection.diskEncryptionSetId !== undefined) add(this.#sets, protection.diskEncryptionSetId);
      const key = parseKeyUrl(protection.keyUrl);
      if (key === undefined) continue;
      const vault = vaultOf(key);
      add(this.#keys, `${vault}/${key.name}/${key.version}`);
      add(this.#vaults, vault);
    }
  }

  ofSet(id: string): number {
    return this.#sets.get(id) ?? 0;
  }

  /** @param id `…/vaults/<vault>/keys/<name>/versions/<version>` in lower case, or the key's URL. */
  ofKey(id: string): number {
    const match = /\/(vaults|managedhsms)\/([^/]+)\/keys\/([^/]+)(?:\/versions\/([^/]+))?$/.exec(id);
    const url = parseKeyUrl(id);
    if (match !== null)
      return this.#keys.get(`${match[1] ?? ''}/${match[2] ?? ''}/${match[3] ?? ''}/${match[4] ?? ''}`) ?? 0;
    return url === undefined ? 0 : (this.#keys.get(`${vaultOf(url)}/${url.name}/${url.version}`) ?? 0);
  }

  /** @param id of a vault or managed HSM in lower case; its address where it lies in another tenant. */
  ofVault(id: string): number {
    const match = /\/(vaults|managedhsms)\/([^/]+)$/.exec(id);
    const host = /^https:\/\/([^./]+)(\.managedhsm\.)?/.exec(id);
    if (match !== null) return this.#vaults.get(`${match[1] ?? ''}/${match[2] ?? ''}`) ?? 0;
    return this.#vaults.get(`${host?.[2] === undefined ? 'vaults' : 'managedhsms'}/${host?.[1] ?? ''}`) ?? 0;
  }
}

/** A vault and a managed HSM may have the same name. */
function vaultOf({ vaultName, managedHsm }: KeyUrl): string {
  return `${managedHsm ? 'managedhsms' : 'vaults'}/${vaultName}`;
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
