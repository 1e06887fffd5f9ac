import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Status } from '../../src/domain/check.ts';
import type { RunRecord } from '../../src/domain/record.ts';
import type { FindingRow } from '../../src/history/entities.ts';
import { livesOf, nextFindings, type PreviousRun } from '../../src/history/nextFindings.ts';
import { chain, diskId, EVERYTHING, record, SUB_A, SUB_B, verdict, WEEK, type RecordParts } from './records.ts';

const DISK = diskId('data-1');

/** Runs one week after the other, as the store does: what changed replaces what was. */
function live(records: readonly RunRecord[], before: readonly FindingRow[] = []): FindingRow[] {
  const rows = new Map(before.map((row) => [row.finding, row]));
  const previous = new Map<string, PreviousRun>();
  for (const [index, each] of records.entries()) {
    const runId = `run-${index + 1}`;
    const next = nextFindings([...rows.values()], each, runId, (partition) => previous.get(partition));
    for (const row of next.changed) rows.set(row.finding, row);
    for (const { subscriptionId } of each.coverage) previous.set(subscriptionId, { runId, asOf: each.asOf });
  }
  return [...rows.values()];
}

function weeks(...statuses: readonly (Status | RecordParts)[]): RunRecord[] {
  return statuses.map((status, index) =>
    record({
      asOf: WEEK[index] ?? '2026-04-01T06:00:00.000Z',
      ...(typeof status === 'string' ? { verdicts: [verdict(status, DISK)] } : status),
    }),
  );
}

