import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checksPage } from '../../scripts/docs/page.ts';

test('docs/checks.md is what the catalogue says now; if not, run `npm run docs`', async () => {
  const page = readFileSync(new URL('../../docs/checks.md', import.meta.url), 'utf8');
  expect(page).toBe(await checksPage());
});
