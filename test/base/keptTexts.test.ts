import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeptTexts } from '../../src/base/keptTexts.ts';
import { NumberList } from '../../src/base/numberList.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom('', '\ud800', 'a\udc00b', '😀', 'é', 'x'.repeat(70_000)),
);

test('a text is found at the place where it was taken first, and read as it was', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 40 }), text, (texts, other) => {
      const kept = new KeptTexts();
      for (const [place, one] of texts.entries()) expect(kept.add(one)).toBe(place);
      expect(kept.length).toBe(texts.length);
      expect(texts.map((_one, place) => kept.at(place))).toEqual(texts);
      for (const one of [...texts, other]) {
        const first = texts.indexOf(one);
        expect(kept.placeOf(one)).toBe(first < 0 ? undefined : first);
      }
      expect(kept.at(texts.length)).toBeUndefined();
    }),
  );
});

test('a hundred thousand texts over many pieces of memory', () => {
  const kept = new KeptTexts();
  const textAt = (place: number): string => `/subscriptions/${String(place % 7)}/disks/ü${String(place)}`;
  for (let place = 0; place < 100_000; place += 1) kept.add(textAt(place));
  for (let place = 0; place < 100_000; place += 997) {
    expect(kept.at(place)).toBe(textAt(place));
    expect(kept.placeOf(textAt(place))).toBe(place);
  }
  expect(kept.has('/subscriptions/0/disks/ü100000')).toBe(false);
});

test('numbers come back in their order, from 0 to 2³² − 1', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 2 ** 32 - 1 })), fc.nat({ max: 5 }), (numbers, expected) => {
      const list = new NumberList(expected);
      for (const number of numbers) list.add(number);
      expect([...list.whole()]).toEqual(numbers);
      expect(list.at(numbers.length)).toBeUndefined();
      expect(list.length).toBe(numbers.length);
    }),
  );
});
