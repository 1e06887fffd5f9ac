import { by } from '../base/order.ts';
import type { ArmId } from './armId.ts';
import { made, type Sequence } from './sequence.ts';

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

/** The rows, with others in place of some; where they are not in memory, no more than the others is. */
export function withOthers<Row extends { readonly id: ArmId }>(
  rows: Ordered<Row>,
  others: ReadonlyMap<ArmId, Row>,
): Ordered<Row> {
  return rows.inOrder === undefined
    ? new Map([...rows].map(([id, row]) => [id, others.get(id) ?? row]))
    : new Overlaid(
        rows,
        made(rows.inOrder, (row) => others.get(row.id) ?? row),
        others,
      );
}

/** Rows by id that are not in memory: what a map of them is asked for is read in their order. */
export abstract class StoredRows<Row> implements Ordered<Row> {
  abstract readonly inOrder: Sequence<Row>;
  abstract has(id: ArmId): boolean;
  abstract get(id: ArmId): Row | undefined;
  abstract keys(): MapIterator<ArmId>;
  abstract entries(): MapIterator<[ArmId, Row]>;

  get size(): number {
    return this.inOrder.length;
  }

  *values(): Generator<Row, undefined> {
    yield* this.inOrder;
    return undefined;
  }

  [Symbol.iterator](): MapIterator<[ArmId, Row]> {
    return this.entries();
  }

  forEach(visit: (row: Row, id: ArmId, map: ReadonlyMap<ArmId, Row>) => void): void {
    for (const [id, row] of this) visit(row, id, this);
  }
}

class Overlaid<Row> extends StoredRows<Row> {
  readonly #rows: Ordered<Row>;
  readonly inOrder: Sequence<Row>;
  readonly #others: ReadonlyMap<ArmId, Row>;

  constructor(rows: Ordered<Row>, inOrder: Sequence<Row>, others: ReadonlyMap<ArmId, Row>) {
    super();
    this.#rows = rows;
    this.inOrder = inOrder;
    this.#others = others;
  }

  override has(id: ArmId): boolean {
    return this.#rows.has(id);
  }

  override get(id: ArmId): Row | undefined {
    return this.#others.get(id) ?? this.#rows.get(id);
  }

  override keys(): MapIterator<ArmId> {
    return this.#rows.keys();
  }

  override *entries(): Generator<[ArmId, Row], undefined> {
    for (const [id, row] of this.#rows) yield [id, this.#others.get(id) ?? row];
    return undefined;
  }
}
