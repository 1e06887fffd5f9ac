import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contextLines, readContext } from '../../src/pack/context.ts';
import { PART, rawPartName } from '../../src/pack/parts.ts';
import { readRecordLines, recordLines, recordSha256Of } from '../../src/pack/recordLines.ts';
import { HEADER_ROWS } from '../../src/report/workbook/limits.ts';
import type { PackContents } from '../../src/report/packContents.ts';
import { SHEETS } from '../../src/report/sheets.ts';
import { writeWorkbook } from '../../src/report/workbook.ts';
import { contentsOf } from './fixture.ts';
import { cell, readParts, readSheets, sheetXml, textOf, type CellValue } from './readWorkbook.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

let folder = '';
beforeAll(() => {
  folder = temporaryFolder().path;
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function write(name: string, contents: PackContents): Promise<string> {
  const path = join(folder, name);
  await writeWorkbook(contents, path);
  return path;
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
    const cover = rows('Cover').map(([first]) => String(first));
    const names = SHEETS.map(({ name }) => name);
    expect(cover.slice(cover.indexOf('11. Sheets') + 1).filter((text) => names.includes(text))).toEqual(names.slice(1));
  });

  test('every sheet file of the folder is in the list', () => {
    const files = readdirSync(join(import.meta.dirname, '../../src/report/sheets')).map((file) =>
      file.replace('.ts', ''),
    );
    const listed = SHEETS.map(({ name }) => name.replace(/[ -](\w)/g, (_all, letter: string) => letter.toUpperCase()));
    const known = [
      ...listed.map((name) => name.charAt(0).toLowerCase() + name.slice(1)),
      'names',
      'coverResults',
      'coverContext',
      'coverClosing',
      'coverConclusion',
      'difference',
    ];
    expect(files.sort()).toEqual(known.sort());
  });

  test('Chains: a row per disk with seven answers, the reason and the way to its findings', () => {
    expect(rows('Chains')).toHaveLength(HEADER_ROWS + 9);
    const web = (row: readonly CellValue[]): boolean => row[1] === 'pay-web-01_OsDisk';
    expect(rows('Chains').find(web)?.slice(0, 16)).toEqual([
      'NonCompliant',
      'pay-web-01_OsDisk',
      'Source',
      'pay-web-01',
      'rg-payments',
      'NonCompliant',
      'NonCompliant',
      'NonCompliant',
      'NotApplicable',
      'NonCompliant',
      'NonCompliant',
      'NonCompliant',
      'R1: Only a platform-managed key protects the disk (EncryptionAtRestWithPlatformKey).',
      null,
      'SSE with platform-managed key',
      '5 findings',
    ]);
    expect(rows('Chains')[HEADER_ROWS]?.[1]).toBe('pay-web-01_OsDisk');
    expect(cell(rows('Chains'), 'Overall', (row) => row[1] === 'pay-db-01_OsDisk-ASRReplica')).toBe('Exempt');
    expect(cell(rows('Chains'), 'Overall', (row) => row[1] === 'hr-app-01_Data0')).toBe('Unknown – attested');
    const limited = (row: readonly CellValue[]): boolean => row[1] === 'pay-db-01_OsDisk';
    expect(cell(rows('Chains'), 'Overall', limited)).toBe('Compliant – limited');
    expect(cell(rows('Chains'), 'R3 Restore encrypted', limited)).toBe('Compliant – limited');
    expect(cell(rows('Chains'), 'R2 Backup encrypted', limited)).toBe('Compliant');
    expect(cell(rows('Chains'), 'Limited by', limited)).toBe('Not read: keys in Contoso Production.');
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
    expect(findings[0]?.slice(5, 7)).toEqual(['rg-payments', 'Contoso Production']);
    expect(findings[0]?.slice(9, 13)).toEqual([new Date('2026-09-07T06:00:00Z'), 77, 1, 'team-web']);
    expect(findings.map(([severity]) => severity)).toEqual([
      ...Array<string>(7).fill('High'),
      ...Array<string>(5).fill('Medium'),
      ...Array<string>(3).fill('Low'),
    ]);
    expect(cell(rows('Findings'), 'Observed state', (row) => row[1] === 'POP-01')).toBe(
      'Subscription Contoso Closed is expected, but Azure did not list it for this identity.',
    );
    expect(cell(rows('Findings'), 'Observed state', (row) => row[13] === 'EX-3')).toBe(
      'Exemption EX-3 (Waiver, approved by Head of platform) ended on 31 Oct 2026.',
    );
  });

  test('Requirements: the eight columns add up, and the change since the last run stands beside them', () => {
    const r1 = (row: readonly CellValue[]): boolean => row[0] === 'All subscriptions' && row[1] === 'R1 Own keys';
    expect(rows('Requirements').find(r1)?.slice(3)).toEqual([
      9,
      4,
      0,
      2,
      1,
      1,
      0,
      1,
      0,
      'yes',
      0.666,
      0.5,
      4,
      0,
      0,
      1,
      '██████████▒▒▒▒▒???!!!···',
    ]);
    expect(
      cell(
        rows('Requirements'),
        'Compliant of applicable',
        (row) => row[0] === 'Contoso Recovery & DR' && row[1] === 'R2 Backup encrypted',
      ),
    ).toBe('none applies');
  });

  test('a requirement whose counts do not add up says so', async () => {
    const record = contentsOf().record;
    const summary = record.summary.map((row) => ({ ...row, population: row.population + 1 }));
    const wrong = await readSheets(await write('wrong.xlsx', contentsOf({ ...record, summary })));
    expect(cell(wrong.get('Requirements') ?? [], 'Totals agree', (row) => row[1] === 'R1 Own keys')).toBe('NO: 9');
    expect(textOf(wrong.get('Cover'))).toContain('do NOT add up');
  });

  test('Population and gaps: gaps first, then coverage, what is not assessed, and the tie-out', () => {
    const population = rows('Population and gaps').slice(HEADER_ROWS);
    expect(population.map(([part, result]) => `${String(part)}: ${String(result)}`)).toEqual([
      'Gap: Not seen',
      'Gap: Count mismatch',
      'Gap: Not authorised',
      'Limitation: Limits 3 answers',
      'Subscription: Read whole',
      'Subscription: Read whole',
      'Subscription: Not seen',
      'Not assessed: Counted only',
      'Not assessed: Not counted',
      'Tie-out: Complete',
      'Tie-out: Complete',
      'Tie-out: Incomplete',
      'Tie-out: Complete',
    ]);
    expect(population[8]?.slice(3, 5)).toEqual(['Unmanaged disks', null]);
    expect(population[11]?.slice(4, 10)).toEqual([
      12,
      11,
      11,
      0,
      0,
      'Azure counts 12 rows, but 11 rows are accounted for (kept and malformed).',
    ]);
  });

  test('Exemptions: state, days left and the verdict beneath', () => {
    const [mitigated, ended, policy] = rows('Exemptions').slice(HEADER_ROWS);
    expect(mitigated?.slice(0, 14)).toEqual([
      'Baseline',
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
      1,
      'Exempt',
      'NonCompliant',
    ]);
    expect(ended?.[9]).toBe(-23);
    expect(policy).toEqual(
      expect.arrayContaining(['Azure Policy', 'In force', 'Legacy appliances', 'Waiver', new Date('2027-03-31')]),
    );
    expect(policy?.[14]).toBe('Exempt from encryptionAtHost of policy assignment mcsb.');
  });

  test('Attestations: who says what, on which document, until when', () => {
    const [own] = rows('Attestations').slice(HEADER_ROWS);
    expect(own?.slice(0, 12)).toEqual([
      'In force',
      'AT-9',
      'RST-01',
      'pay-db-01_OsDisk',
      'It came back under our own key.',
      'GRC 4711',
      'Head of operations',
      new Date('2026-11-02'),
      new Date('2026-11-30'),
      7,
      1,
      'd'.repeat(64),
    ]);
  });

  test('Queries: the question verbatim, times as dates, every request id, the failure', () => {
    const queries = rows('Queries').slice(HEADER_ROWS);
    expect(queries[0]?.[2]).toBe(contentsOf().observations.at(0)?.request);
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

  test('Cover: state with reasons first, the answer before exceptions and gaps, hashes; a block to sign', () => {
    const text = textOf(sheets.get('Cover'));
    const order = [
      'Prepared by',
      '1. Conclusion',
      '9 disks in scope: 1 compliant (limited)',
      'INCOMPLETE: do not rely on this run for the whole scope.',
      '• Subscription Contoso Closed is expected but was not seen.',
      'Compliant 1 disk meets',
      'Non-compliant 5 disks fail',
      'Undetermined 1 disk, 1 of them attested by a person (sheet Attestations).',
      '2. Answers',
      '3. Exceptions',
      '4. What is not known, and whom to ask',
      '• 3 of 3 limited verdicts have one cause: ',
      'Keys of vault kv-closed could not be read: access was refused (403). Ask the owner of subscription Contoso Production',
      '6. Scope, time and rules',
      'from 23 Nov 2026 06:00:01 UTC to 23 Nov 2026 06:00:09 UTC',
      'Contoso bank, version 7',
      contentsOf().recordSha256,
      'c'.repeat(64),
      'unsigned: hashes reveal accidental, not deliberate, change',
    ];
    const places = order.map((part) => text.indexOf(part));
    expect(places.filter((place) => place < 0)).toEqual([]);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test('no cell is a formula, however its text begins', () => {
    // Reverse sample alone has formulas, and layout.test.ts shows that nothing of the record is in them.
    const own = sheetXml(parts, 'Reverse sample');
    for (const [name, xml] of parts)
      if (name.startsWith('xl/worksheets/') && xml !== own) expect(xml, name).not.toMatch(/<f[ />]/);
    expect(rows('Chains').some((row) => row[1] === '=cmd|’ /C calc’!A0')).toBe(true);
  });

  test('inner links are written by location, outer ones by relationship, and each leads to its row', () => {
    const chains = sheetXml(parts, 'Chains');
    const row = rows('Chains').findIndex((cells) => cells[1] === 'pay-web-01_OsDisk') + 1;
    const target = new RegExp(`<hyperlink ref="P${String(row)}" location="'Findings'!A(\\d+)"/>`).exec(chains)?.[1];
    expect(rows('Findings')[Number(target) - 1]?.[3]).toBe('pay-web-01_OsDisk');
    const portal = new RegExp(`<hyperlink ref="S${String(row)}" r:id="(rId\\d+)"/>`).exec(chains)?.[1] ?? '';
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
      // Characters of the default font that fit across A4 and A3 in landscape; at half its size they can still be read.
      const across = /<pageSetup paperSize="8" orientation="landscape"[^>]* fitToHeight="0"/.test(xml) ? 190 : 135;
      if (across === 135) expect(xml).toMatch(/<pageSetup paperSize="9" orientation="landscape"[^>]* fitToHeight="0"/);
      const printed = sheet.columns.slice(0, sheet.printedColumns).reduce((sum, { width }) => sum + width, 0);
      if (sheet.appendix !== true) expect(across / printed, `${sheet.name} in print`).toBeGreaterThan(0.55);
      expect(xml).toContain('page &amp;P of &amp;N');
      expect(book).toContain(
        `<definedName name="_xlnm.Print_Titles" localSheetId="${String(at)}">&apos;${sheet.name}&apos;!$3:$3</definedName>`,
      );
    }
  });

  test('a chart on the Cover draws R1–R7 over the runs, and what it draws stands on Trend', () => {
    const chart = parts.get('xl/charts/chart1.xml') ?? '';
    const trend = rows('Trend').slice(HEADER_ROWS);
    expect(trend.map(([asOf]) => asOf)).toEqual([new Date('2026-11-16T06:00:00Z'), new Date('2026-11-23T06:00:00Z')]);
    const series = [...chart.matchAll(/<c:ser>.*?<\/c:ser>/gs)].map(([xml]) => xml);
    expect(series).toHaveLength(8);
    // The shaded part is drawn first, behind the lines.
    expect(chart.indexOf('<c:areaChart>')).toBeLessThan(chart.indexOf('<c:lineChart>'));
    for (const [at, xml] of series.entries()) {
      const column = at === 0 ? 10 : 2 + at;
      const letter = 'KDEFGHIJ'[at] ?? '';
      expect(xml).toContain(`<c:f>'Trend'!$${letter}$4:$${letter}$5</c:f>`);
      expect(xml).toContain(`<c:v>${String(rows('Trend')[HEADER_ROWS - 1]?.[column])}</c:v>`);
      const values = /<c:val>.*<\/c:val>/s.exec(xml)?.[0] ?? '';
      expect([...values.matchAll(/<c:v>([^<]*)<\/c:v>/g)].map(([, value]) => Number(value))).toEqual(
        trend.map((row) => row[column]),
      );
    }
    expect(parts.get('xl/drawings/drawing1.xml')).toContain('descr="Compliant of the decided disks');
    expect(parts.get('[Content_Types].xml')).toContain('PartName="/xl/charts/chart1.xml"');
    expect(sheetXml(parts, 'Cover')).toMatch(/<drawing r:id="rIdDrawing"\/><\/worksheet>$/);
    // The rows beneath it are kept free.
    const [from, to] = [...(parts.get('xl/drawings/drawing1.xml') ?? '').matchAll(/<xdr:row>(\d+)</g)].map(([, row]) =>
      Number(row),
    );
    for (const row of rows('Cover').slice(from, to)) expect(new Set(row)).toEqual(new Set([null]));
  });

  test('names stand for every table and for what the Cover states', () => {
    const book = parts.get('xl/workbook.xml') ?? '';
    const named = (name: string): string => new RegExp(`<definedName name="${name}">([^<]*)<`).exec(book)?.[1] ?? '';
    expect(named('Chains_table')).toBe(`'Chains'!$A$3:$W$${String(rows('Chains').length)}`);
    expect(named('Population_and_gaps_table')).toMatch(/^'Population and gaps'!\$A\$3:/);
    const cover = (name: string): CellValue =>
      rows('Cover')[Number(/\$B\$(\d+)$/.exec(named(name))?.[1]) - 1]?.[1] ?? null;
    expect(cover('Record_SHA256')).toBe(contentsOf().recordSha256);
    expect(cover('Previous_manifest_SHA256')).toBe('c'.repeat(64));
    expect(cover('Run_id')).toBe('weekly-2026-11-23T06-00Z');
  });

  test('document properties come from the run, not from the clock', () => {
    expect(parts.get('docProps/core.xml')).toContain(
      '<dcterms:created xsi:type="dcterms:W3CDTF">2026-11-23T06:00:00Z</dcterms:created>',
    );
    expect(parts.get('docProps/core.xml')).toContain('Management group contoso, 3 subscriptions');
  });

  test('equal contents give equal bytes, in any process, time zone and language', async () => {
    const again = await write('again.xlsx', contentsOf());
    expect(sha256(again)).toBe(sha256(path));
    const elsewhere = join(folder, 'elsewhere.xlsx');
    execFileSync(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'writeFixture.ts'), elsewhere],
      { env: { ...process.env, TZ: 'Pacific/Auckland', LANG: 'ar_EG.UTF-8', LC_ALL: 'ar_EG.UTF-8' } },
    );
    expect(sha256(elsewhere)).toBe(sha256(path));
    const other = await write('other.xlsx', contentsOf(undefined, { runId: 'another' }));
    expect(sha256(other)).not.toBe(sha256(path));
  });

  test('the same bytes come from what the pack keeps: the record’s and the context’s lines', async () => {
    const { facts, observations, parts: listed, ...rest } = contentsOf();
    const record = readRecordLines(recordLines(rest.record));
    const context = await readContext([...contextLines({ ...rest })]);
    const rebuilt = { ...context, record, recordSha256: recordSha256Of(record), facts, observations, parts: listed };
    expect(sha256(await write('rebuilt.xlsx', rebuilt))).toBe(sha256(path));
  });

  test('Integrity: the record, the chain of manifests, every file there was, and how to check', () => {
    const integrity = rows('Integrity').slice(HEADER_ROWS);
    const of = (name: string): readonly CellValue[] | undefined => integrity.find((row) => row[1] === name);
    expect(of('record.jsonl, unpacked')?.[2]).toBe(contentsOf().recordSha256);
    expect(of('weekly-2026-11-16T06-00Z')?.[2]).toBe('c'.repeat(64));
    expect(of('raw/disks.jsonl.gz')?.slice(2, 5)).toEqual(['e'.repeat(64), 40_312, 9]);
    expect(of('unsigned')?.[5]).toMatch(/^Hashes reveal accidental, not deliberate, change/);
    expect(integrity.filter(([part]) => part === 'How to verify').length).toBeGreaterThan(3);
  });

  test('Integrity says of every part that a run lists what it holds', async () => {
    const parts = [...Object.values(PART), rawPartName('disks')].map((name) => ({
      name,
      sha256: 'a'.repeat(64),
      bytes: 1,
      mediaType: 'application/gzip',
    }));
    const contents = contentsOf();
    const integrity = (await readSheets(await write('parts.xlsx', { ...contents, parts }))).get('Integrity') ?? [];
    const files = integrity.filter(([part]) => part === 'File');
    expect(files.map(([, name]) => name)).toEqual(parts.map(({ name }) => name));
    for (const [, name, , , , meaning] of files) expect(meaning, String(name)).toMatch(/^[A-Z].*\.$/);
  });
});

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
