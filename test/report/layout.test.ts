import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SHEETS } from '../../src/report/sheets.ts';
import { columnName } from '../../src/report/workbook/sheetTarget.ts';
import { EXCEL_LIMITS, HEADER_ROWS } from '../../src/report/workbook/limits.ts';
import type { PackContents } from '../../src/report/packContents.ts';
import type { Change } from '../../src/domain/record.ts';
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

/** Column and row of the last printed cell, by sheet. */
async function printed(contents: PackContents, limits = EXCEL_LIMITS): Promise<ReadonlyMap<string, PrintedSheet>> {
  const folder = temporaryFolder().path;
  try {
    const path = join(folder, 'layout.xlsx');
    await writeWorkbook(contents, path, limits);
    const [parts, sheets] = [readParts(path), await readSheets(path)];
    const book = parts.get('xl/workbook.xml') ?? '';
    return new Map(
      [...sheets].map(([name, rows], at) => {
        const area = `<definedName name="_xlnm.Print_Area" localSheetId="${String(at)}">[^<]*\\$([A-Z]+)\\$(\\d+)<`;
        const [, column, row] = new RegExp(area).exec(book) ?? [];
        return [name, { column, row: Number(row), rows, xml: () => sheetXml(parts, name) }];
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface PrintedSheet {
  readonly column: string | undefined;
  readonly row: number;
  readonly rows: readonly (readonly unknown[])[];
  readonly xml: () => string;
}

test('what is data for the screen is marked as appendix, stands last and prints nothing', async () => {
  const appendices = SHEETS.map((sheet) => sheet.kind === 'table' && sheet.appendix === true);
  expect(appendices).toEqual([...appendices].sort());
  expect(appendices.filter(Boolean).length).toBeGreaterThan(5);
  const sheets = await printed(contentsOf());
  for (const sheet of SHEETS) {
    const { column, row, rows, xml } = sheets.get(sheet.name) ?? {};
    if (sheet.kind === 'table' && sheet.appendix === true) {
      expect(String(rows?.[1]?.[0])).toMatch(/^Appendix: /);
      // One empty cell beyond the last column: of that, no program prints a page.
      const width = sheet.columns.length;
      expect([column, row], sheet.name).toEqual([columnName(width + 2), 1]);
      expect(rows?.[0]?.[width + 1] ?? null).toBeNull();
    } else if (sheet.name !== 'Changes') expect(row, sheet.name).toBe(rows?.length);
    // What a row is, is told over the whole width that is printed.
    if (sheet.kind === 'table') expect(xml?.()).toContain('<mergeCell ref="A2:');
  }
});

test('of the changes, those of verdicts are printed; of none, the header and that there are none', async () => {
  const [opened, ...others] = contentsOf().changes;
  if (opened === undefined) throw new Error('The fixture has no change.');
  const limited: Change = { ...opened, kind: 'changed', before: 'Compliant', after: 'Compliant' };
  const changes = [{ ...limited, qualifierBefore: 'limited' } as Change, opened, ...others];
  const lastPrinted = async (some: readonly Change[], rows = EXCEL_LIMITS.rows): Promise<readonly unknown[]> => {
    const sheets = await printed(contentsOf(undefined, { changes: some }), { ...EXCEL_LIMITS, rows });
    return [...sheets]
      .filter(([name]) => name.startsWith('Changes'))
      .flatMap(([, { row, rows: all }]) => all[row - 1]?.[0]);
  };
  expect(await lastPrinted(changes)).toEqual(['Closed finding']);
  expect(await lastPrinted(changes.slice(0, 1))).toEqual(['Change']);
  expect(await lastPrinted([])).toEqual([expect.stringMatching(/^Nothing changed/)]);
  // Two rows a sheet: the first holds two of three that are printed, the third sheet none.
  const split = await lastPrinted(changes, HEADER_ROWS + 2);
  expect(split.slice(0, 2)).toEqual(['Changed verdict', 'Closed finding']);
  expect(split[2]).toMatch(/^Changes, continued/);
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
