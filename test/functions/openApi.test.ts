import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { openApiDocument } from '../../src/functions/openApiDocument.ts';
import { requestBodyJsonSchema } from '../../src/app/apiSchemas.ts';
import { requestBody } from '../../src/app/requestBody.ts';
import { openApiPage } from '../../scripts/docs/openApi.ts';

const OPEN_API = openApiDocument();

test('the document is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(
    JSON.parse(JSON.stringify(OPEN_API)) as Record<string, unknown>,
  );
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
});

test('every operation has a name of its own and says what it answers when refused', () => {
  const operations = Object.values(OPEN_API.paths).flatMap((methods) => Object.values(methods) as object[]);
  const ids = operations.map((operation) => (operation as { operationId: string }).operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const operation of operations)
    if (!('security' in operation))
      expect(Object.keys((operation as { responses: object }).responses)).toEqual(
        expect.arrayContaining(['401', '403', '500']),
      );
});

test('docs/openapi.yaml is the same document', () => {
  expect(readFileSync('docs/openapi.yaml', 'utf8')).toBe(openApiPage());
});

describe('the body of a request', () => {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  const takes = ajv.compile(requestBodyJsonSchema());
  const SUB = '0f0f0f0f-1111-4222-8333-aaaaaaaaaaaa';
  const disk = `/subscriptions/${SUB}/resourceGroups/rg-1/providers/Microsoft.Compute/disks/d_1`;

  test.each<[boolean, unknown]>([
    [true, {}],
    [true, { scope: { subscriptions: [SUB], managementGroups: ['mg-(1)'] } }],
    [false, { scope: { subscriptions: ['0f0f'] } }],
    [false, { scope: { managementGroups: ['a b'] } }],
    [false, { scope: { tenant: 'x' } }],
    [true, { requirements: ['R1', 'R7'] }],
    [false, { requirements: [] }],
    [false, { requirements: ['R8'] }],
    [true, { subjects: [disk] }],
    [true, { subjects: [disk.toLowerCase()] }],
    [true, { subjects: [disk.toUpperCase()] }],
    [true, { subjects: [disk.replace('rg-1', 'Büro_(1)')] }],
    [true, { subjects: [disk.replace('disks', 'virtualMachines')] }],
    [false, { subjects: [disk.replace('disks', 'snapshots')] }],
    [false, { subjects: [disk.replace('Microsoft.Compute', 'MicrosoftxCompute')] }],
    [false, { subjects: [`${disk}/x`] }],
    [false, { subjects: [] }],
    [true, { subjects: Array.from({ length: 100 }, () => disk) }],
    [false, { subjects: Array.from({ length: 101 }, () => disk) }],
    [true, { recipients: ['a@b.example'] }],
    [false, { recipients: ['a@b@c'] }],
    [false, { recipients: Array.from({ length: 51 }, () => 'a@b.example') }],
    [false, { other: 1 }],
  ])('is taken by the document as by the program: %s %j', (expected, body) => {
    expect(requestBody.safeParse(body).success).toBe(expected);
    expect(takes(body)).toBe(expected);
  });
});
