import * as z from 'zod';
import { manifest } from '../pack/manifest.ts';
import { requestBody } from './requestBody.ts';

/** The body of a request for a run, as JSON Schema 2020-12, for OpenAPI. */
export const requestBodyJsonSchema = (): object => jsonSchemaOf(requestBody);

/** The manifest of a pack, likewise. */
export const manifestJsonSchema = (): object => jsonSchemaOf(manifest);

function jsonSchemaOf(schema: z.ZodType): object {
  const made = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === 'undefined') jsonSchema.not = {};
      // Its format says as much as the long pattern beside it.
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return Object.fromEntries(Object.entries(made).filter(([name]) => name !== '$schema'));
}
