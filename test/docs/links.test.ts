import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const { brokenReferences } = (await import(new URL('../../scripts/checkLinks.mjs', import.meta.url).href)) as {
  readonly brokenReferences: (root: string, files: readonly string[]) => readonly string[];
};

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function broken(files: Readonly<Record<string, string>>): readonly string[] {
  const root = temporaryFolder().path;
  folders.push(root);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return brokenReferences(root, Object.keys(files));
}

test('a link that leads nowhere, an anchor without a heading and a path that is not there are found', () => {
  const page = [
    '[gone](gone.md) [here](docs/there.md) [no heading](docs/there.md#nowhere)',
    '[heading](docs/there.md#who-may--what) [second](docs/there.md#again-1) [own](#top) [web](https://example.com/gone.md)',
    '![picture](docs/gone.png) `app/gone.ts` `infra/hooks/gone.mjs`, [code](`x`)',
    '```\n[not a link](gone-too.md)\n```',
    '# Top',
  ].join('\n');
  const found = broken({
    'README.md': page,
    'docs/there.md': '# There\n## Who may `–` what\n## Again\n## Again\n[up](../README.md#top)\n',
    'infra/main.bicep': '// infra/hooks/gone.mjs does it; https://example.com/docs/gone.md does not.\n',
  });
  expect([...found].sort()).toEqual([
    'README.md: links to docs/gone.png, which is not there',
    'README.md: links to docs/there.md#nowhere, and docs/there.md has no such heading',
    'README.md: links to gone.md, which is not there',
    'README.md: names app/gone.ts, which is not there in src',
    'README.md: names docs/gone.png, which is not there',
    'README.md: names infra/hooks/gone.mjs, which is not there',
    'infra/main.bicep: names infra/hooks/gone.mjs, which is not there',
  ]);
});

test('the index of the documentation names every page, and fits on one', () => {
  const index = readFileSync(join(ROOT, 'docs', 'README.md'), 'utf8');
  const pages = readdirSync(join(ROOT, 'docs')).filter((file) => /\.(md|yaml)$/.test(file) && file !== 'README.md');
  expect(pages.filter((page) => !index.includes(`](${page})`))).toEqual([]);
  expect(index.split('\n').length).toBeLessThan(60);
});
