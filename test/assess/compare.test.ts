import { describe, expect, test } from 'vitest';
import { armId } from '../../src/domain/armId.ts';
import type { Attestation } from '../../src/domain/attestation.ts';
import { DEFAULT_BASELINE } from '../../src/domain/baseline.ts';
import type { Verdict } from '../../src/domain/check.ts';
import type { Change, RunRecord } from '../../src/domain/record.ts';
import { assessEstate } from '../../src/assess/assess.ts';
import { compareRuns } from '../../src/assess/compare.ts';
import { readRecordLines, recordLines } from '../../src/pack/recordLines.ts';
import { cleanEstate, DISK, ITEM, KEY, LONE_DISK, PLATFORM, SNAPSHOT, VM } from './cleanEstate.ts';
import { keyInOtherTenant } from './drafts.ts';
import { baselineWith, id, OTHER_SUB, SUB, type Draft } from './estateOf.ts';

function changes(before: RunRecord, after: RunRecord, check = 'KEY-01'): readonly Partial<Change>[] {
  return compareRuns(before, after)
    .filter((change) => change.check === check)
    .map(({ kind, subject, before: then, after: now, cause }) => ({ kind, subject, before: then, after: now, cause }));
}

const clean = () => cleanEstate().assess();
const weak = (draft: Draft = cleanEstate()) => draft.patch('disks', LONE_DISK, PLATFORM);

