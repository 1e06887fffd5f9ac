import { count } from '../../src/base/counted.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ANSWER_KINDS } from '../../src/domain/answer.ts';
import { answerCounts, blockOf, kindText } from '../../src/report/answerColumns.ts';
import { barSegments } from '../../src/report/workbook/bar.ts';
import { limitsOfKnowledge } from '../../src/report/limitsOfKnowledge.ts';
import { BESIDE_MANIFEST, MANIFEST, PART } from '../../src/pack/parts.ts';
import { packReadme } from '../../src/report/packReadme.ts';
import {
  ANSWER_TINT,
  HEADER,
  HEADING,
  LINK,
  MUTED,
  PAPER,
  SEVERITY_TINT,
  type Tint,
} from '../../src/report/workbook/palette.ts';
import { portalLink } from '../../src/report/portalLink.ts';
import { SHEETS } from '../../src/report/sheets.ts';
import { columnName } from '../../src/report/workbook/sheetTarget.ts';
import { heightOf } from '../../src/report/workbook/textHeight.ts';
import { day, daysBetween, inWords, isoWeek, list, moment, percent, share } from '../../src/report/words.ts';
import { SHEET_NAME_CHARACTERS } from '../../src/report/workbook/limits.ts';
import { contentsOf } from './fixture.ts';

// https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
function contrast({ fill, text }: Tint): number {
  const [light, dark] = [luminance(fill), luminance(text)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red, green, blue] = [0, 2, 4].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test.each(Object.entries({ HEADER, HEADING, LINK, MUTED, PAPER, ...ANSWER_TINT, ...SEVERITY_TINT }))(
  'the text of %s is readable on its tint',
  (_name, tint) => {
    expect(contrast(tint)).toBeGreaterThanOrEqual(4.5);
  },
);

test('sheet names leave room for a number, and printed columns exist', () => {
  for (const sheet of SHEETS) {
    expect(sheet.name.length, sheet.name).toBeLessThanOrEqual(SHEET_NAME_CHARACTERS - 6);
    if (sheet.kind === 'table') expect(sheet.printedColumns, sheet.name).toBeLessThanOrEqual(sheet.columns.length);
  }
});

describe('a bar', () => {
  test('adds up to its width and hides no kind of answer that occurs', () => {
    const number = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 1_000_000 }));
    const kinds = fc.tuple(...ANSWER_KINDS.map(() => number));
    fc.assert(
      fc.property(kinds, fc.integer({ min: 8, max: 100 }), (numbers, width) => {
        const of = (status: string, qualifier?: string): number =>
          numbers[ANSWER_KINDS.findIndex((kind) => kind.status === status && kind.qualifier === qualifier)] ?? 0;
        const tally = {
          counts: {
            Compliant: of('Compliant') + of('Compliant', 'limited'),
            NonCompliant: of('NonCompliant'),
            Unknown: of('Unknown') + of('Unknown', 'attested'),
            Exempt: of('Exempt'),
            NotApplicable: of('NotApplicable') + of('NotApplicable', 'limited'),
          },
          limited: { Compliant: of('Compliant', 'limited'), NotApplicable: of('NotApplicable', 'limited') },
          attested: of('Unknown', 'attested'),
        };
        const segments = barSegments(tally, width);
        const total = numbers.reduce((sum, value) => sum + value, 0);
        expect(segments.reduce((sum, segment) => sum + segment.length, 0)).toBe(total === 0 ? 0 : width);
        for (const [at, kind] of ANSWER_KINDS.entries())
          expect(
            segments.some((segment) => segment.kind === kind && segment.length > 0),
            kindText(kind),
          ).toBe((numbers[at] ?? 0) > 0);
        expect(answerCounts(tally)).toEqual(numbers);
      }),
    );
  });

  test('every kind of answer has a character of its own', () => {
    expect(new Set(ANSWER_KINDS.map(blockOf)).size).toBe(ANSWER_KINDS.length);
  });
});

