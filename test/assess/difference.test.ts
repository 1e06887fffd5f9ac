import { describe, expect, test } from 'vitest';
import { differenceOf } from '../../src/assess/difference.ts';
import { DEFAULT_BASELINE } from '../../src/domain/baseline.ts';
import type { Gap } from '../../src/domain/estate.ts';
import type { Change } from '../../src/domain/record.ts';
import { differenceText } from '../../src/report/differenceText.ts';
import { recordOf } from '../report/fixture.ts';

const gap = (because: string, subscription = '*'): Gap => ({
  source: 'disks',
  subscription,
  kind: 'throttled',
  because,
});
const before = { record: recordOf([]), baseline: DEFAULT_BASELINE };
const sides = [
  { runId: 'week-1', asOf: '2026-11-16T06:00:00.000Z' },
  { runId: 'week-2', asOf: '2026-11-23T06:00:00.000Z' },
] as const;

describe('the difference of two runs', () => {
  test('is empty for a run and itself, and says so in numbers', () => {
    const difference = differenceOf(before, before);
    expect(Object.values(difference).flat()).toEqual([]);
    expect(differenceText(sides[0], sides[1], difference, String)).toMatch(/New findings +0\n/);
  });

  test('tells a changed answer before the many that only ceased to be limited, its numbers in one column', () => {
    const moved = (name: string, change: Partial<Change>): Change => ({
      ...({ kind: 'changed', check: 'KEY-01', subject: `/disks/${name}`, subjectName: name } as const),
      ...({ subscriptionId: '', before: 'Unknown', after: 'NonCompliant', cause: 'coverage', because: 'So.' } as const),
      ...change,
    });
    const limited = { before: 'Compliant', after: 'Compliant', qualifierBefore: 'limited' } as const;
    const changes = [
      ...Array.from({ length: 60 }, (_, at) =>
        moved('limited-before', { ...limited, because: `Vault ${String(at)}.` }),
      ),
      moved('the-changed-one', {}),
    ];
    const difference = { ...differenceOf(before, before), changes };
    const text = differenceText(sides[0], sides[1], difference, String);
    expect(text).toContain('Changed:\n  KEY-01 the-changed-one: Unknown → NonCompliant');
    expect(text).toMatch(/\nVerdicts no longer limited:\n(.*\n){25} {2}… and 35 more lines/);
    const counts = text.split('\n\n')[1]?.split('\n') ?? [];
    expect(new Set(counts.map(({ length }) => length)).size).toBe(1);
  });

  test('has one line for subjects that moved alike, tells namesakes apart, and sums up gaps by subscription', () => {
    const group = (name: string): string =>
      `/subscriptions/s/resourcegroups/${name}/providers/microsoft.compute/disks/d`;
    const change = {
      ...({ kind: 'changed', check: 'BKP-07', subjectName: 'd', subscriptionId: 's', cause: 'coverage' } as const),
      ...({ before: 'NotApplicable', after: 'NotApplicable', qualifierBefore: 'limited', because: 'So.' } as const),
    };
    const changes: readonly Change[] = ['rg-1', 'rg-2', 'rg-3', 'rg-4', 'rg-5'].map((name) => ({
      ...change,
      subject: group(name),
    }));
    const gaps = (['disks', 'snapshots', 'keys'] as const).map((source) => ({ ...gap('Not read.', 's'), source }));
    const difference = { ...differenceOf(before, before), changes, gapsClosed: gaps };
    const text = differenceText(sides[0], sides[1], difference, (id) => (id === 's' ? 'payments' : id));
    expect(text).toContain(
      '\n  BKP-07 d (rg-1), d (rg-2), d (rg-3) and 2 more: NotApplicable – limited → NotApplicable (What could be read changed). So.\n',
    );
    expect(text).toContain(
      '\nGaps closed:\n  payments: Azure throttled the requests. 3 gaps: disks, snapshots and keys.\n',
    );
  });

  test('names population, coverage, baseline, rules and gaps that moved', () => {
    const { record } = before;
    const [row, ...rows] = record.population;
    const [check, ...checks] = record.checks;
    const [subscription, ...others] = record.coverage;
    if (row === undefined || check === undefined || subscription === undefined)
      throw new Error('The fixture is empty.');
    const difference = differenceOf(
      { ...before, record: { ...record, gaps: [gap('Closed now.')] } },
      {
        record: {
          ...record,
          gaps: [gap('Opened now.', 'a')],
          population: [{ ...row, kept: row.kept + 3 }, ...rows],
          checks: [{ ...check, version: check.version + 1 }, ...checks],
          coverage: [{ ...subscription, read: false }, ...others],
        },
        baseline: {
          ...DEFAULT_BASELINE,
          dr: {
            ...DEFAULT_BASELINE.dr,
            maximumRpoMinutes: 15,
            approvedUnreplicatedDisks: ['/subscriptions/a/disks/b'],
          },
        },
      },
    );
    expect(difference.population).toEqual([
      { source: row.source, subscriptionId: row.subscriptionId, before: row.kept, after: row.kept + 3 },
    ]);
    expect(difference.rules).toEqual([{ check: check.id, before: check.version, after: check.version + 1 }]);
    expect(difference.coverage).toMatchObject([{ before: 'read whole', after: 'not read whole' }]);
    expect(difference.gapsOpened.map(({ because }) => because)).toEqual(['Opened now.']);
    expect(difference.gapsClosed.map(({ because }) => because)).toEqual(['Closed now.']);
    expect(difference.baseline).toEqual([
      {
        path: 'dr.approvedUnreplicatedDisks./subscriptions/a/disks/b',
        before: undefined,
        after: '"/subscriptions/a/disks/b"',
      },
      { path: 'dr.maximumRpoMinutes', before: '60', after: '15' },
    ]);
    const text = differenceText(sides[0], sides[1], difference, String);
    expect(text).toContain('dr.maximumRpoMinutes: 60 → 15');
    expect(text).toContain(`${check.id}: version ${String(check.version)} → version ${String(check.version + 1)}`);
  });
});
