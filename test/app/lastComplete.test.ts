import { describe, expect, test } from 'vitest';
import { daysSinceComplete } from '../../src/app/lastComplete.ts';
import type { RunRow } from '../../src/history/entities.ts';

const NOW = new Date('2026-11-26T05:00:00.000Z');
const run = (values: Partial<RunRow>): RunRow =>
  ({ scopeKey: 'mine', state: 'Delivered', complete: true, asOf: '2026-11-23T05:00:00.000Z', ...values }) as RunRow;

describe('days since the last complete run', () => {
  test('the newest complete run counts, whatever came after it', () => {
    const runs = [
      run({ asOf: '2026-11-25T05:00:00.000Z', complete: false }),
      run({ asOf: undefined, complete: undefined, state: 'Failed' }),
      run({}),
      run({ asOf: '2026-11-02T05:00:00.000Z' }),
    ];
    expect(daysSinceComplete(runs, 'mine', NOW)).toBe(3);
  });

  test('another scope’s run is no evidence for this one', () => {
    expect(daysSinceComplete([run({ scopeKey: 'other' })], 'mine', NOW)).toBeUndefined();
  });

  test('none at all', () => {
    expect(daysSinceComplete([], 'mine', NOW)).toBeUndefined();
  });

  test('tenths of a day', () => {
    expect(daysSinceComplete([run({ asOf: '2026-11-25T17:00:00.000Z' })], 'mine', NOW)).toBe(0.5);
  });
});
