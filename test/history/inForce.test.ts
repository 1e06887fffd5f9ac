import { describe, expect, test } from 'vitest';
import { openAt } from '../../src/history/inForce.ts';

const [W1, W2, W3, W4] = ['2026-03-02', '2026-03-09', '2026-03-16', '2026-03-23'] as const;

function interval(status: string, validFrom: string, validTo?: string, endedBecause?: string) {
  return { status, validFrom, validTo, endedBecause };
}

describe('whether a finding was open, by the intervals of its verdict', () => {
  const life = [
    interval('Unknown', W3, W4, 'changed'),
    interval('NonCompliant', W1, W2, 'changed'),
    interval('Compliant', W2, W3, 'changed'),
    interval('NonCompliant', W4),
  ];

  test('opened by NonCompliant, closed by Compliant only; Unknown leaves it as it is', () => {
    expect(openAt(life, '2026-03-01')).toBeUndefined();
    expect(openAt(life, W1)).toBe(true);
    expect(openAt(life, W2)).toBe(false);
    expect(openAt(life, W3)).toBe(false);
    expect(openAt(life, W4)).toBe(true);
    expect(openAt([interval('Exempt', W1, W2), interval('Unknown', W2)], W3)).toBe(true);
  });

  test('a resource that went has none from then on', () => {
    const gone = [interval('NonCompliant', W1, W3, 'disappeared')];
    expect(openAt(gone, W2)).toBe(true);
    expect(openAt(gone, W3)).toBe(false);
  });
});
