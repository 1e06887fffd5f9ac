import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startKeyVault, type KeyVault } from '../../../simulator/services/keyVault.ts';
import { NOTHING_CARRIED } from '../../../src/domain/carried.ts';
import { EVERY_SUBSCRIPTION } from '../../../src/domain/estate.ts';
import { trustsWithout } from '../../../src/app/verify/earlierRun.ts';
import { checkFormOfWords } from '../../../src/app/verify/formOfWords.ts';
import { Differences } from '../../../src/app/verify/step.ts';
import type { Scope } from '../../../src/domain/record.ts';
import { otherRules, wordFor } from '../../../src/app/verify/conclusion.ts';
import { pinKey, readPins, unpinKey } from '../../../src/app/verify/trustedKeys.ts';
import { verifyPack } from '../../../src/app/verify/verifyPack.ts';
import { CATALOGUE } from '../../../src/assess/checks/catalogue.ts';
import { verifiedAsText } from '../../../src/cli/verify.ts';
import { tinyPack } from './smallPack.ts';
import { Victim } from './tamper.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const OLD = join(import.meta.dirname, '../../pack/made/by-0.1.0.zip');
const folder = temporaryFolder();
let vault: KeyVault;
let signed: Victim;
let key: string;

beforeAll(async () => {
  vault = await startKeyVault();
  const { packLocation } = await tinyPack(folder.path, { UNBROKEN_SIGNING_KEY_ID: vault.keyId('ec') });
  signed = new Victim(packLocation);
  key = join(folder.path, 'key.pem');
  writeFileSync(key, vault.publicKey('ec').export({ type: 'spki', format: 'pem' }));
}, 120_000);
afterEach(() => signed.restore());
afterAll(async () => {
  await vault.close();
  folder.dispose();
});

describe('the word that a check of a pack ends with', () => {
  test('a key out of the pack makes nothing authentic', async () => {
    const outcome = await verifyPack({ pack: signed.folder, earlier: [] });
    expect([outcome.word, outcome.holds]).toEqual(['CONSISTENT', true]);
    expect(verifiedAsText(outcome)).toMatch(/^CONSISTENT: .*Who made it is not proven\.\n/);
    expect(verifiedAsText(outcome)).not.toContain(vault.keyId('ec'));
  });

  test('the key that the reader gives, or the announced hash, does', async () => {
    const byKey = await verifyPack({ pack: signed.folder, earlier: [], key });
    expect(byKey.word).toBe('AUTHENTIC');
    const byHash = await verifyPack({ pack: signed.folder, earlier: [], expected: byKey.manifestSha256 });
    expect(byHash.word).toBe('AUTHENTIC');
    expect((await verifyPack({ pack: signed.folder, earlier: [], expected: '0'.repeat(64) })).word).toBe('DIFFERS');
  });

  test('a pinned key counts for its scope alone, and then a pack without its signature differs', async () => {
    const pins = join(folder.path, 'pins', 'trusted-keys.json');
    const { scope = '' } = await verifyPack({ pack: signed.folder, earlier: [] });
    await pinKey(pins, key, 'another scope');
    const unpinned = await verifyPack({ pack: signed.folder, earlier: [], pins });
    expect(unpinned.word).toBe('CONSISTENT');
    expect(verifiedAsText(unpinned)).toContain('1 key is pinned on this machine for other scopes, none for this one.');
    const { thumbprint } = await pinKey(pins, key, scope);
    expect((await verifyPack({ pack: signed.folder, earlier: [], pins })).word).toBe('AUTHENTIC');
    expect(await unpinKey(pins, thumbprint)).toBe(2);
    // Azure takes the name of a management group in any case: a pack of the same one is no other scope's.
    await pinKey(pins, key, ` ${scope.toUpperCase()}`);
    expect((await verifyPack({ pack: signed.folder, earlier: [], pins })).word).toBe('AUTHENTIC');
    await pinKey(pins, key, scope);
    expect(await unpinKey(pins, thumbprint)).toBe(1);
    const stranger = join(folder.path, 'stranger.pem');
    writeFileSync(
      stranger,
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }),
    );
    await pinKey(pins, stranger, scope);
    expect((await verifyPack({ pack: signed.folder, earlier: [], pins })).word).toBe('DIFFERS');
    expect((await readPins(pins)).map((pin) => pin.scope)).toEqual([scope]);
    // What is listed is what vouches.
    writeFileSync(pins, readFileSync(pins, 'utf8').replace(/"thumbprint": ".{9}/, '"thumbprint": "AAAAAAAAA'));
    await expect(readPins(pins)).rejects.toThrow(/delete it and pin them again/);
    writeFileSync(pins, '{"keys":7}');
    await expect(readPins(pins)).rejects.toThrow(/delete it and pin them again/);
  });

  test.each([
    ['an RSA key of 1,024 bits', () => generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey],
    ['a curve that nothing signs with', () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey],
    [
      'an RSA key with the exponent 3',
      () => generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 }).publicKey,
    ],
    ['an Ed25519 key', () => generateKeyPairSync('ed25519').publicKey],
  ])('%s is refused', async (_, make) => {
    const weak = join(folder.path, 'weak.pem');
    writeFileSync(weak, make().export({ type: 'spki', format: 'pem' }));
    await expect(verifyPack({ pack: signed.folder, earlier: [], key: weak })).rejects.toThrow(/cannot be trusted: /);
  });

  test('an altered part differs', async () => {
    signed.write('README.txt', Buffer.concat([signed.read('README.txt'), Buffer.from(' ')]));
    expect((await verifyPack({ pack: signed.folder, earlier: [], key })).word).toBe('DIFFERS');
  });
});

