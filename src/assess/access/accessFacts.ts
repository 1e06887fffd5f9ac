import type { ArmId } from '../../domain/armId.ts';
import type { Rows } from '../../domain/estate.ts';
import type { AccessIndex } from './accessIndex.ts';

/** What the checks ask about access. */
export interface AccessFacts {
  readonly index: AccessIndex;
  /**
   * Object ids of the identities of disk encryption sets, Recovery Services vaults and storage accounts whose key lies in
   * a key vault: they use it by design.
   */
  readonly servicesOf: (vaultId: ArmId) => Rows<string>;
}
