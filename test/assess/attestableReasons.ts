import type { CheckId } from '../../src/domain/check.ts';

const OUT_OF_SIGHT =
  'of another tenant|among those read: it may lie|hsm-core was refused|roles inside|secrets are never read';

/** The reasons of an Unknown that a person can attest, check by check: every other reason is none. */
export const ATTESTABLE_REASONS: Readonly<Partial<Record<CheckId, RegExp>>> = {
  'KEY-01': /lies in another tenant/,
  'KEY-02': new RegExp(OUT_OF_SIGHT),
  'KEY-03': /of another tenant/,
  'KEY-04': new RegExp(OUT_OF_SIGHT),
  'KEY-05': new RegExp(
    `${OUT_OF_SIGHT}|whose members are not visible|a (?:condition on the grant|deny assignment) may stop it|asks on its behalf|granted at one version`,
  ),
  'CTL-01': /of another tenant|inside the managed HSM|roles inside|Could not determine whether everyone/,
  'CTL-02': new RegExp(`${OUT_OF_SIGHT}|roles inside|Could not determine whether a principal`),
  'EXP-02': /whether that is the open one cannot be determined/,
  'EXP-03': /Could not determine whether everyone/,
  'EXP-04': /whether that is the open one|Could not determine whether everyone/,
  'BKP-04': /Azure Disk Encryption of the copy is unknown/,
  'RST-01':
    /determine of which disk|determine whether of a restored|depends on which|no longer exists|Azure Disk Encryption of the copy is unknown/,
  'RST-02': /whether it was deleted is not known|Could not determine how many disks|whether the others were deleted/,
  'RST-03': new RegExp(OUT_OF_SIGHT),
  'RST-04': /restore/i,
  'DR-01': /provider is not one this check knows: "/,
  'DR-03': /Azure Disk Encryption of the copy is unknown/,
  'DR-04': new RegExp(OUT_OF_SIGHT),
  'DR-06':
    /it may be of an earlier disk|No replicated item says which disk|no longer exists|Azure Disk Encryption of the copy is unknown/,
  'DR-07': /step .* of recovery plan/i,
};

/** What settles the question, whatever else was not read. */
export const ATTESTABLE_BESIDE_GAPS: typeof ATTESTABLE_REASONS = {
  'KEY-02': /was refused/,
  'KEY-04': /was refused/,
  'CTL-02': /of another tenant|roles inside/,
  'RST-04': /restore/i,
};
