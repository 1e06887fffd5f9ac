import { describe, expect, test } from 'vitest';
import { narrowRecord } from '../../src/assess/narrow.ts';
import { findingKey } from '../../src/domain/record.ts';
import { REQUIREMENTS } from '../../src/domain/requirement.ts';
import { cleanEstate } from './cleanEstate.ts';
import { OTHER_SUB, SUB } from './estateOf.ts';

describe('a record of some subscriptions', () => {
  const whole = cleanEstate().gap('snapshots', OTHER_SUB).gap('disks', SUB).assess();
  const narrowed = narrowRecord(whole, { subscriptions: [SUB] });

  test('holds their disks as the whole judged them, and counts these', () => {
    expect(narrowed.chains).toEqual(whole.chains.filter((chain) => chain.subscriptionId === SUB));
    expect(narrowed.chains.length).toBeGreaterThan(0);
    for (const requirement of REQUIREMENTS) {
      const row = narrowed.summary.find((entry) => entry.requirement === requirement && entry.subscriptionId === '*');
      expect(row?.population).toBe(narrowed.chains.length);
    }
  });

  test('holds every verdict behind an answer, also of a subject elsewhere', () => {
    const known = new Set(narrowed.verdicts.map((verdict) => findingKey(verdict.check, verdict.subject)));
    for (const chain of narrowed.chains)
      for (const cell of Object.values(chain.requirements))
        for (const key of cell.behind)
          if (whole.verdicts.some((verdict) => findingKey(verdict.check, verdict.subject) === key))
            expect(known).toContain(key);
  });

  test('keeps the gaps that reach them, and no other', () => {
    expect(narrowed.gaps.map(({ subscription }) => subscription)).toEqual([SUB]);
    expect(narrowed.incompleteBecause.join()).not.toContain(OTHER_SUB);
    expect(narrowed.state).toBe('INCOMPLETE');
  });

  test('is never more complete than the whole', () => {
    const elsewhere = cleanEstate().gap('disks', OTHER_SUB).assess();
    const record = narrowRecord(elsewhere, { subscriptions: [SUB] });
    expect(elsewhere.state).toBe('INCOMPLETE');
    expect(record.state).toBe('INCOMPLETE');
    expect(record.gaps).toEqual([]);
    expect(record.incompleteBecause).toEqual([expect.stringContaining('outside these subscriptions')]);
  });

  test('of a subscription that is not there is empty', () => {
    const record = narrowRecord(whole, { subscriptions: ['99999999-0000-0000-0000-000000000000'] });
    expect(record.chains).toEqual([]);
    expect(record.verdicts).toEqual([]);
  });
});
