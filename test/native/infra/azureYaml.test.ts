import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { toolsIn } from '../tools.ts';

// Needs, and fails without: ../shared/schemas/azure-dev (the published schema of azure.yaml) and the npm registry.

const ROOT = join(import.meta.dirname, '..', '..', '..');
const SCHEMA = join(ROOT, '..', 'shared', 'schemas', 'azure-dev', 'azure.yaml.json');
const tools = toolsIn(import.meta.dirname);

interface Validate {
  (value: unknown): boolean;
  readonly errors?: unknown;
}

let validate: Validate;
let parse: (text: string) => unknown;

beforeAll(() => {
  tools.ensureInstalled();
  if (!existsSync(SCHEMA)) throw new Error(`${SCHEMA} is missing: the folder shared lies beside the checkout.`);
  const { default: Ajv } = tools.require('ajv/dist/2019') as {
    default: new (options: object) => { compile: (schema: unknown) => Validate; addSchema: (schema: object) => void };
  };
  const schema = JSON.parse(readFileSync(SCHEMA, 'utf8')) as object;
  // The schema carries words that are no keywords of JSON Schema, and refers to schemas of extensions, which are not used here.
  const ajv = new Ajv({ strict: false, allErrors: true });
  for (const address of new Set(JSON.stringify(schema).match(/https:[^"]*\/extensions\/[^"#]*\.json/g)))
    ajv.addSchema({ $id: address });
  validate = ajv.compile(schema);
  parse = (tools.require('yaml') as { parse: (text: string) => unknown }).parse;
});

test('azure.yaml is what the Azure Developer CLI takes', () => {
  validate(parse(readFileSync(join(ROOT, 'azure.yaml'), 'utf8')));
  expect(validate.errors).toBeNull();
});

test('the schema does find a mistake', () => {
  const text = readFileSync(join(ROOT, 'azure.yaml'), 'utf8');
  expect(validate(parse(text.replace('host: function', 'hosts: function')))).toBe(false);
});

test('hooks run files that are there', () => {
  const text = readFileSync(join(ROOT, 'azure.yaml'), 'utf8');
  const files = [...text.matchAll(/run: node (\S+)/g)].map((match) => match[1] ?? '');
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) expect(existsSync(join(ROOT, file)), file).toBe(true);
});