describe('words', () => {
  test('dates are the same on every machine', () => {
    expect(day('2026-09-03T23:59:59Z')).toBe('3 Sep 2026');
    expect(moment('2026-11-23T06:00:00.500Z')).toBe('23 Nov 2026 06:00:00 UTC');
    expect(day('never')).toBe('never');
    expect(daysBetween('2026-11-22T07:00:00Z', '2026-11-23T06:00:00Z')).toBe(0);
  });

  test('only a whole population reads 100%', () => {
    expect(percent(share(99_999, 100_000))).toBe('99.9%');
    expect(percent(share(5, 5))).toBe('100.0%');
    expect(percent(share(0, 0))).toBe('–');
  });

  test('numbers, lists and names of kinds', () => {
    expect([0, 999, 1_000, 1_234_567].map(count)).toEqual(['0', '999', '1,000', '1,234,567']);
    expect(list(['a', 'b', 'c'])).toBe('a, b and c');
    expect(['restoredDisk', 'recoveryServicesVault', 'testFailover', 'vmExtensions'].map(inWords)).toEqual([
      'restored disk',
      'Recovery Services vault',
      'test failover',
      'VM extensions',
    ]);
    expect([1, 26, 27, 52, 53, 702, 703].map(columnName)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']);
  });
});

describe('a portal link', () => {
  const id = '/subscriptions/x/resourceGroups/rg (1)/providers/Microsoft.Compute/disks/a#b?c\'d"é';

  test('escapes what a name may hold, in the cloud and tenant of the run', () => {
    expect(portalLink('https://portal.azure.us/', 'tenant', id)).toEqual({
      kind: 'web',
      url: 'https://portal.azure.us/#@tenant/resource/subscriptions/x/resourceGroups/rg%20(1)/providers/Microsoft.Compute/disks/a%23b%3Fc%27d%22%C3%A9',
    });
    expect(portalLink('https://portal.azure.com', undefined, '/subscriptions/x')).toEqual({
      kind: 'web',
      url: 'https://portal.azure.com/#resource/subscriptions/x',
    });
  });

  test('is left out for what is no resource, and where Excel could not take it', () => {
    expect(portalLink('https://portal.azure.com', 't', 'aaaa-bbbb')).toBeUndefined();
    expect(portalLink('https://portal.azure.com', 't', `/subscriptions/${'x'.repeat(2_000)}`)).toBeUndefined();
    expect(portalLink('https://portal.azure.com', 't', '/subscriptions/\ud800')).toEqual({
      kind: 'web',
      url: 'https://portal.azure.com/#@t/resource/subscriptions/%E2%9F%A8U+D800%E2%9F%A9',
    });
  });
});

test('no row is lower than its text, wherever a program breaks a long word', () => {
  const text = fc
    .array(fc.string({ unit: fc.constantFrom('a', 'Q', '7', '-', '/', '.', ' '), minLength: 1, maxLength: 40 }), {
      maxLength: 6,
    })
    .map((words) => words.join(' ').replace(/ +/g, ' ').trim());
  fc.assert(
    fc.property(text, fc.integer({ min: 9, max: 60 }), (words, width) => {
      const perLine = Math.floor((width - 2) * 1.1);
      for (const after of [' ', ' /', ' -', ' /-.'])
        expect(heightOf(words, width, undefined), after).toBeGreaterThanOrEqual(
          Math.min(409, linesBrokenBehind(after, words, perLine) * 13 + 3),
        );
    }),
  );
});

/** Wraps letter by letter, going back to the last sign where one is. */
function linesBrokenBehind(signs: string, text: string, perLine: number): number {
  let lines = 1;
  let rest = text;
  while (rest.length > perLine) {
    let at = perLine;
    while (at > 0 && rest[at] !== ' ' && !signs.includes(rest[at - 1] ?? '')) at -= 1;
    rest = rest.slice(at === 0 ? perLine : at).trimStart();
    if (rest !== '') lines += 1;
  }
  return lines;
}

test('the height of a row counts wrapped lines and stays within what Excel takes', () => {
  expect(heightOf('short', 20, undefined)).toBe(16);
  expect(heightOf('a\nb\nc', 20, undefined)).toBe(42);
  expect(heightOf('word '.repeat(12).trim(), 20, undefined)).toBe(42);
  expect(heightOf('x'.repeat(30_000), 20, undefined)).toBe(409);
  // A key of the bank, which LibreOffice breaks behind the slash: three lines, not two.
  expect(heightOf('disk-cmk-deposits/0fb00f7832d4a13f37530cb1def14757', 28, undefined)).toBe(42);
});

test('what cannot be known names the kinds not assessed', () => {
  const limits = limitsOfKnowledge(contentsOf().record).join('\n');
  expect(limits).toContain('Members of groups are not visible');
  expect(limits).toContain('Found here but not assessed: Image;');
});

test('the README of a pack names the state, its reasons, the hashes and the files', () => {
  const text = packReadme(contentsOf());
  expect(text).toMatch(/^AUTHENTIC, CONSISTENT, INTACT or DIFFERS\? Run “unbroken verify PACK”/);
  for (const part of [
    ...[...Object.values(PART), ...BESIDE_MANIFEST, MANIFEST],
    'INCOMPLETE',
    'Contoso Closed is expected',
    contentsOf().recordSha256,
    'c'.repeat(64),
    'record.jsonl.gz',
    'unsigned: hashes reveal accidental, not deliberate, change',
  ])
    expect(text).toContain(part);
});

test.each([
  ['2026-11-23T06:00:00Z', '2026-W48'],
  ['2026-11-29T23:59:59Z', '2026-W48'],
  ['2026-01-01T00:00:00Z', '2026-W01'],
  ['2027-01-03T12:00:00Z', '2026-W53'],
  ['2024-12-30T00:00:00Z', '2025-W01'],
  ['no date', 'no date'],
])('%s lies in week %s', (moment, week) => {
  expect(isoWeek(moment)).toBe(week);
});
