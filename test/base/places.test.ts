import { expect, test } from 'vitest';
import { Places } from '../../src/base/places.ts';

test('places are found by their hash, however many there are', () => {
  const places = new Places(2);
  for (let at = 0; at < 5_000; at += 1) places.add(at % 2_500, at);
  for (const hash of [0, 1, 2_499]) expect([...places.under(hash)].sort()).toEqual([hash, hash + 2_500]);
  expect([...places.under(2_500)]).toEqual([]);
});

test('so many of one hash that each takes longer than the one before are refused', () => {
  const places = new Places(200_000);
  expect(() => {
    for (let at = 0; at < 200_000; at += 1) places.add(7, at);
  }).toThrow('entries have one hash');
});

test('however few were expected, what is not there is looked for and not found', () => {
  for (let expected = 0; expected < 6; expected += 1) {
    const places = new Places(expected);
    for (let hash = 0; hash < 50; hash += 1) {
      expect([...places.under(hash)]).toEqual([]);
      places.add(hash, hash);
      expect([...places.under(hash)]).toEqual([hash]);
      expect([...places.under(1_000)]).toEqual([]);
    }
  }
});
