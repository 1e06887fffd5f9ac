import type { CheckId } from './check.ts';
import { FRAMEWORK_IDS, type FrameworkId } from './controls.ts';

/** A waiver or mitigation in force until `expiresOn` (ISO date, last day included). Never hides the verdict beneath. */
export interface Exemption {
  readonly id: string;
  readonly check: CheckId;
  /** Resource id of the subject, any case. */
  readonly subject: string;
  readonly category: 'Waiver' | 'Mitigated';
  readonly justification: string;
  readonly approvedBy: string;
  /** `yyyy-mm-dd`. */
  readonly expiresOn: string;
  readonly ticket?: string | undefined;
}

/** What the organisation asks of a disk, its backup, its DR copy and the ways out. */
export interface Rules {
  readonly atRest: {
    /** ADE with a key encryption key counts as own keys. */
    readonly acceptAdeWithKek: boolean;
    readonly acceptAdeWithoutKek: boolean;
    readonly acceptPlatformKey: boolean;
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

export interface Baseline extends Rules {
  readonly name: string;
  readonly version: string;
  /** GUIDs that must be seen and read whole. Added to those that the scope resolves to. */
  readonly expectedSubscriptions: readonly string[];
  readonly population: {
    /** Per cent that a source's population may shrink against the previous run before the run is INCOMPLETE. */
    readonly maximumShrinkPercent: number;
  };
  /** Frameworks whose controls the report sets against the checks. */
  readonly frameworks: readonly FrameworkId[];
  readonly exemptions: readonly Exemption[];
}

/** What a first run asks without any file (DESIGN §6). */
export const DEFAULT_BASELINE: Baseline = {
  name: 'Unbroken default',
  version: '1',
  expectedSubscriptions: [],
  population: { maximumShrinkPercent: 20 },
  atRest: {
    acceptAdeWithKek: true,
    acceptAdeWithoutKek: false,
    acceptPlatformKey: false,
    requireDoubleEncryption: false,
  },
  keys: { requireSoftDelete: true, requirePurgeProtection: true, maximumVersionAgeDays: 365, expiryNoticeDays: 30 },
  backup: {
    required: false,
    maximumRecoveryPointAgeDays: 8,
    requireVaultCustomerKey: true,
    requireVaultInfrastructureEncryption: false,
    requireSoftDelete: true,
    immutability: 'notAsked',
    approvedExcludedDisks: [],
  },
  restore: { provenWithinDays: null, requireStagingCustomerKey: true },
  dr: { required: false, maximumRpoMinutes: 60, requireCacheCustomerKey: true, approvedUnreplicatedDisks: [] },
  exporting: { approvedExporters: [], approvedKeyUsers: [] },
  methods: { requireTempDiskEncryption: true, retirementHorizonMonths: 24 },
  frameworks: FRAMEWORK_IDS,
  exemptions: [],
};
