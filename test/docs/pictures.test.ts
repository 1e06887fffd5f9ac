import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SHEETS as LISTED } from '../../src/report/sheets.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const load = (path: string): Promise<unknown> => import(new URL(`../../scripts/${path}`, import.meta.url).href);
const { SHEETS, MAILS, POWER_BI, BY_HAND } = (await load('docsPictures.mjs')) as {
  readonly SHEETS: Readonly<Record<string, string>>;
  readonly MAILS: Readonly<Record<string, string>>;
  readonly POWER_BI: Readonly<Record<string, string | undefined>>;
  readonly BY_HAND: readonly string[];
};
const { overviewPage } = (await load('pictures/powerBi.mjs')) as {
  readonly overviewPage: (folder: string, until?: string) => string;
};

test('every picture in docs/ is made by npm run docs:pictures or says that it is drawn by hand, and each is there and shown', () => {
  const made = [...Object.values(SHEETS), ...Object.values(MAILS), ...Object.keys(POWER_BI), ...BY_HAND].sort();
  expect(
    readdirSync(join(ROOT, 'docs'))
      .filter((file) => /\.(png|svg|jpe?g|gif|webp)$/i.test(file))
      .map((file) => `docs/${file}`)
      .sort(),
  ).toEqual(made);
  const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
  const shown = `${read('README.md')}${read('docs/power-bi.md').replaceAll('](power-bi', '](docs/power-bi')}`;
  for (const picture of made) expect(shown).toContain(`(${picture})`);
  for (const picture of BY_HAND) expect(read(picture)).toContain('<!-- Drawn by hand');
  const names = LISTED.map(({ name }): string => name);
  for (const sheet of Object.keys(SHEETS)) expect(names).toContain(sheet);
});

describe('the Power BI overview', () => {
  let folder = '';
  beforeAll(() => {
    folder = temporaryFolder().path;
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const write = (name: string, rows: readonly object[]): void =>
    writeFileSync(
      join(folder, `Unbroken${name}.jsonl.gz`),
      gzipSync(rows.map((row) => `${JSON.stringify(row)}\n`).join('')),
    );
  const FIRST = '2026-11-16T06:00:00.000Z';
  const SECOND = '2026-11-23T06:00:00.000Z';

  /** Two runs; at the second R1 has 999 of 1,000 disks compliant, one Unknown, and R2 does not apply. */
  function history(population: number, further: readonly object[] = []): void {
    write('Runs', [
      { asOf: SECOND, complete: false, gaps: 7 },
      { asOf: FIRST, complete: false, gaps: 7 },
    ]);
    const summary = [FIRST, SECOND].flatMap((asOf) =>
      ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7'].flatMap((requirement) =>
        ['*', 's1'].map((subscriptionId) => ({
          runId: asOf,
          asOf,
          requirement,
          subscriptionId,
          population: subscriptionId === '*' ? population : 1000,
          compliant: requirement === 'R2' ? 0 : asOf === FIRST ? 500 : 999,
          nonCompliant: 0,
          unknown: requirement === 'R2' ? 0 : asOf === FIRST ? 500 : 1,
          exempt: 0,
          notApplicable: requirement === 'R2' ? 1000 : 0,
          // As 0.2.0 counts them; the first run is of an earlier version.
          ...(asOf === SECOND && {
            compliantLimited: requirement === 'R1' ? 9 : 0,
            notApplicableLimited: requirement === 'R2' ? 400 : 0,
            unknownAttested: requirement === 'R1' ? 1 : 0,
          }),
        })),
      ),
    );
    write('Summary', summary);
    write('Findings', [
      { check: 'POP-01', severity: 'High', subscriptionId: 's2', openedAt: FIRST },
      { check: 'KEY-01', severity: 'Low', subscriptionId: 's1', openedAt: SECOND },
      {
        check: 'KEY-01',
        severity: 'High',
        subscriptionId: 's1',
        openedAt: FIRST,
        closedAt: SECOND,
        closedBecause: 'fixed',
      },
      { check: 'KEY-02', severity: 'High', subscriptionId: 's1', openedAt: FIRST, exemptSince: SECOND },
      ...further,
    ]);
  }

  test('says the figures of the tables, rounded as the measures round', () => {
    history(1000);
    const page = overviewPage(folder);
    expect(rowOf(page, 'R1')).toEqual(['100.0%', '99.9%', '+49.9%', '990', '9', '0', '0', '1', '0', '0', '0']);
    expect(rowOf(page, 'R2')).toEqual(['', '', '', '0', '0', '0', '0', '0', '0', '600', '400']);
    expect(page).toContain('As of 23 Nov 2026 06:00 UTC. The run is INCOMPLETE (7 gaps)');
    for (const [name, value] of [
      ['Disks', '1,000'],
      ['Compliant of decided', '100.0%'],
      ['Compliant of applicable', '99.9%'],
      ['Open findings', '2'],
      ['Open findings of high severity', '1'],
      ['Subscriptions not read whole', '1'],
      ['Hours since last complete run', '(Blank)'],
    ])
      expect(page).toContain(`<b>${value ?? ''}</b><span>${name ?? ''}</span>`);
    expect(page).toContain('Not a screenshot of Power BI');
  });

  test('shows an earlier week as it stood, and counts that its version did not have as nothing', () => {
    history(1000);
    const page = overviewPage(folder, FIRST);
    expect(rowOf(page, 'R1')).toEqual(['100.0%', '50.0%', '', '500', '', '0', '500', '', '0', '0', '']);
    expect(page).toContain('As of 16 Nov 2026');
    expect(page).not.toContain('23 Nov 2026');
  });

  test('counts a finding that went on with the next snapshot once', () => {
    history(1000);
    const page = overviewPage(folder);
    history(1000, [{ check: 'BKP-05', severity: 'Low', openedAt: FIRST, closedAt: SECOND, closedBecause: 'replaced' }]);
    expect(overviewPage(folder)).toBe(page);
  });

  test('is not drawn from tables that do not add up', () => {
    history(1001);
    expect(() => overviewPage(folder)).toThrow('does not add up');
  });
});

/** The cells of a requirement’s row, without its title. */
function rowOf(page: string, id: string): readonly string[] {
  const row = new RegExp(`<tr><td>${id} [^<]*</td>(.*?)</tr>`).exec(page)?.[1] ?? '';
  return [...row.matchAll(/<td[^>]*>([^<]*)<\/td>/g)].map(([, cell = '']) => cell);
}
