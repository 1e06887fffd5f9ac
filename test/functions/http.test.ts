import { createHash, randomUUID } from 'node:crypto';
import { HttpRequest, InvocationContext, type HttpResponseInit } from '@azure/functions';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startAzurite, type Azurite } from '../../simulator/services/azurite.ts';
import { Application, unbroken } from '../../src/app/application.ts';
import { listEvidence } from '../../src/functions/listEvidence.ts';
import { OPEN_API } from '../../src/functions/openApiDocument.ts';
import { readEvidence } from '../../src/functions/readEvidence.ts';
import { readManifest, readWorkbook } from '../../src/functions/readPart.ts';
import { requestEvidence } from '../../src/functions/requestEvidence.ts';
import { openBank, settingsOf, temporaryFolder, type Bank } from '../app/run/stage.ts';

let azurite: Azurite;
let bank: Bank;
const folder = temporaryFolder();

beforeAll(async () => {
  [azurite, bank] = await Promise.all([startAzurite(), openBank(1)]);
  for (const [name, value] of Object.entries(
    await settingsOf(bank, folder.path, { UNBROKEN_STORAGE: azurite.connectionString, UNBROKEN_TABLE_PREFIX: 'Api' }),
  ))
    vi.stubEnv(name, value);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([azurite.close(), bank.close()]);
  folder.dispose();
});

type Handler = (request: HttpRequest, context: InvocationContext) => Promise<HttpResponseInit> | HttpResponseInit;

interface Ask {
  readonly method?: 'GET' | 'POST';
  readonly query?: Record<string, string>;
  readonly params?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

interface Answer {
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
async function ask(
  operationId: string,
  handler: unknown,
  { method = 'GET', query, params, headers, body }: Ask = {},
): Promise<Answer> {
  const lines: string[] = [];
  const context = new InvocationContext({
    functionName: operationId,
    invocationId: randomUUID(),
    logHandler: (_level, ...args) => lines.push(args.map(String).join(' ')),
  });
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
    mediaType?.endsWith('json') === true ? (JSON.parse(bytes.toString('utf8')) as Record<string, unknown>) : {};
  expectDocumented(operationId, status, mediaType, json);
  return { status, headers: given, json, bytes, log: lines.join('\n') };
}

async function gathered(stream: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

interface Documented {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >;
}

function expectDocumented(operationId: string, status: number, mediaType: string | undefined, json: unknown): void {
  const found = OPERATIONS.get(operationId);
  const operation = found?.operation as Documented | undefined;
  const content = operation?.responses[String(status)]?.content;
  expect(operation?.responses[String(status)], `${operationId} documents ${status}`).toBeDefined();
  if (content === undefined) return;
  expect(Object.keys(content)).toContain(mediaType);
  const schema = content[mediaType ?? '']?.schema;
  if (mediaType?.endsWith('json') !== true || schema === undefined || !('$ref' in schema)) return;
  const ref = (schema as { $ref: string }).$ref;
  const validate = ajv.compile({ $ref: `openapi${ref}` });
  expect(validate(json), JSON.stringify(validate.errors)).toBe(true);
}

describe('asking', () => {
  test('202 with the address of the status, where the run can be seen queued', async () => {
    const asked = await ask('requestEvidence', requestEvidence, { method: 'POST', body: '{}' });
    expect(asked.status).toBe(202);
    expect(asked.headers['location']).toBe(`/api/evidence/${String(asked.json['runId'])}`);
    const status = await ask('readEvidence', readEvidence, { params: { runId: String(asked.json['runId']) } });
    expect(status.json).toMatchObject({ state: 'Queued', finished: false });
    expect(status.headers['retry-after']).toBe('30');
  });

  test('the same Idempotency-Key asks for one run; with another body it is refused', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const first = await ask('requestEvidence', requestEvidence, { method: 'POST', headers, body: '{}' });
    const again = await ask('requestEvidence', requestEvidence, { method: 'POST', headers, body: '' });
    expect(again.json['runId']).toBe(first.json['runId']);
    const body = JSON.stringify({ scope: { managementGroups: ['other'] } });
    const other = await ask('requestEvidence', requestEvidence, { method: 'POST', headers, body });
    expect(other).toMatchObject({ status: 422, json: { code: 'IdempotencyKeyReused' } });
    const bad = await ask('requestEvidence', requestEvidence, {
      method: 'POST',
      headers: { 'idempotency-key': 'two words' },
    });
    expect(bad).toMatchObject({ status: 400 });
  });

  test('several at once with one key get one run', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => ask('requestEvidence', requestEvidence, { method: 'POST', headers, body: '{}' })),
    );
    expect(new Set(answers.map(({ json }) => json['runId'])).size).toBe(1);
  });

  const injection = ["' or 1=1 --", "'; drop", '| project *', '../../x', '\u0000', '"}', '${x}', '/subscriptions/x'];
  test.each(
    injection.flatMap((text) =>
      ['subscriptions', 'managementGroups', 'recipients', 'other'].map((field) => [field, text]),
    ),
  )('%s: %j never becomes a question to Azure', async (field, text) => {
    const requestsBefore = bank.requests.log.length;
    const body = JSON.stringify(
      field === 'recipients'
        ? { recipients: [text] }
        : field === 'other'
          ? { [text]: 1 }
          : { scope: { [field]: [text] } },
    );
    const answer = await ask('requestEvidence', requestEvidence, { method: 'POST', body });
    expect(answer).toMatchObject({ status: 400, json: { code: 'BadRequest' } });
    expect(bank.requests.log.length).toBe(requestsBefore);
  });

