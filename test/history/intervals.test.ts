import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Status, Verdict } from '../../src/domain/check.ts';
import type { RunRecord } from '../../src/domain/record.ts';
import type { VerdictRow } from '../../src/history/entities.ts';
import { evidenceSha256, gapText, limitationText, MOVING_FACTS, steadyReason } from '../../src/history/evidenceHash.ts';
import { absenceOf } from '../../src/history/gone.ts';
import { advanceInterval, standingAt, type AdvancingRun } from '../../src/history/intervals.ts';
import { judge } from '../../src/history/judged.ts';
import { diskId, record, SUB_A, SUB_B, verdict, type RecordParts } from './records.ts';

const WEEKS = Array.from({ length: 8 }, (_, week) =>
  new Date(Date.parse('2026-03-02T06:00:00.000Z') + week * 604_800_000).toISOString(),
);
const DISK = diskId('a');

/** The table of intervals as plain rows: what the ledger does, without a service. */
class Intervals {
  rows: VerdictRow[] = [];
  #previous: AdvancingRun['previous'];

  take(runRecord: RunRecord, runId: string, again = false): void {
    const judged = judge(runRecord, runId);
    const run: AdvancingRun = {
      runId,
      asOf: runRecord.asOf,
      scopeKey: judged.scopeKey,
      subscriptionsRead: judged.subscriptionsRead,
      baselineSha256: runRecord.baseline.sha256,
      checks: new Set(runRecord.checks.map(({ id }) => id)),
      previous: this.#previous,
    };
    const verdicts = new Map(runRecord.verdicts.map((one) => [nameOf(one), one]));
    const names = new Set([...verdicts.keys(), ...this.rows.map(nameOf)]);
    this.rows = [...names].flatMap((name) => {
      const own = this.rows.filter((row) => nameOf(row) === name);
      const touched = own.filter((row) => row.current || row.toRun === runId);
      const [first] = touched;
      const seen = verdicts.get(name) ?? (first === undefined ? 'notSought' : absenceOf(first, judged));
      return [...own.filter((row) => !touched.includes(row)), ...advanceInterval(touched, seen, run)];
    });
    if (!again) this.#previous = { asOf: runRecord.asOf, baselineSha256: runRecord.baseline.sha256 };
  }

  /** Takes the run twice, as after a crash. */
  takeTwice(runRecord: RunRecord, runId: string): void {
    const previous = this.#previous;
    this.take(runRecord, runId, true);
    const once = this.rows;
    this.#previous = previous;
    this.take(runRecord, runId);
    expect(sorted(this.rows)).toEqual(sorted(once));
  }

  at(moment: string, standing: 'confirmed' | 'unconfirmed'): VerdictRow[] {
    return this.rows.filter((row) => standingAt(row, moment) === standing);
  }
}

function nameOf({ check, subject }: { readonly check: string; readonly subject: string }): string {
  return `${check} ${subject}`;
}

function sorted(rows: readonly VerdictRow[]): readonly VerdictRow[] {
  return [...rows].sort((a, b) => (`${nameOf(a)} ${a.validFrom}` < `${nameOf(b)} ${b.validFrom}` ? -1 : 1));
}

/** A verdict as history keeps it. */
function kept(one: Verdict) {
  return {
    check: one.check,
    checkVersion: one.checkVersion,
    subjectKind: one.subjectKind,
    subject: one.subject,
    subscriptionId: one.subscriptionId,
    status: one.status,
    beneath: one.beneath,
    exemption: one.exemption,
    gaps: gapText(one),
    limitations: limitationText(one),
    attestation: one.attestation,
    evidenceSha256: evidenceSha256(one.evidence),
    because: steadyReason(one.because),
  };
}

function keptRow(row: VerdictRow) {
  const { check, checkVersion, subjectKind, subject, subscriptionId, status, beneath, exemption, gaps } = row;
  const { limitations, attestation } = row;
  return {
    check,
    checkVersion,
    subjectKind,
    subject,
    subscriptionId,
    status,
    beneath,
    exemption,
    gaps,
    limitations,
    attestation,
    evidenceSha256: row.evidenceSha256,
    because: steadyReason(row.because),
  };
}

function weeks(...parts: readonly RecordParts[]): Intervals {
  const intervals = new Intervals();
  for (const [week, part] of parts.entries())
    intervals.takeTwice(record({ asOf: WEEKS[week] ?? '', ...part }), `run-${week + 1}`);
  return intervals;
}

const good = { verdicts: [verdict('Compliant', DISK)] };
const bad = { verdicts: [verdict('NonCompliant', DISK)] };
const nothing = { verdicts: [] };
const blind = { verdicts: [], partial: [`disks ${SUB_A}`] };

