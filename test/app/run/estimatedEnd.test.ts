import { describe, expect, test } from 'vitest';
import { estimatedEnd, SHARES } from '../../../src/app/run/estimatedEnd.ts';

const NOW = new Date('2026-11-30T06:00:00.000Z');
const AFTER_COLLECTING =
  (SHARES.assess + SHARES.compare + SHARES.pack + SHARES.store + SHARES.history + SHARES.deliver) / SHARES.collect;

/** Seconds from now. */
function secondsLeft(
  ...[stage, headway]: [Parameters<typeof estimatedEnd>[0], Parameters<typeof estimatedEnd>[1]]
): number {
  return (new Date(estimatedEnd(stage, headway, NOW) ?? NaN).getTime() - NOW.getTime()) / 1000;
}

describe('the end of a run', () => {
  test('is not told before anything was asked, or was planned', () => {
    expect(estimatedEnd('collect', { asking: 0 }, NOW)).toBeUndefined();
    expect(estimatedEnd('collect', { asking: 400 }, NOW)).toBeUndefined();
    expect(estimatedEnd('collect', { asking: 400, requests: { answered: 0, planned: 9 } }, NOW)).toBeUndefined();
  });

  test('what is left to ask goes as fast as what was asked, and the other stages take their share of it', () => {
    const headway = { asking: 400, requests: { answered: 250, planned: 1_000 } };
    expect(secondsLeft('collect', headway)).toBeCloseTo(1_200 + 1_600 * AFTER_COLLECTING, -1);
  });

  test('is never before Azure’s limits let collecting end, and waits are no time of asking', () => {
    const limitedUntil = '2026-11-30T19:00:00.000Z';
    const headway = { asking: 10, requests: { answered: 150, planned: 2_000 }, limitedUntil };
    const asking = (10 * 2_000) / 150;
    expect(secondsLeft('collect', headway)).toBeCloseTo(13 * 3_600 + asking * AFTER_COLLECTING, -1);
  });

  test('comes nearer with each stage after collecting', () => {
    const left = (['assess', 'pack', 'store', 'history', 'deliver'] as const).map((stage) =>
      secondsLeft(stage, { asking: 620 }),
    );
    expect(left[0]).toBeCloseTo(620 * AFTER_COLLECTING, -1);
    expect(left).toEqual([...left].sort((a, b) => b - a));
    expect(left.at(-1)).toBe(10);
  });
});
