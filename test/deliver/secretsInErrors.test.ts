import { createServer as createPlain, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { certificate } from '../../simulator/tls.ts';
import { createAcsTransport } from '../../src/deliver/acs.ts';
import { createBlobStore } from '../../src/deliver/blobStore.ts';
import { createKeyVaultSigner } from '../../src/deliver/keyVaultSigner.ts';
import { createTimestampAuthority } from '../../src/deliver/timestampAuthority.ts';
import { createWebhook } from '../../src/deliver/webhook.ts';
import { plainCode } from '../../src/base/plainCode.ts';
import { TableStorage } from '../../src/history/tableStorage.ts';
import { FROM, mail } from './mail.ts';

/** Of no use anywhere, and shaped like what each of them takes. */
const TOKEN = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwczovL3ZhdWx0In0.c2lnbmF0dXJlLW9mLXRoZS10b2tlbi0wMQ';
const SIGNED = 'q7Zr0mWbK3xVt5Yc8Ns1Lh4Df6Gj9Pa2Ue0Ti7Ox3Bw=';
const ACCOUNT_KEY = Buffer.from('0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-+').toString('base64');
const PASSWORD = 'Tr0ub4dor-and-3-Zebras';

const ECHOES: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  'upper case': (text) => text.toUpperCase(),
  'in base64': (text) => Buffer.from(text).toString('base64'),
  hexadecimal: (text) => Buffer.from(text).toString('hex'),
  'percent-encoded': (text) => encodeURIComponent(text),
  reversed: (text) => Array.from(text).reverse().join(''),
};

type Echo = (text: string) => string;
let echo: Echo = (text) => text;
let status = 400;
let asked = 0;

/** Repeats what it was sent wherever an answer has room for it. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  asked += 1;
  request.resume();
  // The vault's client sends its token after a challenge alone.
  if (request.url?.startsWith('/keys/') === true && request.headers.authorization === undefined) {
    response.writeHead(401, {
      'WWW-Authenticate': 'Bearer authorization="https://login.example/tenant", resource="https://vault.azure.net"',
    });
    response.end();
    return;
  }
  const sent = [request.headers.authorization ?? '', request.url ?? '', TOKEN, SIGNED, ACCOUNT_KEY, PASSWORD];
  const code = echo(sent.find((text) => text !== '') ?? '');
  const error = { code, message: sent.map(echo).join(' '), innererror: { code: echo(TOKEN) }, details: [{ code }] };
  const body = { error, 'odata.error': { code, message: { value: sent.map(echo).join(' ') } }, ...error };
  response.writeHead(status, {
    'content-type': 'application/json',
    'x-ms-error-code': encodeURIComponent(echo(SIGNED)),
    'x-ms-request-id': encodeURIComponent(echo(TOKEN)).slice(0, 200),
    'retry-after': '0',
  });
  response.end(JSON.stringify(body));
}

let secure: { readonly endpoint: string; readonly ca: string };
let plain: string;
const servers: { readonly close: () => unknown; readonly closeAllConnections: () => void }[] = [];

beforeAll(async () => {
  const { key, cert } = await certificate();
  const https = createServer({ key, cert }, answer);
  const http = createPlain(answer);
  servers.push(https, http);
  const port = async (server: typeof https | typeof http): Promise<number> => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  secure = { endpoint: `https://127.0.0.1:${String(await port(https))}`, ca: cert };
  plain = `http://127.0.0.1:${String(await port(http))}`;
});
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

const credential = {
  getToken: () => Promise.resolve({ token: TOKEN, expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
};
const sas = (service: string): string =>
  `${service}Endpoint=${plain}/account;SharedAccessSignature=sv=2024-11-04&sig=${encodeURIComponent(SIGNED)}`;
const keyed = (service: string): string =>
  `DefaultEndpointsProtocol=http;AccountName=account;AccountKey=${ACCOUNT_KEY};${service}Endpoint=${plain}/account`;
const NEVER = { retryOptions: { maxRetries: 0, maxTries: 1 } };

const blob = (connectionString: string): Promise<unknown> =>
  createBlobStore({ connection: { connectionString }, clientOptions: NEVER }).exists('a/b');
const table = (connectionString: string): Promise<unknown> =>
  new TableStorage({ connectionString }, 'x', () => Promise.resolve(), NEVER).use(() => Promise.resolve());

/** Everything that goes out, but for mail by SMTP and questions to Azure, which have tests of their own. */
const CONNECTIONS: Readonly<Record<string, () => Promise<unknown>>> = {
  'a Key Vault that signs': () =>
    createKeyVaultSigner({ keyId: `${secure.endpoint}/keys/ec`, credential, ca: secure.ca, retries: 0 }).sign(
      new Uint8Array(3),
    ),
  'Azure Communication Services': () =>
    createAcsTransport({ ...secure, credential, from: FROM, maxAttachmentBytes: 7_000_000, retries: 0 }).send(mail()),
  'a timestamp authority': () =>
    createTimestampAuthority(`${plain}/${PASSWORD}?key=${SIGNED}`).stamp(new Uint8Array(3)),
  'a webhook': () => createWebhook({ url: `${secure.endpoint}/${PASSWORD}?sig=${SIGNED}`, ca: secure.ca }).post('{}'),
  'Blob Storage by a shared access signature': () => blob(sas('Blob')),
  'Blob Storage by an account key': () => blob(keyed('Blob')),
  'Table Storage by a shared access signature': () => table(sas('Table')),
  'Table Storage by an account key': () => table(keyed('Table')),
};

