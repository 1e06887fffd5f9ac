import { constants, createECDH, generateKeyPairSync, privateEncrypt, type KeyObject } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { certificate } from '../tls.ts';

export interface KeyVault {
  /** PEM that clients must trust. */
  readonly ca: string;
  /** `https://127.0.0.1:<port>/keys/<name>`. */
  readonly keyId: (name: 'ec' | 'rsa' | 'p384') => string;
  readonly publicKey: (name: 'ec' | 'rsa') => KeyObject;
  /** Requests that were answered, e.g. `POST /keys/ec/1/sign`. */
  readonly requests: readonly string[];
  readonly close: () => Promise<void>;
}

const VERSION = '78deebed173b48e48f55abf87ed4cf71';
const KEYS = {
  ec: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  p384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
};
type KeyName = keyof typeof KEYS;

/**
 * The data plane of a Key Vault with three keys: get a key, sign a digest, after the challenge that the SDK waits for.
 * @param forbid answers 403 to signing, as for an identity without the right.
 * @see https://learn.microsoft.com/rest/api/keyvault/keys/sign/sign
 */
export async function startKeyVault({ forbid = false }: { readonly forbid?: boolean } = {}): Promise<KeyVault> {
  const { key, cert } = await certificate();
  const requests: string[] = [];
  let port = 0;
  const server = createServer({ key, cert }, (request, response) => {
    void answer(request, response, `https://127.0.0.1:${port}`, requests, forbid);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  return {
    ca: cert,
    keyId: (name) => `https://127.0.0.1:${port}/keys/${name}`,
    publicKey: (name) => KEYS[name].publicKey,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  vault: string,
  requests: string[],
  forbid: boolean,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', vault);
  const reply = (status: number, body: object, headers: Record<string, string> = {}): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
  const refuse = (status: number, code: string, message: string): void => reply(status, { error: { code, message } });
  if (request.headers.authorization === undefined) {
    reply(
      401,
      { error: { code: 'Unauthorized', message: 'AKV10000: Request is missing a Bearer or PoP token.' } },
      {
        'www-authenticate': `Bearer authorization="https://login.microsoftonline.com/00000000-0000-4000-8000-000000000000", resource="https://vault.azure.net"`,
      },
    );
    return;
  }
  requests.push(`${request.method ?? ''} ${pathname}`);
  const [, , name = '', version = '', operation] = pathname.split('/');
  if (!Object.hasOwn(KEYS, name)) {
    refuse(404, 'KeyNotFound', `A key with (name/id) ${name} was not found in this key vault.`);
    return;
  }
  const pair = KEYS[name as KeyName];
  if (request.method === 'GET' && operation === undefined) {
    const kid = `${vault}/keys/${name}/${version === '' ? VERSION : version}`;
    reply(200, {
      key: { kid, key_ops: ['sign', 'verify'], ...pair.publicKey.export({ format: 'jwk' }) },
      attributes: { enabled: true, created: 1764000000, updated: 1764000000 },
    });
  } else if (request.method === 'POST' && operation === 'sign') {
    if (forbid) {
      refuse(403, 'Forbidden', 'Caller is not authorized to perform action on resource.');
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { value } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { alg: string; value: string };
    reply(200, { kid: `${vault}/keys/${name}/${version}`, value: signDigest(pair.privateKey, value) });
  } else refuse(400, 'BadParameter', 'This vault gets keys and signs.');
}

/** Node hashes whatever it signs, and a vault is sent the digest: so both algorithms are done from their parts. */
function signDigest(key: KeyObject, value: string): string {
  const digest = Buffer.from(value, 'base64url');
  return (key.asymmetricKeyType === 'rsa' ? signRsa(key, digest) : signEc(key, digest)).toString('base64url');
}

/** DigestInfo of SHA-256. @see https://www.rfc-editor.org/rfc/rfc8017#section-9.2 */
const SHA256_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex');

function signRsa(key: KeyObject, digest: Buffer): Buffer {
  return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.concat([SHA256_INFO, digest]));
}

/** Order of P-256. @see https://www.secg.org/sec2-v2.pdf (2.4.2) */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** ECDSA: r = (k·G).x, s = (z + r·d) / k. @see https://www.secg.org/sec1-v2.pdf (4.1.3) */
function signEc(key: KeyObject, digest: Buffer): Buffer {
  const ecdh = createECDH('prime256v1');
  const r = number(ecdh.generateKeys().subarray(1, 33)) % ORDER;
  const d = number(Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url'));
  const s = ((number(digest) + r * d) * inverse(number(ecdh.getPrivateKey()))) % ORDER;
  return Buffer.from([r, s].map((part) => part.toString(16).padStart(64, '0')).join(''), 'hex');
}

function number(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}

/** By Fermat: the order is a prime. */
function inverse(value: bigint): bigint {
  let result = 1n;
  for (let base = value % ORDER, power = ORDER - 2n; power > 0n; power >>= 1n) {
    if ((power & 1n) === 1n) result = (result * base) % ORDER;
    base = (base * base) % ORDER;
  }
  return result;
}
