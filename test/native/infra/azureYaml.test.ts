import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2019, type ValidateFunction } from 'ajv/dist/2019.js';
import { beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';

// Needs, and fails without: ../shared/schemas/azure-dev, the published schema of azure.yaml.

const ROOT = join(import.meta.dirname, '..', '..', '..');
const SCHEMA = join(ROOT, '..', 'shared', 'schemas', 'azure-dev', 'azure.yaml.json');
const TEXT = readFileSync(join(ROOT, 'azure.yaml'), 'utf8');

let validate: ValidateFunction;

beforeAll(() => {
  if (!existsSync(SCHEMA)) throw new Error(`${SCHEMA} is missing: the folder shared lies beside the checkout.`);
  const schema = JSON.parse(readFileSync(SCHEMA, 'utf8')) as object;
  // The schema carries words that are no keywords of JSON Schema, and refers to schemas of extensions, which are not used here.
  const ajv = new Ajv2019({ strict: false, allErrors: true });
  for (const address of new Set(JSON.stringify(schema).match(/https:[^"]*\/extensions\/[^"#]*\.json/g)))
    ajv.addSchema({ $id: address });
  validate = ajv.compile(schema);
});

test('azure.yaml is what the Azure Developer CLI takes', () => {
  validate(parse(TEXT));
  expect(validate.errors).toBeNull();
});

test('the schema does find a mistake', () => {
  expect(validate(parse(TEXT.replace('host: function', 'hosts: function')))).toBe(false);
});

test('azd up alone builds what it deploys', () => {
  const { hooks, services } = parse(TEXT) as {
    readonly hooks: Readonly<Record<string, Readonly<Record<string, { readonly run: string }>>>>;
    readonly services: Readonly<Record<string, { readonly project: string }>>;
  };
  for (const system of ['posix', 'windows'])
    expect(hooks['prepackage']?.[system]?.run).toBe('node infra/hooks/building.mjs');
  // Where scripts/release.mjs puts the app.
  expect(readFileSync(join(ROOT, 'scripts', 'release.mjs'), 'utf8')).toContain(
    `const APP = '${services['unbroken']?.project ?? ''}';`,
  );
});

test('hooks run files that are there', () => {
  const files = [...TEXT.matchAll(/run: node (\S+)/g)].map((match) => match[1] ?? '');
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) expect(existsSync(join(ROOT, file)), file).toBe(true);
});
