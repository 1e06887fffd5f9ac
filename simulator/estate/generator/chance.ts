/** A whole number of 32 bits that depends only on its arguments: chance without state, so that any row can be made alone. */
export function mix(...parts: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const part of parts) {
    hash ^= part | 0;
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}

/** A stream of draws that starts from its arguments alone. */
export interface Chance {
  /** From 0 up to, but not, 1. */
  readonly next: () => number;
  readonly happens: (probability: number) => boolean;
  /** One entry, by weight. */
  readonly pick: <Value>(choices: readonly (readonly [Value, number])[]) => Value;
}

export function chanceOf(...parts: readonly number[]): Chance {
  let step = 0;
  const next = (): number => {
    step += 1;
    return mix(...parts, step) / 0x1_0000_0000;
  };
  return {
    next,
    happens: (probability) => next() < probability,
    pick: (choices) => {
      const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
      let left = next() * total;
      for (const [value, weight] of choices) {
        left -= weight;
        if (left < 0) return value;
      }
      const last = choices.at(-1);
      if (last === undefined) throw new Error('There is nothing to pick from.');
      return last[0];
    },
  };
}
