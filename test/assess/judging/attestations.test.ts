import { describe, expect, test } from 'vitest';
import type { Attestation } from '../../../src/domain/attestation.ts';
import { DEFAULT_BASELINE, type Baseline } from '../../../src/domain/baseline.ts';
import { cleanEstate, LONE_DISK, OS_DISK, PLATFORM } from '../cleanEstate.ts';
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

/** A disk of which KEY-01 and MTH-01 cannot tell how it is encrypted. */
const doubtful = () => cleanEstate().patch('disks', LONE_DISK, { encryptionType: '?' });

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
    const row = doubtful().chain(LONE_DISK, under(ANSWER));
    expect(row.requirements.R1).toMatchObject({ status: 'Unknown', attested: true });
    expect(row.requirements.R7.status).toBe('Unknown');
    expect(row.requirements.R7).not.toHaveProperty('attested');
    expect(row.overall).toBe('Unknown');
    expect(row).not.toHaveProperty('attested');
    const summary = doubtful().assess(under(ANSWER)).summary;
    expect(summary.filter(({ attested }) => attested !== undefined)).toMatchObject([
      { requirement: 'R1', subscriptionId: '*', attested: 1 },
      { requirement: 'R1', subscriptionId: SUB, attested: 1 },
    ]);
  });

  const cases: readonly (readonly [string, Partial<Attestation>, string])[] = [
    ['that has ended', { expiresOn: '2026-11-23' }, 'expired'],
    ['whose first day is to come', { attestedOn: '2026-11-25', expiresOn: '2026-12-24' }, 'notYet'],
    ['for a check that has nothing to attest', { check: 'MTH-01' }, 'notAttestable'],
    ['of a verdict that is not Unknown', { subject: OS_DISK }, 'notNeeded'],
    ['of nothing that there is', { subject: `${LONE_DISK}-typo` }, 'matchesNothing'],
  ];
  test.each(cases)('%s changes nothing and is reported', (_, change, state) => {
    const { attestations, ...record } = doubtful().assess(under({ ...ANSWER, ...change }));
    expect(attestations).toMatchObject([{ id: 'A-1', state, covers: 0 }]);
    const { attestations: none, ...plain } = doubtful().assess();
    expect(none).toEqual([]);
    expect(record).toEqual(plain);
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
