import type { Clock, Row, Scope } from './scope.ts';

/** Takes rows one after another; `false` from `push` means that no more are wanted. */
export interface Receiver {
  readonly push: (row: Row) => boolean;
  readonly end: () => void;
}

/** What the stages of one run share. */
export interface RunState extends Clock {
  /** Rows with the same number have no order among each other: they are tied, or were never ordered. */
  tie: number;
}

export type Connect = (next: Receiver) => Receiver;

/** A query so far: its rows' shape, and how to make them. */
export interface Pipeline {
  readonly scope: Scope;
  readonly stages: readonly Connect[];
  /** Ordered by a unique column: two runs give the same order. */
  readonly totalOrder: boolean;
  /** Has a `take` or `limit`: Resource Graph does not page it. */
  readonly limited: boolean;
}

/** A stage that changes or drops single rows. */
export function rowStage(apply: (row: Row, next: Receiver) => boolean): Connect {
  return (next) => ({ push: (row) => apply(row, next), end: () => next.end() });
}

/** A stage that answers only when all rows are in. */
export function blockingStage(
  start: () => { readonly add: (row: Row) => void; readonly emit: () => Iterable<Row> },
): Connect {
  return (next) => {
    const { add, emit } = start();
    return {
      push: (row) => {
        add(row);
        return true;
      },
      end: () => {
        for (const row of emit()) if (!next.push(row)) break;
        next.end();
      },
    };
  };
}
