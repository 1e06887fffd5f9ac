import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineBlocks } from '../../../src/base/io/lineBlocks.ts';

/** Characters of a block. */
const BLOCK = 48_000;

/** Lines that fill many blocks: of one byte a character, of three, so that a block is larger than its slot, and longer than a block. */
function linesOf(list: number): readonly string[] {
  return Array.from({ length: 400 }, (_none, at) => {
    const text = `${String(list)} ${String(at)} ${at % 3 === 0 ? '鍵' : 'k'}`;
    return at % 97 === 0 ? text.repeat(BLOCK / 4) : text.repeat(at === 5 ? 0 : BLOCK / 40);
  });
}

test('whatever is read in whatever order, from more lists than are kept unpacked, is what was put there', () => {
  const lists = [0, 1, 2].map((list) => {
    const lines = linesOf(list);
    const blocks = new LineBlocks();
    for (const line of lines) blocks.add(line);
    blocks.pack();
    return { lines, blocks };
  });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(2), fc.nat(399), fc.integer({ min: 1, max: 12 })), { minLength: 150, maxLength: 150 }),
      (reads) => {
        for (const [list, at, count] of reads) {
          const { lines, blocks } = lists[list] ?? { lines: [], blocks: new LineBlocks() };
          expect(blocks.at(at) === lines[at]).toBe(true);
          if (count === 12)
            expect([...blocks.range(at, Math.min(400, at + count))]).toEqual(lines.slice(at, at + count));
        }
      },
    ),
    { numRuns: 20 },
  );
  expect(() => lists[0]?.blocks.at(400)).toThrow(RangeError);
});
