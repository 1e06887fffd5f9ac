import { describe, expect, test } from 'vitest';
import { instant } from '../../src/base/time.ts';

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
