import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cellText } from '../../src/report/cleanText.ts';
import { EXCEL_LIMITS, HEADER_ROWS } from '../../src/report/limits.ts';
import { SHEETS } from '../../src/report/sheets.ts';
import { CONTENTS } from '../../src/report/sheets/names.ts';
import { WorkbookError, writeWorkbook } from '../../src/report/workbook.ts';
import { contentsOf, largeRecord, recordNaming, recordOf } from './fixture.ts';
import { readParts, readSheets, sheetXml, type CellValue } from './readWorkbook.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'unbroken-workbook-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function write(
  name: string,
  ...rest: Parameters<typeof writeWorkbook> extends [infer C, string, ...infer R] ? [C, ...R] : never
): Promise<string> {
  const path = join(folder, name);
  const [contents, ...more] = rest;
  await writeWorkbook(contents, path, ...more);
  return path;
}

function cell(
  rows: readonly (readonly CellValue[])[],
  column: string,
  where: (row: readonly CellValue[]) => boolean,
): CellValue {
  const at = rows[HEADER_ROWS - 1]?.indexOf(column) ?? -1;
  expect(at, `column ${column}`).toBeGreaterThanOrEqual(0);
  const row = rows.slice(HEADER_ROWS).find(where);
  if (row === undefined) throw new Error(`No row for ${column}`);
  return row[at] ?? null;
}

