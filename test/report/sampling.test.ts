import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { REQUIREMENTS } from '../../src/domain/requirement.ts';
import { HEADER_ROWS } from '../../src/report/workbook/limits.ts';
import { earlierSampleSeed, Sample, type Drawn } from '../../src/report/sample.ts';
import { writeWorkbook } from '../../src/report/workbook.ts';
import { contentsOf, largeRecord } from './fixture.ts';
import { readSheets } from './readWorkbook.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

test('the sample is what anybody reckons from the words on the sheet', async () => {
  const folder = temporaryFolder().path;
  try {
    const contents = contentsOf(largeRecord(60), { sampleSize: 5, lives: new Map() });
    const path = join(folder, 'sample.xlsx');
    await writeWorkbook(contents, path);
    const sheet = (await readSheets(path)).get('Sampling') ?? [];
    const seed = /"<run id> <record SHA-256>" = ([0-9a-f]{64})/.exec(String(sheet[1]?.[0]))?.[1] ?? '';
    expect(seed).toBe(sha256(`${contents.runId} ${contents.recordSha256}`));
    const rows = sheet.slice(HEADER_ROWS);
    for (const [at, id] of REQUIREMENTS.entries()) {
      const applies = contents.record.chains.filter(({ requirements }) => requirements[id].status !== 'NotApplicable');
      const expected = applies
        .map(({ disk, name }) => ({ name, draw: sha256(`${seed} ${id} ${disk}`) }))
        .sort((a, b) => (a.draw < b.draw ? -1 : 1))
        .slice(0, 5);
      const own = rows.filter((row) => String(row[1]).startsWith(`${id} `));
      expect(own.map((row) => ({ name: row[2], draw: row[15] }))).toEqual(expected);
      expect(String(sheet[1]?.[0])).toContain(`${id} ${String(expected.length)} of ${String(applies.length)}`);
      // R3 applies to none of them, the others to all.
      expect(applies).toHaveLength(at === 2 ? 0 : 60);
    }
    expect(rows).toHaveLength(5 * 6);
    // What the auditor fills in is empty; what he compares with is there.
    for (const row of rows) expect(row.slice(8, 13)).toEqual([null, null, null, null, null]);
    expect(rows[0]?.[6]).toMatch(
      /^KEY-01 vm-\d+_OsDisk: \w+; Encryption type = customer; Network access policy = not said$/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a sample holds the lowest draws once each, whatever its size, and does not depend on the order of disks', () => {
  const { chains } = largeRecord(40);
  const disks = chains.map(({ disk }, place) => [place, disk] as const);
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 0, max: 60 }), (run, size) => {
      const seed = earlierSampleSeed(run, 'f'.repeat(64));
      const drawn = drawSample(disks, seed, size);
      expect(new Set(drawn.map(({ chain }) => chain)).size).toBe(Math.min(size, 40));
      expect(drawn.map(({ draw }) => draw)).toEqual(
        chains
          .map(({ disk }) => sha256(`${seed} R1 ${disk}`))
          .sort()
          .slice(0, size),
      );
      expect(drawSample([...disks].reverse(), seed, size).map(({ draw }) => draw)).toEqual(
        drawn.map(({ draw }) => draw),
      );
    }),
  );
});

function drawSample(
  disks: readonly (readonly [place: number, disk: string])[],
  seed: string,
  size: number,
): readonly Drawn[] {
  const sample = new Sample('R1', seed, size);
  for (const one of disks) sample.offer(...one);
  return sample.drawn;
}
