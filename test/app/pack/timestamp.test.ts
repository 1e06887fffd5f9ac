import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBER, Utf8String, type Sequence } from 'asn1js';
import { Attribute, SignedAndUnsignedAttributes, SignedData, TimeStampResp } from 'pkijs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { verifyPack, type VerifyOutcome } from '../../../src/app/verify/verifyPack.ts';
import { unbrokenProgram } from '../../../src/cli/program.ts';
import { createTimestampAuthority } from '../../../src/deliver/timestampAuthority.ts';
import { MANIFEST, TIMESTAMP } from '../../../src/pack/parts.ts';
import { openPack } from '../../../src/pack/readPack.ts';
import { proveTimestamp, readTimestamp, timestampRequest } from '../../../src/pack/timestamp.ts';
import { zipPack } from '../../../src/pack/zipPack.ts';
import { startAuthority, type Authority } from './authority.ts';
import { remadePack } from './remade.ts';
import { copyOfPack, tinyPack } from './smallPack.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const folders = [temporaryFolder(), temporaryFolder(), temporaryFolder(), temporaryFolder()] as const;
const [folder, first, second, third] = folders;
let authority: Authority;
let stranger: Authority;
let weak: Authority;
let original: string;
let pack: string;

beforeAll(async () => {
  authority = await startAuthority(first.path);
  stranger = await startAuthority(second.path, ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']);
  weak = await startAuthority(third.path, ['rsa:1024']);
  original = (
    await tinyPack(join(folder.path, 'out'), { UNBROKEN_TIMESTAMP_URL: authority.url }, new Date().toISOString())
  ).packLocation;
}, 120_000);
beforeEach(async () => {
  authority.broken = undefined;
  pack = join(folder.path, 'pack');
  rmSync(pack, { recursive: true, force: true });
  await copyOfPack(original, pack);
});
afterAll(async () => {
  await Promise.all([authority, stranger, weak].map(({ close }) => close()));
  for (const each of folders) each.dispose();
});

const differences = ({ steps }: VerifyOutcome): readonly string[] => steps.flatMap((step) => step.differences);
const trusts = ({ steps }: VerifyOutcome): string => steps.flatMap((step) => step.notVerified).join('\n');
const tokenPath = (): string => join(pack, TIMESTAMP);
const exact = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
const manifest = (): Buffer => readFileSync(join(pack, MANIFEST));

describe('a pack with a timestamp', () => {
  test('is proven to have been there at that time, below the certificate that the reader gives', async () => {
    const outcome = await verifyPack({ pack, earlier: [], timestampCa: authority.ca });
    expect(differences(outcome)).toEqual([]);
    expect(outcome.word).toBe('CONSISTENT');
    expect(Math.abs(Date.parse(outcome.stampedAt ?? '') - Date.now())).toBeLessThan(600_000);
    expect(trusts(outcome)).toContain('had not been revoked');
  });

  test('is the same to openssl, and in a zip', async () => {
    const words = ['ts', '-verify', '-in', tokenPath(), '-data', join(pack, MANIFEST), '-CAfile', authority.ca];
    expect(execFileSync('openssl', words, { stdio: ['ignore', 'pipe', 'ignore'] }).toString()).toContain(
      'Verification: OK',
    );
    const zip = join(folder.path, 'pack.zip');
    rmSync(zip, { force: true });
    await zipPack(await openPack(pack), zip);
    expect((await verifyPack({ pack: zip, earlier: [], timestampCa: authority.ca })).stampedAt).toBeDefined();
  });

  test('proves no time to a reader who gives no certificate, and says whose word it is', async () => {
    const outcome = await verifyPack({ pack, earlier: [] });
    expect([outcome.word, outcome.stampedAt]).toEqual(['CONSISTENT', undefined]);
    expect(trusts(outcome)).toContain('"Test timestamps"): give the certificate above it with --timestamp-ca');
  });

  test('differs where the certificate given is another authority’s', async () => {
    const outcome = await verifyPack({ pack, earlier: [], timestampCa: stranger.ca });
    expect([outcome.word, outcome.stampedAt]).toEqual(['DIFFERS', undefined]);
    expect(differences(outcome).join()).toContain('does not chain to the one you supplied');
  });

  test('without it is named as taken on trust, and --require timestamp ends with 2', async () => {
    const codeOf = async (...words: readonly string[]): Promise<unknown> => {
      await unbrokenProgram().parseAsync(['verify', pack, '--quiet', ...words], { from: 'user' });
      const code = process.exitCode;
      process.exitCode = 0;
      return code;
    };
    const demanded = ['--require', 'timestamp', '--timestamp-ca', authority.ca];
    expect(await codeOf(...demanded)).toBe(0);
    expect(await codeOf(...demanded, '--require', 'authentic')).toBe(2);
    expect(await codeOf('--require', 'timestamp')).toBe(2);
    rmSync(tokenPath());
    expect(await codeOf()).toBe(0);
    expect(await codeOf(...demanded)).toBe(2);
    const outcome = await verifyPack({ pack, earlier: [], timestampCa: authority.ca });
    expect(outcome.word).toBe('CONSISTENT');
    expect(trusts(outcome)).toContain('it has no timestamp (manifest.json.tsr)');
  });

  test('differs with the timestamp of another manifest, of other bytes, or with bytes after it', async () => {
    const token = readFileSync(tokenPath());
    for (const bytes of [
      authority.answer((await timestampRequest(Buffer.from('another manifest'))).bytes),
      Buffer.from('no timestamp'),
      Buffer.concat([token, Buffer.from([0])]),
      token.subarray(0, -1),
      Buffer.alloc(0),
    ]) {
      writeFileSync(tokenPath(), bytes);
      for (const timestampCa of [undefined, authority.ca])
        expect((await verifyPack({ pack, earlier: [], timestampCa, stopAtFirst: true })).word).toBe('DIFFERS');
    }
  });

  test.each([
    ['two days before', 2 * 86_400_000],
    ['an hour after', -3_600_000],
  ])('differs where the run says that it ended %s the timestamp', async (_, by) => {
    const later = join(folder.path, `later${String(by)}`);
    const moved = (time: string): string => new Date(Date.parse(time) - by).toISOString();
    await remadePack(pack, later, ({ observations, endedAt }) => ({
      endedAt: moved(endedAt),
      observations: observations.map((one) => ({
        ...one,
        startedAt: moved(one.startedAt),
        endedAt: moved(one.endedAt),
      })),
    }));
    const stamped = await createTimestampAuthority(authority.url).stamp(readFileSync(join(later, MANIFEST)));
    writeFileSync(join(later, TIMESTAMP), stamped);
    const outcome = await verifyPack({ pack: later, earlier: [], timestampCa: authority.ca });
    expect([outcome.word, outcome.stampedAt]).toEqual(['DIFFERS', undefined]);
    expect(differences(outcome).join()).toContain('not within 24 hours after the end of the run');
  });
});

test('an attribute beside the signed ones moves nothing, and is among what is taken on trust', async () => {
  const trustsOf = async (): Promise<string> => {
    const outcome = await verifyPack({ pack, earlier: [], timestampCa: authority.ca, stopAtFirst: true });
    expect(differences(outcome)).toEqual([]);
    return trusts(outcome);
  };
  const before = await trustsOf();
  const answer = new TimeStampResp({ schema: fromBER(exact(readFileSync(tokenPath()))).result });
  const signed = new SignedData({ schema: answer.timeStampToken?.content });
  const [signer] = signed.signerInfos;
  if (answer.timeStampToken === undefined || signer === undefined) throw new TypeError('There is no signature.');
  const values = [new Utf8String({ value: 'seen by nobody' })];
  signer.unsignedAttrs = new SignedAndUnsignedAttributes({
    type: 1,
    attributes: [new Attribute({ type: '1.2.3.4', values })],
  });
  answer.timeStampToken.content = signed.toSchema(true) as Sequence;
  writeFileSync(tokenPath(), Buffer.from(answer.toSchema().toBER()));
  expect(readFileSync(tokenPath()).includes('seen by nobody')).toBe(true);
  expect(await trustsOf()).toBe(before);
  expect(before).toContain('What else is in manifest.json.tsr');
});

test('no altered bit of a timestamp moves its time or passes for another’s', async () => {
  const token = readFileSync(tokenPath());
  const { time } = await readTimestamp(token, manifest());
  const pem = readFileSync(authority.ca, 'utf8');
  let seed = 17;
  let caught = 0;
  for (let turn = 0; turn < 150; turn += 1) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const altered = Buffer.from(token);
    const at = seed % altered.length;
    altered[at] = (altered[at] ?? 0) ^ (1 << ((seed >>> 16) % 8));
    const read = await readTimestamp(altered, manifest())
      .then(async (found) => {
        await proveTimestamp(altered, manifest(), pem);
        return found;
      })
      .catch(() => undefined);
    if (read === undefined) caught += 1;
    else expect(read.time).toBe(time);
  }
  expect(caught).toBeGreaterThan(100);
});

