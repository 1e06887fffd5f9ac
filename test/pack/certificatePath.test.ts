import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import { Certificate } from 'pkijs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultOfPath } from '../../src/pack/certificatePath.ts';
import { proveTimestamp } from '../../src/pack/timestamp.ts';
import { startAuthority } from '../app/pack/authority.ts';
import { temporaryFolder } from '../stage/temporaryFolder.ts';

const folder = temporaryFolder();
const own = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
const openssl = (...words: readonly string[]): void => {
  execFileSync('openssl', words, { cwd: folder.path, stdio: ['ignore', 'ignore', 'pipe'] });
};
const AUTHORITY = 'keyUsage=critical,keyCertSign\nbasicConstraints=critical,CA:true';
const STAMPS = 'extendedKeyUsage=critical,timeStamping\nbasicConstraints=CA:false';

function issue(name: string, by: string, extensions: string, key = 'rsa:2048', ...more: readonly string[]): void {
  writeFileSync(at(`${name}.ext`), `${extensions}\n`);
  openssl('req', '-newkey', key, '-nodes', '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
  const issuer = ['-CA', `${by}.pem`, '-CAkey', `${by}.key`, '-CAcreateserial', '-days', '20'];
  openssl('x509', '-req', '-in', `${name}.csr`, ...issuer, '-extfile', `${name}.ext`, '-out', `${name}.pem`, ...more);
}

const path = (...names: readonly string[]): Certificate[] =>
  names.map((name) => {
    const { raw } = new X509Certificate(readFileSync(at(`${name}.pem`)));
    return Certificate.fromBER(new Uint8Array(raw).buffer);
  });

beforeAll(() => {
  const names = ['-keyout', 'root.key', '-out', 'root.pem', '-subj', '/CN=root', '-days', '30'];
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...names);
  issue('short', 'root', `${AUTHORITY},pathlen:0`);
  issue('direct', 'short', STAMPS);
  issue('below', 'short', AUTHORITY);
  issue('deep', 'below', STAMPS);
  issue('weak', 'root', AUTHORITY, 'rsa:1024');
  issue('byWeak', 'weak', STAMPS);
  for (const [name, curve] of Object.entries({ curve: 'prime256v1', weakCurve: 'secp224r1' })) {
    openssl('ecparam', '-name', curve, '-out', `${curve}.param`);
    issue(name, 'root', AUTHORITY, `ec:${curve}.param`);
    issue(`by-${name}`, name, STAMPS);
  }
  issue('old', 'root', AUTHORITY, 'rsa:2048', '-sha1');
  issue('byOld', 'old', STAMPS);
  issue('odd', 'root', `${STAMPS}\n1.2.3.4.5=critical,ASN1:NULL`);
}, 120_000);
afterAll(() => {
  folder.dispose();
  own.dispose();
});

test('a path of one authority between holds', () => {
  expect(faultOfPath(path('direct', 'short', 'root'))).toBeUndefined();
});

test('so does one through a key on a curve of 256 bits', () => {
  expect(faultOfPath(path('by-curve', 'curve', 'root'))).toBeUndefined();
});

test.each([
  ['longer than an authority in it permits', ['deep', 'below', 'short', 'root'], /more certificates .* allows/],
  ['through a key of 1,024 bits', ['byWeak', 'weak', 'root'], /too weak/],
  ['through a key on a curve of 224 bits', ['by-weakCurve', 'weakCurve', 'root'], /too weak/],
  ['through a signature over SHA-1', ['byOld', 'old', 'root'], /hash that is too weak/],
  ['with a critical extension that nobody knows', ['odd', 'root'], /critical extension/],
  ['that lacks the one between', ['direct', 'root'], /do not form a chain/],
  ['of the last certificate alone', ['root'], /do not form a chain/],
  ['of nothing', [], /do not form a chain/],
] as const)('a path %s proves nothing', (_, names, says) => {
  expect(faultOfPath(path(...names))).toMatch(says);
});

test('a timestamp by such a path is not proven', async () => {
  const authority = await startAuthority(own.path, ['rsa:2048'], '1.2.3.4.5=critical,ASN1:NULL\n');
  try {
    const manifest = Buffer.from('{}');
    writeFileSync(at('manifest'), manifest);
    openssl('ts', '-query', '-data', 'manifest', '-sha256', '-cert', '-out', 'query');
    const answer = authority.answer(readFileSync(at('query')));
    await expect(proveTimestamp(answer, manifest, readFileSync(authority.ca, 'utf8'))).rejects.toThrow(
      /unknown critical extension/,
    );
  } finally {
    await authority.close();
  }
});
