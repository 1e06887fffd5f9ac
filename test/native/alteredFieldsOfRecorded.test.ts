import { describe, expect, test } from 'vitest';
import { rereadEvidence } from '../../src/collect/keptAnswers/reread.ts';
import { DEFAULT_BASELINE } from '../../src/domain/baseline.ts';
import { MEANT_ABSENCES } from '../alterations/absence.ts';
import { alterAll } from '../alterations/alterAll.ts';
import { judged } from '../alterations/judged.ts';
import { estateRows, recordedRows, toldOf } from './recordedRows.ts';

describe('what Azure was recorded to send', () => {
  const recorded = recordedRows();

  test('every document is read without a malformed row, and judged', async () => {
    const malformed: string[] = [];
    for (const row of recorded) {
      const rows = estateRows(recorded, [row]);
      const { rowGaps } = await rereadEvidence([row], toldOf(rows));
      malformed.push(...rowGaps.map(({ because }) => `${row.file} as ${row.source}: ${because}`));
    }
    expect(malformed).toEqual([]);
    const rows = estateRows(recorded);
    expect((await judged(rows, toldOf(rows), DEFAULT_BASELINE)).size).toBeGreaterThan(100);
  }, 300_000);

  test('no field of them makes anything Compliant when it is missing, null, blank, renamed or unlisted', async () => {
    const found = new Set<string>();
    const excused = new Set<string>();
    const all = recorded.filter(({ file }) => file.startsWith('recorded/'));
    const left = new Set(all);
    // One resource was recorded many times: each estate takes the documents that none before it took.
    while (left.size > 0) {
      const rows = estateRows(all, [...left]);
      const before = left.size;
      for (const row of rows) left.delete(row);
      if (left.size === before) break;
      const outcome = await alterAll({ rows, told: toldOf(rows), baseline: DEFAULT_BASELINE });
      for (const one of outcome.found) found.add(one);
      for (const at of outcome.excused) excused.add(at);
    }
    expect([...found]).toEqual([]);
    for (const { source, path, onlyRecorded } of MEANT_ABSENCES)
      if (onlyRecorded === true) expect(excused).toContain(`${source} ${path}`);
  }, 1_800_000);
});
