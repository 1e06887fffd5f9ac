import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { simulatedCredential } from '../../../simulator/index.ts';
import { startKeyVault, type KeyVault } from '../../../simulator/services/keyVault.ts';
import { verifyPack, type VerifyOutcome } from '../../../src/app/verify/verifyPack.ts';
import { createKeyVaultSigner } from '../../../src/deliver/keyVaultSigner.ts';
import { canonicalJson } from '../../../src/pack/canonicalJson.ts';
import { tinyPack } from './smallPack.ts';
import { Victim } from './tamper.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
const SIGNATURE = 'manifest.sig.json';
let vault: KeyVault;
let victim: Victim;
let key: string;

beforeAll(async () => {
  vault = await startKeyVault();
  const { packLocation } = await tinyPack(folder.path, { UNBROKEN_SIGNING_KEY_ID: vault.keyId('ec') });
  victim = new Victim(packLocation);
  key = join(folder.path, 'key.pem');
  writeFileSync(key, vault.publicKey('ec').export({ type: 'spki', format: 'pem' }));
});
afterEach(() => victim.restore());
afterAll(async () => {
  await vault.close();
  folder.dispose();
});

const differences = ({ steps }: VerifyOutcome): readonly string[] => steps.flatMap((step) => step.differences);
const signature = (): Record<string, unknown> =>
  JSON.parse(victim.read(SIGNATURE).toString('utf8')) as Record<string, unknown>;
const write = (value: object): void => victim.write(SIGNATURE, Buffer.from(canonicalJson(value), 'utf8'));

