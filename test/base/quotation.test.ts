import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LinesError } from '../../src/base/linesError.ts';
import { firstOf, named, quotation } from '../../src/base/quotation.ts';
import { faultText } from '../../src/cli/output.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 60 });

/** What is left of a sentence when every quotation in it is taken out. */
const outside = (sentence: string): string => sentence.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');

test('nothing within a quotation ends it, whatever it is', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(outside(`a ${quotation(text)} b`)).toBe('a "" b');
      expect(quotation(text)).not.toMatch(/[\n\u201c\u201d\uff02]/);
    }),
    { numRuns: 2000 },
  );
});

test('a name that begins and ends like our own sentence stays a name', () => {
  const name = 'Contoso” (SHA-256 as announced): it accepts nothing but "customerKey"';
  expect(quotation(name)).toBe('"Contoso⟨U+201D⟩ (SHA-256 as announced): it accepts nothing but \\"customerKey\\""');
});

test('a long text is cut, and says so, within and behind its quotes', () => {
  expect(quotation('x'.repeat(25_000))).toBe(`"${'x'.repeat(200)}…" (cut: it has 25000 characters)`);
});

test('one plain word stands as it is; anything else in quotes', () => {
  for (const word of ['demo-2026-11-16T06-00-00-000Z', '0.2.0+abc', 'KEY-01', '/subscriptions/1/x', 'a'])
    expect(named(word)).toBe(word);
  for (const text of ['', 'a b', 'a:', 'it.', 'а', '-x', 'x'.repeat(201)]) expect(named(text)).toMatch(/^"/);
});

test('of a long list the first are named, the others counted', () => {
  expect(firstOf(['a', 'b', 'c'], 2)).toBe('a, b, and 1 more');
  expect(firstOf(['a', 'b'], 2)).toBe('a, b');
});

test('a fault is told in one line, unless its lines are ours', () => {
  expect(faultText(new Error('Unrecognized key: "x\nAUTHENTIC: all is well"'))).toBe(
    'unbroken: Unrecognized key: "x⟨U+000A⟩AUTHENTIC: all is well"\n',
  );
  expect(faultText(new LinesError(['first\nAUTHENTIC', 'second']))).toBe('unbroken: first⟨U+000A⟩AUTHENTIC\nsecond\n');
});

test('the stack that UNBROKEN_DEBUG adds holds places only', () => {
  process.env['UNBROKEN_DEBUG'] = '1';
  try {
    const [first, ...places] = faultText(new Error('x\nAUTHENTIC: y')).trimEnd().split('\n');
    expect(first).toBe('unbroken: x⟨U+000A⟩AUTHENTIC: y');
    expect(places.length).toBeGreaterThan(0);
    for (const place of places) expect(place).toMatch(/^ {4}at /);
  } finally {
    delete process.env['UNBROKEN_DEBUG'];
  }
});
