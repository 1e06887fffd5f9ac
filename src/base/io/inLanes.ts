/** What holds lanes up, from outside. */
export interface Holding {
  readonly isHeld: (lane: string) => boolean;
  /** Calls back when a lane begins or ceases to be held, until the returned function is called. */
  readonly onChange: (listener: () => void) => () => void;
}

interface Queue<T> {
  readonly items: T[];
  taken: number;
}

/**
 * Does the work for every item, at most `limit` at a time, not counting items in held lanes: while one lane waits, the
 * others go on. Items of a held lane are set aside and started in order once it is free. After a failure no new work is
 * started; work under way is awaited, and the first failure is thrown.
 */
export async function inLanes<T>(
  items: Iterable<T> | AsyncIterable<T>,
  limit: number,
  { laneOf, isHeld, onChange }: Holding & { readonly laneOf: (item: T) => string },
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left: Iterator<T, unknown> | AsyncIterator<T, unknown> =
    Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  const running = new Map<string, number>();
  const aside = new Map<string, Queue<T>>();
  const failures: unknown[] = [];
  const state = { exhausted: false, changed: (): void => undefined };
  const listenNoMore = onChange(() => state.changed());

  const free = (): boolean => {
    let busy = 0;
    for (const [lane, count] of running) if (!isHeld(lane)) busy += count;
    return busy < limit && failures.length === 0;
  };
  const setAside = (): T | undefined => {
    for (const [lane, queue] of aside) {
      if (isHeld(lane)) continue;
      const first = queue.items[queue.taken];
      queue.taken += 1;
      if (queue.taken >= queue.items.length) aside.delete(lane);
      return first;
    }
    return undefined;
  };
  const next = async (): Promise<T | undefined> => {
    const waiting = setAside();
    if (waiting !== undefined || state.exhausted) return waiting;
    for (;;) {
      const step = await left.next();
      if (step.done === true) {
        state.exhausted = true;
        return setAside();
      }
      const lane = laneOf(step.value);
      if (!isHeld(lane) && !aside.has(lane)) return step.value;
      const queue = aside.get(lane);
      if (queue === undefined) aside.set(lane, { items: [step.value], taken: 0 });
      else queue.items.push(step.value);
      // The lane's earlier items go first.
      if (!isHeld(lane)) return setAside();
    }
  };
  const begin = (item: T): void => {
    const lane = laneOf(item);
    running.set(lane, (running.get(lane) ?? 0) + 1);
    void work(item)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => {
        const count = (running.get(lane) ?? 1) - 1;
        if (count === 0) running.delete(lane);
        else running.set(lane, count);
        state.changed();
      });
  };

  for (;;) {
    const seen = { change: false };
    const change = new Promise<void>((wake) => {
      state.changed = () => {
        seen.change = true;
        wake();
      };
    });
    try {
      while (free()) {
        const item = await next();
        if (item === undefined) break;
        begin(item);
      }
    } catch (error) {
      failures.push(error);
    }
    const idle = running.size === 0 && !seen.change;
    if (idle && (failures.length > 0 || (state.exhausted && aside.size === 0))) break;
    await change;
  }
  listenNoMore();
  if (failures.length > 0) throw failures[0];
}
