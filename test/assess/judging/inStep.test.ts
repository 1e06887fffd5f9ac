import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inStep } from '../../../src/assess/judging/inStep.ts';
import { compareText } from '../../../src/base/order.ts';
import type { Sequence } from '../../../src/domain/sequence.ts';
import { storedElsewhere } from '../storedElsewhere.ts';

interface Row {
  readonly id: string;
  readonly says: number;
}

const rows = fc
  .uniqueArray(fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), says: fc.integer({ min: 0, max: 1 }) }), {
    selector: ({ id }) => id,
  })
  .map((list): readonly Row[] => [...list].sort((a, b) => compareText(a.id, b.id)));

/** In memory, or elsewhere with the names of each entry in another order. */
const kept = fc
  .tuple(rows, fc.boolean())
  .map(([list, isElsewhere]): Sequence<Row> => (isElsewhere ? storedElsewhere(list) : list));

test('property: each thing once, in order, with what each list says of it; wherever the lists are kept', () => {
  fc.assert(
    fc.property(fc.array(kept, { minLength: 1, maxLength: 4 }), (lists) => {
      const ids = [...new Set(lists.flatMap((list) => list.map(({ id }) => id)))].sort();
      const expected = ids.map((id) => lists.map((list) => list.find((row) => row.id === id)));
      const found = [...inStep(lists, (a, b) => compareText(a.id, b.id))];
      expect(found.map((said) => said.each ?? lists.map(() => said.same))).toEqual(expected);
      for (const [at, { same }] of found.entries())
        expect(same !== undefined).toBe(new Set(expected[at]?.map((row) => row?.says)).size === 1);
    }),
  );
});

test('a list that is not sorted is refused, whether the lists differ there or not', () => {
  const [a, b] = [
    { id: 'a', says: 0 },
    { id: 'b', says: 0 },
  ];
  const inOrder = (one: Row, other: Row): number => compareText(one.id, other.id);
  for (const lists of [
    [[b, a]],
    [
      [b, a],
      [a, b],
    ],
    [[a, a]],
  ])
    expect(() => [...inStep(lists, inOrder)]).toThrow('not sorted');
});
