import type { Rules } from '../../domain/baseline.ts';
import type { Evidence, Outcome } from '../../domain/check.ts';
import type { Key } from '../../domain/facts.ts';
import { defineCheck } from './shared/defineCheck.ts';
import { isShutHsm } from './shared/keyState.ts';
import { quoted, says, values } from '../../base/openEnum.ts';
import { DAY, instant, isoDay } from '../../base/time.ts';
import { attestable, compliant, evidence, hidden, nonCompliant, unknown } from './shared/outcome.ts';

const SETTLED = values('Succeeded');

export const key04 = defineCheck({
  id: 'KEY-04',
  version: 4,
  answers: ['R1'],
  subject: 'diskEncryptionSet',
  title: 'The key rotates automatically, or its version is no older than the baseline allows',
  severity: 'Medium',
  rollsUp: true,
  remediation:
    'Switch on rotation to the latest key version, with a rotation policy on the key; clear any rotation error first.',
  limits: 'Automatic rotation follows new key versions; whether new versions of the key are created is not judged.',
  attestable: 'the age of a key version in a managed HSM or in another tenant, and that it is replaced in time',
  learnMore:
    'https://learn.microsoft.com/azure/virtual-machines/disk-encryption#automatic-key-rotation-of-customer-managed-keys',
  controls: [
    'MCSB v1 DP-6',
    'MCSB v2 DP-6',
    'CIS Azure Foundations 4.0 9.3.9',
    'CIS Azure Foundations 6.0 8.3.9',
    'NIST SP 800-53 r5 SC-12',
    'ISO/IEC 27001:2022 A.8.24',
  ],
  needs: ['encryptionSet', 'key'],
  assess: ({ encryptionSet, key }, { keys }, asOf) => {
    if (encryptionSet.kind === 'unsure') return hidden('The disk encryption set', encryptionSet.gaps);
    if (encryptionSet.kind === 'absent') return unknown('The disk encryption set is named but was not found.');
    const set = encryptionSet.row;
    const version = key?.key?.kind === 'found' ? key.key.row : undefined;
    const facts = evidence({
      'Rotates automatically': set.rotationToLatestKeyVersionEnabled,
      'Last rotation': set.lastKeyRotationTimestamp,
      'Rotation error': set.autoKeyRotationError?.code,
      Key: set.keyUrl,
      'Key version created': version?.created,
      'Key version expires': version?.expires,
    });
    if (set.autoKeyRotationError !== undefined)
      return nonCompliant(`Automatic rotation stopped: ${set.autoKeyRotationError.code}.`, facts);
    const open = unsettled(set.provisioningState, facts);
    if (open !== undefined) return open;
    if (set.rotationToLatestKeyVersionEnabled === true)
      return compliant('It rotates to the latest key version automatically, without error.', facts);
    if (key?.key?.kind === 'unsure') return attestable(hidden('The key version', key.key.gaps, facts), isShutHsm(key));
    if (version === undefined && key?.otherTenant === true)
      return attestable(unknown(`It does not rotate automatically. ${key.unresolved ?? ''}`.trim(), facts));
    if (version === undefined)
      return unknown('It does not rotate automatically, and its key version was not found.', facts);
    return byHand(version, keys, asOf, facts);
  },
});

function unsettled(state: string | undefined, facts: Evidence): Outcome | undefined {
  if (says(state, SETTLED)) return undefined;
  // Azure says it of every set.
  return unknown(
    `The disk encryption set is in state ${quoted(state)}: whether its last change took effect is not known.`,
    facts,
  );
}

/** Without automatic rotation: neither about to expire nor too old. */
function byHand(version: Key, rules: Rules['keys'], asOf: string, facts: Evidence): Outcome {
  const now = instant(asOf);
  const created = instant(version.created);
  const expires = instant(version.expires);
  if (now !== undefined && expires !== undefined && expires - now < rules.expiryNoticeDays * DAY)
    return nonCompliant(
      `It does not rotate automatically and its key version expires on ${isoDay(version.expires ?? '')}, within the notice period of ${rules.expiryNoticeDays} days.`,
      facts,
    );
  if (now === undefined || created === undefined)
    return unknown('It does not rotate automatically; could not determine when its key version was created.', facts);
  const made = isoDay(version.created ?? '');
  if (created > now + DAY)
    return unknown(
      `It does not rotate automatically, and its key version says that it was created on ${made}, after this run.`,
      facts,
    );
  if (now - created > rules.maximumVersionAgeDays * DAY)
    return nonCompliant(
      `It does not rotate automatically and its key version dates from ${made}, older than ${rules.maximumVersionAgeDays} days.`,
      facts,
    );
  if (version.expires !== undefined && expires === undefined)
    return unknown('It does not rotate automatically; could not determine when its key version expires.', facts);
  return compliant(`Its key version dates from ${made}, less than ${rules.maximumVersionAgeDays} days ago.`, facts);
}
