import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** A timestamp authority of openssl's own, behind HTTP. */
export interface Authority {
  readonly url: string;
  /** File of its root certificate. */
  readonly ca: string;
  /** Its answer to a request of RFC 3161. */
  readonly answer: (request: Uint8Array) => Buffer;
  /** What it answers from now on; undefined: as it should. */
  broken: ((request: Buffer) => { readonly status: number; readonly body: Uint8Array }) | undefined;
  readonly asked: readonly Buffer[];
  readonly close: () => Promise<void>;
}

const openssl = (folder: string, ...words: readonly string[]): void => {
  execFileSync('openssl', words, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
};

const CONFIGURATION = `
[ tsa ]
default_tsa = own
[ own ]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
certs = ca.pem
default_policy = 1.2.3.4.1
digests = sha256, sha512
signer_digest = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
`;

/** @param folder of its own, for its keys @param key as `openssl req -newkey` takes it @param more extensions of its certificate, a line each */
export async function startAuthority(
  folder: string,
  key: readonly string[] = ['rsa:2048'],
  more = '',
): Promise<Authority> {
  writeFileSync(join(folder, 'tsa.cnf'), CONFIGURATION);
  writeFileSync(join(folder, 'serial'), '01\n');
  const usage = 'extendedKeyUsage=critical,timeStamping\nbasicConstraints=CA:false\n';
  writeFileSync(join(folder, 'usage'), `${usage}${more}`);
  openssl(
    folder,
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '30',
    '-subj',
    '/CN=Test root',
    '-addext',
    'keyUsage=critical,keyCertSign,cRLSign',
  );
  openssl(
    folder,
    'req',
    '-newkey',
    ...key,
    '-nodes',
    '-keyout',
    'tsa.key',
    '-out',
    'tsa.csr',
    '-subj',
    '/CN=Test timestamps',
  );
  openssl(
    folder,
    'x509',
    '-req',
    '-in',
    'tsa.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '20',
    '-extfile',
    'usage',
    '-out',
    'tsa.pem',
  );
  const asked: Buffer[] = [];
  const answer = (request: Uint8Array): Buffer => {
    writeFileSync(join(folder, 'request.tsq'), request);
    openssl(
      folder,
      'ts',
      '-reply',
      '-queryfile',
      'request.tsq',
      '-config',
      'tsa.cnf',
      '-section',
      'own',
      '-out',
      'answer.tsr',
    );
    return readFileSync(join(folder, 'answer.tsr'));
  };
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body = Buffer.concat(pieces);
      asked.push(body);
      const given = authority.broken?.(body) ?? { status: 200, body: answer(body) };
      response.writeHead(given.status, { 'content-type': 'application/timestamp-reply' }).end(given.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const authority: Authority = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`,
    ca: join(folder, 'ca.pem'),
    answer,
    broken: undefined,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
  return authority;
}
