import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CELL_CHARACTERS,
  cellText,
  cleanText,
  escapeForSheet,
  oneLine,
  unescapeFromSheet,
} from '../../src/report/cleanText.ts';
import { sheetText } from '../../src/report/workbook/cellWriter.ts';

const anyText = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
      fc.constantFrom('_x0041_', '_x005F_', '_', 'x', '😀', '\r\n'),
    ),
  )
  .map((units) => units.join(''));

describe('cleanText', () => {
  test.each([
    ['plain, é, 文, 😀, דיסק', 'plain, é, 文, 😀, דיסק'],
    ['a\r\nb\nc\td', 'a\nb\nc\td'],
    ['bell\u0007', 'bell⟨U+0007⟩'],
    ['\u0000', '⟨U+0000⟩'],
    ['lone \r return', 'lone ⟨U+000D⟩ return'],
    ['delete\u007f, c1\u0085', 'delete⟨U+007F⟩, c1⟨U+0085⟩'],
    ['high\ud83d', 'high⟨U+D83D⟩'],
    ['\ude00low', '⟨U+DE00⟩low'],
    ['\ud83d\ud83d\ude00', '⟨U+D83D⟩😀'],
    ['\ufffe\uffff', '⟨U+FFFE⟩⟨U+FFFF⟩'],
    ['invoice\u202Efdp.exe', 'invoice⟨U+202E⟩fdp.exe'],
    ['=cmd|calc', '=cmd|calc'],
  ])('%j becomes %j', (text, clean) => {
    expect(cleanText(text)).toBe(clean);
  });

  test('gives well-formed text that XML can hold, and cleaning it again changes nothing', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const clean = cleanText(text);
        expect(Buffer.from(clean, 'utf8').toString('utf8')).toBe(clean);
        // eslint-disable-next-line no-control-regex -- control characters are what must be gone
        expect(clean).not.toMatch(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/);
        expect(cleanText(clean)).toBe(clean);
      }),
    );
  });
});

describe('cellText', () => {
  test('leaves what fits as it is', () => {
    expect(cellText('a'.repeat(CELL_CHARACTERS))).toBe('a'.repeat(CELL_CHARACTERS));
  });

  test('cuts what does not, says how much, and never through a character', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 120, max: 160 }), (before, limit) => {
        const text = 'a'.repeat(before) + '😀'.repeat(100);
        const cut = cellText(text, limit);
        expect(cut.length).toBeLessThanOrEqual(limit);
        const [, kept, number] = /^(.*)… \[cut: (\d+) characters, whole text in the pack\]$/u.exec(cut) ?? [];
        expect(text.startsWith(kept ?? 'x')).toBe(true);
        expect((kept ?? '').length + Number(number)).toBe(text.length);
        expect(Buffer.from(cut, 'utf8').toString('utf8')).toBe(cut);
      }),
    );
  });
});

test('what looks like an escape of the sheet is escaped, and comes back', () => {
  expect(escapeForSheet('_x0041_')).toBe('_x005F_x0041_');
  fc.assert(
    fc.property(anyText, (text) => {
      expect(unescapeFromSheet(escapeForSheet(text))).toBe(text);
      // What a reader of the format sees: every escape stands for an underscore.
      expect(
        escapeForSheet(text).replace(/_x([0-9A-Fa-f]{4})_/g, (_all, code: string) =>
          String.fromCharCode(parseInt(code, 16)),
        ),
      ).toBe(text);
    }),
  );
});

test('a cell stays within its limit even where escaping lengthens it', () => {
  expect(sheetText('_x0041_'.repeat(4_600)).length).toBeLessThanOrEqual(CELL_CHARACTERS);
});

test('oneLine leaves no line break for a header to be smuggled in', () => {
  expect(oneLine(' a\r\nBcc: x@example.com\n\tb ')).toBe('a Bcc: x@example.com b');
  expect(oneLine('a\rb')).toBe('a⟨U+000D⟩b');
  expect(oneLine('a\u2028b')).toBe('a b');
});
