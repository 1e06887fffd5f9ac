import { isInMemory } from '../../domain/derived.ts';
import { sameJson } from '../../domain/sameJson.ts';
import { textsOf, type Sequence } from '../../domain/sequence.ts';

/** What several lists say about one thing. */
type Said<Row> =
  | { readonly same: Row; readonly each?: never }
  /** By list; undefined for a list that lacks it. */
  | { readonly same?: never; readonly each: readonly (Row | undefined)[] };

/**
 * Reads lists of the same order side by side: each thing once, in that order. What all of them say in the same words is
 * parsed only once.
 * @param order tells things apart, and sorts them as all lists are sorted
 * @param isSame whether two entries that are not the same text say the same
 * @throws UnsortedError where a list is not sorted, or has a thing twice: what one list says would pass for something that
 * the others leave out
 */
export function* inStep<Row>(
  lists: readonly Sequence<Row>[],
  order: (one: Row, other: Row) => number,
  isSame: (one: Row | undefined, other: Row) => boolean = sameJson,
): Generator<Said<Row>> {
  const cursors = lists.map((list) => new Cursor(list));
  let last: Row | undefined;
  const inOrder = (row: Row): void => {
    if (last !== undefined && order(last, row) >= 0) throw new UnsortedError();
    last = row;
  };
  for (;;) {
    const kept = cursors[0]?.kept;
    if (cursors.every((cursor) => cursor.kept === kept)) {
      const same = cursors[0]?.row;
      if (same === undefined) return;
      inOrder(same);
      yield { same };
      for (const cursor of cursors) cursor.next();
      continue;
    }
    const rows = cursors.map((cursor) => cursor.row);
    const least = rows.reduce((one, other) =>
      one === undefined || (other !== undefined && order(other, one) < 0) ? other : one,
    );
    if (least === undefined) return;
    inOrder(least);
    const isNext = rows.map((row) => row !== undefined && order(row, least) === 0);
    const each = rows.map((row, at) => (isNext[at] === true ? row : undefined));
    const [first] = each;
    yield first !== undefined && each.every((row) => isSame(row, first)) ? { same: first } : { each };
    for (const [at, cursor] of cursors.entries()) if (isNext[at] === true) cursor.next();
  }
}

/** A list that is read in step is not sorted, or has a thing twice. */
export class UnsortedError extends Error {
  override readonly name = 'UnsortedError';

  constructor() {
    super('Lists that are read in step are not sorted.');
  }
}

/** A place in a list: its entry as it is kept, parsed only when it is asked for. Both undefined at the end. */
class Cursor<Row> {
  readonly #rows: Iterator<Row> | undefined;
  readonly #texts: Iterator<string> | undefined;
  #row: Row | undefined;
  #text: string | undefined;

  constructor(list: Sequence<Row>) {
    if (isInMemory(list)) this.#rows = list[Symbol.iterator]();
    else this.#texts = textsOf(list, spelled)[Symbol.iterator]();
    this.next();
  }

  /** In memory the entry itself, elsewhere its text. */
  get kept(): Row | string | undefined {
    return this.#text ?? this.#row;
  }

  get row(): Row | undefined {
    return (this.#row ??= this.#text === undefined ? undefined : (JSON.parse(this.#text) as Row));
  }

  next(): void {
    this.#row = valueOf(this.#rows?.next());
    this.#text = valueOf(this.#texts?.next());
  }
}

function valueOf<Value>(result: IteratorResult<Value, unknown> | undefined): Value | undefined {
  return result === undefined || result.done === true ? undefined : result.value;
}

function spelled(row: unknown): string {
  return JSON.stringify(row);
}
