import type { ArmId } from '../../domain/armId.ts';
import type { Gap, Lookup } from '../../domain/estate.ts';
import type { Key, KeyVault } from '../../domain/facts.ts';

/** A key that something depends on. */
export interface KeyLink {
  readonly use: 'diskEncryptionSet' | 'adeKek' | 'adeSecret' | 'vault' | 'target';
  /** As Azure wrote it; undefined where the user of the key names none. */
  readonly url: string | undefined;
  /** The key version's management-plane id; its lower-cased URL if the vault is not known. */
  readonly subject: string;
  /** Undefined if it is not known which vault the key is in, e.g. one in another tenant. */
  readonly vaultId: ArmId | undefined;
  readonly vault: Lookup<KeyVault> | undefined;
  readonly key: Lookup<Key> | undefined;
  /** Reached through an application that another tenant admitted, and not in a vault of this tenant. */
  readonly otherTenant: boolean;
  /** In another tenant, or in no vault of those read although none was missed. */
  readonly isOutOfSight: boolean;
  /** Why the vault or key is not known, in words. */
  readonly unresolved: string | undefined;
  /** Gaps that may hide the vault. */
  readonly gaps: readonly Gap[];
  /** The resource that names it. */
  readonly namedBy: ArmId;
}
