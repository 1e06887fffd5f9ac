import fc from 'fast-check';
import { expect, test } from 'vitest';
import { choicesFor } from '../../../src/assess/judging/readings.ts';

test('few disagreements: every combination of their values, the first of each first', () => {
  expect(choicesFor([])).toEqual([[]]);
  expect(choicesFor([2, 2])).toEqual([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  expect(choicesFor([3, 2])).toHaveLength(6);
});

test('property: of any two disagreements, each combination of their two values is judged, in few readings', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 60 }), (count) => {
      const choices = choicesFor(Array.from({ length: count }, () => 2));
      expect(choices[0]).toEqual(Array.from({ length: count }, () => 0));
      expect(choices.length).toBeLessThanOrEqual(Math.max(8, 4 + 2 * Math.log2(count)));
      for (let one = 0; one < count; one += 1)
        for (let other = 0; other < one; other += 1)
          expect(new Set(choices.map((choice) => `${String(choice[one])}${String(choice[other])}`)).size).toBe(4);
    }),
  );
});

test('property: each value of a disagreement is judged, however many it has', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 2, max: 5 }), { minLength: 1, maxLength: 20 }), (counts) => {
      const choices = choicesFor(counts);
      for (const [at, count] of counts.entries()) expect(new Set(choices.map((choice) => choice[at])).size).toBe(count);
    }),
  );
});

test('property: any two disagreements meet in every combination of their values, however many they have', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 2, max: 4 }), { minLength: 2, maxLength: 12 }), (counts) => {
      const choices = choicesFor(counts);
      for (const [one, count] of counts.entries())
        for (let other = 0; other < one; other += 1) {
          const met = new Set(choices.map((choice) => `${String(choice[one])} ${String(choice[other])}`));
          expect(met.size).toBe(count * (counts[other] ?? 0));
        }
    }),
  );
});
