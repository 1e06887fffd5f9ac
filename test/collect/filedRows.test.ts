import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { LineBlocks } from '../../src/base/io/lineBlocks.ts';
import { ScratchFile } from '../../src/base/io/scratchFile.ts';
import { lineOf, sortedLines } from '../../src/collect/rows/filedLines.ts';
import { keepInFile } from '../../src/collect/rows/filedRows.ts';
import type { ArmId } from '../../src/domain/armId.ts';
import { inOrder, keepInMemory, type KeepById } from '../../src/domain/keyed.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

const folder = temporaryFolder();
const file = new ScratchFile(folder.path);
afterAll(() => folder.dispose());

const anyId = fc
  .tuple(fc.constantFrom('/subscriptions/a/', '/subscriptions/b/', ''), fc.string({ unit: 'binary', maxLength: 3 }))
  .map(([start, end]) => (start + end) as ArmId);
const entry = fc.record({ page: fc.nat(3), fact: fc.record({ name: fc.string({ unit: 'binary' }) }) });

/** All that can be asked of what was kept. */
function told(keep: KeepById, sets: readonly (readonly [ArmId, unknown])[], ask: readonly ArmId[]): unknown {
  const rows = keep();
  const before = sets.map(([id, value]) => {
    const known = rows.has(id);
    rows.set(id, value);
    return [known, rows.get(id), rows.size];
  });
  const sorted = rows.sorted((one) => ({ one }));
  const seen: unknown[] = [];
  sorted.forEach((value, id) => seen.push([id, value]));
  return {
    before,
    seen,
    size: sorted.size,
    keys: [...sorted.keys()],
    values: [...sorted.values()],
    entries: [...sorted],
    inOrder: [...inOrder(sorted)],
    some: inOrder(sorted).slice(1, 3),
    asked: ask.map((id) => [rows.has(id), rows.get(id), sorted.has(id), sorted.get(id)]),
  };
}

describe('rows in a file', () => {
  test('are what rows in memory are, in whatever order they came and however often', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyId, entry)), fc.array(anyId), fc.nat(4), (sets, ask, few) => {
        const ids = [...ask, ...sets.map(([id]) => id)];
        expect(told(keepInFile(file, undefined, few), sets, ids)).toEqual(told(keepInMemory, sets, ids));
      }),
      { numRuns: 200 },
    );
  });

  test('are in the order of their ids when there are more than are sorted at once', () => {
    const ids = Array.from(
      { length: 40_000 },
      (_none, at) => `/subscriptions/${String((at * 7919) % 40_000)}` as ArmId,
    );
    const rows = keepInFile(file)<{ readonly id: ArmId }>();
    for (const id of ids) rows.set(id, { id });
    const sorted = rows.sorted((row) => row.id);
    expect([...inOrder(sorted)]).toEqual([...ids].sort());
    expect([...sorted.keys()]).toEqual([...ids].sort());
    expect(ids.every((id) => rows.get(id)?.id === id)).toBe(true);
    expect(rows.has('/subscriptions/40000' as ArmId)).toBe(false);
  });

  test('are merged from as many sorted runs as it takes, none lost', () => {
    const anyLines = fc.uniqueArray(anyId, { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(anyLines, fc.integer({ min: 1, max: 400 }), (ids, run) => {
        const lines = new LineBlocks(file);
        for (const id of ids) lines.add(lineOf(id, JSON.stringify({ id })));
        const sorted = sortedLines(lines, file, undefined, run);
        expect([...sorted.range(0, sorted.length)]).toEqual(
          [...ids].sort().map((id) => lineOf(id, JSON.stringify({ id }))),
        );
      }),
    );
  });

  test('that were listed stay listed as they were when more come, in whatever order', () => {
    const rows = keepInFile(file, undefined, 0)<number>();
    const id = (at: number): ArmId => `/subscriptions/${String(at)}` as ArmId;
    for (const at of [5, 3, 4]) rows.set(id(at), at);
    const before = rows.sorted((at) => at);
    for (const at of [1, 7, 2]) rows.set(id(at), at);
    const after = rows.sorted((at) => at);
    expect([...inOrder(before)]).toEqual([3, 4, 5]);
    expect([...inOrder(after)]).toEqual([1, 2, 3, 4, 5, 7]);
    expect([1, 2, 3, 4, 5, 7].map((at) => rows.get(id(at)))).toEqual([1, 2, 3, 4, 5, 7]);
  });

  test('are nowhere to be found, so that nothing is left of them', () => {
    const rows = keepInFile(file, undefined, 0)<number>();
    rows.set('/a' as ArmId, 1);
    expect(rows.get('/a' as ArmId)).toBe(1);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  test('that cannot be read are an error, never an empty answer', () => {
    const own = new ScratchFile(folder.path);
    expect(() => own.read({ offset: 0, length: 1 })).toThrow(/ends before byte 1/);
  });
});