describe('a pack signed by Key Vault', () => {
  test('is verified offline with the organisation’s key', async () => {
    const verified = await verifyPack({ pack: victim.folder, earlier: [], key });
    expect(differences(verified)).toEqual([]);
    expect(verified.steps.find(({ about }) => about === 'signature')?.verified).toMatch(
      /^The manifest is signed \(ES256\) with the key [\w-]{43} \(RFC 7638\), which is the one that was given\.$/,
    );
    expect(victim.read('README.txt').toString('utf8')).toContain('signed; the signature and the public key are beside');
  });

  test('may have the other form of its signature, which everybody can write and which says the same: that is named', async () => {
    const trusts = async (): Promise<readonly string[]> => {
      const verified = await verifyPack({ pack: victim.folder, earlier: [], key });
      expect([verified.word, ...differences(verified)]).toEqual(['AUTHENTIC']);
      return verified.steps.flatMap(({ notVerified }) => notVerified);
    };
    const before = await trusts();
    const found = signature();
    const bytes = Buffer.from(String(found['signature']), 'base64url');
    const order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
    const other = (order - BigInt(`0x${bytes.toString('hex', 32)}`)).toString(16).padStart(64, '0');
    bytes.write(other, 32, 'hex');
    write({ ...found, signature: bytes.toString('base64url') });
    expect(await trusts()).toEqual(before);
    expect(before.join('\n')).toContain('Which of its two forms the signature in manifest.sig.json has');
  });

  test('without that key names the thumbprint to be compared', async () => {
    const verified = await verifyPack({ pack: victim.folder, earlier: [] });
    expect(differences(verified)).toEqual([]);
    expect(verified.steps.flatMap(({ notVerified }) => notVerified).join('\n')).toMatch(
      /compare its thumbprint [\w-]{43} /,
    );
  });

  test('that was altered and signed anew with another key is caught by the key', async () => {
    victim.writeManifest({ ...victim.manifest(), runId: 'another' });
    const manifest = victim.read('manifest.json');
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { kty, crv, x, y } = pair.publicKey.export({ format: 'jwk' });
    write({
      ...signature(),
      manifestSha256: createHash('sha256').update(manifest).digest('hex'),
      publicKey: { kty, crv, x, y },
      signature: sign('sha256', manifest, { key: pair.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url'),
    });
    const verified = await verifyPack({ pack: victim.folder, earlier: [], key });
    expect(verified.steps.find(({ about }) => about === 'signature')?.differences).toEqual([
      expect.stringMatching(/^The pack is signed with the key .*, not with the one that was given/) as string,
    ]);
  });

  test('whose manifest or signature moved by one bit does not fit', async () => {
    victim.writeManifest({ ...victim.manifest(), runId: 'another' });
    expect(differences(await verifyPack({ pack: victim.folder, earlier: [] })).join('\n')).toContain(
      'The signature does not fit manifest.json',
    );
    victim.restore();
    const bytes = Buffer.from(String(signature()['signature']), 'base64url');
    bytes[7] = (bytes[7] ?? 0) ^ 1;
    write({ ...signature(), signature: bytes.toString('base64url') });
    expect(differences(await verifyPack({ pack: victim.folder, earlier: [] }))).toEqual([
      `The signature does not fit manifest.json under the key in ${SIGNATURE}.`,
    ]);
  });

  test('says that the key id and the certificates are nobody’s word, whoever’s key it is', async () => {
    write({ ...signature(), keyId: 'https://contoso.vault.azure.net/keys/auditor/1' });
    for (const trusted of [key, undefined]) {
      const { steps } = await verifyPack({ pack: victim.folder, earlier: [], key: trusted, stopAtFirst: true });
      const signed = steps.find(({ about }) => about === 'signature');
      expect(signed?.notVerified).toContain(
        `The id of the key and the 0 certificates that ${SIGNATURE} names: they are not signed.`,
      );
      expect(signed?.verified).not.toContain('auditor');
    }
  });

  test.each(['signature', 'x'])('whose %s is spelled otherwise was rewritten', async (field) => {
    const told = signature();
    const respelled = (text: string): string => {
      // 64 and 32 bytes leave four and two bits of the last character to nobody.
      const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      return text.slice(0, -1) + (last[last.indexOf(text.at(-1) ?? '') + 1] ?? '');
    };
    const publicKey = told['publicKey'] as Record<string, string>;
    write(
      field === 'signature'
        ? { ...told, signature: respelled(String(told['signature'])) }
        : { ...told, publicKey: { ...publicKey, x: respelled(publicKey['x'] ?? '') } },
    );
    expect(differences(await verifyPack({ pack: victim.folder, earlier: [] })).join('\n')).toContain('base64url');
  });

  test('that lost its signature is no unsigned pack', async () => {
    victim.write(SIGNATURE, victim.read(SIGNATURE));
    rmSync(join(victim.folder, SIGNATURE));
    expect(differences(await verifyPack({ pack: victim.folder, earlier: [] }))).toEqual([
      `The pack says that it is signed, but lacks ${SIGNATURE}.`,
    ]);
  });
});

describe('the signer', () => {
  const credential = simulatedCredential();
  const manifest = Buffer.from('{}');

  test('takes an RSA key too, and lets its certificates travel', async () => {
    const { cert } = await generate([{ name: 'commonName', value: 'signer' }], { keyType: 'ec', algorithm: 'sha256' });
    const signed = await createKeyVaultSigner({
      keyId: vault.keyId('rsa'),
      credential,
      ca: vault.ca,
      certificates: [cert],
    }).sign(manifest);
    expect(signed).toMatchObject({ algorithm: 'RS256', publicKey: { kty: 'RSA', e: 'AQAB' }, certificates: [cert] });
  });

  test('says what is missing', async () => {
    const closed = await startKeyVault({ forbid: true });
    await expect(
      createKeyVaultSigner({ keyId: closed.keyId('ec'), credential, ca: closed.ca }).sign(manifest),
    ).rejects.toThrow(/could not be signed with .*; give the identity the role Key Vault Crypto User on the key\./);
    await closed.close();
    await expect(
      createKeyVaultSigner({ keyId: vault.keyId('p384'), credential, ca: vault.ca }).sign(manifest),
    ).rejects.toThrow('signing takes an EC key on P-256 or an RSA key');
    expect(() => createKeyVaultSigner({ keyId: 'https://contoso.vault.azure.net/secrets/x', credential })).toThrow(
      'is not a key in a Key Vault',
    );
    expect(() => createKeyVaultSigner({ keyId: 'http://contoso.vault.azure.net/keys/x', credential })).toThrow(
      'is not a key in a Key Vault',
    );
  });
});
