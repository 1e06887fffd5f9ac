import type { ArmDocument } from '../../tenant.ts';

/** Ids of what the machines of one subscription and region share. */
export interface Platform {
  readonly keyVault: string;
  readonly keyVaultRecovery: string;
  readonly diskEncryptionSet: string;
  /** In the recovery region. */
  readonly diskEncryptionSetRecovery: string;
  readonly vault: string;
  readonly platformKeyVault: string;
  readonly siteRecoveryVault: string;
  readonly cacheAccount: string;
  readonly stagingAccount: string;
  /** Region to which Site Recovery replicates. */
  readonly recoveryLocation: string;
  /** GUID of the subscription that takes the replicas; default: that of the machine. */
  readonly recoverySubscription?: string;
  /** GUID of the subscription into which disks are restored; default: that of the machine. */
  readonly restoreSubscription?: string;
  /** Resource group into which disks are restored. */
  readonly restoreGroup: string;
}

/** Where documents go as they are built. */
export interface Sink {
  readonly now: string;
  /** False: documents of this lower-case type would be thrown away, so need not be built. */
  readonly wants: (type: string) => boolean;
  /** Takes a resource and returns its id. `row` changes only what Resource Graph shows. */
  readonly add: (document: ArmDocument, row?: (row: ArmDocument) => ArmDocument) => string;
}
