import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, CanonicalJsonError } from '../../src/pack/canonicalJson.ts';

describe('canonicalJson', () => {
  // https://www.rfc-editor.org/rfc/rfc8785#section-3.2.2
  test('writes the example of RFC 8785', () => {
    const value = {
      // eslint-disable-next-line no-loss-of-precision -- the RFC's own example
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"\u002f',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  // https://www.rfc-editor.org/rfc/rfc8785#section-3.2.3
  test('sorts keys by UTF-16 units, as the RFC shows', () => {
    const value = {
      '\u20ac': 'Euro',
      '\r': 'CR',
      '\ufb33': 'Dalet',
      '1': 'One',
      '\ud83d\ude00': 'Smiley',
      '\u0080': 'Control',
      '\u00f6': 'O umlaut',
    };
    const keys = [...canonicalJson(value).matchAll(/:"([^"]+)"/g)].map((match) => match[1]);
    expect(keys).toEqual(['CR', 'One', 'Control', 'O umlaut', 'Euro', 'Smiley', 'Dalet']);
  });

  test('writes minus zero as zero and leaves undefined properties out', () => {
    expect(canonicalJson({ b: -0, a: undefined, c: [] })).toBe('{"b":0,"c":[]}');
  });

  test.each([
    [{ a: [1, Number.NaN] }, '$.a[1] is NaN, which JSON cannot write.'],
    [{ a: [undefined] }, '$.a[0] is of type undefined, which JSON cannot write.'],
    [{ when: new Date(0) }, '$.when is a Date, not a plain object.'],
    [{ a: new Map() }, '$.a is a Map, not a plain object.'],
  ])('refuses %o by its path', (value, message) => {
    expect(() => canonicalJson(value)).toThrow(new CanonicalJsonError(message));
  });

  test('is JSON that means the same, in one spelling whatever the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value))).toBe(text);
        expect(text).not.toMatch(/\n/);
      }),
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}
