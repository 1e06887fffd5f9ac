import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  joined,
  made,
  paired,
  part,
  picked,
  StoredSequence,
  textsOf,
  type Sequence,
} from '../../src/domain/sequence.ts';

/** Numbers that are nowhere: each is its place. */
class Counted extends StoredSequence<number> {
  readonly length: number;
  readonly #first: number;

  constructor(first: number, length: number) {
    super();
    this.#first = first;
    this.length = length;
  }

  protected override read(place: number): number {
    return this.#first + place;
  }

  override *range(first: number, end: number): Generator<number, undefined> {
    for (let place = first; place < end; place += 1) yield this.#first + place;
    return undefined;
  }
}

/** A sequence is what the array with the same entries is. */
function same(sequence: Sequence<number>, array: readonly number[]): void {
  expect(sequence.length).toBe(array.length);
  expect([...sequence]).toEqual(array);
  for (const place of [-1, 0, 1, array.length - 1, array.length]) expect(sequence.at(place)).toBe(array.at(place));
  const odd = (entry: number): boolean => entry % 2 === 1;
  expect(sequence.map((entry, at) => [entry, at])).toEqual(array.map((entry, at) => [entry, at]));
  expect(sequence.flatMap((entry) => [entry, -entry])).toEqual(array.flatMap((entry) => [entry, -entry]));
  expect(sequence.filter(odd)).toEqual(array.filter(odd));
  expect(sequence.find(odd)).toBe(array.find(odd));
  expect(sequence.some(odd)).toBe(array.some(odd));
  expect(sequence.every(odd)).toBe(array.every(odd));
  expect([...sequence.entries()]).toEqual([...array.entries()]);
  for (const [first, end] of [
    [undefined, undefined],
    [1, 3],
    [-2, undefined],
    [0, -1],
    [5, 2],
  ] as const)
    expect(sequence.slice(first, end)).toEqual(array.slice(first, end));
  expect([...textsOf(sequence, String)]).toEqual(array.map(String));
}

test('whatever it is put together from, a sequence is like the array of its entries', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 7 }), fc.boolean()), {
        maxLength: 5,
      }),
      fc.nat(20),
      fc.nat(20),
      (pieces, one, other) => {
        const arrays = pieces.map(([first, length]) => Array.from({ length }, (_none, at) => first + at));
        const whole = joined<number>(
          pieces.map(([first, length, stored], at) => (stored ? new Counted(first, length) : (arrays[at] ?? []))),
        );
        const all = arrays.flat();
        same(whole, all);
        const [first, end] = [Math.min(one, other, all.length), Math.min(Math.max(one, other), all.length)];
        same(part(whole, first, end), all.slice(first, end));
        const places = Uint32Array.from(all.keys()).reverse();
        same(picked(whole, places), [...all].reverse());
        const shorter = all.slice(0, one);
        same(
          paired(whole, shorter, (entry, own) => entry * 100 + own),
          shorter.map((entry) => entry * 101),
        );
        same(
          made(whole, (entry) => entry * 3),
          all.map((entry) => entry * 3),
        );
      },
    ),
  );
});