  test.each(injection)('%j is no run', async (runId) => {
    expect(await ask('readEvidence', readEvidence, { params: { runId } })).toMatchObject({ status: 404 });
    expect(await ask('readWorkbook', readWorkbook, { params: { runId } })).toMatchObject({ status: 404 });
    expect(await ask('listEvidence', listEvidence, { query: { after: runId } })).toMatchObject({ status: 404 });
  });
});

describe('reading', () => {
  let runId: string;

  beforeAll(async () => {
    const application = new Application(process.env);
    const request = await application.askOverHttp('{}');
    runId = request.runId;
    await application.execute(request, () => undefined);
  });

  test('workbook and manifest come as they are stored, with their hash, and once only', async () => {
    const manifest = await ask('readManifest', readManifest, { params: { runId } });
    expect(manifest.status).toBe(200);
    const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
    expect(manifest.headers['etag']).toBe(`"${hash(manifest.bytes)}"`);
    const workbook = await ask('readWorkbook', readWorkbook, { params: { runId } });
    expect(workbook.headers['etag']).toBe(`"${hash(workbook.bytes)}"`);
    const parts = manifest.json['parts'] as { name: string; sha256: string }[];
    const name = /filename="(.*)"/.exec(workbook.headers['content-disposition'] ?? '')?.[1];
    expect(parts.find((part) => part.name === name)?.sha256).toBe(hash(workbook.bytes));
    expect(workbook.log).toContain('"signal":"evidenceRead"');
    const known = await ask('readWorkbook', readWorkbook, {
      params: { runId },
      headers: { 'if-none-match': workbook.headers['etag'] ?? '' },
    });
    expect(known).toMatchObject({ status: 304 });
    expect(known.bytes).toHaveLength(0);
  });

  test('a run that is not done has no workbook', async () => {
    const { runId: queued } = await unbroken(process.env).askOverHttp('{}');
    expect(await ask('readWorkbook', readWorkbook, { params: { runId: queued } })).toMatchObject({
      status: 409,
      json: { code: 'NotReady' },
    });
  });

  test('the list goes on page by page, newest first, none missing, none twice', async () => {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await ask('listEvidence', listEvidence, {
        query: { top: '3', ...(after === undefined ? {} : { after }) },
      });
      const runs = page.json['runs'] as { runId: string; requestedAt: string }[];
      expect(runs.length).toBeLessThanOrEqual(3);
      seen.push(...runs.map((run) => run.runId));
      after = /after=(.*)$/.exec(typeof page.json['next'] === 'string' ? page.json['next'] : '')?.[1];
    } while (after !== undefined);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(3);
    const whole = await ask('listEvidence', listEvidence, { query: { top: '100' } });
    expect((whole.json['runs'] as { runId: string }[]).map((run) => run.runId)).toEqual(seen);
    const times = (whole.json['runs'] as { requestedAt: string }[]).map((run) => run.requestedAt);
    expect([...times].sort().reverse()).toEqual(times);
  });

  test.each(['0', '101', 'ten', '-1', '1e9'])('top=%s is refused', async (top) => {
    expect(await ask('listEvidence', listEvidence, { query: { top } })).toMatchObject({ status: 400 });
  });
});

describe('with Entra', () => {
  const principal = (...roles: string[]): Record<string, string> => ({
    'x-ms-client-principal': Buffer.from(
      JSON.stringify({
        auth_typ: 'aad',
        role_typ: 'roles',
        claims: [
          { typ: 'http://schemas.microsoft.com/identity/claims/objectidentifier', val: 'oid-of-the-caller' },
          ...roles.map((val) => ({ typ: 'roles', val })),
        ],
      }),
    ).toString('base64'),
  });
  const asking = (headers: Record<string, string>) =>
    ask('requestEvidence', requestEvidence, { method: 'POST', body: '{}', headers });

  test('roles decide, and the log names the caller', async () => {
    vi.stubEnv('UNBROKEN_HTTP_AUTH', 'entra');
    vi.stubEnv('WEBSITE_AUTH_ENABLED', 'True');
    expect(await asking({})).toMatchObject({ status: 401 });
    expect(await asking({ 'x-ms-client-principal': 'no base64 of json' })).toMatchObject({ status: 401 });
    expect(await asking(principal())).toMatchObject({ status: 403 });
    expect(await asking(principal('Auditor'))).toMatchObject({ status: 403 });
    const asked = await asking(principal('Requester'));
    expect(asked.status).toBe(202);
    expect(asked.log).toContain('oid-of-the-caller');
    const list = (headers: Record<string, string>) => ask('listEvidence', listEvidence, { headers });
    expect(await list(principal('Auditor'))).toMatchObject({ status: 200 });
    expect(await list(principal('Other'))).toMatchObject({ status: 403 });
  });

  test('a principal that a client made up is not believed: App Service authentication must be on', async () => {
    vi.stubEnv('UNBROKEN_HTTP_AUTH', 'entra');
    vi.stubEnv('WEBSITE_AUTH_ENABLED', undefined);
    expect(await asking(principal('Requester'))).toMatchObject({ status: 500, json: { code: 'SettingMissing' } });
    vi.stubEnv('UNBROKEN_HTTP_AUTH', undefined);
  });
});
