import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cellText } from '../../src/report/cleanText.ts';
import { EXCEL_LIMITS, HEADER_ROWS, type SheetLimits } from '../../src/report/workbook/limits.ts';
import type { PackContents } from '../../src/report/packContents.ts';
import { SHEETS } from '../../src/report/sheets.ts';
import { writeSheets, writeWorkbook } from '../../src/report/workbook.ts';
import { WorkbookError, writeParts } from '../../src/report/workbook/workbookPackage.ts';
import { PACKED } from '../../src/pack/zip/writer.ts';
import { contentsOf, largeRecord, recordNaming, recordOf } from './fixture.ts';
import { readParts, readSheets, sheetXml, textOf } from './readWorkbook.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

let folder = '';
beforeAll(() => {
  folder = temporaryFolder().path;
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function write(name: string, contents: PackContents, limits: SheetLimits = EXCEL_LIMITS): Promise<string> {
  const path = join(folder, name);
  await writeWorkbook(contents, path, limits);
  return path;
}

test('a first run without rows says so on every sheet', async () => {
  const record = recordOf([], {
    coverage: [],
    gaps: [],
    population: [],
    notAssessed: [],
    exemptions: [],
    attestations: [],
    policyExemptions: [],
    summary: [],
    frameworks: [],
    state: 'COMPLETE',
    incompleteBecause: [],
  });
  const path = await write(
    'empty.xlsx',
    contentsOf(record, { previous: undefined, changes: [], observations: [], lives: new Map() }),
  );
  const sheets = await readSheets(path);
  for (const sheet of SHEETS)
    if (sheet.kind === 'table' && sheet.whenEmpty !== undefined)
      expect(sheets.get(sheet.name)?.at(HEADER_ROWS)?.at(0), sheet.name).toBe(sheet.whenEmpty);
  expect(textOf(sheets.get('Cover'))).toContain('COMPLETE: the whole population was read.');
  expect(textOf(sheets.get('Cover'))).toContain('This is the first run: there is nothing to compare with.');
});

test('a full sheet goes on in the next, and links find the row there', async () => {
  const path = await write('split.xlsx', contentsOf(largeRecord(25)), { rows: 13, links: 7 });
  const sheets = await readSheets(path);
  expect([...sheets.keys()].filter((name) => name.startsWith('Chains'))).toEqual([
    'Chains',
    'Chains (2)',
    'Chains (3)',
  ]);
  const disks = ['Chains', 'Chains (2)', 'Chains (3)'].flatMap((name) =>
    (sheets.get(name) ?? []).slice(HEADER_ROWS).map((row) => row[1]),
  );
  const ofDisk = (number: number): string => `vm-${String(number).padStart(7, '0')}_OsDisk`;
  expect([...disks].sort()).toEqual(Array.from({ length: 25 }, (_none, at) => ofDisk(at)));
  // Worst first: four fail three requirements, two fail one and are Unknown in two.
  expect(disks.slice(0, 7)).toEqual([0, 7, 14, 21, 11, 22, 1].map(ofDisk));
  const parts = readParts(path);
  const links = [
    ...sheetXml(parts, 'Findings \\(2\\)').matchAll(/<hyperlink ref="O(\d+)" location="'(Chains[ ()\d]*)'!A(\d+)"\/>/g),
  ];
  expect(links.length).toBeGreaterThan(0);
  for (const [, from, sheet, to] of links)
    expect(sheets.get(sheet ?? '')?.[Number(to) - 1]?.[1]).toBe(sheets.get('Findings (2)')?.[Number(from) - 1]?.[3]);
});

test('links beyond the limit become plain text that says as much', async () => {
  const path = await write('links.xlsx', contentsOf(largeRecord(10)), { ...EXCEL_LIMITS, links: 5 });
  const xml = sheetXml(readParts(path), 'Chains');
  expect(xml.match(/<hyperlink /g)).toHaveLength(5);
  const sheets = await readSheets(path);
  const last = sheets.get('Chains')?.at(-1);
  expect(last?.[15]).toMatch(/^1 finding, first in row \d+$/);
  expect(last?.[18]).toMatch(/^https:\/\/portal\.azure\.com\/#@/);
});

test('text that is too long, controls and lone surrogates arrive cleaned and visibly so', async () => {
  const long = 'a'.repeat(40_000);
  const path = await write('odd.xlsx', contentsOf(recordNaming(`\u0007\ud800${long}`)));
  const name = (await readSheets(path)).get('Chains')?.at(HEADER_ROWS)?.at(1);
  expect(name).toHaveLength(32_766);
  expect(name).toMatch(/^⟨U\+0007⟩⟨U\+D800⟩aaa/);
  expect(name).toMatch(/a… \[cut: 7298 characters, whole text in the pack\]$/);
});

test('any text survives the workbook, after the cleaning that is documented', async () => {
  const unit = fc.oneof(
    fc.constantFrom(
      '=',
      '+',
      '-',
      '@',
      '\t',
      '\r',
      '\n',
      '&',
      '<',
      '>',
      '"',
      "'",
      '_x0041_',
      '_x005F_',
      '&lt;',
      ']]>',
      ' ',
      '\u2028',
      'é',
      '文',
      '😀',
      'ש',
    ),
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
  );
  const texts = fc.array(
    fc.array(unit, { minLength: 1, maxLength: 30 }).map((units) => units.join('')),
    { minLength: 40, maxLength: 40 },
  );
  await fc.assert(
    fc.asyncProperty(texts, async (names) => {
      const [seed] = largeRecord(1).chains;
      if (seed === undefined) throw new Error('The fixture has no disk.');
      const record = recordOf(names.map((name) => ({ ...seed, name })));
      const path = await write('any.xlsx', contentsOf(record, { observations: [] }));
      const read = (await readSheets(path))
        .get('Chains')
        ?.slice(HEADER_ROWS)
        .map((row) => row[1]);
      expect(read).toEqual(names.map((name) => cellText(name)));
    }),
    { numRuns: 8 },
  );
});

test('a path that cannot be written gives one clear error and leaves nothing', async () => {
  const path = join(folder, 'missing', 'x.xlsx');
  await expect(writeWorkbook(contentsOf(), path)).rejects.toThrow(WorkbookError);
  expect(readdirSync(folder)).not.toContain('missing');
});

test('rows that fail in the middle of a sheet give the same and leave nothing', async () => {
  const failing = SHEETS.map((sheet) =>
    sheet.kind === 'page'
      ? sheet
      : {
          ...sheet,
          *rows() {
            for (let row = 0; row < 2_000; row += 1) yield sheet.columns.map(() => `row ${String(row)}`);
            throw new Error('a row cannot be read');
          },
        },
  );
  const path = join(folder, 'failed.xlsx');
  await expect(writeWorkbook(contentsOf(), path, EXCEL_LIMITS, failing)).rejects.toThrow('a row cannot be read');
  expect(readdirSync(folder).filter((name) => name.startsWith('failed'))).toEqual([]);
});

test.runIf(existsSync('/dev/full'))('a disk that is full gives the same, in the middle of the work', async () => {
  // Everything written to this device is refused as if the disk were full; Linux has it.
  const contents = contentsOf(largeRecord(3_000));
  const writing = writeParts('/dev/full', PACKED, (workbook) => writeSheets(contents, workbook, EXCEL_LIMITS));
  await expect(writing).rejects.toThrow(/ENOSPC|no space/);
});