describe('the life of a finding', () => {
  test('opens with everything that a report needs', () => {
    expect(live(weeks('NonCompliant'))).toEqual([
      {
        origin: 'verdict',
        finding: `KEY-01 ${DISK}`,
        check: 'KEY-01',
        checkVersion: 1,
        title: 'Title of KEY-01',
        severity: 'High',
        requirements: 'R1, R5',
        subjectKind: 'disk',
        subject: DISK,
        subjectName: 'data-1',
        copyOf: undefined,
        subscriptionId: SUB_A,
        resourceGroup: 'rg',
        state: 'Open',
        lastVerdict: 'NonCompliant',
        because: 'It is NonCompliant.',
        exemption: undefined,
        exemptSince: undefined,
        firstSeen: WEEK[0],
        openedAt: WEEK[0],
        lastSeen: undefined,
        closedAt: undefined,
        closedBecause: undefined,
        reopened: 0,
        openedByRun: 'run-1',
        lastSeenByRun: undefined,
        closedByRun: undefined,
        judgedAt: WEEK[0],
        scopeKey: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        scopeSubscriptions: 2,
      } satisfies FindingRow,
    ]);
  });

  test.each(['Compliant', 'Unknown', 'NotApplicable'] as const)('a first verdict %s opens nothing', (status) => {
    expect(live(weeks(status))).toEqual([]);
  });

  test('continues without a row: that it was seen again follows from the run; when it ends, the row says when it was last seen', () => {
    const [first, second, third] = weeks('NonCompliant', 'NonCompliant', 'Compliant');
    const opened = live([first as RunRecord]);
    expect(nextFindings(opened, second as RunRecord, 'run-2').changed).toEqual([]);
    expect(live([first as RunRecord, second as RunRecord, third as RunRecord])).toMatchObject([
      { state: 'Closed', firstSeen: WEEK[0], openedAt: WEEK[0], lastSeen: WEEK[1], lastSeenByRun: 'run-2' },
    ]);
  });

  test('another reason is written; another number in the same reason is not', () => {
    const because = (text: string) =>
      record({ asOf: WEEK[1], verdicts: [verdict('NonCompliant', DISK, { because: text })] });
    const opened = live([
      record({ verdicts: [verdict('NonCompliant', DISK, { because: 'Its key is 400 days old.' })] }),
    ]);
    expect(nextFindings(opened, because('Its key is 407 days old.'), 'run-2').changed).toEqual([]);
    expect(nextFindings(opened, because('Its key is disabled.'), 'run-2').changed).toHaveLength(1);
  });

  test('is fixed only by a Compliant verdict', () => {
    expect(live(weeks('NonCompliant', 'Compliant'))).toMatchObject([
      { state: 'Closed', closedBecause: 'fixed', closedAt: WEEK[1], lastSeen: WEEK[0], closedByRun: 'run-2' },
    ]);
  });

  test('closes as notApplicable, never as fixed, where the question no longer arises', () => {
    expect(live(weeks('NonCompliant', 'NotApplicable'))).toMatchObject([
      { state: 'Closed', closedBecause: 'notApplicable' },
    ]);
  });

  test('stays open when the verdict turns Unknown, last seen unchanged; a second Unknown writes nothing', () => {
    const [first, second, third] = weeks('NonCompliant', 'Unknown', 'Unknown');
    const after = live([first as RunRecord, second as RunRecord]);
    expect(after).toMatchObject([
      { state: 'Open', lastVerdict: 'Unknown', lastSeen: WEEK[0], because: 'It is NonCompliant.' },
    ]);
    expect(nextFindings(after, third as RunRecord, 'run-3').changed).toEqual([]);
  });

  test('reopens: counted, the new opening dated, the first sight kept', () => {
    expect(live(weeks('NonCompliant', 'Compliant', 'NonCompliant'))).toMatchObject([
      {
        state: 'Open',
        firstSeen: WEEK[0],
        openedAt: WEEK[2],
        reopened: 1,
        openedByRun: 'run-3',
        closedAt: undefined,
        closedBecause: undefined,
        closedByRun: undefined,
      },
    ]);
  });

  test('an exempted finding is open, names its exemption, and keeps since when', () => {
    const rows = live(weeks('NonCompliant', 'Exempt', 'Exempt'));
    expect(rows).toMatchObject([
      { state: 'Open', lastVerdict: 'Exempt', exemption: 'EX-1', exemptSince: WEEK[1], lastSeen: undefined },
    ]);
    const ended = nextFindings(
      rows,
      record({ asOf: '2026-04-01T06:00:00.000Z', verdicts: [verdict('NonCompliant', DISK)] }),
      'run-4',
    );
    expect(ended.changed).toMatchObject([
      { state: 'Open', lastVerdict: 'NonCompliant', exemption: undefined, exemptSince: undefined },
    ]);
  });

  test('an older run does not take back what a later one found', () => {
    const [early, late] = weeks('NonCompliant', 'Compliant');
    const opened = live([{ ...(early as RunRecord), asOf: WEEK[1] }]);
    expect(nextFindings(opened, { ...(late as RunRecord), asOf: WEEK[0] }, 'run-0').changed).toEqual([]);
  });
});

