import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { manifestOf, ManifestError, type ManifestContents, type ManifestPart } from '../../src/pack/manifest.ts';

const part = (name: string, more: Partial<ManifestPart> = {}): ManifestPart => ({
  name,
  sha256: 'a'.repeat(64),
  bytes: 12,
  mediaType: 'text/plain',
  ...more,
});

const contents: ManifestContents = {
  runId: 'run-1',
  asOf: '2026-11-23T06:00:00.000Z',
  endedAt: '2026-11-23T06:05:00.000Z',
  settings: { portalBase: 'https://portal.azure.com', sampleSize: 25, crossCheckSize: 20 },
  codeVersion: '0.1.0',
  baseline: { name: 'Default', version: '1', sha256: 'b'.repeat(64) },
  previousManifestSha256: undefined,
  parts: [part('raw/disks.jsonl.gz', { rows: 7 }), part('README.txt')],
};

const CHARACTERS = 'use letters, digits, "._~() -" and "/", such as raw/disks.jsonl.gz.';

describe('manifestOf', () => {
  test('is canonical JSON with parts by name, and its hash is that of its bytes', () => {
    const { bytes, sha256 } = manifestOf(contents);
    expect(new TextDecoder().decode(bytes)).toBe(
      `{"asOf":"2026-11-23T06:00:00.000Z","baseline":{"name":"Default","sha256":"${'b'.repeat(64)}","version":"1"},"codeVersion":"0.1.0","endedAt":"2026-11-23T06:05:00.000Z","kind":"unbroken-manifest",` +
        `"parts":[{"bytes":12,"mediaType":"text/plain","name":"README.txt","sha256":"${'a'.repeat(64)}"},` +
        `{"bytes":12,"mediaType":"text/plain","name":"raw/disks.jsonl.gz","rows":7,"sha256":"${'a'.repeat(64)}"}],` +
        `"previousManifestSha256":null,"runId":"run-1","schemaVersion":2,"settings":{"crossCheckSize":20,"portalBase":"https://portal.azure.com","sampleSize":25}}`,
    );
    expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  test('does not depend on the order of the parts', () => {
    expect(manifestOf({ ...contents, parts: [...contents.parts].reverse() }).sha256).toBe(manifestOf(contents).sha256);
  });

  test('is chained to the manifest before it', () => {
    expect(manifestOf({ ...contents, previousManifestSha256: 'c'.repeat(64) }).sha256).not.toBe(
      manifestOf(contents).sha256,
    );
  });

  test.each([
    [[part('a'), part('A')], '"A" appears twice; names must differ by more than case.'],
    [[part('../a')], `"../a" is not a valid name for a part of a pack: ${CHARACTERS}`],
    [[part('/a')], `"/a" is not a valid name for a part of a pack: ${CHARACTERS}`],
    [[part('a\\b')], `"a\\\\b" is not a valid name for a part of a pack: ${CHARACTERS}`],
    [
      [part('a', { sha256: 'A'.repeat(64) })],
      `The SHA-256 of the part "a" is "${'A'.repeat(64)}"; it must be 64 hex digits in lower case.`,
    ],
    [[part('a', { bytes: 1.5 })], 'The part "a" has the size 1.5; bytes are a whole number.'],
  ])('refuses %j', (parts, message) => {
    expect(() => manifestOf({ ...contents, parts })).toThrow(new ManifestError(message));
  });

  test('refuses a previous hash that is none', () => {
    expect(() => manifestOf({ ...contents, previousManifestSha256: 'none' })).toThrow(
      /previousManifestSha256 is "none"/,
    );
  });
});
