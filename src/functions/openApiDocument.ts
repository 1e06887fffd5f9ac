import { manifestJsonSchema, requestBodyJsonSchema } from '../app/apiSchemas.ts';
import { RUN_ID } from '../app/runRequest.ts';
import { CODE_VERSION } from '../app/version.ts';
import { CHAIN_SCHEMAS, chainPath } from './openApiChain.ts';
import { json, problem, SHA256 } from './openApiParts.ts';
import { AS_OF_SCHEMAS, EXCERPT_SCHEMAS, PROGRESS_SCHEMA, TALLY } from './openApiSchemas.ts';

const RUN = {
  name: 'runId',
  in: 'path',
  required: true,
  description: 'As returned by `POST /evidence`.',
  schema: { type: 'string', pattern: RUN_ID.source },
} as const;

const REFUSALS = {
  401: problem('Nobody is signed in, or the function key is missing.'),
  403: problem('The app role is missing, or UNBROKEN_HTTP_SCOPES does not grant the caller what was requested.'),
  500: problem('A setting is missing or wrong, or the request failed; the log says why.'),
} as const;
const MOMENT = 'A past day (`2026-10-01`, meaning its end in UTC) or point in time (`2026-10-01T12:00:00Z`).';
const NOT_FOUND = problem('There is no such run.');

function file(description: string, mediaType: string, schema: object = { type: 'string', format: 'binary' }) {
  return {
    200: {
      description,
      headers: {
        ETag: { description: 'SHA-256 of the file, in quotes.', schema: { type: 'string' } },
        'Content-Length': { description: 'Bytes of the file.', schema: { type: 'integer' } },
      },
      content: { [mediaType]: { schema } },
    },
    304: { description: 'The copy named in `If-None-Match` is still current.' },
    404: NOT_FOUND,
    409: problem('The run has not finished, or it failed; see its status.'),
    ...REFUSALS,
  };
}

