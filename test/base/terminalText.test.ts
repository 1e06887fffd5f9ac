import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forTerminal, terminalJson, terminalLine } from '../../src/base/terminalText.ts';

/** Ranges of code points, written as numbers: a rule of lint forbids control characters in patterns. */
const HARMFUL = new RegExp(
  `[${[
    [0x00, 0x1f],
    [0x7f, 0x9f],
    [0xad, 0xad],
    [0x61c, 0x61c],
    [0x200b, 0x200f],
    [0x2028, 0x202e],
    [0x2060, 0x206f],
    [0xfeff, 0xfeff],
    [0xe0000, 0xe007f],
  ]
    .map((range) => range.map((code) => `\\u{${code.toString(16)}}`).join('-'))
    .join('')}]`,
  'u',
);

const anyText = fc.string({ unit: 'binary', maxLength: 50 });

test('nothing that moves a cursor, hides or turns text is left, and what is left is what was there', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(terminalLine(text)).not.toMatch(HARMFUL);
      expect(terminalJson({ text })).not.toMatch(HARMFUL);
      expect(JSON.parse(terminalJson({ text }))).toEqual(JSON.parse(JSON.stringify({ text })));
      expect(JSON.stringify(forTerminal({ [text]: [text] }))).not.toMatch(HARMFUL);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  // Not assigned, and shown as nothing all the same.
  ['run-\u20651', 'run-⟨U+2065⟩1'],
  ['run-\u115f1', 'run-⟨U+115F⟩1'],
  ['run-1\u001b[2J\u001b[1;32mVERIFIED', 'run-1⟨U+001B⟩[2J⟨U+001B⟩[1;32mVERIFIED'],
  ['run-1\nVERIFIED: all', 'run-1⟨U+000A⟩VERIFIED: all'],
  ['run-1\r[agrees]', 'run-1⟨U+000D⟩[agrees]'],
  ['\u009b31m', '⟨U+009B⟩31m'],
  ['a\u202egpj.exe', 'a⟨U+202E⟩gpj.exe'],
  ['a\u2066b\u2069', 'a⟨U+2066⟩b⟨U+2069⟩'],
  ['Ünïcode 日本 😀 “quoted”', 'Ünïcode 日本 😀 “quoted”'],
])('%j', (text, shown) => {
  expect(terminalLine(text)).toBe(shown);
});

test('a line that goes on for ever is cut', () => {
  expect(terminalLine('x'.repeat(20_000))).toHaveLength(20_000);
  expect(terminalLine(`${'x'.repeat(50_000_000)}VERIFIED`)).toMatch(/^x{20000}… \(cut here\)$/);
});
