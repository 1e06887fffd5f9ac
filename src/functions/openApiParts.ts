export const SHA256 = { type: 'string', pattern: '^[0-9a-f]{64}$' } as const;

/** Under which baseline something was judged. */
export const BASELINE = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'version', 'sha256'],
  properties: { name: { type: 'string' }, version: { type: 'string' }, sha256: SHA256 },
} as const;
export const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});
export const json = (description: string, schema: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } },
});
