import type { CheckId, CheckMeta } from '../../domain/check.ts';
import { targetOf } from '../../domain/exemption.ts';
import { attestationKey, exemptionKey, findingKey, type RunRecord } from '../../domain/record.ts';
import { mapped, where } from '../../domain/sequence.ts';
import type { Ageless } from './finding.ts';
import { COVERAGE_CHECK, outlineOf } from '../recordOutline.ts';
import { day } from '../words.ts';

/** Findings that no verdict is: coverage gaps, exemptions and attestations that ran out. There are few. */
export function findingsBeside(record: RunRecord): readonly Ageless[] {
  const checks = new Map(record.checks.map((check) => [check.id, check]));
  return [...coverageHoles(record), ...expiredExemptions(record, checks), ...expiredAttestations(record, checks)];
}

/** Subscriptions that were not read whole and that POP-01 does not already report (or that an exemption covers). */
function* coverageHoles(record: RunRecord): Generator<Ageless> {
  const reported = new Set(
    mapped(
      where(
        outlineOf(record).verdicts.of(COVERAGE_CHECK),
        ({ status }) => status === 'NonCompliant' || status === 'Exempt',
      ),
      ({ subscriptionId }) => subscriptionId,
    ),
  );
  const check = record.checks.find(({ id }) => id === COVERAGE_CHECK);
  for (const { subscriptionId, name, seen, read } of record.coverage) {
    if ((seen && read) || reported.has(subscriptionId)) continue;
    const subject = `/subscriptions/${subscriptionId}`;
    yield {
      key: findingKey(COVERAGE_CHECK, subject),
      origin: 'coverage',
      severity: check?.severity ?? 'High',
      check: COVERAGE_CHECK,
      title: check?.title ?? 'Every expected subscription is read whole',
      subjectKind: 'subscription',
      subject,
      subjectName: name,
      subscriptionId,
      resourceGroup: '',
      because: seen
        ? `Subscription ${name} was seen but not read whole: see its gaps.`
        : `Subscription ${name} is expected, but Azure did not list it for this identity.`,
      cause: findingKey(COVERAGE_CHECK, subject),
      remediation: check?.remediation ?? 'Give the identity Reader on the subscription, then run again.',
      exemption: undefined,
    };
  }
}

function* expiredExemptions(record: RunRecord, checks: ReadonlyMap<CheckId, CheckMeta>): Generator<Ageless> {
  for (const exemption of record.exemptions) {
    if (exemption.state !== 'expired') continue;
    const check = checks.get(exemption.check);
    yield {
      key: exemptionKey(exemption.id),
      cause: exemptionKey(exemption.id),
      origin: 'exemption',
      severity: 'Medium',
      check: exemption.check,
      title: 'Exemptions in use are in force',
      subjectKind: check?.subject,
      ...targetOf(exemption),
      because: `Exemption ${exemption.id} (${exemption.category}, approved by ${exemption.approvedBy}) ended on ${day(exemption.expiresOn)}.`,
      remediation:
        'Fix what it covered, or renew it with a new approval; then remove the expired one from the baseline.',
      exemption: exemption.id,
    };
  }
}

function* expiredAttestations(record: RunRecord, checks: ReadonlyMap<CheckId, CheckMeta>): Generator<Ageless> {
  for (const attestation of record.attestations ?? []) {
    if (attestation.state !== 'expired') continue;
    yield {
      key: attestationKey(attestation.id),
      cause: attestationKey(attestation.id),
      origin: 'attestation',
      severity: 'Medium',
      check: attestation.check,
      title: 'Attestations in use are in force',
      subjectKind: checks.get(attestation.check)?.subject,
      ...targetOf(attestation),
      because: `Attestation ${attestation.id} (by ${attestation.attestedBy}) ended on ${day(attestation.expiresOn)}: what it answered is Unknown again.`,
      remediation:
        'Renew it with current evidence and a new last day, or remove it from the baseline and answer the question in another way.',
      exemption: undefined,
    };
  }
}
