import { describe, expect, test } from 'vitest';
import { evidenceAge } from '../../src/app/lastComplete.ts';
import type { RunRow } from '../../src/history/entities.ts';

const NOW = new Date('2026-11-26T05:00:00.000Z');
const LONG_AGO = '2026-01-01T00:00:00.000Z';
const run = (values: Partial<RunRow>): RunRow =>
  ({ scopeKey: 'mine', state: 'Delivered', complete: true, asOf: '2026-11-23T05:00:00.000Z', ...values }) as RunRow;
const age = (runs: readonly RunRow[], madeAt: string | undefined = LONG_AGO) => evidenceAge(runs, 'mine', NOW, madeAt);

describe('days since the last complete run', () => {
  test('the newest complete run counts, whatever came after it', () => {
    const runs = [
      run({ asOf: '2026-11-25T05:00:00.000Z', complete: false }),
      run({ asOf: undefined, complete: undefined, state: 'Failed' }),
      run({}),
      run({ asOf: '2026-11-02T05:00:00.000Z' }),
    ];
    expect(age(runs)).toEqual({ days: 3, overdue: false });
  });

  test('another scope’s run is no evidence for this one', () => {
    expect(age([run({ scopeKey: 'other' })])).toEqual({ days: undefined, overdue: true });
  });

  test('none at all', () => {
    expect(age([])).toEqual({ days: undefined, overdue: true });
  });

  test('tenths of a day', () => {
    expect(age([run({ asOf: '2026-11-25T17:00:00.000Z' })]).days).toBe(0.5);
  });
});

describe('overdue', () => {
  test('after eight days', () => {
    expect(age([run({ asOf: '2026-11-18T05:00:00.000Z' })])).toEqual({ days: 8, overdue: false });
    expect(age([run({ asOf: '2026-11-18T02:00:00.000Z' })])).toEqual({ days: 8.1, overdue: true });
  });

  test('not before the first run is due, and as before where nobody knows when the history was made', () => {
    const incomplete = [run({ complete: false })];
    for (const runs of [[], incomplete]) {
      expect(age(runs, '2026-11-20T05:00:00.000Z')).toEqual({ days: undefined, overdue: false });
      expect(age(runs, '2026-11-18T00:00:00.000Z')).toEqual({ days: undefined, overdue: true });
      expect(evidenceAge(runs, 'mine', NOW, undefined)).toEqual({ days: undefined, overdue: true });
      expect(evidenceAge(runs, 'mine', NOW, 'no time')).toEqual({ days: undefined, overdue: true });
    }
  });

  test('an acknowledged run silences it until the acknowledgement ends, and is never a complete one', () => {
    const acknowledged = (acknowledgedUntil: string, asOf = '2026-11-23T05:00:00.000Z'): RunRow =>
      run({ complete: false, acknowledgedUntil, asOf });
    const old = run({ asOf: '2026-11-02T05:00:00.000Z' });
    expect(age([acknowledged('2026-11-26T23:59:59.999Z'), old])).toEqual({ days: 24, overdue: false });
    expect(age([acknowledged('2026-11-25T23:59:59.999Z'), old])).toEqual({ days: 24, overdue: true });
    // The run itself has to come every week.
    expect(age([acknowledged('2027-01-31T23:59:59.999Z', '2026-11-10T05:00:00.000Z'), old]).overdue).toBe(true);
  });
});
