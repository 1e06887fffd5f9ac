/** Remembers the last `capacity` results of a function of one number; the one unused for longest goes first. */
export function recentlyUsed<Value>(capacity: number, make: (key: number) => Value): (key: number) => Value {
  const kept = new Map<number, Value>();
  return (key) => {
    const found = kept.get(key) ?? make(key);
    kept.delete(key);
    kept.set(key, found);
    const oldest = kept.keys().next();
    if (kept.size > capacity && oldest.done !== true) kept.delete(oldest.value);
    return found;
  };
}
