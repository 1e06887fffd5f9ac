import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderPack } from '../../src/app/renderPack.ts';
import { bankPack } from '../app/pack/smallPack.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

const SCHEMA = join(import.meta.dirname, '../../../shared/schemas/oscal/oscal_assessment-results_schema.v1.0.6.json');
const folder = temporaryFolder();
let pack: string;

beforeAll(async () => {
  pack = (await bankPack(2, folder.path)).packLocation;
});
afterAll(() => folder.dispose());

test('OSCAL assessment results validate against NIST’s schema', async () => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(SCHEMA, 'utf8')) as object);
  let text = '';
  for await (const piece of renderPack(pack, 'oscal')) text += piece;
  const document = JSON.parse(text) as { 'assessment-results': { uuid: string } };
  validate(document);
  expect(validate.errors ?? []).toEqual([]);
  document['assessment-results'].uuid = 'none';
  expect(validate(document)).toBe(false);
});
