interface Identified {
  readonly id: string;
}

/**
 * Walks rows and facts side by side, both sorted by id: each row with its fact, so that neither list need be in memory as a
 * table. Facts without a row are passed over.
 */
export async function* sideBySide<Row, Fact extends Identified>(
  rows: Iterable<Row>,
  idOf: (row: Row) => string,
  facts: AsyncIterable<Fact>,
): AsyncGenerator<readonly [Row, Fact | undefined], void, undefined> {
  const iterator = facts[Symbol.asyncIterator]();
  let next = await iterator.next();
  for (const row of rows) {
    const id = idOf(row);
    while (next.done !== true && next.value.id < id) next = await iterator.next();
    yield [row, next.done !== true && next.value.id === id ? next.value : undefined];
  }
  await iterator.return?.();
}

/** Two lists sorted by id as one. */
export async function* merged<One extends Identified, Other extends Identified>(
  ones: AsyncIterable<One>,
  others: AsyncIterable<Other>,
): AsyncGenerator<One | Other, void, undefined> {
  const iterator = others[Symbol.asyncIterator]();
  let other = await iterator.next();
  for await (const one of ones) {
    while (other.done !== true && other.value.id < one.id) {
      yield other.value;
      other = await iterator.next();
    }
    yield one;
  }
  while (other.done !== true) {
    yield other.value;
    other = await iterator.next();
  }
}

/** Facts by a key, for what is looked up out of order. */
export async function byKey<Fact, Value>(
  facts: AsyncIterable<Fact>,
  entries: (fact: Fact) => Iterable<readonly [string | undefined, Value]>,
): Promise<ReadonlyMap<string, Value>> {
  const map = new Map<string, Value>();
  for await (const fact of facts) for (const [key, value] of entries(fact)) if (key !== undefined) map.set(key, value);
  return map;
}