describe('an interval', () => {
  test('lasts as long as the verdict: three equal weeks are one row', () => {
    const { rows } = weeks(good, good, good);
    expect(rows).toMatchObject([{ validFrom: WEEKS[0], validTo: undefined, fromRun: 'run-1', current: true }]);
  });

  test('ends with another verdict, and says what moved it', () => {
    const { rows } = weeks(good, bad);
    expect(rows).toMatchObject([
      { status: 'Compliant', validTo: WEEKS[1], toRun: 'run-2', endedBecause: 'changed', current: false },
      { status: 'NonCompliant', validFrom: WEEKS[1], validTo: undefined, cause: 'time', current: true },
    ]);
  });

  test.each<[string, Partial<Verdict>, string]>([
    ['an exemption of an unchanged baseline', { status: 'Exempt', beneath: 'Compliant', exemption: 'EX-1' }, 'time'],
    ['a raised version', { status: 'NonCompliant', checkVersion: 2 }, 'rule'],
    ['a gap', { status: 'Unknown', gaps: [`disks ${SUB_A}`] }, 'coverage'],
    ['a gap elsewhere', { limitations: [`recoveryServicesVaults ${SUB_B}`] }, 'coverage'],
    ['other facts', { evidence: { 'At rest': 'platform' } }, 'estate'],
    ['another reason', { because: 'It is on a key of its own.' }, 'estate'],
  ])('is followed by another through %s: %o', (_name, change, cause) => {
    const { rows } = weeks(good, { verdicts: [verdict('Compliant', DISK, change)] });
    expect(rows).toHaveLength(2);
    expect(rows[1]).toMatchObject({ cause, validFrom: WEEKS[1] });
  });

  test('is followed by another when a person attests what is Unknown, for the baseline says so', () => {
    const unknown = verdict('Unknown', DISK, { gaps: [`keys ${SUB_A}`] });
    const attested = { verdicts: [{ ...unknown, attestation: 'AT-1' }] };
    const other = { name: 'Ours', version: '2', sha256: 'cd'.repeat(32) };
    const { rows } = weeks({ verdicts: [unknown] }, { ...attested, more: { baseline: other } });
    expect(rows).toMatchObject([
      { status: 'Unknown', endedBecause: 'changed' },
      { status: 'Unknown', attestation: 'AT-1', cause: 'baseline', validFrom: WEEKS[1] },
    ]);
    // Of an unchanged baseline, an attestation begins and ends by its dates.
    expect(weeks(attested, { verdicts: [unknown] }).rows[1]).toMatchObject({ cause: 'time' });
  });

  test('a changed baseline that judges the same facts otherwise is the cause', () => {
    const other = { name: 'Ours', version: '2', sha256: 'cd'.repeat(32) };
    const { rows } = weeks(good, { ...bad, more: { baseline: other } });
    expect(rows[1]).toMatchObject({ status: 'NonCompliant', cause: 'baseline' });
  });

  test('does not end for times, ages and the newest recovery point', () => {
    const point = (day: string, name: string, lag: number): RecordParts => ({
      verdicts: [
        verdict('Compliant', DISK, {
          because: `Its newest usable recovery point is of 2026-03-${day}, ${lag} minutes old.`,
          evidence: {
            'Newest usable recovery point': `2026-03-${day}T02:11:09Z`,
            'Recovery point': name,
            'RPO in seconds': lag,
            Expires: `2027-03-${day}`,
            Policy: 'daily',
          },
        }),
      ],
    });
    expect(weeks(point('02', '119', 3), point('09', '977', 8)).rows).toHaveLength(1);
  });
});

