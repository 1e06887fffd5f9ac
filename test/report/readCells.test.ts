import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCells } from '../../src/report/workbook/readCells.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

let folder: string;
beforeAll(() => {
  folder = temporaryFolder().path;
});
afterAll(() => rmSync(folder, { recursive: true }));

const WORKBOOK = '<workbook><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>';
const RELATIONS = '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>';

async function cellsOf(sheet: string, workbook = WORKBOOK): Promise<unknown[]> {
  const path = join(folder, 'x.xlsx');
  const files = {
    'xl/workbook.xml': workbook,
    'xl/_rels/workbook.xml.rels': RELATIONS,
    'xl/worksheets/sheet1.xml': sheet,
  };
  writeFileSync(
    path,
    zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])), { level: 1 }),
  );
  const found: unknown[] = [];
  for (const { rows } of await readCells(path)) for await (const row of rows()) found.push(row);
  return found;
}

test('numbers, texts, formulas, and cells without a value', async () => {
  const sheet =
    '<worksheet><cols><col min="1"/></cols><sheetData><row r="1"><c r="A1"/><c r="B1" t="inlineStr"><is><t>a &amp; b</t></is></c><c r="C1"><v>2</v></c><c r="D1"><f>1+1</f><v>2</v></c></row><row r="2"/></sheetData></worksheet>';
  expect(await cellsOf(sheet)).toEqual([
    {
      row: 1,
      cells: [
        { at: 'B1', kind: 's', value: 'a & b' },
        { at: 'C1', kind: 'n', value: '2' },
        { at: 'D1', kind: 'f', value: '1+1' },
      ],
    },
  ]);
});

describe('a workbook that would keep its reader for ever is refused in seconds', () => {
  // No two chunks are alike, so that they do not pack beyond all bounds.
  const many = (piece: string, characters: number): string =>
    Array.from(
      { length: Math.ceil(characters / (piece.length + 7)) },
      (_, at) => `${piece}${String(at).padStart(7, '0')}`,
    ).join('');
  test.each<readonly [string, () => Promise<unknown>]>([
    ['a row that does not end', () => cellsOf(`<worksheet><row r="1">${many('x', 20_000_000)}`)],
    ['rows that do not end', () => cellsOf(`<worksheet>${many('<row>', 20_000_000)}`)],
    ['cells that do not end', () => cellsOf(`<worksheet><row>${many('<c>', 4_000_000)}</row>`)],
    ['texts that do not end', () => cellsOf(`<worksheet><row><c t="inlineStr">${many('<t>', 4_000_000)}</c></row>`)],
    ['a tag that does not end', () => cellsOf(`<worksheet><row ${many('a', 20_000_000)}`)],
  ])(
    '%s',
    async (_what, read) => {
      const at = performance.now();
      await expect(read()).rejects.toThrow(/does not end|has no end|cut short|lacks/);
      expect(performance.now() - at).toBeLessThan(30_000);
    },
    60_000,
  );
});
