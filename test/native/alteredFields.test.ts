import { describe, expect, test } from 'vitest';
import { withOpenScenarios } from '../../simulator/estate/contoso/index.ts';
import { rereadEvidence } from '../../src/collect/reread.ts';
import { DEFAULT_BASELINE } from '../../src/domain/baseline.ts';
import { MEANT_ABSENCES } from '../alterations/absence.ts';
import { alterationsOf, casesOf, Judge, told, type Case, type Evidence } from '../alterations/alterationsOf.ts';
import { bankEvidence } from '../alterations/bank.ts';
import { judged } from '../alterations/judged.ts';
import { estateRows, recordedRows, toldOf } from './recordedRows.ts';

/** Rows in which each field is altered, and so many from which they are chosen: those around which the most could become Compliant. */
const ROWS = 3;
const CANDIDATES = 12;

/** Every path of the rows in several rows, in every way: what became Compliant, and how much was altered. */
async function alterAll(
  evidence: Evidence,
): Promise<{ readonly found: readonly string[]; readonly excused: ReadonlySet<string>; readonly paths: number }> {
  const judge = new Judge(evidence);
  const found: string[] = [];
  const excused = new Set<string>();
  let paths = 0;
  for (const cases of casesOf(evidence.rows).values()) {
    const candidates = spread(cases).filter((one) => alterationsOf(one).size > 0);
    if (candidates.length === 0) continue;
    paths += 1;
    for (const one of await judge.telling(candidates, ROWS))
      for (const [how, raw] of alterationsOf(one))
        for (const improved of await judge.improved(one, how, raw))
          if (improved.meant) excused.add(improved.at);
          else found.push(told(improved));
  }
  return { found: [...new Set(found)].sort(), excused, paths };
}

function spread(cases: readonly Case[]): readonly Case[] {
  const step = Math.max(1, Math.floor(cases.length / CANDIDATES));
  return cases.filter((_, at) => at % step === 0);
}

describe('the bank', () => {
  test('no field of a row makes anything Compliant when it is missing, null, blank, renamed or unlisted', async () => {
    const { found, paths } = await alterAll(await bankEvidence(1, withOpenScenarios()));
    expect(found).toEqual([]);
    expect(paths).toBeGreaterThan(300);
  }, 1_800_000);
});

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