describe('a subject that is gone', () => {
  const opened = live(weeks('NonCompliant'));
  const next = (parts: RecordParts): readonly FindingRow[] =>
    nextFindings(opened, record({ asOf: WEEK[1], ...parts }), 'run-2').changed;

  test('closes as disappeared, never as fixed, where its source was read whole', () => {
    expect(next({})).toMatchObject([
      { state: 'Closed', closedBecause: 'disappeared', lastVerdict: 'NonCompliant', closedAt: WEEK[1] },
    ]);
  });

  test.each<[string, RecordParts]>([
    ['its source was not read whole in its subscription', { partial: [`disks ${SUB_A}`] }],
    ['its check is not in the catalogue', { checks: [] }],
    ['the disk is still there, though no longer judged by this check', { chains: [chain(DISK, 'Unknown')] }],
    ['another check still judges it', { verdicts: [verdict('Compliant', DISK, { check: 'EXP-01' })] }],
  ])('stays open where %s', (_why, parts) => {
    expect(next(parts)).toMatchObject([{ state: 'Open', lastVerdict: 'Unknown', lastSeen: WEEK[0] }]);
  });

  test('a hole in another subscription or source does not keep it open', () => {
    expect(next({ partial: [`disks ${SUB_B}`, `snapshots ${SUB_A}`] })).toMatchObject([
      { closedBecause: 'disappeared' },
    ]);
  });

  test('a run over other subscriptions does not touch it', () => {
    expect(next({ subscriptions: [SUB_B] })).toEqual([]);
  });

  const KEY = `/subscriptions/${SUB_B}/resourcegroups/rg/providers/microsoft.keyvault/vaults/v/keys/k/versions/1`;
  const keyOpened = live([
    record({ verdicts: [verdict('NonCompliant', KEY, { check: 'KEY-02', subjectKind: 'key' })] }),
  ]);
  const narrow = { ...EVERYTHING, subscriptions: [SUB_B] };
  test.each<[string, RecordParts, Partial<FindingRow>]>([
    ['everything was read whole', {}, { closedBecause: 'disappeared' }],
    [
      'what may name it was not read whole somewhere else',
      { partial: [`diskEncryptionSets ${SUB_A}`] },
      { state: 'Open' },
    ],
    [
      'the scope was narrower than when it was seen',
      { scope: narrow, subscriptions: [SUB_B] },
      { state: 'Open', lastVerdict: 'NonCompliant' },
    ],
  ])('a key that others name: %s', (_why, parts, expected) => {
    expect(live([record({ asOf: WEEK[1], ...parts })], keyOpened)).toMatchObject([expected]);
  });

  test('a narrower run that sees a key again does not narrow what a wider one knew', () => {
    const again = record({
      asOf: WEEK[1],
      scope: narrow,
      subscriptions: [SUB_B],
      verdicts: [verdict('NonCompliant', KEY, { check: 'KEY-02', subjectKind: 'key' })],
    });
    const seen = live([again], keyOpened);
    expect(seen[0]?.scopeKey).toBe(keyOpened[0]?.scopeKey);
    expect(seen[0]?.state).toBe('Open');
  });

  const GROUP_SCOPE = `/subscriptions/${SUB_A}/resourcegroups/rg`;
  const grants = { check: 'EXP-03', subjectKind: 'scope' } as const;
  const checks = [{ id: 'EXP-03', subject: 'scope' }] as const;
  test.each<[string, RecordParts, Partial<FindingRow>]>([
    ['its assignments were read whole', {}, { closedBecause: 'disappeared' }],
    ['they were not', { partial: [`roleAssignments ${SUB_A}`] }, { state: 'Open', lastVerdict: 'Unknown' }],
  ])('a scope at which nothing counts any more: %s', (_why, parts, expected) => {
    const seen = live([record({ checks, verdicts: [verdict('NonCompliant', GROUP_SCOPE, grants)] })]);
    const later = record({ asOf: WEEK[1], checks, ...parts });
    expect(live([later], seen)).toMatchObject([expected]);
  });

  test('a kind of subject that only an older version knew is never gone', () => {
    const [seen] = live([record({ checks, verdicts: [verdict('NonCompliant', GROUP_SCOPE, grants)] })]);
    const old = { ...(seen as FindingRow), subjectKind: 'principal' };
    expect(live([record({ asOf: WEEK[1], checks })], [old])).toMatchObject([{ state: 'Open', lastVerdict: 'Unknown' }]);
  });
});

