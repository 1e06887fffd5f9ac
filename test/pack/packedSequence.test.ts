import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joined, picked, textsOf } from '../../src/domain/sequence.ts';
import { canonicalJson } from '../../src/pack/canonicalJson.ts';
import { growPacked } from '../../src/pack/packedSequence.ts';

function packed<Entry>(entries: readonly Entry[], pulse?: () => void) {
  const growing = growPacked({ pulse })<Entry>();
  for (const entry of entries) growing.add(entry);
  return growing.whole();
}

const LONG = 1_200;

test('a short list stays the array that it is', () => {
  const entries = [{ b: 1, a: undefined }, { b: 2 }];
  expect(packed(entries)).toEqual(entries);
  expect(Array.isArray(packed(entries))).toBe(true);
});

test('a long list gives what canonical JSON tells of each entry, in order and at any place', () => {
  const entry = fc.record({ name: fc.string({ unit: 'binary' }), notes: fc.array(fc.string()), value: fc.jsonValue() });
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1, maxLength: 9 }), fc.nat(), (kinds, where) => {
      const entries = Array.from({ length: LONG }, (_none, at) => ({
        ...kinds[at % kinds.length],
        at,
        none: undefined,
      }));
      const told = entries.map((one) => JSON.parse(canonicalJson(one)) as unknown);
      const sequence = packed(entries);
      expect(Array.isArray(sequence)).toBe(false);
      expect(sequence.length).toBe(LONG);
      expect([...sequence]).toEqual(told);
      expect([...textsOf(sequence, () => 'spelt again')]).toEqual(entries.map(canonicalJson));
      expect(sequence.at(where % LONG)).toEqual(told[where % LONG]);
      expect(sequence.at(LONG)).toBeUndefined();
      expect(sequence.slice(LONG - 3)).toEqual(told.slice(LONG - 3));
    }),
    { numRuns: 20 },
  );
});

test('put together or in another order it is read, not spelt, again', () => {
  const entries = Array.from({ length: LONG }, (_none, at) => ({ at, text: 'x'.repeat(200) }));
  const two = joined([packed(entries), packed([{ at: -1, text: '' }])]);
  const turned = picked(
    two,
    Uint32Array.from(two.entries(), ([at]) => LONG - at),
  );
  expect([...turned].map(({ at }) => at)).toEqual([-1, ...entries.map(({ at }) => LONG - 1 - at)]);
  expect([...textsOf(turned, canonicalJson)]).toEqual([...turned].map(canonicalJson));
});

test('who packs is told of every block, so that memory can be given back in time', () => {
  let pulses = 0;
  const sequence = packed(
    Array.from({ length: LONG }, (_none, at) => ({ at, text: 'x'.repeat(1_000) })),
    () => (pulses += 1),
  );
  const packing = pulses;
  expect(packing).toBeGreaterThan(10);
  expect([...sequence]).toHaveLength(LONG);
  expect(pulses).toBeGreaterThan(packing + 10);
});
