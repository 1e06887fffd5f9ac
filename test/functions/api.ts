import { HttpRequest, type InvocationContext, type HttpResponseInit } from '@azure/functions';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { unzipSync } from 'fflate';
import { expect } from 'vitest';
import { openApiDocument } from '../../src/functions/openApiDocument.ts';
import { contextWith, type EngineApi } from './engineApi.ts';

const OPEN_API = openApiDocument();

type Engine = Pick<EngineApi, 'binding'>;

let engineApi: Engine | undefined;

/** From here on functions find this engine. */
export function withEngine(api: Engine): void {
  engineApi = api;
}

type Handler = (request: HttpRequest, context: InvocationContext) => Promise<HttpResponseInit> | HttpResponseInit;

export interface Ask {
  readonly method?: 'GET' | 'HEAD' | 'POST';
  readonly query?: Record<string, string>;
  readonly params?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly json: Record<string, unknown>;
  readonly bytes: Buffer;
  readonly log: string;
}

const OPERATIONS = new Map(
  Object.entries(OPEN_API.paths).flatMap(([path, methods]) =>
    Object.values(methods).map(
      (operation: { readonly operationId: string }) => [operation.operationId, { path, operation }] as const,
    ),
  ),
);
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(OPEN_API, 'openapi');

/** Asks a handler as the host does, and holds the answer against the document. */
export async function ask(
  operationId: string,
  handler: unknown,
  { method = 'GET', query, params, headers, body }: Ask = {},
): Promise<Answer> {
  const lines: string[] = [];
  const context = contextWith(engineApi, operationId, (_level, ...args) => lines.push(args.map(String).join(' ')));
  const request = new HttpRequest({
    method,
    url: 'https://unbroken.example/api',
    ...(query === undefined ? {} : { query }),
    ...(params === undefined ? {} : { params }),
    ...(headers === undefined ? {} : { headers }),
    ...(body === undefined ? {} : { body: { string: body } }),
  });
  const response = await (handler as Handler)(request, context);
  const status = response.status ?? 200;
  const text = response.body ?? (response.jsonBody === undefined ? '' : JSON.stringify(response.jsonBody));
  const bytes = typeof text === 'string' ? Buffer.from(text) : await gathered(text as ReadableStream<Uint8Array>);
  const given = Object.fromEntries(new Headers(response.headers as Record<string, string>));
  const mediaType = given['content-type'] ?? (response.jsonBody === undefined ? undefined : 'application/json');
  const json =
    mediaType?.endsWith('json') === true && method !== 'HEAD'
      ? (JSON.parse(bytes.toString('utf8')) as Record<string, unknown>)
      : {};
  // HEAD is answered as GET is, without the body that the document promises.
  if (method === 'HEAD') expect(bytes).toHaveLength(0);
  else expectDocumented(operationId, status, mediaType, json);
  return { status, headers: given, json, bytes, log: lines.join('\n') };
}

async function gathered(stream: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const validators = new Map<object, ValidateFunction>();

/** Compiled once, which takes longer than to validate a hundred answers. */
function validatorOf(schema: object): ValidateFunction {
  let validate = validators.get(schema);
  if (validate === undefined) {
    validate = ajv.compile('$ref' in schema ? { $ref: `openapi${String(schema.$ref)}` } : schema);
    validators.set(schema, validate);
  }
  return validate;
}

interface Documented {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >;
}

/** `operation status` pairs that were answered so far. */
export const ANSWERED = new Set<string>();

function expectDocumented(operationId: string, status: number, mediaType: string | undefined, json: unknown): void {
  const operation = OPERATIONS.get(operationId)?.operation as Documented | undefined;
  const response = operation?.responses[String(status)];
  expect(response, `${operationId} documents ${status}`).toBeDefined();
  ANSWERED.add(`${operationId} ${status}`);
  if (response?.content === undefined) {
    expect(mediaType, `${operationId} ${status} has no body`).toBeUndefined();
    return;
  }
  expect(Object.keys(response.content)).toContain(mediaType);
  const schema = response.content[mediaType ?? '']?.schema;
  if (mediaType?.endsWith('json') !== true || schema === undefined) return;
  const validate = validatorOf(schema);
  expect(validate(json), JSON.stringify(validate.errors)).toBe(true);
}

/** Every pair of operation and status that the document promises. */
export function promised(): readonly string[] {
  return [...OPERATIONS].flatMap(([id, { operation }]) =>
    Object.keys((operation as unknown as Documented).responses).map((status) => `${id} ${status}`),
  );
}

/** The header that App Service authentication adds for a signed-in caller. */
export function principal(
  objectId: string,
  roles: readonly string[],
  groups: readonly string[] = [],
): Record<string, string> {
  const claims = [
    { typ: 'http://schemas.microsoft.com/identity/claims/objectidentifier', val: objectId },
    ...roles.map((val) => ({ typ: 'roles', val })),
    ...groups.map((val) => ({ typ: 'groups', val })),
  ];
  const json = JSON.stringify({ auth_typ: 'aad', role_typ: 'roles', claims });
  return { 'x-ms-client-principal': Buffer.from(json).toString('base64') };
}

/** Everything written in a workbook. */
export function textsOf(workbook: Buffer): string {
  return Object.values(unzipSync(workbook))
    .map((file) => Buffer.from(file).toString('utf8'))
    .join('\n');
}

/** Texts that would be more than a value, if they got where values stand. */
export const INJECTIONS = [
  ...["' or 1=1 --", "'; drop", "x' or id contains '", '| project *', '../../x', '\u0000', '"}', '${x}'],
  ...['/subscriptions/x', 'x // y', 'x /* y */', 'x\n| take 1', '\u2019 or 1', '\uff07', '\u02bc', 'x'.repeat(5000)],
];