describe('findings that are no NonCompliant verdict', () => {
  const hole = { subscriptionId: SUB_A, name: 'sub-a', expectedBy: ['baseline' as const], seen: false, read: false };
  const subject = `/subscriptions/${SUB_A}`;
  const popOf = (status: Status) => verdict(status, subject, { check: 'POP-01', subjectKind: 'subscription' });

  test('a subscription that was not read is one, even where POP-01 could only say Unknown; read again, it is fixed', () => {
    const rows = live([record({ coverage: [hole], verdicts: [popOf('Unknown')] })]);
    expect(rows).toMatchObject([
      { origin: 'coverage', finding: `POP-01 ${subject}`, state: 'Open', lastVerdict: 'NonCompliant' },
    ]);
    expect(live([record({ asOf: WEEK[1], verdicts: [popOf('Compliant')] })], rows)).toMatchObject([
      { state: 'Closed', closedBecause: 'fixed' },
    ]);
  });

  test('where POP-01 reports it, it is one finding, not two', () => {
    expect(live([record({ coverage: [hole], verdicts: [popOf('NonCompliant')] })])).toMatchObject([
      { origin: 'verdict' },
    ]);
  });

  const exemption = {
    id: 'EX-7',
    check: 'KEY-01' as const,
    subject: DISK,
    category: 'Waiver' as const,
    justification: 'Being migrated',
    approvedBy: 'CISO',
    expiresOn: '2026-02-28',
    covers: 0,
  };

  test('an ended exemption is one until it is renewed or taken out; a run that does not see its subject says nothing', () => {
    const ended = { ...exemption, state: 'expired' as const };
    const rows = live([record({ exemptions: [ended] })]);
    expect(rows).toMatchObject([{ origin: 'exemption', finding: 'EXEMPTION EX-7', state: 'Open', severity: 'Medium' }]);
    const then = (exemptions: RunRecord['exemptions']) => live([record({ asOf: WEEK[1], exemptions })], rows);
    expect(then([{ ...exemption, state: 'matchesNothing' }])).toMatchObject([
      { state: 'Open', lastVerdict: 'Unknown' },
    ]);
    expect(then([{ ...exemption, state: 'inForce' }])).toMatchObject([{ state: 'Closed', closedBecause: 'fixed' }]);
    expect(then([])).toMatchObject([{ state: 'Closed', closedBecause: 'fixed' }]);
  });

  test('so is an ended attestation', () => {
    const attestation = {
      id: 'AT-7',
      check: 'KEY-01' as const,
      subject: DISK,
      statement: 'The tenant belongs to the group.',
      evidence: { reference: 'D-1', sha256: '0'.repeat(64) },
      attestedBy: 'CISO',
      attestedOn: '2025-02-28',
      expiresOn: '2026-02-28',
      covers: 0,
    };
    const of = (asOf: string, attestations: RunRecord['attestations']) =>
      record({ asOf, more: attestations === undefined ? {} : { attestations } });
    const rows = live([of(WEEK[0], [{ ...attestation, state: 'expired' }])]);
    expect(rows).toMatchObject([
      { origin: 'attestation', finding: 'ATTESTATION AT-7', state: 'Open', exemption: undefined },
    ]);
    const then = (attestations: RunRecord['attestations']) => live([of(WEEK[1], attestations)], rows);
    expect(then([{ ...attestation, state: 'expired' }])).toEqual(rows);
    expect(then([{ ...attestation, state: 'matchesNothing' }])).toMatchObject([
      { state: 'Open', lastVerdict: 'Unknown' },
    ]);
    for (const state of ['inForce', 'notYet', 'notNeeded', 'notAttestable'] as const)
      expect(then([{ ...attestation, state }])).toMatchObject([{ state: 'Closed' }]);
    expect(then([])).toMatchObject([{ state: 'Closed', closedBecause: 'fixed' }]);
  });
});

test('what the workbook gets: every open finding, by the name that it looks up', () => {
  const two = record({
    verdicts: [
      verdict('NonCompliant', DISK),
      verdict('Exempt', diskId('data-2')),
      verdict('Compliant', diskId('data-3')),
    ],
  });
  const next = nextFindings(live(weeks('NonCompliant')), { ...two, asOf: WEEK[1] }, 'run-2');
  expect(next).toMatchObject({ opened: 1, reopened: 0, closed: 0 });
  expect(Object.fromEntries(livesOf(next.open, WEEK[1]))).toEqual({
    [`KEY-01 ${DISK}`]: {
      check: 'KEY-01',
      subject: DISK,
      firstSeen: WEEK[0],
      lastSeen: WEEK[1],
      openedAt: WEEK[0],
      reopened: 0,
    },
    [`KEY-01 ${diskId('data-2')}`]: {
      check: 'KEY-01',
      subject: diskId('data-2'),
      firstSeen: WEEK[1],
      lastSeen: WEEK[1],
      openedAt: WEEK[1],
      reopened: 0,
    },
  });
});

