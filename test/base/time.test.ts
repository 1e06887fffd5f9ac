import { describe, expect, test } from 'vitest';
import { instant, isoDay, monthsLater } from '../../src/base/time.ts';

describe('instants', () => {
  test.each([
    ['2026-11-24T06:00:00.000Z', 1_795_500_000_000],
    ['2026-11-24T06:00:00', 1_795_500_000_000],
    ['2026-11-24T07:00:00+01:00', 1_795_500_000_000],
    ['12/25/2019 10:07:11 PM', undefined],
    ['2026-13-45T99:00:00Z', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s → %s', (text, expected) => {
    expect(instant(text)).toBe(expected);
  });
});

test.each([
  ['2026-11-24T06:00:00.000Z', '2026-11-24'],
  ['2026-11-24T23:59:59+02:00', '2026-11-24'],
  ['2026-11-24', '2026-11-24'],
])('the day of %s is %s', (text, expected) => {
  expect(isoDay(text)).toBe(expected);
});

test.each([
  ['2026-01-31T06:00:00Z', 1, '2026-02-28T06:00:00.000Z'],
  ['2028-01-31T06:00:00Z', 1, '2028-02-29T06:00:00.000Z'],
  ['2026-11-24T06:00:00Z', 24, '2028-11-24T06:00:00.000Z'],
  ['2026-12-01T00:00:00Z', 1, '2027-01-01T00:00:00.000Z'],
])('%s and %d months are %s', (asOf, months, expected) => {
  expect(new Date(monthsLater(asOf, months) ?? NaN).toISOString()).toBe(expected);
});

test('months after what is no time are unknown', () => {
  expect(monthsLater('soon', 1)).toBeUndefined();
});
