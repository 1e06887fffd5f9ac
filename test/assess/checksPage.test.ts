import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { differencesPage } from '../../scripts/docs/differencesPage.ts';
import { checksPage } from '../../scripts/docs/page.ts';
import { reachPage } from '../../scripts/docs/reachPage.ts';

test.each([
  ['checks.md', checksPage],
  ['differences-from-azure-policy.md', differencesPage],
  ['reach.md', reachPage],
])('docs/%s is what the program says now; if not, run `npm run docs`', async (file, page) => {
  expect(readFileSync(new URL(`../../docs/${file}`, import.meta.url), 'utf8')).toBe(await page());
});