describe('for any estate', () => {
  const STATUSES: readonly Status[] = ['Compliant', 'NonCompliant', 'Unknown', 'NotApplicable', 'Exempt'];
  const subjects = [diskId('a'), diskId('b'), diskId('c', SUB_B)];
  const week = fc.record({
    statuses: fc.array(fc.option(fc.constantFrom(...STATUSES)), { minLength: 3, maxLength: 3 }),
    holes: fc.subarray([`disks ${SUB_A}`, `disks ${SUB_B}`]),
    subscriptions: fc.subarray([SUB_A, SUB_B], { minLength: 1 }),
  });
  const history = fc.array(week, { minLength: 1, maxLength: 6 }).map((each) =>
    each.map(({ statuses, holes, subscriptions }, index) =>
      record({
        asOf: new Date(Date.parse(WEEK[0]) + index * 604_800_000).toISOString(),
        subscriptions,
        partial: holes,
        verdicts: subjects.flatMap((subject, at) => {
          const status = statuses[at];
          return status === null || status === undefined || !subscriptions.includes(subject.split('/')[2] ?? '')
            ? []
            : [verdict(status, subject)];
        }),
      }),
    ),
  );

  test('a run repeated makes the same rows, and counts the same', () => {
    fc.assert(
      fc.property(history, (records) => {
        const before = live(records.slice(0, -1));
        const last = records.at(-1) as RunRecord;
        const once = live([last], before);
        expect(live([last], once)).toEqual(once);
        expect(nextFindings(once, last, 'run-1').changed).toEqual([]);
        const first = nextFindings(before, last, 'last');
        const apply = new Map(before.map((row) => [row.finding, row]));
        for (const row of first.changed) apply.set(row.finding, row);
        const again = nextFindings([...apply.values()], last, 'last');
        expect([again.opened, again.reopened, again.closed]).toEqual([first.opened, first.reopened, first.closed]);
        expect(again.open.length).toBe(first.open.length);
      }),
    );
  });

  test('open exactly where the newest word is NonCompliant, Exempt or nothing certain; fixed only by Compliant', () => {
    fc.assert(
      fc.property(history, (records) => {
        const rows = new Map(live(records).map((row) => [row.subject, row]));
        for (const subject of subjects) {
          const said = records.map((each) => each.verdicts.find((one) => one.subject === subject)?.status);
          const row = rows.get(subject);
          const everBad = said.some((status) => status === 'NonCompliant' || status === 'Exempt');
          expect(row !== undefined).toBe(everBad);
          if (row === undefined) continue;
          const lastBad = said.findLastIndex((status) => status === 'NonCompliant' || status === 'Exempt');
          const lastRun = records.findLast((each) =>
            each.coverage.some((one) => one.subscriptionId === row.subscriptionId),
          );
          expect(row.lastSeen ?? lastRun?.asOf).toBe(records[lastBad]?.asOf);
          const after = records.slice(lastBad + 1);
          const provenGood = after.find((_, index) => said[lastBad + 1 + index] === 'Compliant');
          if (row.closedBecause === 'fixed') expect(row.closedAt).toBe(provenGood?.asOf);
          if (row.state === 'Open') expect(provenGood).toBeUndefined();
          if (row.closedBecause === 'disappeared') {
            const closing = records.find((each) => each.asOf === row.closedAt) as RunRecord;
            expect(closing.verdicts.some((one) => one.subject === subject)).toBe(false);
            expect(
              closing.population.find((one) => one.source === 'disks' && one.subscriptionId === row.subscriptionId)
                ?.whole,
            ).toBe(true);
          }
        }
      }),
    );
  });

  test('the order of rows and verdicts does not matter', () => {
    fc.assert(
      fc.property(history, (records) => {
        const before = live(records.slice(0, -1));
        const last = records.at(-1) as RunRecord;
        const turned = { ...last, verdicts: [...last.verdicts].reverse(), population: [...last.population].reverse() };
        const byName = (rows: readonly FindingRow[]) => [...rows].sort((a, b) => (a.finding < b.finding ? -1 : 1));
        expect(byName(nextFindings([...before].reverse(), turned, 'r').changed)).toEqual(
          byName(nextFindings(before, last, 'r').changed),
        );
      }),
    );
  });
});