async function toldBy(connect: () => Promise<unknown>): Promise<string> {
  const fault: unknown = await connect().then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(fault).toBeInstanceOf(Error);
  return `${(fault as Error).message} ${(fault as Error).stack ?? ''} ${inspect(fault, { depth: 20 })}`.toLowerCase();
}

const secrets = [TOKEN, SIGNED, ACCOUNT_KEY, PASSWORD];
const PIECE = 16;
/** Pieces of each secret, as it is and as the server repeats it. */
function piecesOf(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) =>
    [0, Math.floor((text.length - PIECE) / 2), text.length - PIECE].map((at) =>
      text.slice(Math.max(0, at), Math.max(0, at) + PIECE).toLowerCase(),
    ),
  );
}

describe.each(Object.entries(CONNECTIONS))('no error of %s tells what was sent', (_what, connect) => {
  test.each(Object.entries(ECHOES))(
    'where the answer repeats it %s',
    async (_how, repeated) => {
      echo = repeated;
      for (status of [400, 401, 403, 404, 409, 500]) {
        asked = 0;
        // A blob that is not there is none.
        const isNone = status === 404 && connect.toString().includes('blob(');
        const told = isNone ? '' : await toldBy(connect);
        if (!isNone) expect(asked).toBeGreaterThan(0);
        const all = [...secrets, ...secrets.map(repeated), ...secrets.map((text) => encodeURIComponent(text))];
        for (const piece of piecesOf(all)) expect(told).not.toContain(piece);
        expect(told).not.toMatch(/[?&;]sig=(?!redacted)|accountkey=|bearer (?!redacted)/);
      }
    },
    60_000,
  );
});

describe('no error tells an address or a key of a connection that cannot be made', () => {
  const gone = 'http://127.0.0.1:1';
  const faults: Readonly<Record<string, () => Promise<unknown>>> = {
    'Blob Storage': () => blob(sas('Blob').replace(plain, gone)),
    'Table Storage': () => table(keyed('Table').replace(plain, gone)),
    'a timestamp authority': () => createTimestampAuthority(`${gone}/${PASSWORD}`).stamp(new Uint8Array(3)),
    'a webhook': () => createWebhook({ url: `https://127.0.0.1:1/${PASSWORD}` }).post('{}'),
    'a key vault': () =>
      createKeyVaultSigner({ keyId: 'https://127.0.0.1:1/keys/ec', credential }).sign(new Uint8Array(3)),
    'a broken connection string of blobs': async () =>
      Promise.resolve(blob(`AccountKey=${ACCOUNT_KEY};AccountName=;${PASSWORD}`)),
    'a broken connection string of tables': async () =>
      Promise.resolve(table(`AccountKey=${ACCOUNT_KEY};AccountName=;${PASSWORD}`)),
  };
  test.each(Object.entries(faults))(
    '%s',
    async (_what, connect) => {
      const told = await toldBy(async () => connect());
      for (const piece of piecesOf(secrets)) expect(told).not.toContain(piece);
    },
    60_000,
  );
});

test('a code is a word', () => {
  for (const code of ['ForbiddenByPolicy', 'ECONNREFUSED', 'EAI_AGAIN', 'AuthorizationPermissionMismatch', 'E2BIG'])
    expect(plainCode(code)).toBe(code);
  for (const secret of [...secrets, ...Object.values(ECHOES).flatMap((how) => secrets.map(how)), '', 7, undefined])
    expect(plainCode(secret)).toBeUndefined();
});
