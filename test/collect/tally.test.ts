import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTallies } from '../../src/collect/rows/tallies.ts';
import type { Tally } from '../../src/collect/rows/tally.ts';
import type { Disk } from '../../src/domain/facts.ts';

const SUB = '11111111-1111-1111-1111-111111111111';
const id = (name: string): string =>
  `/subscriptions/${SUB}/resourceGroups/rg/providers/Microsoft.Compute/disks/${name}`;
const row = (name: string, type = 'A'): unknown => ({
  id: id(name),
  subscriptionId: SUB,
  properties: { encryption: { type } },
});

function tallied(pages: readonly (readonly unknown[])[]): Tally<Disk> {
  const tally = createTallies().disks;
  for (const [page, rows] of pages.entries()) for (const raw of rows) tally.add(raw, page + 1);
  return tally;
}

test('what is kept is counted by subscription, whatever came twice, disagrees or is told by a second witness alone', () => {
  const tally = tallied([
    [row('a'), row('a', 'B')],
    [row('a'), row('b')],
  ]);
  tally.overrule(row('a', 'C'));
  tally.overrule(row('c'));
  expect([...tally.kept()]).toEqual([[SUB, 3]]);
  expect(tally.rows().size).toBe(3);
});

describe('duplicate rows', () => {
  test('equal rows merge and are counted', () => {
    const tally = tallied([[row('a'), row('b'), row('a')]]);
    expect([...tally.rows().keys()]).toEqual([id('a').toLowerCase(), id('b').toLowerCase()]);
    expect(tally.countsIn(SUB)).toMatchObject({ received: 3, duplicates: 1, repeats: 0, conflicting: 0 });
    expect(tally.gaps()).toEqual([]);
  });

  test('a duplicate that differs in the case of its id merges; the same spelling is kept in any order', () => {
    const upper = { ...(row('a') as object), id: id('a').toUpperCase() };
    const spellings = [
      [row('a'), upper],
      [upper, row('a')],
    ].map((rows) => [...tallied([rows]).rows().values()][0]?.resourceId);
    expect(spellings).toEqual([id('a').toUpperCase(), id('a').toUpperCase()]);
  });

  test('rows that disagree are all kept, the first in an order of their own, and are a gap that names both values', () => {
    for (const rows of [
      [row('a'), row('a', 'B')],
      [row('a', 'B'), row('a')],
      [row('a'), row('a'), row('a', 'B')],
      [row('a'), row('a', 'B'), row('a')],
    ]) {
      const tally = tallied([[...rows, row('b')]]);
      const key = id('a').toLowerCase() as Disk['id'];
      expect([...tally.rows().keys()]).toEqual([key, id('b').toLowerCase()]);
      expect(tally.get(key)?.encryptionType).toBe('A');
      expect([...tally.variants()].map(([, facts]) => facts.map((fact) => fact.encryptionType))).toEqual([['A', 'B']]);
      expect(tally.gaps()).toEqual([
        {
          source: 'disks',
          kind: 'conflictingRows',
          subject: key,
          subscription: SUB,
          because:
            'Azure gave different answers for a among managed disks: encryptionType is A in one and B in another.',
        },
      ]);
      expect(tally.countsIn(SUB)).toMatchObject({
        received: rows.length + 1,
        duplicates: rows.length - 2,
        conflicting: 1,
      });
    }
  });

  test('the very same row on another page is a repeat: the mark of shifting pages', () => {
    expect(
      tallied([
        [row('a'), row('b')],
        [row('b'), row('c')],
      ]).countsIn(SUB),
    ).toMatchObject({ duplicates: 1, repeats: 1 });
  });
});

describe('malformed rows', () => {
  test('leave the rest of the subscription alone', () => {
    const tally = tallied([[row('a'), { id: id('broken') }, row('b')]]);
    expect(tally.rows().size).toBe(2);
    expect(tally.gaps()).toEqual([
      {
        source: 'disks',
        subscription: SUB,
        subject: id('broken').toLowerCase(),
        kind: 'malformedRow',
        because: 'A row of managed disks could not be read: properties is missing.',
      },
    ]);
  });

  test('without an id concern the subscription, and without that every one', () => {
    const [named, unnamed] = tallied([[{ subscriptionId: SUB.toUpperCase(), properties: {} }, 'row']]).gaps();
    expect(named).toMatchObject({ subscription: SUB });
    expect(named).not.toHaveProperty('subject');
    expect(unnamed).toMatchObject({ subscription: '*' });
  });
});

test('property: the facts do not depend on the order of rows or pages', () => {
  const rows = [row('a'), row('a'), row('b', 'B'), row('b'), row('b', 'C'), { id: id('c') }, row('d'), { id: 4 }];
  const expected = tallied([rows]);
  fc.assert(
    fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), fc.nat(8), (shuffled, cut) => {
      const tally = tallied([shuffled.slice(0, cut), shuffled.slice(cut)]);
      expect([...tally.rows()]).toEqual([...expected.rows()]);
      expect([...tally.variants()]).toEqual([...expected.variants()]);
      expect(new Set(tally.gaps())).toEqual(new Set(expected.gaps()));
    }),
  );
});
