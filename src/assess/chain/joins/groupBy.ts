/** Rows under each of their keys, in the order given. */
export function groupBy<Row, Key>(
  rows: Iterable<Row>,
  keysOf: (row: Row) => readonly (Key | undefined)[],
): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows)
    for (const key of keysOf(row)) {
      if (key === undefined) continue;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [row]);
      else group.push(row);
    }
  return groups;
}
