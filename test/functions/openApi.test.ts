import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { OPEN_API } from '../../src/functions/openApiDocument.ts';
import { openApiPage } from '../../scripts/docs/openApi.ts';

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