describe('the workbook of the fixture', () => {
  let path = '';
  let sheets: Awaited<ReturnType<typeof readSheets>> = new Map();
  let parts: ReadonlyMap<string, string> = new Map();
  beforeAll(async () => {
    path = await write('fixture.xlsx', contentsOf());
    sheets = await readSheets(path);
    parts = readParts(path);
  });
  const rows = (name: string): readonly (readonly CellValue[])[] => sheets.get(name) ?? [];

  test('has the sheets of the list, in its order, and the Cover lists them', () => {
    expect([...sheets.keys()]).toEqual(SHEETS.map(({ name }) => name));
    expect(SHEETS.slice(1).map(({ name }) => name)).toEqual(CONTENTS.map(({ sheet }) => sheet));
  });

  test('every sheet file of the folder is in the list', () => {
    const files = readdirSync(join(import.meta.dirname, '../../src/report/sheets')).map((file) =>
      file.replace('.ts', ''),
    );
    const listed = SHEETS.map(({ name }) => name.replace(/ (\w)/g, (_all, letter: string) => letter.toUpperCase()));
    const known = [
      ...listed.map((name) => name.charAt(0).toLowerCase() + name.slice(1)),
      'names',
      'coverResults',
      'coverContext',
      'coverClosing',
    ];
    expect(files.sort()).toEqual(known.sort());
  });

  test('Chains: a row per disk with seven answers, the reason and the way to its findings', () => {
    expect(rows('Chains')).toHaveLength(HEADER_ROWS + 9);
    const web = (row: readonly CellValue[]): boolean => row[1] === 'pay-web-01_OsDisk';
    expect(rows('Chains').find(web)?.slice(0, 15)).toEqual([
      'NonCompliant',
      'pay-web-01_OsDisk',
      'Source',
      'pay-web-01',
      'NonCompliant',
      'NonCompliant',
      'NonCompliant',
      'NotApplicable',
      'NonCompliant',
      'NonCompliant',
      'NonCompliant',
      'R1: Only a platform-managed key protects the disk (EncryptionAtRestWithPlatformKey).',
      'SSE with platform-managed key',
      'westeurope',
      '5 findings',
    ]);
    expect(cell(rows('Chains'), 'Overall', (row) => row[1] === 'pay-db-01_OsDisk-ASRReplica')).toBe('Exempt');
    expect(cell(rows('Chains'), 'Overall', (row) => row[1] === 'hr-app-01_Data0')).toBe('Unknown');
  });

  test('Findings: worst first, then oldest; with age, owner and the ended exemption', () => {
    const findings = rows('Findings').slice(HEADER_ROWS);
    expect(findings).toHaveLength(15);
    expect(findings[0]?.slice(0, 4)).toEqual([
      'High',
      'KEY-01',
      'A key the organisation controls protects the disk',
      'pay-web-01_OsDisk',
    ]);
    expect(findings[0]?.slice(7, 11)).toEqual([new Date('2026-09-07T06:00:00Z'), 77, 1, 'team-web']);
    expect(findings.map(([severity]) => severity)).toEqual([
      ...Array<string>(7).fill('High'),
      ...Array<string>(5).fill('Medium'),
      ...Array<string>(3).fill('Low'),
    ]);
    expect(cell(rows('Findings'), 'What was found', (row) => row[1] === 'POP-01')).toBe(
      'Subscription Contoso Closed is expected, but Azure did not list it for this identity.',
    );
    expect(cell(rows('Findings'), 'What was found', (row) => row[11] === 'EX-3')).toBe(
      'Exemption EX-3 (Waiver, approved by Head of platform) ended on 31 Oct 2026.',
    );
  });

  test('Requirements: the five columns add up, and the change since the last run stands beside them', () => {
    const r1 = (row: readonly CellValue[]): boolean => row[0] === 'All subscriptions' && row[1] === 'R1 Own keys';
    expect(rows('Requirements').find(r1)?.slice(3)).toEqual([
      9,
      4,
      2,
      2,
      0,
      1,
      'yes',
      0.5,
      4,
      0,
      0,
      1,
      '███████████▒▒▒▒▒?????···',
    ]);
    expect(
      cell(
        rows('Requirements'),
        'Compliant, of those it applies to',
        (row) => row[0] === 'Contoso Recovery & DR' && row[1] === 'R2 Backup encrypted',
      ),
    ).toBe('none applies');
  });

  test('a requirement whose counts do not add up says so', async () => {
    const record = contentsOf().record;
    const summary = record.summary.map((row) => ({ ...row, population: row.population + 1 }));
    const wrong = await readSheets(await write('wrong.xlsx', contentsOf({ ...record, summary })));
    expect(cell(wrong.get('Requirements') ?? [], 'Adds up', (row) => row[1] === 'R1 Own keys')).toBe('NO: 9');
    expect(textOf(wrong.get('Cover'))).toContain('do NOT add up');
  });

  test('Population and gaps: gaps first, then coverage, what is not assessed, and the tie-out', () => {
    const population = rows('Population and gaps').slice(HEADER_ROWS);
    expect(population.map(([part, result]) => `${String(part)}: ${String(result)}`)).toEqual([
      'Gap: Not seen',
      'Gap: Count mismatch',
      'Gap: Not authorised',
      'Subscription: Read whole',
      'Subscription: Read whole',
      'Subscription: Not seen',
      'Not assessed: Counted only',
      'Tie-out: Whole',
      'Tie-out: Whole',
      'Tie-out: NOT WHOLE',
      'Tie-out: Whole',
    ]);
    expect(population[9]?.slice(4, 10)).toEqual([
      12,
      11,
      11,
      0,
      0,
      'Azure counts 12 rows, but 11 rows are accounted for (kept and malformed).',
    ]);
  });

  test('Exemptions: state, days left and the verdict beneath', () => {
    const [mitigated, ended] = rows('Exemptions').slice(HEADER_ROWS);
    expect(mitigated?.slice(0, 12)).toEqual([
      'In force',
      'EX-7',
      'EXP-04',
      'pay-db-01_OsDisk-ASRReplica',
      'Mitigated',
      'The recovery subscription is shut off from the network by policy; export needs two approvals.',
      'CISO office',
      new Date('2026-12-10T00:00:00Z'),
      17,
      'RISK-482',
      'Exempt',
      'NonCompliant',
    ]);
    expect(ended?.[8]).toBe(-23);
  });

  test('Queries: the question verbatim, times as dates, every request id, the failure', () => {
    const queries = rows('Queries').slice(HEADER_ROWS);
    expect(queries[0]?.[2]).toBe(contentsOf().observations[0]?.request);
    expect(queries[0]?.slice(3, 11)).toEqual([
      2,
      1,
      8,
      0,
      new Date('2026-11-23T06:00:01.250Z'),
      new Date('2026-11-23T06:00:02Z'),
      0.75,
      'Answered',
    ]);
    expect(queries[2]?.[10]).toBe('403 Forbidden: the client has no authorisation to perform this action.');
    expect(queries[2]?.[11]).toContain('7c2e3f4b-1b5a-4a9d-8e66-1d2e3f4a5b6c');
  });

  test('Cover: state with reasons first, gaps before answers, hashes, sign-off', () => {
    const text = textOf(sheets.get('Cover'));
    const order = [
      'INCOMPLETE: do not rely on this run for the whole scope.',
      '• Subscription Contoso Closed is expected but was not seen.',
      '1. Gaps',
      'Contoso Production, keys: Keys of vault kv-closed could not be read: access was refused (403).',
      'first question 23 Nov 2026 06:00:01 UTC, last answer 23 Nov 2026 06:00:09 UTC',
      'Contoso bank, version 7',
      '3. Answers',
      'Checks of the catalogue that this version does not have count as Unknown: CTL-01.',
      contentsOf().recordSha256,
      'c'.repeat(64),
      'unsigned: integrity against accident only',
      'Prepared by',
    ];
    const places = order.map((part) => text.indexOf(part));
    expect(places.filter((place) => place < 0)).toEqual([]);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test('no cell is a formula, however its text begins', () => {
    for (const [name, xml] of parts) if (name.startsWith('xl/worksheets/')) expect(xml, name).not.toMatch(/<f[ />]/);
    expect(rows('Chains').some((row) => row[1] === '=cmd|’ /C calc’!A0')).toBe(true);
  });

  test('inner links are written by location, outer ones by relationship, and each leads to its row', () => {
    const chains = sheetXml(parts, 'Chains');
    const row = rows('Chains').findIndex((cells) => cells[1] === 'pay-web-01_OsDisk') + 1;
    const target = new RegExp(`<hyperlink ref="O${String(row)}" location="'Findings'!A(\\d+)"/>`).exec(chains)?.[1];
    expect(rows('Findings')[Number(target) - 1]?.[3]).toBe('pay-web-01_OsDisk');
    const portal = new RegExp(`<hyperlink ref="R${String(row)}" r:id="(rId\\d+)"/>`).exec(chains)?.[1] ?? '';
    expect(parts.get('xl/worksheets/_rels/sheet3.xml.rels')).toContain(
      `Id="${portal}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="https://portal.azure.com/#@11111111-1111-4111-8111-111111111111/resource/subscriptions/`,
    );
    for (const xml of parts.values()) expect(xml).not.toContain('Target="#');
  });

  test('every table has a frozen header, a filter over all rows, and titles that repeat in print', () => {
    const book = parts.get('xl/workbook.xml') ?? '';
    for (const [at, sheet] of SHEETS.entries()) {
      if (sheet.kind === 'page') continue;
      const xml = sheetXml(parts, sheet.name);
      expect(xml).toMatch(
        /<pane xSplit="\d" ySplit="3" topLeftCell="[A-Z]4" activePane="bottomRight" state="frozen"\/>/,
      );
      expect(xml).toContain(`<autoFilter ref="A3:`);
      expect(xml).toContain(`${String(rows(sheet.name).length)}"/>`);
      expect(xml).toMatch(/<pageSetup paperSize="9" orientation="landscape"[^>]* fitToHeight="0"/);
      expect(xml).toContain('page &amp;P of &amp;N');
      expect(book).toContain(
        `<definedName name="_xlnm.Print_Titles" localSheetId="${String(at)}">&apos;${sheet.name}&apos;!$3:$3</definedName>`,
      );
    }
  });

  test('document properties come from the run, not from the clock', () => {
    expect(parts.get('docProps/core.xml')).toContain(
      '<dcterms:created xsi:type="dcterms:W3CDTF">2026-11-23T06:00:00Z</dcterms:created>',
    );
    expect(parts.get('docProps/core.xml')).toContain('Management group contoso, 3 subscriptions');
  });

  test('equal contents give equal bytes', async () => {
    const again = await write('again.xlsx', contentsOf());
    expect(sha256(again)).toBe(sha256(path));
    const other = await write('other.xlsx', contentsOf(undefined, { runId: 'another' }));
    expect(sha256(other)).not.toBe(sha256(path));
  });
});

test('a first run without rows says so on every sheet', async () => {
  const record = recordOf([], {
    coverage: [],
    gaps: [],
    population: [],
    notAssessed: [],
    exemptions: [],
    summary: [],
    state: 'COMPLETE',
    incompleteBecause: [],
  });
  const path = await write(
    'empty.xlsx',
    contentsOf(record, { previous: undefined, changes: [], observations: [], lives: new Map() }),
  );
  const sheets = await readSheets(path);
  for (const sheet of SHEETS)
    if (sheet.kind === 'table')
      expect(sheets.get(sheet.name)?.at(HEADER_ROWS)?.at(0), sheet.name).toBe(sheet.whenEmpty);
  expect(textOf(sheets.get('Cover'))).toContain('COMPLETE: the population was read whole.');
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
  expect(disks).toEqual(Array.from({ length: 25 }, (_none, at) => `vm-${String(at).padStart(7, '0')}_OsDisk`));
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
  expect(last?.[14]).toMatch(/^1 finding, first in row \d+$/);
  expect(last?.[17]).toMatch(/^https:\/\/portal\.azure\.com\/#@/);
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

function textOf(rows: readonly (readonly CellValue[])[] | undefined): string {
  return (rows ?? []).map((row) => [...new Set(row)].filter((value) => value !== null).join(' ')).join('\n');
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
