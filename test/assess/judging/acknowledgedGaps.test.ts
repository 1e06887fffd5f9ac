import { describe, expect, test } from 'vitest';
import type { AcknowledgedGap } from '../../../src/domain/acknowledgedGap.ts';
import { DEFAULT_BASELINE, type Baseline } from '../../../src/domain/baseline.ts';
import { narrowRecord } from '../../../src/assess/narrow.ts';
import { cleanEstate } from '../cleanEstate.ts';
import { SUB } from '../estateOf.ts';

const OTHER = '00000000-0000-0000-0000-00000000000f';
const ENTRY: AcknowledgedGap = {
  id: 'G-1',
  source: 'restoreJobs',
  subscription: SUB,
  reason: 'The vault moves next month.',
  expiresOn: '2026-11-24',
};

const under = (...acknowledgedGaps: readonly AcknowledgedGap[]): Baseline => ({
  ...DEFAULT_BASELINE,
  acknowledgedGaps,
});
/** Read on 24 November 2026, restore jobs left out. */
const gapped = () => cleanEstate().cover(SUB).gap('restoreJobs', SUB);

describe('an acknowledged gap', () => {
  test('changes nothing but what the record says of it', () => {
    const { acknowledgedGaps, acknowledgedUntil, ...record } = gapped().assess(under(ENTRY));
    expect(acknowledgedGaps).toEqual([{ ...ENTRY, state: 'inForce', gaps: 1 }]);
    expect(acknowledgedUntil).toBe('2026-11-24');
    expect(record).toEqual(gapped().assess());
    expect(record.state).toBe('INCOMPLETE');
  });

  test('every source of one subscription, or one source in every subscription', () => {
    for (const wide of [
      { ...ENTRY, source: '*' as const },
      { ...ENTRY, subscription: '*' },
    ])
      expect(gapped().assess(under(wide)).acknowledgedUntil).toBe('2026-11-24');
  });

  const cases: readonly (readonly [string, Partial<AcknowledgedGap>, string, number])[] = [
    ['that has ended', { expiresOn: '2026-11-23' }, 'expired', 1],
    ['of another source', { source: 'disks' }, 'matchesNothing', 0],
    ['of another subscription', { subscription: OTHER }, 'matchesNothing', 0],
  ];
  test.each(cases)('%s is told, and silences nothing', (_, change, state, gaps) => {
    const record = gapped().assess(under({ ...ENTRY, ...change }));
    expect(record.acknowledgedGaps).toMatchObject([{ state, gaps }]);
    expect(record).not.toHaveProperty('acknowledgedUntil');
  });

  test('a complete run has nothing to acknowledge', () => {
    const record = cleanEstate().cover(SUB).assess(under(ENTRY));
    expect(record.state).toBe('COMPLETE');
    expect(record.acknowledgedGaps).toMatchObject([{ state: 'matchesNothing', gaps: 0 }]);
    expect(record).not.toHaveProperty('acknowledgedUntil');
  });

  test('every reason has to be acknowledged, and the first to end ends it', () => {
    const two = () => gapped().gap('snapshots', SUB);
    expect(two().assess(under(ENTRY))).not.toHaveProperty('acknowledgedUntil');
    const longer = { ...ENTRY, id: 'G-2', source: 'snapshots', expiresOn: '2027-01-31' } as const;
    expect(two().assess(under(longer, ENTRY)).acknowledgedUntil).toBe('2026-11-24');
    // Of two about one gap the later counts.
    expect(gapped().assess(under(ENTRY, { ...ENTRY, id: 'G-3', expiresOn: '2027-01-31' })).acknowledgedUntil).toBe(
      '2027-01-31',
    );
  });

  test('an expected subscription that was not seen, and a broken tie-out, are reasons too', () => {
    const unseen = () => gapped().cover(OTHER, { seen: false, read: false });
    expect(unseen().assess(under(ENTRY))).not.toHaveProperty('acknowledgedUntil');
    const sealed = { ...ENTRY, id: 'G-2', source: '*', subscription: OTHER } as const;
    expect(unseen().assess(under(ENTRY, sealed)).acknowledgedUntil).toBe('2026-11-24');
    const broken = gapped();
    broken.population.push({
      ...{ source: 'disks', subscriptionId: SUB, counted: 9, received: 8, kept: 8 },
      ...{ duplicates: 0, malformed: 0, whole: false },
    });
    expect(broken.assess(under(ENTRY))).not.toHaveProperty('acknowledgedUntil');
  });

  test('a part of the run is told of its own only, and nothing of the whole', () => {
    const record = gapped().assess(under(ENTRY, { ...ENTRY, id: 'G-2', subscription: OTHER }));
    const part = narrowRecord(record, { subscriptions: [SUB] });
    expect(part.acknowledgedGaps?.map(({ id }) => id)).toEqual(['G-1']);
    expect(part).not.toHaveProperty('acknowledgedUntil');
    expect(narrowRecord(record, { requirements: ['R1'] }).acknowledgedUntil).toBe(record.acknowledgedUntil);
  });
});
