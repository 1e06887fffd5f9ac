import { linesIn, type Pack } from '../../pack/readPack.ts';
import type { Differences } from './step.ts';

/** Writes what was read from a part again and compares line by line: nothing in it was overlooked, and nothing moved. */
export async function checkOwnLines(
  pack: Pack,
  name: string,
  own: Iterable<string>,
  differences: Differences,
): Promise<void> {
  const expected = own[Symbol.iterator]();
  let number = 0;
  for await (const line of linesIn(pack, name)) {
    number += 1;
    if (expected.next().value === line) continue;
    differences.add(
      `Line ${String(number)} of ${name} is not the one that a run writes there: it was moved, added or rewritten.`,
    );
    return;
  }
  if (expected.next().done !== true) differences.add(`${name} lacks lines that a run writes: it was cut.`);
}
