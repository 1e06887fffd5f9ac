import { by } from '../base/order.ts';
import type { ArmId } from './armId.ts';
import type { Sequence } from './sequence.ts';

/** Entries by id, wherever they are kept; plain JSON, and never changed but by `set`. */
export interface Keyed<Entry> {
  readonly size: number;
  readonly has: (id: ArmId) => boolean;
  readonly get: (id: ArmId) => Entry | undefined;
  readonly set: (id: ArmId, entry: Entry) => void;
  /** What is made of each entry that was set so far, by id. */
  readonly sorted: <Made>(make: (entry: Entry) => Made) => Ordered<Made>;
}

/** Entries in the order of their ids. */
export interface Ordered<Entry> extends ReadonlyMap<ArmId, Entry> {
  /** Where they are not in memory. */
  readonly inOrder?: Sequence<Entry>;
}

/** Begins to keep entries by id, wherever they are kept. */
export type KeepById = <Entry>() => Keyed<Entry>;

/** In memory. */
export const keepInMemory: KeepById = <Entry>(): Keyed<Entry> => {
  const entries = new Map<ArmId, Entry>();
  return {
    get size() {
      return entries.size;
    },
    has: (id) => entries.has(id),
    get: (id) => entries.get(id),
    set: (id, entry) => void entries.set(id, entry),
    sorted: (make) => orderedMap([...entries].map(([id, entry]) => [id, make(entry)] as const)),
  };
};

/** The rows that are there, in the order of their ids. */
export function inOrder<Row>(rows: Ordered<Row>): Sequence<Row> {
  return rows.inOrder ?? [...orderedMap(rows).values()];
}

/** A map in the order of its ids. */
export function orderedMap<Entry>(entries: Iterable<readonly [ArmId, Entry]>): Ordered<Entry> {
  return new Map<ArmId, Entry>([...entries].sort(by(([id]) => id)));
}
