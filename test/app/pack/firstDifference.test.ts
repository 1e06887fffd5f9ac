import { describe, expect, test } from 'vitest';
import { firstDifference } from '../../../src/app/verify/firstDifference.ts';
import { sameJson } from '../../../src/domain/sameJson.ts';
import type { Sequence } from '../../../src/domain/sequence.ts';
import { growPacked } from '../../../src/pack/packedSequence.ts';

/** So many entries that they are kept packed; one says something else. */
function list(odd = -1, length = 2_000): Sequence<unknown> {
  const growing = growPacked()<unknown>();
  for (let at = 0; at < length; at += 1) growing.add({ at, says: at === odd ? 'other' : 'same' });
  return growing.whole();
}

describe('lists are compared by their entries, wherever they are kept', () => {
  test('packed', () => {
    expect(Array.isArray(list())).toBe(false);
    expect(sameJson(list(), list())).toBe(true);
    expect(sameJson(list(1_999), list())).toBe(false);
    expect(firstDifference({ list: list(7) }, { list: list() })).toBe('list.7.says is "other", not "same"');
    expect(firstDifference({ list: list() }, { list: list(-1, 1_999) })).toBe('list has 2000 entries, not 1999');
  });

  test('packed and not', () => {
    expect(sameJson(list(), [...list()])).toBe(true);
    expect(sameJson([...list()], list(3))).toBe(false);
    expect(sameJson(list(), {})).toBe(false);
    expect(sameJson({}, list())).toBe(false);
  });
});
