/** A list of which one entry is held at a time. If it is empty, its field is left out. */
export class Listed {
  readonly entries: Iterable<unknown>;

  constructor(entries: Iterable<unknown>) {
    this.entries = entries;
  }
}

/** What `JSON.stringify` with an indent of one gives, in pieces: of each `Listed` one entry is held at a time. */
export function* jsonPieces(value: unknown, margin = ''): Generator<string> {
  if (!holdsListed(value)) {
    // A line feed within a text is escaped: each one here is of the layout.
    yield JSON.stringify(value, null, 1).replaceAll('\n', `\n${margin}`);
    return;
  }
  const inner = `${margin} `;
  if (Array.isArray(value)) {
    yield* listOf(value, inner);
    return;
  }
  let before = '{';
  for (const [name, field] of Object.entries(value as object) as [string, unknown][]) {
    if (field === undefined) continue;
    const start = `${before}\n${inner}${JSON.stringify(name)}: `;
    if (field instanceof Listed) {
      let first = true;
      for (const piece of listOf(field.entries, `${inner} `)) {
        yield first ? start + piece : piece;
        first = false;
      }
      if (first) continue;
    } else {
      yield start;
      yield* jsonPieces(field, inner);
    }
    before = ',';
  }
  yield before === '{' ? '{}' : `\n${margin}}`;
}

/** @param inner the margin of the entries */
function* listOf(entries: Iterable<unknown>, inner: string): Generator<string> {
  let before = '[';
  for (const entry of entries) {
    yield `${before}\n${inner}`;
    yield* jsonPieces(entry, inner);
    before = ',';
  }
  if (before === ',') yield `\n${inner.slice(1)}]`;
}

function holdsListed(value: unknown): boolean {
  return (
    value instanceof Listed ||
    (typeof value === 'object' && value !== null && (Object.values(value) as unknown[]).some(holdsListed))
  );
}
