import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { ScratchFile } from '../../src/base/io/scratchFile.ts';
import { keepInFile } from '../../src/collect/rows/filedRows.ts';
import type { ArmId } from '../../src/domain/armId.ts';
import type { Estate } from '../../src/domain/estate.ts';
import { judgeEstate } from '../../src/assess/assess.ts';
import { growPacked } from '../../src/pack/packedSequence.ts';
import { SOURCES } from '../assess/estateOf.ts';
import { cook, losses, recipe, rowAt } from './estates.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

const folder = temporaryFolder();
const file = new ScratchFile(folder.path);
afterAll(() => folder.dispose());

/** The same estate with every row in a file. */
function filed(estate: Estate): Estate {
  const collections = SOURCES.map((source) => {
    const rows = keepInFile(file, undefined, 0)<unknown>();
    for (const [id, row] of estate[source].rows as ReadonlyMap<ArmId, unknown>) rows.set(id, row);
    return [source, { ...estate[source], rows: rows.sorted((row) => row) }] as const;
  });
  return { ...estate, ...Object.fromEntries(collections) };
}

test('an estate in a file is judged as one in memory', () => {
  fc.assert(
    fc.property(recipe, losses, (made, lost) => {
      const draft = cook(made);
      for (const loss of lost.slice(1)) {
        const row = rowAt(draft, loss);
        if (row !== undefined) draft.lose(loss.source, row, loss.reach);
      }
      const input = draft.input();
      const expected = JSON.stringify(judgeEstate(input));
      const room = { keepById: keepInFile(file, undefined, 0), grow: growPacked({ file }) };
      const { record, seen } = judgeEstate({ ...input, estate: filed(input.estate) }, room);
      const { verdicts, chains, lineage = [] } = record;
      const whole = { ...record, verdicts: [...verdicts], chains: [...chains], lineage: [...lineage] };
      expect(JSON.stringify({ record: whole, seen })).toBe(expected);
    }),
    { numRuns: 60 },
  );
}, 240_000);
