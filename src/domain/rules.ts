/**
 * Methods that a baseline can accept. `customerKey` is met by double encryption too.
 * @see https://learn.microsoft.com/azure/virtual-machines/disk-encryption-overview#comparison
 */
export const ACCEPTED_METHODS = [
  'customerKey',
  'confidentialCustomerKey',
  'adeWithKek',
  'adeWithoutKek',
  'confidentialPlatformKey',
  'platformKey',
] as const;
export type AcceptedMethod = (typeof ACCEPTED_METHODS)[number];

/** What the organisation asks of a disk, its backup, its DR copy and the ways out. */
export interface Rules {
  readonly atRest: {
    /** One of them is enough. ADE and platform keys count as own keys (KEY-01) only where they are accepted. */
    readonly acceptedMethods: readonly AcceptedMethod[];
    /** Where the SKU can be encrypted twice. */
    readonly requireDoubleEncryption: boolean;
  };
  readonly keys: {
    readonly requireSoftDelete: boolean;
    readonly requirePurgeProtection: boolean;
    /** Days; a key version may be older where it rotates automatically. */
    readonly maximumVersionAgeDays: number;
    readonly expiryNoticeDays: number;
  };
  readonly backup: {
    readonly required: boolean;
    readonly maximumRecoveryPointAgeDays: number;
    readonly requireVaultCustomerKey: boolean;
    readonly requireVaultInfrastructureEncryption: boolean;
    readonly requireSoftDelete: boolean;
    readonly immutability: 'notAsked' | 'Unlocked' | 'Locked';
    /** Resource ids of disks that may be left out of the backup. */
    readonly approvedExcludedDisks: readonly string[];
  };
  readonly restore: {
    /** Days within which a restore must have been proven; null: not asked. */
    readonly provenWithinDays: number | null;
    readonly requireStagingCustomerKey: boolean;
  };
  readonly dr: {
    readonly required: boolean;
    readonly maximumRpoMinutes: number;
    readonly requireCacheCustomerKey: boolean;
    /** Resource ids of disks that may be left out of replication. */
    readonly approvedUnreplicatedDisks: readonly string[];
  };
  readonly exporting: {
    /** Whether a download through a disk access (network access policy AllowPrivate) is accepted. */
    readonly private: 'allow' | 'deny';
    /** Object ids of principals that may export disks. */
    readonly approvedExporters: readonly string[];
    /** Object ids of principals that may use or export keys. */
    readonly approvedKeyUsers: readonly string[];
  };
  readonly methods: {
    /** Temp disk and caches are covered by encryption at host or ADE. */
    readonly requireTempDiskEncryption: boolean;
    /** Months ahead in which a method's retirement date is a finding. */
    readonly retirementHorizonMonths: number;
  };
}

export const RULE_GROUPS = [
  'atRest',
  'keys',
  'backup',
  'restore',
  'dr',
  'exporting',
  'methods',
] as const satisfies readonly (keyof Rules)[];
