import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { INFRA } from './roles.ts';

const text = (...path: readonly string[]): string => readFileSync(join(INFRA, ...path), 'utf8');
const TEMPLATE = text('main.bicep');
const FROM_ENVIRONMENT = text('main.bicepparam');

function names(source: string, pattern: RegExp): readonly string[] {
  return [...source.matchAll(pattern)].map((match) => match[1] ?? '').sort();
}

test('every parameter of main.bicep is set from azd’s environment, and no other', () => {
  const parameters = names(TEMPLATE, /^param (\w+) /gm);
  expect(parameters.length).toBeGreaterThan(40);
  expect(names(FROM_ENVIRONMENT, /^param (\w+) =/gm)).toEqual(parameters);
});

test('each by a variable of its own', () => {
  const sources = FROM_ENVIRONMENT.split(/^param /m).slice(1);
  for (const source of sources) expect(source).toContain("readEnvironmentVariable('");
  const variables = names(FROM_ENVIRONMENT, /readEnvironmentVariable\('(\w+)'/g);
  expect(new Set(variables).size).toBe(variables.length);
  expect(variables.length).toBe(sources.length);
});

test('docs/deploy.md names each variable once in its table, with its default, and no other', () => {
  const page = text('..', 'docs', 'deploy.md');
  const section = /\n## Settings\n(.*?)\n### /s.exec(page)?.[1] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  const variables = names(FROM_ENVIRONMENT, /readEnvironmentVariable\('(\w+)'/g);
  expect(rows.flatMap((row) => names(row.split('|')[1] ?? '', /`(\w+)`/g)).sort()).toEqual(variables);
  for (const [, variable = '', fallback = ''] of FROM_ENVIRONMENT.matchAll(
    /readEnvironmentVariable\('(\w+)', '([^']*)'\)/g,
  )) {
    const row = rows.find((line) => line.includes(`\`${variable}\``)) ?? '';
    if (variable !== 'AZURE_ENV_NAME')
      expect(row.split('|')[2]?.trim(), variable).toMatch(
        fallback === '' || variable === 'UNBROKEN_SAMPLE_SIZE' ? /^(–|this subscription|`25`)$/ : `\`${fallback}\``,
      );
  }
});

test('the names that may be chosen are those that the template asks for', () => {
  const type = /type chosenNames = \{(.*?)\n\}/s.exec(TEMPLATE)?.[1] ?? '';
  const chosen = names(type, /^\s+(\w+): string\?$/gm);
  expect(chosen.length).toBeGreaterThan(10);
  expect([...new Set(names(TEMPLATE, /names\.\?(\w+)/g))]).toEqual(chosen);
  const documented = /`UNBROKEN_NAMES`[^\n]*/.exec(text('..', 'docs', 'deploy.md'))?.[0] ?? '';
  for (const name of chosen) expect(documented).toContain(`\`${name}\``);
});
