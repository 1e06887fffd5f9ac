import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runLocally } from '../../src/app/localRun.ts';
import { readSettings } from '../../src/app/settings.ts';
import { SHEETS as LISTED } from '../../src/report/sheets.ts';
import { writeWorkbook } from '../../src/report/workbook.ts';
import { bankBaselineIn, openBank, settingsOf } from '../app/run/stage.ts';
import { contentsOf, largeRecord, recordNaming, recordOf } from '../report/fixture.ts';
import { facts } from '../report/fixtureFacts.ts';
import { readSheets } from '../report/readWorkbook.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

// Needs, and fails without: `dotnet` (SDK 10, NuGet reachable), `soffice` (LibreOffice Calc), `pdftoppm`, `pdftotext` and `pdfinfo` (poppler).

const run = promisify(execFile);
const PROJECT = join(import.meta.dirname, 'openxml');
/** Of the list in `src/report/sheets.ts`. */
const SHEETS = LISTED.length;
/** Of the bank with its 148 disks: somebody has to read them, and appendices would be a hundred more. */
const PAGES_AT_MOST = 60;

let folder = '';
/** Workbooks that differ in what breaks writers: odd names, no rows, split sheets, every odd text, size. */
const files: Record<string, string> = {};

beforeAll(async () => {
  folder = temporaryFolder().path;
  const odd = `=1+1\t\u0007\ud800 ${'é文😀דיסק '.repeat(20)}_x0041_ &lt; ]]> <tag attribute='"'> ${'long '.repeat(8_000)}`;
  const write = async (
    name: string,
    ...[contents, limits]: [Parameters<typeof writeWorkbook>[0], Parameters<typeof writeWorkbook>[2]?]
  ): Promise<void> => {
    const path = join(folder, `${name}.xlsx`);
    await writeWorkbook(contents, path, limits);
    files[name] = path;
  };
  await write('fixture', contentsOf(undefined, { facts }));
  await write('odd', contentsOf(recordNaming(odd), { scopeText: odd, runId: odd }));
  await write('split', contentsOf(largeRecord(40)), { rows: 15, links: 9 });
  await write('large', contentsOf(largeRecord(2_000)));
  await write(
    'empty',
    contentsOf(recordOf([], { coverage: [], gaps: [], population: [], notAssessed: [], exemptions: [], summary: [] }), {
      previous: undefined,
      changes: [],
      observations: [],
      lives: new Map(),
    }),
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Validated {
  readonly file: string;
  readonly sheets: readonly string[];
  readonly errors: readonly { readonly description: string; readonly part: string; readonly path: string }[];
}

test('Microsoft’s validator finds no error, by the rules of Microsoft 365', { timeout: 300_000 }, async () => {
  await run('dotnet', ['build', PROJECT, '--configuration', 'Release', '--nologo', '--verbosity', 'quiet']);
  const program = join(PROJECT, 'bin', 'Release', 'net10.0', 'openxml.dll');
  const { stdout } = await run('dotnet', [program, ...Object.values(files)], { maxBuffer: 64 * 2 ** 20 });
  const results = JSON.parse(stdout) as readonly Validated[];
  expect(results).toHaveLength(Object.keys(files).length);
  for (const { file, sheets, errors } of results) {
    expect(errors, file).toEqual([]);
    expect(sheets.length, file).toBeGreaterThanOrEqual(SHEETS);
  }
});

const SAVED = ['fixture', 'odd', 'split'] as const;

describe('LibreOffice', () => {
  /** In one call: to start the office takes longer than to convert. @returns the folder of what was made, under the same names */
  const convert = async (paths: readonly string[], format: 'pdf' | 'xlsx'): Promise<string> => {
    const out = join(folder, format);
    mkdirSync(out, { recursive: true });
    // A profile of its own: an office that runs already would take the call and answer nothing.
    const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`;
    const words = [profile, '--headless', '--convert-to', format, '--outdir', out, ...paths];
    await run('soffice', words, { timeout: 480_000 });
    return out;
  };

  let [saved, printed] = ['', ''];
  beforeAll(async () => {
    saved = await convert(
      SAVED.map((name) => files[name] ?? ''),
      'xlsx',
    );
    printed = await convert([files['fixture'] ?? '', await workbookOfBank()], 'pdf');
  }, 900_000);

  test.each(SAVED)('opens the workbook "%s" and saves it with the same values', async (name) => {
    const before = await readSheets(files[name] ?? '');
    const after = await readSheets(join(saved, `${name}.xlsx`));
    expect([...after.keys()]).toEqual([...before.keys()]);
    for (const [sheet, rows] of before)
      for (const [number, row] of rows.entries())
        expect(
          row.map((_cell, column) => after.get(sheet)?.[number]?.[column] ?? null),
          `${sheet}, row ${String(number + 1)}`,
        ).toEqual(row);
  });

  test('prints every sheet but the appendices, of which it prints nothing', async () => {
    const pdf = join(printed, 'fixture.pdf');
    await run('pdftoppm', ['-r', '40', '-png', pdf, join(folder, 'page')]);
    const pages = readdirSync(folder).filter((name) => name.startsWith('page') && name.endsWith('.png'));
    const meant = LISTED.filter((sheet) => sheet.kind === 'page' || sheet.appendix !== true);
    expect(pages.length).toBeGreaterThanOrEqual(meant.length);
    for (const page of pages) expect(statSync(join(folder, page)).size).toBeGreaterThan(2_000);
    // Each sheet prints its own name at the foot of its pages.
    const { stdout } = await run('pdftotext', ['-layout', pdf, '-'], { maxBuffer: 64 * 2 ** 20 });
    for (const sheet of LISTED) expect(stdout.includes(`${sheet.name}, page `), sheet.name).toBe(meant.includes(sheet));
  });

  test('prints the whole bank on pages that somebody can read', async () => {
    const { stdout } = await run('pdfinfo', [join(printed, 'bank.pdf')]);
    const pages = Number(/^Pages:\s+(\d+)$/m.exec(stdout)?.[1]);
    expect(pages).toBeGreaterThan(LISTED.filter((sheet) => sheet.kind === 'page' || sheet.appendix !== true).length);
    expect(pages).toBeLessThanOrEqual(PAGES_AT_MOST);
  });
});

/** Of its second week, into the folder. */
async function workbookOfBank(): Promise<string> {
  const bank = await openBank(2);
  try {
    const baseline = fileURLToPath(bankBaselineIn(2));
    const outcome = await runLocally({
      settings: readSettings(await settingsOf(bank, folder, { UNBROKEN_BASELINE: baseline })),
      outFolder: join(folder, 'bank'),
      sendMail: false,
      report: () => undefined,
      trigger: 'cli',
      asOf: bank.now,
    });
    const path = join(folder, 'bank.xlsx');
    copyFileSync(outcome.workbookLocation, path);
    return path;
  } finally {
    await bank.close();
  }
}
