import type { AcknowledgedGap } from './acknowledgedGap.ts';
import type { Attestation } from './attestation.ts';
import { FRAMEWORK_IDS, type FrameworkId } from './controls.ts';
import type { Exemption } from './exemption.ts';
import type { Rules } from './rules.ts';
import type { SelectedRules } from './selector.ts';

export type { Exemption } from './exemption.ts';
export type { Rules } from './rules.ts';

/** What the organisation asks: `Rules` everywhere, and what differs for a part of the estate. */
export interface Baseline extends Rules {
  readonly backup: Rules['backup'] & {
    /** Days for which an earlier reading may be used for what this run had no time to read. */
    readonly maximumCarriedDays: number;
  };
  readonly name: string;
  readonly version: string;
  /** GUIDs that must be seen and read whole. Added to those that the scope resolves to. */
  readonly expectedSubscriptions: readonly string[];
  /**
   * GUIDs of the subscriptions where every backup and DR vault lies. Once these are read, the absence of a backup item or a
   * replicated item is proven. If empty, they may be in any.
   */
  readonly vaultSubscriptions: readonly string[];
  /** What a gap that might hide a row elsewhere does to an answer: limits it, or makes it Unknown. */
  readonly absence: 'limitation' | 'strict';
  readonly population: {
    /** Per cent that a source's population may shrink against the previous run before the run is INCOMPLETE. */
    readonly maximumShrinkPercent: number;
  };
  /** Frameworks whose controls the report sets against the checks. */
  readonly frameworks: readonly FrameworkId[];
  /** Rules for a part of the estate; the most specific selector wins, setting by setting. */
  readonly rules: readonly SelectedRules[];
  readonly exemptions: readonly Exemption[];
  readonly attestations: readonly Attestation[];
  readonly acknowledgedGaps: readonly AcknowledgedGap[];
}

/** What a first run asks without any file. */
export const DEFAULT_BASELINE: Baseline = {
  name: 'Unbroken default',
  version: '1',
  expectedSubscriptions: [],
  vaultSubscriptions: [],
  absence: 'limitation',
  population: { maximumShrinkPercent: 20 },
  atRest: {
    acceptedMethods: ['customerKey', 'confidentialCustomerKey', 'adeWithKek'],
    requireDoubleEncryption: false,
  },
  keys: { requireSoftDelete: true, requirePurgeProtection: true, maximumVersionAgeDays: 365, expiryNoticeDays: 30 },
  backup: {
    required: false,
    maximumRecoveryPointAgeDays: 8,
    maximumCarriedDays: 14,
    requireVaultCustomerKey: true,
    requireVaultInfrastructureEncryption: false,
    requireSoftDelete: true,
    immutability: 'notAsked',
    approvedExcludedDisks: [],
  },
  restore: { provenWithinDays: null, requireStagingCustomerKey: true },
  dr: { required: false, maximumRpoMinutes: 60, requireCacheCustomerKey: true, approvedUnreplicatedDisks: [] },
  exporting: { private: 'allow', approvedExporters: [], approvedKeyUsers: [] },
  methods: { requireTempDiskEncryption: true, retirementHorizonMonths: 24 },
  frameworks: FRAMEWORK_IDS,
  rules: [],
  exemptions: [],
  attestations: [],
  acknowledgedGaps: [],
};