describe('snapshots that come and go by rotation', () => {
  const snapshotId = (name: string): string => DISK.replace('/disks/data-1', `/snapshots/${name}`);
  /** A week in which the disk has these snapshots. */
  const week = (at: number, snapshots: Readonly<Record<string, Status>>): RunRecord =>
    record({
      asOf: WEEK[at] ?? '2026-03-23T06:00:00.000Z',
      verdicts: Object.entries(snapshots).map(([name, status]) =>
        verdict(status, snapshotId(name), { check: 'BKP-05', subjectKind: 'snapshot' }),
      ),
      checks: [{ id: 'BKP-05', subject: 'snapshot' }],
      chains: [
        chain(
          DISK,
          'NonCompliant',
          {},
          Object.keys(snapshots).map((name) => `BKP-05 ${snapshotId(name)}`),
        ),
      ],
    });
  const bad = (...names: string[]): Record<string, Status> =>
    Object.fromEntries(names.map((name) => [name, 'NonCompliant' as const]));

  test('the finding goes on with the next one: its life is kept, nothing opens or closes', () => {
    const [first, second] = [week(0, bad('one')), week(1, bad('two'))];
    const before = live([first]);
    const next = nextFindings(before, second, 'run-2', () => ({ runId: 'run-1', asOf: WEEK[0] }));
    expect(next).toMatchObject({ opened: 0, reopened: 0, closed: 0 });
    expect(next.open).toMatchObject([
      { subjectName: 'two', firstSeen: WEEK[0], openedAt: WEEK[0], openedByRun: 'run-1' },
    ]);
    expect(next.changed.find(({ subjectName }) => subjectName === 'one')).toMatchObject({
      state: 'Closed',
      closedBecause: 'replaced',
    });
    const again = nextFindings(
      [...next.open, ...next.changed.filter(({ state }) => state === 'Closed')],
      second,
      'run-2',
    );
    expect(again).toMatchObject({ changed: [], opened: 0, closed: 0 });
  });

  test('where some stay and the oldest goes: the same', () => {
    const before = live([week(0, bad('one', 'two'))]);
    const next = nextFindings(before, week(1, bad('two', 'three')), 'run-2');
    expect(next).toMatchObject({ opened: 0, closed: 0 });
    expect(next.open.map(({ firstSeen }) => firstSeen)).toEqual([WEEK[0], WEEK[0]]);
  });

  test('the next one is fine: the finding disappeared with its snapshot', () => {
    const next = nextFindings(live([week(0, bad('one'))]), week(1, { two: 'Compliant' }), 'run-2');
    expect(next).toMatchObject({ opened: 0, closed: 1 });
    expect(next.changed).toMatchObject([{ closedBecause: 'disappeared' }]);
  });

  test('another disk’s snapshot inherits nothing', () => {
    const other = record({
      asOf: WEEK[1],
      verdicts: [verdict('NonCompliant', snapshotId('two'), { check: 'BKP-05', subjectKind: 'snapshot' })],
      checks: [{ id: 'BKP-05', subject: 'snapshot' }],
      chains: [chain(diskId('data-2'), 'NonCompliant', {}, [`BKP-05 ${snapshotId('two')}`])],
    });
    expect(nextFindings(live([week(0, bad('one'))]), other, 'run-2')).toMatchObject({ opened: 1, closed: 1 });
  });
});
