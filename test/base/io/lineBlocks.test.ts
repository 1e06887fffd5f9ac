import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { LineBlocks } from '../../../src/base/io/lineBlocks.ts';
import { ScratchFile } from '../../../src/base/io/scratchFile.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

/** Characters of a block. */
const BLOCK = 48_000;

/** Lines that fill many blocks: of one byte a character, of three, so that a block is larger than its slot, and longer than a block. */
function linesOf(list: number): readonly string[] {
  return Array.from({ length: 400 }, (_none, at) => {
    const text = `${String(list)} ${String(at)} ${at % 3 === 0 ? '鍵' : 'k'}`;
    return at % 97 === 0 ? text.repeat(BLOCK / 4) : text.repeat(at === 5 ? 0 : BLOCK / 40);
  });
}

const folder = temporaryFolder();
afterAll(folder.dispose);

test('whatever is read in whatever order, from more lists than are kept open, is what was put there: in memory, in a file, and packed from the midst of one on', () => {
  const file = new ScratchFile(folder.path);
  const lists = [new LineBlocks(), new LineBlocks(file), new LineBlocks(file, undefined, 400 * BLOCK)].map(
    (blocks, list) => {
      const lines = linesOf(list);
      for (const line of lines) blocks.add(line);
      // What came last still waits for its block in one of them.
      if (list !== 1) blocks.pack();
      return { lines, blocks };
    },
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(2), fc.nat(399), fc.integer({ min: 1, max: 12 })), { minLength: 150, maxLength: 150 }),
      (reads) => {
        for (const [list, at, count] of reads) {
          const { lines, blocks } = lists[list] ?? { lines: [], blocks: new LineBlocks() };
          const line = lines[at] ?? '';
          expect(blocks.at(at) === line).toBe(true);
          expect(blocks.beginsWith(at, line.slice(0, count))).toBe(true);
          expect(blocks.beginsWith(at, `${line.slice(0, count)}\u0000`)).toBe(false);
          if (count === 12)
            expect([...blocks.range(at, Math.min(400, at + count))]).toEqual(lines.slice(at, at + count));
        }
      },
    ),
    { numRuns: 20 },
  );
  expect(() => lists[0]?.blocks.at(400)).toThrow(RangeError);
});
