/** Works on all items as they come, at most `limit` at a time. The first fault stops the start of further work and is thrown. */
export async function inParallel<Item>(
  limit: number,
  items: Iterable<Item> | AsyncIterable<Item>,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const source = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let stopped = false;
  const worker = async (): Promise<void> => {
    while (!stopped) {
      try {
        const step = await source.next();
        if (step.done === true) return;
        await work(step.value);
      } catch (fault) {
        stopped = true;
        throw fault;
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
}
