import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SHEETS } from '../../src/report/sheets.ts';
import { columnName } from '../../src/report/sheetTarget.ts';
import { coverOf } from '../../src/report/sheets/cover.ts';
import { ANSWER_COLUMNS } from '../../src/report/answerColumns.ts';
import { GLOSSARY } from '../../src/report/glossaryWords.ts';
import { writeWorkbook } from '../../src/report/workbook.ts';
import { contentsOf, recordOf } from './fixture.ts';
import { chainOf, DISKS } from './fixtureDisks.ts';
import { readParts, readSheets, sheetXml } from './readWorkbook.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

/** Letters of bold 10 point Arial that a column of a width holds, with its margins; a little less than LibreOffice and Excel show. */
const holds = (width: number): number => Math.floor(width * 1.02 - 1);

/** The pieces that a program may break a heading at: blanks and hyphens. */
const pieces = (title: string): readonly string[] => title.split(/[\s-]+/);

test.each(
  SHEETS.flatMap((sheet) => (sheet.kind === 'table' ? [sheet] : [])).map((sheet) => [sheet.name, sheet] as const),
)('no heading of %s is split within a word', (_name, { columns }) => {
  for (const { title, width } of columns)
    for (const piece of pieces(title))
      expect(piece.length, `${title} (${String(width)})`).toBeLessThanOrEqual(holds(width));
});

test('no heading of the Cover’s table is split within a word', () => {
  const cover = coverOf([]);
  const titles = ['Requirement', 'Disks', ...ANSWER_COLUMNS.map(({ title }) => title), 'Of decided', 'Of applicable'];
  expect(titles).toHaveLength(cover.widths.length);
  for (const [at, title] of titles.entries())
    for (const piece of pieces(title)) expect(piece.length, title).toBeLessThanOrEqual(holds(cover.widths[at] ?? 0));
});

test('what is data for the screen is marked as appendix, stands last and prints nothing', async () => {
  const appendices = SHEETS.map((sheet) => sheet.kind === 'table' && sheet.appendix === true);
  expect(appendices).toEqual([...appendices].sort());
  expect(appendices.filter(Boolean).length).toBeGreaterThan(5);
  const folder = temporaryFolder().path;
  try {
    const path = join(folder, 'layout.xlsx');
    await writeWorkbook(contentsOf(), path);
    const [parts, sheets] = [readParts(path), await readSheets(path)];
    const book = parts.get('xl/workbook.xml') ?? '';
    for (const [at, sheet] of SHEETS.entries()) {
      const area = new RegExp(
        `<definedName name="_xlnm.Print_Area" localSheetId="${String(at)}">[^<]*\\$([A-Z]+)\\$(\\d+)<`,
      ).exec(book);
      const rows = sheets.get(sheet.name);
      if (appendices[at] === true) {
        expect(String(rows?.[1]?.[0])).toMatch(/^Appendix: /);
        // One empty cell beyond the last column: of that, no program prints a page.
        const width = sheet.kind === 'table' ? sheet.columns.length : 0;
        expect([area?.[1], area?.[2]], sheet.name).toEqual([columnName(width + 2), '1']);
        expect(rows?.[0]?.[width + 1] ?? null).toBeNull();
      } else expect(Number(area?.[2]), sheet.name).toBe(rows?.length);
      // What a row is, is told over the whole width that is printed.
      if (sheet.kind === 'table') expect(sheetXml(parts, sheet.name)).toContain('<mergeCell ref="A2:');
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the words of limited and attested answers are explained', () => {
  for (const word of ['Compliant – limited', 'NotApplicable – limited', 'Unknown – attested'])
    expect(
      GLOSSARY.some((entry) => entry.word.includes(word)),
      word,
    ).toBe(true);
});

test('the reverse sample looks names up in Disks by formulas that hold nothing of the record', async () => {
  const folder = temporaryFolder().path;
  try {
    const formulas = async (names: readonly string[]): Promise<readonly string[]> => {
      const path = join(folder, 'reverse.xlsx');
      const chains = names.map((name) => ({ ...chainOf(DISKS[0] ?? fail()), name, resourceGroup: name }));
      await writeWorkbook(contentsOf(recordOf(chains)), path);
      const parts = readParts(path);
      for (const [name, xml] of parts)
        if (name.startsWith('xl/worksheets/sheet') && xml !== sheetXml(parts, 'Reverse sample'))
          expect(xml, name).not.toMatch(/<f[ />]/);
      return [...sheetXml(parts, 'Reverse sample').matchAll(/<f>([^<]*)<\/f>/g)].map(([, formula]) => formula ?? '');
    };
    const plain = await formulas(['a', 'b']);
    expect(plain.length).toBe(60 * 6);
    expect(await formulas(['=1+1', '"&HYPERLINK("http://x")'])).toEqual(plain);
    expect(plain[1]).toBe(
      'IF(TRIM($B4)=&quot;&quot;,&quot;&quot;,SUMPRODUCT(--((&apos;Disks&apos;!$A$4:$A$5=TRIM($B4))+(&apos;Disks&apos;!$AA$4:$AA$5=TRIM($B4))&gt;0)))',
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function fail(): never {
  throw new Error('The fixture has lost a disk.');
}
