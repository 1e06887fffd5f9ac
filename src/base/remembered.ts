/**
 * Remembers what was made for the keys asked for last: a key asked for again soon gives the same object, and memory stays
 * bounded however many are asked for.
 * @param most how many are kept
 */
export function remembered<From, Made>(
  most: number,
  keyOf: (from: From) => string,
  make: (from: From) => Made,
): (from: From) => Made {
  const known = new Map<string, Made>();
  return (from) => {
    const key = keyOf(from);
    const own = known.get(key);
    if (own !== undefined) {
      known.delete(key);
      known.set(key, own);
      return own;
    }
    const fresh = make(from);
    known.set(key, fresh);
    for (const oldest of known.keys()) {
      if (known.size <= most) break;
      known.delete(oldest);
    }
    return fresh;
  };
}
