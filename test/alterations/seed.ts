import { chanceOf } from '../../simulator/estate/generator/chance.ts';

/** Puts lists in an order that depends on the seed and on nothing else. */
export function seededOrder(seed: number): <Value>(list: readonly Value[]) => readonly Value[] {
  const chance = chanceOf(seed);
  return (list) =>
    list
      .map((value) => ({ value, rank: chance.next() }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ value }) => value);
}
