// The pictures of the README and of docs/, made again from the current demo: `npm run docs:pictures`. Needs LibreOffice, poppler and
// Chromium; a missing one is an error.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { simpleParser } from 'mailparser';
import { overviewPage } from './pictures/powerBi.mjs';
import { screenshot } from './pictures/tools.mjs';
import { drawSheets } from './pictures/workbook.mjs';

/** Each picture, and what it is of. */
export const SHEETS = {
  Cover: 'docs/workbook-cover.png',
  Chains: 'docs/workbook-chains.png',
  Findings: 'docs/workbook-findings.png',
  Sampling: 'docs/workbook-sampling.png',
};
/** Drawn by hand: what a chain is changes by no run. */
export const BY_HAND = ['docs/chain.svg'];
export const MAILS = { 'week-1.eml': 'docs/mail-first-week.png', 'week-2.eml': 'docs/mail.png' };

/** The Power BI page after the first week, which left gaps, and after both; up to when the runs of each are. */
export const POWER_BI = {
  'docs/power-bi-first-week.png': '2026-11-17',
  'docs/power-bi-overview.png': undefined,
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await draw(process.argv[2]);

/** @param ready a demo that is there already, to save a minute */
async function draw(ready) {
  const folder = mkdtempSync(join(tmpdir(), 'unbroken-pictures-'));
  try {
    const demo = ready ?? join(folder, 'demo');
    if (ready === undefined) {
      const run = (...words) => execFileSync(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] });
      run('scripts/build.mjs');
      run('--disable-warning=ExperimentalWarning', 'dist/cli.cjs', 'demo', '--out', demo);
    }
    const workbooks = readdirSync(demo, { recursive: true })
      .filter((file) => file.endsWith('.xlsx'))
      .sort();
    const newest = workbooks.at(-1);
    if (newest === undefined) throw new Error('The demo left no workbook.');
    drawSheets(resolve(demo, newest), SHEETS, folder);
    for (const [mail, target] of Object.entries(MAILS)) {
      const { html } = await simpleParser(readFileSync(join(demo, 'demo', mail)));
      if (!html) throw new Error(`${mail} has no HTML.`);
      screenshot(html, { folder, name: mail, width: 800, most: 1800 }, resolve(target));
    }
    for (const [target, until] of Object.entries(POWER_BI)) {
      const page = overviewPage(join(demo, 'demo', 'history'), until);
      screenshot(page, { folder, name: 'power-bi', width: 1280 }, resolve(target));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
