import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/pack/canonicalJson.ts';
import { PART } from '../../src/pack/parts.ts';
import { faultInLine } from '../../src/pack/spelling.ts';

const RAW = 'raw/disks.jsonl.gz';
const faultIn = (line: string, name = RAW): string | undefined => faultInLine(line, name, 'Line 1');

describe('one spelling', () => {
  test('whatever was written as JSON is taken', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const row = { id: 1, properties: [value].map((each) => (typeof each === 'object' ? null : each)) };
        expect(faultIn(JSON.stringify(row))).toBeUndefined();
        for (const name of [PART.record, PART.context, PART.carried])
          expect(faultIn(canonicalJson(row), name)).toBeUndefined();
      }),
    );
  });

  test.each([
    '{"a":1,"a":2}',
    '{"a":{"b":1,"b":1}}',
    '{"a":1 }',
    ' {"a":1}',
    '{"a":1}\r',
    '{"a":1.0}',
    '{"a":1e0}',
    '{"a":-0}',
    '{"\\u0061":1}',
    '{"a":"\\/"}',
    '{"2":1,"1":1}',
  ])('%s is a second spelling', (line) => {
    expect(faultIn(line)).toContain('canonical form');
  });

  test('in whatever order keys stand, only that of RFC 8785 is taken', () => {
    const key = fc.constantFrom('a', 'b', 'B', '1', '10', '9', '', '_', 'é', '\u{1f600}', '\uffff', 'tags');
    const value = fc.letrec<{ any: unknown }>((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.integer(),
        fc.array(tie('any'), { maxLength: 2 }),
        fc.uniqueArray(fc.tuple(key, tie('any')), { maxLength: 5, selector: ([name]) => name }).map(Object.fromEntries),
      ),
    })).any;
    fc.assert(
      fc.property(value, (row) => {
        const line = JSON.stringify(row);
        const isWanted = canonicalJson(row) === line;
        const found = faultIn(line, PART.record);
        // Look-alikes are another fault.
        if (found?.includes('looks like') !== true) expect(found === undefined).toBe(isWanted);
      }),
    );
  });

  test('of more keys than are remembered', () => {
    const keys = Array.from({ length: 200 }, (_none, at) => `k${String(1_000 + at)}`);
    const row = (of: readonly string[]): string => JSON.stringify(Object.fromEntries(of.map((key) => [key, 1])));
    expect(faultIn(row(keys), PART.record)).toBeUndefined();
    expect(faultIn(row([...keys].reverse()), PART.record)).toContain('canonical form');
    expect(faultIn(row([...keys, 'K1000']))).toContain('looks like another: "K1000"');
  });

  test.each([PART.record, PART.context, PART.carried])('keys in another order are one, in %s', (name) => {
    expect(faultIn('{"b":1,"a":1}', name)).toContain('canonical form');
    expect(faultIn('{"b":1,"a":1}', PART.observations)).toBeUndefined();
  });
});

describe('a key that looks like another', () => {
  test.each([
    ['case', { encryption: 1, Encryption: 2 }],
    ['Cyrillic beside Latin', { encryption: 1, encryptiоn: 2 }],
    ['Cyrillic alone', { networkAccessPоlicy: 1 }],
    ['Greek', { tyρe: 1 }],
    ['full width', { ｔype: 1 }],
    ['a blank of no width', { 'type\u200b': 1 }],
    ['a soft hyphen', { 'ty\u00adpe': 1 }],
    ['a control character', { 'type\u0007': 1, type: 1 }],
    ['deep inside', { a: [{ b: { type: 1, TYPE: 2 } }] }],
    ['tags by case', { tags: { owner: 1, Owner: 2 } }],
    ['Cyrillic in tags of tags', { tags: { a: { type: 1, Type: 2 } } }],
  ])('%s', (_what, row) => {
    expect(faultIn(JSON.stringify(row))).toContain('looks like another');
  });

  test.each([
    ['names of tags in any script', { tags: { Владелец: 'a', 所有者: 'b', сор: 'c' } }],
    ['words of other scripts', { größe: 1, 日本: 2, 'тип диска': 3 }],
    ['the same key in two objects', [{ type: 1 }, { Type: 1 }]],
    ['lists', ['a', 'A', 'a']],
  ])('%s are none', (_what, row) => {
    expect(faultIn(JSON.stringify(row))).toBeUndefined();
  });
});
