import { parseKeyUrl } from '../domain/keyUrl.ts';
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
      add(this.#keys, `${key.vaultName}/${key.name}/${key.version}`);
      add(this.#vaults, key.vaultName);
    }
  }

  ofSet(id: string): number {
    return this.#sets.get(id) ?? 0;
  }

  /** @param id `…/vaults/<vault>/keys/<name>/versions/<version>` in lower case, or the key's URL. */
  ofKey(id: string): number {
    const match = /\/vaults\/([^/]+)\/keys\/([^/]+)(?:\/versions\/([^/]+))?$/.exec(id);
    const url = parseKeyUrl(id);
    if (match !== null) return this.#keys.get(`${match[1] ?? ''}/${match[2] ?? ''}/${match[3] ?? ''}`) ?? 0;
    return url === undefined ? 0 : (this.#keys.get(`${url.vaultName}/${url.name}/${url.version}`) ?? 0);
  }

  ofVault(name: string): number {
    return this.#vaults.get(name.toLowerCase()) ?? 0;
  }
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
