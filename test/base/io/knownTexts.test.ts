import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KnownTexts } from '../../../src/base/io/knownTexts.ts';
import { NumberList } from '../../../src/base/numberList.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom('', '\ud800', '\ud801', '\ufffd', 'a\udc00b', '😀', 'é', 'x'.repeat(70_000)),
);

test('a text is known by the place where it was taken first', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 40 }), text, (texts, other) => {
      const known = new KnownTexts();
      for (const [place, one] of texts.entries()) expect(known.add(one)).toBe(place);
      expect(known.length).toBe(texts.length);
      for (const one of [...texts, other]) {
        const first = texts.indexOf(one);
        expect(known.placeOf(one)).toBe(first < 0 ? undefined : first);
      }
    }),
  );
});

test('a hundred thousand texts, far more than were expected', () => {
  const known = new KnownTexts();
  const textAt = (place: number): string => `/subscriptions/${String(place % 7)}/disks/ü${String(place)}`;
  for (let place = 0; place < 100_000; place += 1) known.add(textAt(place));
  for (let place = 0; place < 100_000; place += 997) {
    expect(known.placeOf(textAt(place))).toBe(place);
  }
  expect(known.has('/subscriptions/0/disks/ü100000')).toBe(false);
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

test('a text that is known already is not taken anew', () => {
  const known = new KnownTexts();
  expect(['a', 'b', 'a', 'A'].map((text) => known.addNew(text))).toEqual([true, true, false, true]);
  expect(known.length).toBe(3);
});