describe('two runs', () => {
  test('that are the same have no change', () => {
    expect(compareRuns(clean(), clean())).toEqual([]);
  });

  test('new: it was not NonCompliant, now it is', () => {
    expect(changes(clean(), weak().assess())).toEqual([
      { kind: 'new', subject: LONE_DISK, before: 'Compliant', after: 'NonCompliant', cause: 'estate' },
    ]);
  });

  test('closed: it was NonCompliant, now it is not', () => {
    expect(changes(weak().assess(), clean())).toEqual([
      { kind: 'closed', subject: LONE_DISK, before: 'NonCompliant', after: 'Compliant', cause: 'estate' },
    ]);
  });

  test('a finding that became Unknown is changed, not closed', () => {
    const after = cleanEstate().patch('disks', LONE_DISK, { encryptionType: '?' }).assess();
    expect(changes(weak().assess(), after)).toEqual([
      { kind: 'changed', subject: LONE_DISK, before: 'NonCompliant', after: 'Unknown', cause: 'estate' },
    ]);
  });

  test('a gap is a change of coverage, both ways', () => {
    const hidden = cleanEstate().lose('keys', KEY).assess();
    expect(changes(clean(), hidden, 'KEY-02')).toEqual([
      { kind: 'changed', subject: KEY, before: 'Compliant', after: 'Unknown', cause: 'coverage' },
    ]);
    expect(changes(hidden, clean(), 'KEY-02')[0]).toMatchObject({ kind: 'changed', cause: 'coverage' });
  });

  test('a limitation that begins or ends is a change of coverage', () => {
    const limited = cleanEstate().drop('snapshots', SNAPSHOT).patch('disks', LONE_DISK, PLATFORM);
    const before = limited.assess();
    const after = limited.gap('snapshots', OTHER_SUB).assess();
    const moved = compareRuns(before, after).filter(({ check }) => check !== 'POP-01');
    expect(moved.length).toBeGreaterThan(0);
    for (const change of moved)
      expect([change.kind, change.cause, change.before, change.qualifierBefore, change.qualifierAfter]).toEqual([
        'changed',
        'coverage',
        change.after,
        undefined,
        'limited',
      ]);
    const back = compareRuns(after, before).filter(({ check }) => check !== 'POP-01');
    expect(back.map(({ qualifierBefore, qualifierAfter }) => [qualifierBefore, qualifierAfter])).toEqual(
      moved.map(() => ['limited', undefined]),
    );
  });

  test('an attestation that begins or ends is a change of the baseline', () => {
    const doubtful = keyInOtherTenant(LONE_DISK)(cleanEstate());
    const attestation: Attestation = {
      ...({ id: 'A-1', check: 'KEY-01', subject: LONE_DISK, statement: 'It is ours.', attestedBy: 'CISO' } as const),
      ...{ evidence: { reference: 'D-1', sha256: 'a'.repeat(64) }, attestedOn: '2026-11-01', expiresOn: '2027-01-31' },
    };
    const before = doubtful.assess();
    const attested = doubtful.assess({ ...DEFAULT_BASELINE, attestations: [attestation] });
    const after = { ...attested, baseline: { ...attested.baseline, sha256: 'c'.repeat(64) } };
    const move = { kind: 'changed', check: 'KEY-01', before: 'Unknown', after: 'Unknown', cause: 'baseline' };
    expect(compareRuns(before, after)).toMatchObject([
      { ...move, qualifierAfter: 'attested', because: 'It is attested: A-1.' },
    ]);
    expect(compareRuns(after, before)).toMatchObject([{ ...move, qualifierBefore: 'attested' }]);
    expect(compareRuns(after, after)).toEqual([]);
  });

  test('a finding that a limited answer takes the place of is not closed', () => {
    const before = cleanEstate().patch('protectedItems', ITEM, { healthStatus: 'ActionRequired' });
    const after = cleanEstate().drop('protectedItems', ITEM).gap('protectedItems', OTHER_SUB);
    for (const collection of [...after.rows.restorePointCollections.keys()])
      after.drop('restorePointCollections', collection);
    expect(changes(before.assess(), after.assess(), 'BKP-01')).toEqual([
      { kind: 'changed', subject: VM, before: 'NonCompliant', after: 'NotApplicable', cause: 'coverage' },
    ]);
  });

  test('appeared, and new where the newcomer is a finding', () => {
    const draft = cleanEstate();
    const good = draft.put('disks', id('Microsoft.Compute/disks', 'new-good'), DISK);
    const bad = draft.put('disks', id('Microsoft.Compute/disks', 'new-bad'), { ...DISK, ...PLATFORM });
    expect(changes(clean(), draft.assess())).toEqual([
      { kind: 'new', subject: bad, before: undefined, after: 'NonCompliant', cause: 'estate' },
      { kind: 'appeared', subject: good, before: undefined, after: 'Compliant', cause: 'estate' },
    ]);
  });

  test('disappeared never counts as fixed', () => {
    const gone = compareRuns(weak().assess(), cleanEstate().drop('disks', LONE_DISK).assess());
    const [change] = gone.filter((one) => one.check === 'KEY-01');
    expect(change).toMatchObject({ kind: 'disappeared', before: 'NonCompliant', after: undefined, cause: 'estate' });
    expect(change?.because).toMatch(/not a fix/);
    expect(gone.some((one) => one.kind === 'closed')).toBe(false);
  });

  test('disappeared behind a gap is a matter of coverage', () => {
    expect(changes(weak().assess(), cleanEstate().lose('disks', LONE_DISK).assess())).toEqual([
      { kind: 'disappeared', subject: LONE_DISK, before: 'NonCompliant', after: undefined, cause: 'coverage' },
    ]);
  });

  test('the baseline changed and the facts did not', () => {
    const accepting = {
      ...weak().assess(baselineWith({ atRest: { acceptedMethods: ['platformKey'] } })),
      baseline: { name: 'n', version: '2', sha256: 'c' },
    };
    expect(changes(weak().assess(), accepting)).toEqual([
      { kind: 'closed', subject: LONE_DISK, before: 'NonCompliant', after: 'Compliant', cause: 'baseline' },
    ]);
  });

  test('an exemption that begins or ends is a matter of the baseline', () => {
    const exempt = {
      ...weak().assess({
        ...DEFAULT_BASELINE,
        exemptions: [
          {
            id: 'E-1',
            check: 'KEY-01',
            subject: LONE_DISK,
            category: 'Waiver',
            justification: 'x',
            approvedBy: 'y',
            expiresOn: '2027-01-01',
          },
        ],
      }),
      baseline: { name: 'n', version: '2', sha256: 'c' },
    };
    // Of the same baseline it ends by its date.
    const ended = { ...weak().assess(), baseline: exempt.baseline };
    expect(changes(exempt, ended)[0]).toMatchObject({ kind: 'new', before: 'Exempt', cause: 'time' });
    expect(changes(weak().assess(), exempt)[0]).toMatchObject({ kind: 'changed', after: 'Exempt', cause: 'baseline' });
    expect(changes(exempt, weak().assess())[0]).toMatchObject({ kind: 'new', before: 'Exempt', cause: 'baseline' });
  });

  test('a subscription that is read whole at last is a matter of coverage', () => {
    const unread = cleanEstate();
    unread.gap('disks', SUB);
    expect(changes(unread.assess(), clean(), 'POP-01')).toMatchObject([{ kind: 'closed', cause: 'coverage' }]);
    expect(changes(clean(), unread.assess(), 'POP-01')).toMatchObject([{ kind: 'new', cause: 'coverage' }]);
  });

  test('a key that expires between two runs is a matter of time; one whose end was moved, of the estate', () => {
    const at = (asOf: string, expires: string): RunRecord => {
      const input = cleanEstate().patch('keys', KEY, { expires }).input();
      return assessEstate({ ...input, estate: { ...input.estate, asOf } });
    };
    const [week1, week2] = ['2026-11-24T06:00:00.000Z', '2026-12-01T06:00:00.000Z'];
    const before = at(week1, '2026-11-30T00:00:00Z');
    expect(changes(before, at(week2, '2026-11-30T00:00:00Z'), 'KEY-02')).toMatchObject([
      { kind: 'new', cause: 'time' },
    ]);
    expect(changes(before, at(week2, '2026-11-25T00:00:00Z'), 'KEY-02')).toMatchObject([{ cause: 'estate' }]);
    // So it is where an exemption of something else was granted meanwhile.
    const otherFile = {
      ...at(week2, '2026-11-30T00:00:00Z'),
      baseline: { ...before.baseline, sha256: 'f'.repeat(64) },
    };
    expect(changes(before, otherFile, 'KEY-02')).toMatchObject([{ kind: 'new', cause: 'time' }]);
    // A record that was read from a pack has its keys in another order than one of this run.
    const read = readRecordLines(recordLines(before));
    expect(changes(read, at(week2, '2026-11-30T00:00:00Z'), 'KEY-02')).toMatchObject([{ kind: 'new', cause: 'time' }]);
  });

  test('the rule changed', () => {
    const record = weak().assess();
    const older = {
      ...clean(),
      checks: record.checks.map((check) => (check.id === 'KEY-01' ? { ...check, version: 0 } : check)),
    };
    expect(changes(older, record)[0]).toMatchObject({ kind: 'new', cause: 'rule' });
  });

  test('a check that the run before did not have makes no estate change', () => {
    const without = (record: RunRecord): RunRecord => ({
      ...record,
      checks: record.checks.filter(({ id }) => id !== 'KEY-04'),
      verdicts: record.verdicts.filter((verdict) => verdict.check !== 'KEY-04'),
    });
    const added = changes(without(clean()), clean(), 'KEY-04');
    expect(added.length).toBeGreaterThan(0);
    for (const change of added) expect(change.cause).toBe('rule');
    for (const change of changes(clean(), without(clean()), 'KEY-04'))
      expect(change).toMatchObject({ kind: 'disappeared', cause: 'rule' });
  });

  test('are compared in whatever order their verdicts stand, and though one stands twice', () => {
    const before = weak().assess();
    const after = clean();
    const told = compareRuns(before, after);
    expect(told.length).toBeGreaterThan(0);
    for (const disorder of [
      (all: readonly Verdict[]) => [...all].reverse(),
      (all: readonly Verdict[]) => [...all, ...all.slice(0, 3)],
      (all: readonly Verdict[]) => [...all.slice(5), ...all.slice(0, 5)],
    ]) {
      const mixed = (run: RunRecord): RunRecord => ({ ...run, verdicts: disorder([...run.verdicts]) });
      expect(compareRuns(mixed(before), after)).toEqual(told);
      expect(compareRuns(before, mixed(after))).toEqual(told);
    }
  });

  test('are sorted by check, then subject', () => {
    const gone = cleanEstate();
    gone.gap('disks', SUB);
    gone.rows.disks.clear();
    const keys = compareRuns(clean(), gone.assess()).map((change) => `${change.check} ${change.subject}`);
    expect(keys).toEqual([...keys].sort());
  });
});

test('a snapshot that was made anew is no change, nor is the one that it follows; one that is worse is', () => {
  const renamed = (name: string) => {
    const resourceId = SNAPSHOT.replace(/[^/]+$/, name);
    return { id: armId(resourceId), resourceId, name };
  };
  const weaker = (name: string, facts = {}) => {
    const draft = cleanEstate();
    const row = draft.rows.snapshots.get(SNAPSHOT);
    if (row === undefined) throw new Error('The clean estate has a snapshot.');
    draft.drop('snapshots', SNAPSHOT);
    draft.put('snapshots', SNAPSHOT.replace(/[^/]+$/, name), { ...row, ...facts, ...renamed(name) });
    return draft.assess();
  };
  expect(compareRuns(weaker('week-1'), weaker('week-2'))).toEqual([]);
  const kinds = compareRuns(weaker('week-1'), weaker('week-2', PLATFORM)).map(({ kind }) => kind);
  expect(kinds).toContain('new');
});