describe('a subject that a run did not judge', () => {
  test('ends as disappeared where everything that would show it was read', () => {
    expect(weeks(bad, nothing).rows).toMatchObject([
      { status: 'NonCompliant', validTo: WEEKS[1], endedBecause: 'disappeared', current: false },
    ]);
  });

  test('never ends through a gap: it is unconfirmed from then on, and confirmed again by a row of its own', () => {
    const intervals = weeks(good, blind, blind, good, good);
    expect(intervals.rows).toMatchObject([
      {
        validFrom: WEEKS[0],
        unseenSince: WEEKS[1],
        unseenByRun: 'run-2',
        validTo: WEEKS[3],
        endedBecause: 'seenAgain',
      },
      { validFrom: WEEKS[3], validTo: undefined, cause: 'coverage' },
    ]);
    expect(WEEKS.slice(0, 5).map((week) => intervals.at(week, 'confirmed').length)).toEqual([1, 0, 0, 1, 1]);
    expect(WEEKS.slice(0, 5).map((week) => intervals.at(week, 'unconfirmed').length)).toEqual([0, 1, 1, 0, 0]);
  });

  test('is not gone when its source shrank more than it may', () => {
    const shrunk: RecordParts = { verdicts: [], more: { state: 'INCOMPLETE', shrunkSources: ['disks'] } };
    expect(weeks(good, shrunk).rows).toMatchObject([{ validTo: undefined, unseenSince: WEEKS[1], current: true }]);
  });

  test('is left alone by a run that was not about it', () => {
    const narrow: RecordParts = {
      verdicts: [],
      subscriptions: [SUB_B],
      scope: { tenantId: undefined, managementGroups: [], subscriptions: [SUB_B] },
    };
    expect(weeks(good, narrow).rows).toMatchObject([{ validTo: undefined, unseenSince: undefined, current: true }]);
  });

  test('that the run knows in another way is no longer asked about; a retired check is', () => {
    const otherCheck = { verdicts: [verdict('Compliant', DISK, { check: 'POP-01' })] };
    expect(weeks(good, otherCheck).rows.find(({ check }) => check === 'KEY-01')).toMatchObject({
      endedBecause: 'notAsked',
    });
    const retired: RecordParts = { verdicts: [], checks: [] };
    expect(weeks(good, retired).rows[0]).toMatchObject({ endedBecause: 'retired' });
  });
});

test('a run begun again at a later time leaves the rows of its last attempt only', () => {
  const twice = weeks(good);
  twice.take(record({ asOf: WEEKS[1] ?? '', ...bad }), 'run-2', true);
  twice.take(record({ asOf: WEEKS[2] ?? '', ...good }), 'run-2');
  expect(twice.rows).toEqual(weeks(good, good).rows);
});

test('facts that move by themselves are named as the checks name them', () => {
  const folder = new URL('../../src/assess/checks/', import.meta.url);
  const code = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .join('\n');
  for (const name of MOVING_FACTS) expect(code).toContain(`'${name}'`);
});

describe('for any history', () => {
  const statuses = fc.constantFrom<Status>('Compliant', 'NonCompliant', 'Unknown', 'NotApplicable', 'Exempt');
  const names = ['a', 'b', 'c', 'd'];
  const week = fc.record({
    verdicts: fc.uniqueArray(
      fc.record({
        name: fc.constantFrom(...names),
        sub: fc.constantFrom(SUB_A, SUB_B),
        check: fc.constantFrom('KEY-01' as const, 'EXP-01' as const),
        status: statuses,
        fact: fc.constantFrom('x', 'y'),
        version: fc.constantFrom(1, 1, 1, 2),
      }),
      { selector: ({ name, sub, check }) => `${name} ${sub} ${check}` },
    ),
    partial: fc.subarray([`disks ${SUB_A}`, `disks ${SUB_B}`]),
    shrunk: fc.constantFrom(false, false, false, true),
  });

  test('replaying all intervals up to a run gives exactly the verdicts of its record; the rest is unconfirmed, never fixed', () => {
    fc.assert(
      fc.property(fc.array(week, { minLength: 1, maxLength: 8 }), (history) => {
        const records = history.map(({ verdicts, partial, shrunk }, index) =>
          record({
            asOf: WEEKS[index] ?? '',
            verdicts: verdicts.map(({ name, sub, check, status, fact, version }) =>
              verdict(status, diskId(name, sub), { check, checkVersion: version, evidence: { Fact: fact } }),
            ),
            partial,
            checks: [
              { id: 'KEY-01', subject: 'disk' },
              { id: 'EXP-01', subject: 'disk' },
            ],
            ...(shrunk ? { more: { shrunkSources: ['disks'] } } : {}),
          }),
        );
        const intervals = new Intervals();
        for (const [index, one] of records.entries()) intervals.takeTwice(one, `run-${index + 1}`);
        for (const one of records) {
          const by = (a: { check: string; subject: string }, b: { check: string; subject: string }): number =>
            nameOf(a) < nameOf(b) ? -1 : 1;
          expect(intervals.at(one.asOf, 'confirmed').map(keptRow).sort(by)).toEqual(one.verdicts.map(kept).sort(by));
          for (const row of intervals.at(one.asOf, 'unconfirmed')) {
            const unread = one.shrunkSources !== undefined;
            expect(
              unread || one.population.some((tie) => !tie.whole && tie.subscriptionId === row.subscriptionId),
            ).toBe(true);
          }
        }
        for (const row of intervals.rows)
          if (row.endedBecause === 'disappeared')
            expect(records.find((one) => one.asOf === row.validTo)?.shrunkSources).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });
});