describe('an authority that fails', () => {
  const run = async (): Promise<{ readonly names: readonly string[]; readonly said: readonly string[] }> => {
    const said: string[] = [];
    const out = join(folder.path, `failed${String(Math.random())}`);
    const { packLocation } = await tinyPack(
      out,
      { UNBROKEN_TIMESTAMP_URL: authority.url },
      new Date().toISOString(),
      (event) => {
        if (event.kind === 'noTimestamp') said.push(event.because);
      },
    );
    const outcome = await verifyPack({ pack: packLocation, earlier: [], stopAtFirst: true });
    expect(differences(outcome)).toEqual([]);
    return { names: (await openPack(packLocation)).names, said };
  };

  test('never ends a run: a sentence and a signal say that the pack has no timestamp', async () => {
    authority.broken = () => ({ status: 503, body: Buffer.from('busy') });
    const { names, said } = await run();
    expect(names).not.toContain(TIMESTAMP);
    expect(said).toEqual([
      `The timestamp authority at ${new URL(authority.url).host} gave no timestamp: it answered with status 503. The pack has no timestamp.`,
    ]);
  }, 60_000);

  test.each([
    ['something else', (): Uint8Array => Buffer.from('<html>')],
    ['far too much', (): Uint8Array => Buffer.alloc(1_000_000)],
    ['nothing', (): Uint8Array => Buffer.alloc(0)],
    ['the answer to an earlier request', (): Uint8Array => authority.answer(authority.asked[0] ?? Buffer.alloc(0))],
    ['a refusal', (): Uint8Array => Buffer.from('30053003020102', 'hex')],
  ])('and is not believed with %s', async (_, body) => {
    authority.broken = () => ({ status: 200, body: body() });
    await expect(createTimestampAuthority(authority.url).stamp(manifest())).rejects.toThrow(/\.$/);
  });

  test('is not believed with a key of 1,024 bits', async () => {
    await expect(createTimestampAuthority(weak.url).stamp(manifest())).rejects.toThrow('too weak');
  });

  test('is told of where it cannot be reached', async () => {
    await expect(createTimestampAuthority('http://127.0.0.1:9/').stamp(manifest())).rejects.toThrow(
      /^The timestamp authority at 127\.0\.0\.1:9 gave no timestamp: /,
    );
  });
});

test('an authority with an elliptic key is believed too', async () => {
  const answer = await createTimestampAuthority(stranger.url).stamp(manifest());
  await proveTimestamp(answer, manifest(), readFileSync(stranger.ca, 'utf8'));
});
