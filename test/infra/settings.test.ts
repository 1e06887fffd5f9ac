import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSettings } from '../../src/app/settings.ts';
import { INFRA } from './roles.ts';

const ROOT = join(INFRA, '..');
const text = (...path: readonly string[]): string => readFileSync(join(ROOT, ...path), 'utf8');

/** For a laptop or the simulator – a Function app in Azure asks Azure, with its identity – or a file that the package does not hold. */
const NOT_IN_AZURE = [
  'UNBROKEN_ACCESS_TOKEN',
  'UNBROKEN_CA_FILE',
  'UNBROKEN_ENDPOINT',
  'UNBROKEN_SIGNING_CERTIFICATE_FILE',
];

function names(source: string, pattern: RegExp): readonly string[] {
  return [...new Set([...source.matchAll(pattern)].map((match) => match[1] ?? ''))].sort();
}

/** The settings that the code reads, and those that the triggers name or read themselves. */
function settingsOfCode(): readonly string[] {
  const shells = readdirSync(join(ROOT, 'src', 'functions')).map((file) => text('src', 'functions', file));
  const read = names(text('src', 'app', 'environment.ts'), /^\s+(UNBROKEN_\w+):/gm);
  const inShells = names(shells.join('\n'), /%(UNBROKEN_\w+)%/g);
  const byHand = names(shells.join('\n'), /environment\['(UNBROKEN_\w+)'\]/g);
  return [...new Set([...read, ...inShells, ...byHand])].sort();
}

test('the Function app gets exactly the settings that the code reads', () => {
  const inBicep = names(text('infra', 'main.bicep'), /^\s+(UNBROKEN_\w+): /gm);
  const inCode = settingsOfCode();
  expect(inCode.length).toBeGreaterThan(10);
  for (const name of NOT_IN_AZURE) expect(inCode, 'listed as not in Azure, but not read by the code').toContain(name);
  expect(inBicep).toEqual(inCode.filter((name) => !NOT_IN_AZURE.includes(name)));
});

test('the app starts with what the template sets where nothing was asked for', () => {
  const set = [...text('infra', 'main.bicep').matchAll(/^\s+(UNBROKEN_\w+): (string\()?/gm)];
  const environment = Object.fromEntries(
    set.map(([, name = '', number]): [string, string] => [name, number === undefined ? '' : '7']),
  );
  expect(() => readSettings({ ...environment, UNBROKEN_STORAGE: 'stevidabcdefghijklm' })).not.toThrow();
});

test('each of them is documented', () => {
  const documented = names(text('docs', 'settings.md'), /`(UNBROKEN_\w+)`/g);
  expect(documented).toEqual(settingsOfCode());
});