/** OpenAPI 3.1 of this application's HTTP interface. @see https://spec.openapis.org/oas/v3.1.1.html */
export function openApiDocument() {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Unbroken: encryption evidence of Azure managed disks',
      version: CODE_VERSION,
      description:
        'Requests and reads evidence. A run takes minutes, so a request returns 202 with the URL of its status. Nothing here changes anything in Azure. If UNBROKEN_HTTP_SCOPES limits a caller to some subscriptions, every response covers only those.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/api' }],
    security: [{ functionKey: [] }, { entra: [] }],
    paths: {
      '/evidence': {
        post: {
          operationId: 'requestEvidence',
          summary: 'Request a run',
          description: 'Requires the app role Requester if Entra is on.',
          parameters: [
            {
              name: 'Idempotency-Key',
              in: 'header',
              required: false,
              description: 'The same key with the same body requests one run, however often it is sent.',
              schema: { type: 'string', minLength: 1, maxLength: 200 },
            },
          ],
          requestBody: {
            required: false,
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Request' } } },
          },
          responses: {
            202: {
              ...json('The run is recorded and starts.', 'Accepted'),
              headers: {
                Location: { description: 'Of the run’s status.', schema: { type: 'string' } },
                'Retry-After': { description: 'Seconds until it is worth asking.', schema: { type: 'string' } },
              },
            },
            400: problem('The body or a header is wrong; the detail names the field.'),
            422: problem('The Idempotency-Key was used before with a different body.'),
            ...REFUSALS,
          },
        },
        get: {
          operationId: 'listEvidence',
          summary: 'Runs, newest first, or the one in force on a date',
          parameters: [
            {
              name: 'top',
              in: 'query',
              required: false,
              schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
            },
            {
              name: 'after',
              in: 'query',
              required: false,
              description: 'The run to continue after; taken from `next` of the previous page.',
              schema: { type: 'string' },
            },
            {
              name: 'asOf',
              in: 'query',
              required: false,
              description: `${MOMENT} Answers the last complete run of the configured scope by then, alone; without \`top\` and \`after\`.`,
              schema: { type: 'string' },
            },
          ],
          responses: {
            200: json('One page.', 'RunPage'),
            400: problem('`top` or `asOf` is invalid.'),
            404: problem(
              'There is no run `after`, or none was complete by `asOf`; the detail gives the date of the first.',
            ),
            ...REFUSALS,
          },
        },
      },
      '/evidence/asOf/{date}': {
        get: {
          operationId: 'readAsOf',
          summary: 'The answers in force on a date, and the findings open then',
          description: 'From history: the last complete run of the configured scope as of then.',
          parameters: [
            { name: 'date', in: 'path', required: true, description: MOMENT, schema: { type: 'string' } },
            {
              name: 'top',
              in: 'query',
              required: false,
              description: 'Findings per page.',
              schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
            },
            {
              name: 'skip',
              in: 'query',
              required: false,
              description: 'Number of findings to skip; taken from `next` of the previous page.',
              schema: { type: 'integer', minimum: 0, maximum: 999999, default: 0 },
            },
          ],
          responses: {
            200: json('The evidence at that time.', 'Standing'),
            400: problem('`date`, `top` or `skip` is invalid.'),
            404: problem('No run was complete by then; the detail gives the date of the first.'),
            ...REFUSALS,
          },
        },
      },
      '/evidence/{runId}': {
        get: {
          operationId: 'readEvidence',
          summary: 'A run’s state',
          parameters: [RUN],
          responses: { 200: json('The run.', 'Run'), 404: NOT_FOUND, ...REFUSALS },
        },
      },
      '/evidence/{runId}/workbook': {
        get: {
          operationId: 'readWorkbook',
          summary: 'The evidence pack’s workbook, or the excerpt that was requested or belongs to the caller',
          parameters: [RUN],
          responses: file('The workbook.', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'),
        },
      },
      '/evidence/{runId}/manifest': {
        get: {
          operationId: 'readManifest',
          summary:
            'The evidence pack’s manifest: every part with its SHA-256; not for callers limited to some subscriptions',
          parameters: [RUN],
          responses: file('`manifest.json`, byte for byte.', 'application/json', {
            $ref: '#/components/schemas/Manifest',
          }),
        },
      },
      ...chainPath(REFUSALS),
      '/openapi.json': {
        get: {
          operationId: 'readOpenApi',
          summary: 'This document',
          security: [],
          responses: {
            200: { description: 'OpenAPI 3.1.', content: { 'application/json': { schema: { type: 'object' } } } },
          },
        },
      },
    },
    components: {
      securitySchemes: {
        functionKey: { type: 'apiKey', in: 'header', name: 'x-functions-key' },
        entra: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
      schemas: {
        Request: requestBodyJsonSchema(),
        ...CHAIN_SCHEMAS,
        Accepted: {
          type: 'object',
          additionalProperties: false,
          required: ['runId', 'state', 'status'],
          properties: { runId: { type: 'string' }, state: { const: 'Queued' }, status: { type: 'string' } },
        },
        Run: {
          type: 'object',
          additionalProperties: false,
          required: ['runId', 'state', 'finished', 'scope', 'requestedAt'],
          properties: {
            runId: { type: 'string' },
            state: { enum: ['Queued', 'InProgress', 'Recorded', 'Delivered', 'Failed'] },
            finished: { type: 'boolean', description: 'Nothing more will happen on its own.' },
            stage: { type: 'string' },
            progress: { $ref: '#/components/schemas/Progress' },
            scope: { type: 'string', description: 'In words.' },
            excerpt: { $ref: '#/components/schemas/Excerpt' },
            requestedAt: { type: 'string', format: 'date-time' },
            startedAt: { type: 'string', format: 'date-time' },
            endedAt: { type: 'string', format: 'date-time' },
            asOf: { type: 'string', format: 'date-time', description: 'The point in time the verdicts describe.' },
            complete: { type: 'boolean', description: 'False if the population was not read in full.' },
            withheld: {
              type: 'string',
              description: 'Why a run that produced evidence has none for the caller, in words.',
            },
            disks: { type: 'integer', minimum: 0 },
            findings: { type: 'integer', minimum: 0 },
            gaps: { type: 'integer', minimum: 0 },
            answers: TALLY,
            causes: {
              type: 'array',
              description: 'Why answers are Unknown or limited and what to do, the heaviest cause first; five at most.',
              items: { type: 'string' },
            },
            manifestSha256: SHA256,
            workbook: { type: 'string' },
            manifest: { type: 'string' },
            error: { type: 'string', description: 'Why it failed or was not delivered, in words.' },
          },
        },
        Progress: PROGRESS_SCHEMA,
        RunPage: {
          type: 'object',
          additionalProperties: false,
          required: ['runs'],
          properties: {
            runs: { type: 'array', items: { $ref: '#/components/schemas/Run' } },
            next: { type: 'string', description: 'URL of the next page; absent on the last.' },
          },
        },
        ...EXCERPT_SCHEMAS,
        ...AS_OF_SCHEMAS,
        Manifest: manifestJsonSchema(),
        Problem: {
          type: 'object',
          description: 'RFC 9457.',
          required: ['type', 'title', 'status', 'code', 'detail'],
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            code: { type: 'string' },
            detail: { type: 'string', description: 'Names the field and the fix.' },
          },
        },
      },
    },
  } as const;
}
