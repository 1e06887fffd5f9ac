/**
 * Does the work for every item, at most `limit` at a time. After a failure no new work is started; work under way is
 * awaited, and the first failure is thrown.
 */
export async function concurrently<T>(
  items: Iterable<T> | AsyncIterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left: Iterator<T, unknown> | AsyncIterator<T, unknown> =
    Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let stopped = false;
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    while (!stopped) {
      try {
        const next = await left.next();
        if (next.done === true) return;
        await work(next.value);
      } catch (error) {
        stopped = true;
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  if (failures.length > 0) throw failures[0];
}
