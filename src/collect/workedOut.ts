import type { Calls } from './defineSource.ts';

/** Calls that are held; more are worked out anew each time. */
const FEW = 1_000;

/** Calls that are gone through more than once: a few are held, for what they follow from may be all rows of a tenant. */
export function workedOut(make: () => Calls): Calls {
  let held: readonly Call[] | undefined;
  return {
    async *[Symbol.asyncIterator](): AsyncGenerator<Call, void, undefined> {
      if (held !== undefined) {
        yield* held;
        return;
      }
      const own: Call[] = [];
      for await (const call of make()) {
        if (own.length <= FEW) own.push(call);
        yield call;
      }
      if (own.length <= FEW) held = own;
    },
  };
}

type Call = Calls extends Iterable<infer One> | AsyncIterable<unknown> ? One : never;
