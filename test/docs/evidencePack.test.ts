import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SOURCE_IDS } from '../../src/collect/sources/list.ts';
import { MANIFEST, PART, BESIDE_MANIFEST } from '../../src/pack/parts.ts';
import { SHEETS } from '../../src/report/sheets.ts';

const page = readFileSync(new URL('../../docs/evidence-pack.md', import.meta.url), 'utf8');

/** Text below a heading, up to the next of the same kind. */
function section(heading: string): string {
  const at = page.indexOf(`\n${heading}\n`);
  if (at < 0) return '';
  const next = page.indexOf('\n## ', at + heading.length + 1);
  return page.slice(at, next < 0 ? undefined : next);
}

/** What stands in the first column of a section's tables. */
function explained(text: string): ReadonlySet<string> {
  const firsts = [...text.matchAll(/^\| (.*?) \|/gm)].map(([, first]) => first ?? '');
  return new Set(firsts.flatMap((first) => [...first.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '')));
}

const COMMON = explained(section('## How to read it'));

test('every part of a pack is named, and every source that has one', () => {
  const files = section('## The files');
  const named = explained(files);
  for (const part of [
    ...Object.values(PART),
    MANIFEST,
    ...BESIDE_MANIFEST,
    'UNBROKEN-….xlsx',
    'raw/*.jsonl.gz',
    'excerpts/*',
  ])
    expect(named, part).toContain(part);
  expect(named.size, 'a part that there is no longer').toBe(Object.values(PART).length + 4 + BESIDE_MANIFEST.length);
  const listed = /The sources, .*?: (.*?)\. What/s.exec(files)?.[1] ?? '';
  expect([...listed.matchAll(/`(\w+)`/g)].map(([, id]) => id).sort()).toEqual([...SOURCE_IDS].sort());
});

test.each(SHEETS.map((sheet) => [sheet.name, sheet] as const))(
  'the sheet %s and its columns are explained',
  (name, sheet) => {
    expect(section(`## ${name}`)).not.toBe('');
    if (sheet.kind === 'page') return;
    const own = explained(section(`## ${name}`));
    const titles = new Set(sheet.columns.map(({ title }) => title));
    expect([...titles].filter((title) => !own.has(title) && !COMMON.has(title))).toEqual([]);
    // Nor is anything explained that is no longer there.
    expect([...own].filter((title) => !titles.has(title))).toEqual([]);
  },
);

test('no section explains a sheet that does not exist', () => {
  const known = new Set<string>(['The files', 'How to read it', ...SHEETS.map(({ name }) => name)]);
  expect(
    [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading ?? '').filter((name) => !known.has(name)),
  ).toEqual([]);
});
