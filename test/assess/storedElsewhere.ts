import { made, type Grow, type Sequence } from '../../src/domain/sequence.ts';

/** A list that is not in memory, its entries written as a record writes them: names in their order. */
export function storedElsewhere<Entry>(entries: readonly Entry[]): Sequence<Entry> {
  return made(
    entries.map((entry) => JSON.stringify(entry, inOrder)),
    (line) => JSON.parse(line) as Entry,
  );
}

/** Keeps what grows elsewhere. */
export const growElsewhere: Grow = <Entry>() => {
  const entries: Entry[] = [];
  return { add: (entry: Entry) => void entries.push(entry), whole: () => storedElsewhere(entries) };
};

function inOrder(_: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
}
