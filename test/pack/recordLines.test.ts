import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../src/domain/record.ts';
import { canonicalJson } from '../../src/pack/canonicalJson.ts';
import { linesOf } from '../../src/pack/lines.ts';
import {
  readRecordHead,
  readRecordLines,
  readRecordStream,
  recordLines,
  RecordLinesError,
  recordSha256Of,
  sameRecord,
} from '../../src/pack/recordLines.ts';
import { contentsOf, recordNaming } from '../report/fixture.ts';

const record = contentsOf().record;
const lines = [...recordLines(record)];

/** Records with any text and any length of their lists. */
const anyRecord: fc.Arbitrary<RunRecord> = fc
  .record({
    text: fc
      .array(fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)))
      .map((units) => units.join('')),
    evidence: fc.dictionary(
      fc.string(),
      fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
    ),
    keep: fc.integer({ min: 0, max: 5 }),
  })
  .map(({ text, evidence, keep }) => {
    const named = recordNaming(text);
    return {
      ...named,
      incompleteBecause: [text],
      gaps: named.gaps.slice(0, keep),
      verdicts: named.verdicts.slice(0, keep).map((verdict) => ({ ...verdict, evidence })),
    };
  });

describe('a record as lines', () => {
  test('has a head, then a line for each entry', () => {
    const ofKind = (kind: string): number =>
      lines.filter((line) => (JSON.parse(line) as { kind: string }).kind === kind).length;
    expect(lines[0]).toMatch(/^\{"counts":/);
    expect(ofKind('verdicts')).toBe(record.verdicts.length);
    expect(ofKind('chains')).toBe(9);
    expect(lines).toHaveLength(
      1 +
        record.checks.length +
        record.coverage.length +
        record.population.length +
        record.gaps.length +
        record.notAssessed.length +
        record.summary.length +
        record.exemptions.length +
        (record.attestations?.length ?? 0) +
        record.policyExemptions.length +
        record.chains.length +
        record.verdicts.length,
    );
  });

  test('read(write(record)) = record', () => {
    fc.assert(
      fc.property(anyRecord, (any) => {
        const read = readRecordLines(recordLines(any));
        expect(canonicalJson(read)).toBe(canonicalJson(any));
        expect([...recordLines(read)]).toEqual([...recordLines(any)]);
      }),
    );
  });

  test('reads the same from bytes cut anywhere, and breaks lines at line feeds only', async () => {
    await fc.assert(
      fc.asyncProperty(anyRecord, fc.integer({ min: 1, max: 4000 }), async (any, size) => {
        const bytes = Buffer.from([...recordLines(any)].map((line) => `${line}\n`).join(''));
        expect(canonicalJson(await readRecordStream(linesOf(chunks(gzipSync(bytes), size), 'record')))).toBe(
          canonicalJson(any),
        );
      }),
      { numRuns: 30 },
    );
    const odd = recordNaming('line\u2028separator\u2029\u0085');
    const bytes = Buffer.from([...recordLines(odd)].map((line) => `${line}\n`).join(''));
    expect((await readRecordStream(linesOf(chunks(gzipSync(bytes), 7), 'record'))).chains.at(0)?.name).toBe(
      'line\u2028separator\u2029\u0085',
    );
  });

  test('has the hash of its file', () => {
    expect(recordSha256Of(record)).toBe(
      createHash('sha256')
        .update(lines.map((line) => `${line}\n`).join(''))
        .digest('hex'),
    );
  });

  test('does not depend on the order of keys', () => {
    const shuffled = JSON.parse(JSON.stringify(record), (_key, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    ) as RunRecord;
    expect(recordSha256Of(shuffled)).toBe(recordSha256Of(record));
  });
});

describe('a record that was cut or altered', () => {
  test.each([
    ['no line', [], 'The record is empty: it has no head line.'],
    ['no head', lines.slice(1), 'Line 1 of the record is not a head line of a record.'],
    [
      'a dropped line',
      lines.slice(0, -1),
      `The record's head announces ${String(record.verdicts.length)} lines of "verdicts", but ${String(record.verdicts.length - 1)} came: the file was cut or altered.`,
    ],
    ['a line that is not JSON', [...lines.slice(0, 3), '{"kind":'], 'Line 4 of the record is not JSON.'],
    [
      'a line of another kind',
      [...lines.slice(0, 2), '{"kind":"secrets","entry":{}}'],
      'Line 3 of the record is not an entry of a record.',
    ],
    [
      'another version',
      [(lines[0] ?? '').replace('"schemaVersion":1', '"schemaVersion":2')],
      'Line 1 of the record has schema version 2; this version reads 1.',
    ],
  ])('%s: one clear error', (_case, altered, message) => {
    expect(() => readRecordLines(altered)).toThrow(new RecordLinesError(message));
  });

  test('bytes that are no UTF-8', async () => {
    await expect(
      readRecordStream(linesOf(chunks(gzipSync(Buffer.from([0x7b, 0xff, 0x7d, 0x0a])), 2), 'record')),
    ).rejects.toThrow('record is not UTF-8 text; it was altered.');
  });
});

async function* chunks(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

describe('its head alone', () => {
  const of = (all: readonly string[]): AsyncIterable<string> => ({
    // eslint-disable-next-line @typescript-eslint/require-await -- as a stream gives it
    [Symbol.asyncIterator]: async function* () {
      yield* all;
    },
  });
  const isLong = (line: string): boolean => /"kind":"(chains|verdicts|lineage|blastRadius)"/.test(line);

  test('is the record without its long lists, and what follows is not read', async () => {
    const { chains, verdicts, lineage, blastRadius, ...head } = record;
    expect([chains, verdicts, lineage, blastRadius]).toBeDefined();
    const first = lines.findIndex(isLong);
    expect(await readRecordHead(of([...lines.slice(0, first + 1), 'no JSON']))).toEqual(
      JSON.parse(JSON.stringify(head)),
    );
  });

  test('a line that stands behind the long lists is missed', async () => {
    const moved = lines.findIndex((line) => line.includes('"kind":"checks"'));
    const reordered = [...lines.slice(0, moved), ...lines.slice(moved + 1), lines[moved] ?? ''];
    await expect(readRecordHead(of(reordered))).rejects.toThrow(/lines of "checks"/);
  });
});

describe('the file of a record', () => {
  const members = (texts: readonly string[]): AsyncIterable<Uint8Array> => ({
    // eslint-disable-next-line @typescript-eslint/require-await -- as a stream gives it
    [Symbol.asyncIterator]: async function* () {
      yield* texts.map((text) => Buffer.from(text));
    },
  });
  const text = `${lines.join('\n')}\n`;

  test('is that record, byte for byte', async () => {
    expect(await sameRecord(record, members([text]))).toBe(recordSha256Of(record));
  });

  test.each([
    ['one character', [text.replace('"Compliant"', '"compliant"')]],
    ['a line less', [`${lines.slice(0, -1).join('\n')}\n`]],
    ['a line more', [`${text}{}\n`]],
    ['another member', [text, '{}\n']],
    ['an empty member', [text, '']],
    ['cut elsewhere', [text.slice(0, text.indexOf('\n') + 1), text.slice(text.indexOf('\n') + 1)]],
    [
      'keys in another order',
      [
        text.replace(
          /^\{"counts":(\{[^}]*\}),"head":(.*),"kind":"record"\}/m,
          '{"kind":"record","counts":$1,"head":$2}',
        ),
      ],
    ],
    ['nothing', []],
  ])('not with %s', async (_what, texts) => {
    expect(await sameRecord(record, members(texts))).toBeUndefined();
  });
});