describe('a pack made by 0.1.0', () => {
  test('is intact, not different, names the checks that changed and the version to use', async () => {
    const outcome = await verifyPack({ pack: OLD, earlier: [] });
    expect([outcome.word, outcome.holds]).toEqual(['INTACT', false]);
    const text = verifiedAsText(outcome);
    expect(text).toMatch(/^INTACT: /);
    expect(text).toContain('none of it was compared with the stored answers');
    expect(text).toContain(`That version ${outcome.madeBy} made it`);
    expect(text).toContain('BKP-07 (version 3 then, version ');
    expect(text).toContain('verify it with version 0.1.0+2cf21c769591');
  });

  test('with one byte changed differs', async () => {
    const altered = join(folder.path, 'altered.zip');
    const bytes = readFileSync(OLD);
    const at = Math.floor(bytes.length / 2);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(altered, bytes);
    const word = await verifyPack({ pack: altered, earlier: [] }).then(
      (outcome) => outcome.word,
      () => 'refused',
    );
    expect(['DIFFERS', 'refused']).toContain(word);
  });
});

test('a pack that says this very program made it is recomputed whatever versions its record lists', () => {
  const checks = CATALOGUE.map(({ meta }) => meta);
  expect(otherRules({ checks: checks.slice(1), codeVersion: 'source' })).toEqual([]);
  expect(otherRules({ checks, codeVersion: '0.0.1' })).toEqual([]);
  const [first] = checks;
  const older = checks.map((check) => (check.id === first?.id ? { ...check, version: 0 } : check));
  expect(otherRules({ checks: older, codeVersion: '0.0.1' })).toHaveLength(1);
  expect(wordFor([], { signedByTrusted: true, announced: true, otherRules: ['X'] })).toBe('INTACT');
});

describe('what a run states of itself', () => {
  type Checks = Parameters<typeof checkFormOfWords>[0]['checks'];
  const CHECKS = CATALOGUE.map(({ meta }) => meta) as unknown as Checks;
  const [first] = CHECKS;
  if (first === undefined) throw new TypeError('There is no check.');
  const faults = (
    codeVersion: string,
    scope: Partial<Scope> = {},
    { runId = 'cli-1', checks = CHECKS }: { readonly runId?: string; readonly checks?: Checks } = {},
  ): readonly string[] => {
    const differences = new Differences();
    const whole = { tenantId: undefined, managementGroups: [], subscriptions: [], ...scope };
    checkFormOfWords({ codeVersion, scope: whole, checks }, runId, differences);
    return differences.step('manifest', '').differences;
  };
  const GUID = '0c0de001-5b1a-4f0e-9a01-c04e00000001';

  test('has the form that a run gives it', () => {
    for (const version of ['source', '0.1.0', '0.2.0+a1b2c3d4e5f6.changed', '1.0.0-rc.1+abc'])
      expect(faults(version, { tenantId: GUID, managementGroups: ['Contoso-(x).y_z'], subscriptions: [GUID] })).toEqual(
        [],
      );
  });

  test.each(['', '1 – signed by KPMG', 'x\nAUTHENTIC: all', 'cli-\u202e2026', 'a'.repeat(101), '../x', 'cli_1'])(
    'a run called %j is a difference',
    (runId) => {
      expect(faults('0.2.0', {}, { runId })).toEqual([expect.stringContaining('is not the id of a run')]);
    },
  );

  test.each([
    ['no check', []],
    ['one that is a sentence', [...CHECKS, { ...first, id: 'nothing. AUTHENTIC: signed by KPMG' }]],
    ['a version that is one', [{ ...first, version: '1 – verified by KPMG' }]],
    ['a version below 1', [{ ...first, version: 0 }]],
    ['one twice', [first, { ...first, version: 99 }]],
  ])('%s is a difference', (_, checks) => {
    expect(faults('0.2.0', {}, { checks: checks as unknown as Checks })).toHaveLength(1);
  });

  test.each([
    ['0.2.0 certified by Microsoft', {}, 'is not a version of Unbroken'],
    ['9.9.9-see.evil.example', {}, 'is not a version of Unbroken'],
    ['0.2.0+from.evil.example', {}, 'is not a version of Unbroken'],
    ['', {}, 'is not a version of Unbroken'],
    ['0.2.0', { managementGroups: ['contos\u043e'] }, 'is not a management group name'],
    ['0.2.0', { managementGroups: ['contoso\u200b'] }, 'is not a management group name'],
    ['0.2.0', { managementGroups: ['contoso, subscription 1'] }, 'is not a management group name'],
    ['0.2.0', { subscriptions: ['all of them'] }, 'is not a subscription ID'],
    ['0.2.0', { tenantId: 'contoso' }, 'is not a tenant ID'],
  ])('%j %j: a difference', (version, scope, says) => {
    expect(faults(version, scope).join()).toContain(says);
  });

  test('a loss of what the run before carries is taken on trust with its reason, whose words are free', () => {
    const gap = {
      source: 'carriedRestores',
      subscription: EVERY_SUBSCRIPTION,
      kind: 'notRead',
      because: 'Trust me',
    } as const;
    const told = { record: { incompleteBecause: [], gaps: [gap] }, carried: NOTHING_CARRIED, findings: () => 0 };
    const context = {} as Parameters<typeof trustsWithout>[1]['context'];
    for (const isFirst of [true, false])
      expect(trustsWithout('carried', { ...told, context }, isFirst).join()).toMatch(
        /could not be read .*: "Trust me"/,
      );
  });
});
