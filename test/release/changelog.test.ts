import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const read = (file: string): string => readFileSync(join(import.meta.dirname, '..', '..', file), 'utf8');
const SECTIONS = [...read('CHANGELOG.md').matchAll(/^## (.+)\n([^]*?)(?=^## |$(?![^]))/gm)].map(
  ([, heading = '', body = '']) => ({ heading, body: body.trim() }),
);

/** What a release said stays as it was said. A new line belongs to the newest section. */
const RELEASED: Readonly<Record<string, string>> = {
  '0.1.0 – 2026-11-26': '05029253994aac8488b598e4cace09abe57e968fa8adfea0d7485a6967a7d731',
};

test('the newest section is the version that packs carry', () => {
  const { version } = JSON.parse(read('package.json')) as { readonly version: string };
  expect(SECTIONS[0]?.heading.split(' ')[0]).toBe(version);
  const lock = JSON.parse(read('package-lock.json')) as {
    readonly version: string;
    readonly packages: Readonly<Record<string, { readonly version: string }>>;
  };
  expect([lock.version, lock.packages['']?.version]).toEqual([version, version]);
});

test('each section is a version with its date, the newest first; only the first may be unreleased', () => {
  expect(SECTIONS.length).toBeGreaterThan(1);
  for (const [index, { heading, body }] of SECTIONS.entries()) {
    expect(heading).toMatch(
      index === 0 ? /^\d+\.\d+\.\d+ (\(Unreleased\)|– \d{4}-\d{2}-\d{2})$/ : /^\d+\.\d+\.\d+ – \d{4}-\d{2}-\d{2}$/,
    );
    expect(body).toMatch(/^- /m);
  }
  const dates = SECTIONS.flatMap(({ heading }) => heading.match(/\d{4}-\d{2}-\d{2}/) ?? []);
  expect([...dates].sort().reverse()).toEqual(dates);
});

test('a released section is not written on', () => {
  const hashes = SECTIONS.filter(({ heading }) => !heading.includes('Unreleased')).map(({ heading, body }) => [
    heading,
    createHash('sha256').update(body).digest('hex'),
  ]);
  expect(Object.fromEntries(hashes)).toEqual(RELEASED);
});
