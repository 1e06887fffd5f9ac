import { describe, expect, test } from 'vitest';
import type { Attestation } from '../../../src/domain/attestation.ts';
import { DEFAULT_BASELINE, type Baseline } from '../../../src/domain/baseline.ts';
import { cleanEstate, DATA_DISK, LONE_DISK, OS_DISK, PLATFORM } from '../cleanEstate.ts';
import { keyInOtherTenant } from '../drafts.ts';
import { SUB, verdictIn } from '../estateOf.ts';

const ANSWER: Attestation = {
  id: 'A-1',
  check: 'KEY-01',
  subject: LONE_DISK.toUpperCase(),
  statement: 'The tenant that holds the key belongs to the group.',
  evidence: { reference: 'https://grc.example/documents/4711', sha256: 'ab'.repeat(32) },
  attestedBy: 'ciso@contoso.example',
  attestedOn: '2026-11-01',
  expiresOn: '2026-11-24',
};

function under(...attestations: readonly Attestation[]): Baseline {
  return { ...DEFAULT_BASELINE, attestations };
}

/** Azure says of it what no check knows: nobody can attest that. */
const UNLISTED_DISK = DATA_DISK;
/** A disk under a key of another tenant: what the key checks ask about it, only a person can answer. */
const doubtful = () => keyInOtherTenant(LONE_DISK)(cleanEstate());

describe('an attestation', () => {
  test('leaves the verdict Unknown and says which one answers it, from its first to its last day', () => {
    const record = doubtful().assess(under(ANSWER));
    expect(verdictIn(record, 'KEY-01', LONE_DISK)).toEqual({
      ...verdictIn(doubtful().assess(), 'KEY-01', LONE_DISK),
      attestation: 'A-1',
    });
    expect(record.attestations).toEqual([{ ...ANSWER, state: 'inForce', covers: 1 }]);
    const firstDay = doubtful().assess(under({ ...ANSWER, attestedOn: '2026-11-24' }));
    expect(verdictIn(firstDay, 'KEY-01', LONE_DISK).attestation).toBe('A-1');
  });

  test('by selector answers every Unknown that is hit', () => {
    const wide = { ...ANSWER, subject: undefined, where: { subscriptions: [SUB] } };
    const record = doubtful().assess(under(wide));
    expect(verdictIn(record, 'KEY-01', LONE_DISK).attestation).toBe('A-1');
    expect(record.attestations).toMatchObject([{ state: 'inForce', covers: 1 }]);
  });

  test('makes a cell, and a disk, attested only where every Unknown behind it is', () => {
    const asked = doubtful()
      .assess()
      .verdicts.filter(({ status, attestable }) => status === 'Unknown' && attestable === true);
    const ofR1 = asked.filter(({ check }) => check.startsWith('KEY-'));
    expect(ofR1.length).toBeGreaterThan(2);
    const answers = ofR1.map(({ check, subject }, at): Attestation => ({ ...ANSWER, id: `A-${at}`, check, subject }));
    const row = doubtful().chain(LONE_DISK, under(...answers));
    expect(row.requirements.R1).toMatchObject({ status: 'Unknown', attested: true });
    expect(row.requirements.R5.status).toBe('Unknown');
    expect(row.requirements.R5).not.toHaveProperty('attested');
    expect(row.overall).toBe('Unknown');
    expect(row).not.toHaveProperty('attested');
    expect(doubtful().chain(LONE_DISK, under(...answers.slice(1))).requirements.R1).not.toHaveProperty('attested');
    const summary = doubtful().assess(under(...answers)).summary;
    expect(summary.filter(({ attested }) => attested !== undefined)).toMatchObject([
      { requirement: 'R1', subscriptionId: '*', attested: 1 },
      { requirement: 'R1', subscriptionId: SUB, attested: 1 },
    ]);
  });

  const cases: readonly (readonly [string, Partial<Attestation>, string])[] = [
    ['that has ended', { expiresOn: '2026-11-23' }, 'expired'],
    ['whose first day is to come', { attestedOn: '2026-11-25', expiresOn: '2026-12-24' }, 'notYet'],
    ['for a check that has nothing to attest', { check: 'MTH-01' }, 'notAttestable'],
    ['of a verdict that is Unknown for another reason', { subject: UNLISTED_DISK }, 'otherReason'],
    ['of a verdict that is not Unknown', { subject: OS_DISK }, 'notNeeded'],
    ['of nothing that there is', { subject: `${LONE_DISK}-typo` }, 'matchesNothing'],
  ];
  test.each(cases)('%s changes nothing and is reported', (_, change, state) => {
    const draft = () => doubtful().patch('disks', UNLISTED_DISK, { encryptionType: '?' });
    const { attestations, ...record } = draft().assess(under({ ...ANSWER, ...change }));
    expect(attestations).toMatchObject([{ id: 'A-1', state, covers: 0 }]);
    const { attestations: none, ...plain } = draft().assess();
    expect(none).toEqual([]);
    expect(record).toEqual(plain);
  });

  test('by selector answers nothing that is Unknown for another reason', () => {
    const wide = { ...ANSWER, subject: undefined, where: { subscriptions: [SUB] } };
    const record = doubtful().patch('disks', UNLISTED_DISK, { encryptionType: '?' }).assess(under(wide));
    expect(verdictIn(record, 'KEY-01', LONE_DISK).attestation).toBe('A-1');
    expect(verdictIn(record, 'KEY-01', UNLISTED_DISK)).toMatchObject({ status: 'Unknown' });
    expect(verdictIn(record, 'KEY-01', UNLISTED_DISK)).not.toHaveProperty('attestation');
    expect(record.attestations).toMatchObject([{ state: 'inForce', covers: 1 }]);
  });

  test('of a finding changes nothing', () => {
    const record = cleanEstate().patch('disks', LONE_DISK, PLATFORM).assess(under(ANSWER));
    expect(verdictIn(record, 'KEY-01', LONE_DISK).status).toBe('NonCompliant');
    expect(verdictIn(record, 'KEY-01', LONE_DISK)).not.toHaveProperty('attestation');
    expect(record.attestations).toMatchObject([{ state: 'notNeeded', covers: 0 }]);
  });

  test('of two for one verdict, the one in force answers', () => {
    const record = doubtful().assess(under({ ...ANSWER, id: 'A-0', expiresOn: '2026-11-02' }, ANSWER));
    expect(verdictIn(record, 'KEY-01', LONE_DISK).attestation).toBe('A-1');
    expect(record.attestations?.map(({ state }) => state)).toEqual(['expired', 'inForce']);
  });
});
