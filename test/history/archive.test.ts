import { beforeAll, describe, expect, test } from 'vitest';
import { storageAccount, type Azurite } from '../stage/azurite.ts';
import type { RunRecord } from '../../src/domain/record.ts';
import { HistoryArchive } from '../../src/history/archive.ts';
import { periodOf } from '../../src/history/period.ts';
import { chain, diskId, record, SUB_A, SUB_B, verdict, WEEK } from './records.ts';
import { asked, claimOf, dump, freshPrefix, PACK, storeIn, TestClock } from './stage.ts';

const VM = `/subscriptions/${SUB_A}/resourcegroups/rg/providers/microsoft.compute/virtualmachines/vm`;
const KEY = `/subscriptions/${SUB_A}/resourcegroups/rg/providers/microsoft.keyvault/vaults/kv/keys/k/versions/1`;
const DISK = diskId('data-1');
const CHECKS = ['BKP-01', 'KEY-01', 'KEY-02', 'POP-01'];
const AFTER = '2026-03-30T06:00:00.000Z';

let azurite: Azurite;
const prefix = freshPrefix();
const clock = new TestClock();

function archive(): HistoryArchive {
  return new HistoryArchive({ connection: azurite, tablePrefix: prefix, now: clock.now });
}

async function run(runId: string, at: string, made: RunRecord | undefined): Promise<void> {
  clock.time = Date.parse(at);
  const store = storeIn(azurite, prefix, clock);
  const claim = claimOf(await store.beginRun(asked(runId, { requestedAt: at })));
  if (made === undefined) {
    await store.failRun(claim, 'The identity was refused.');
    return;
  }
  await store.recordRun(claim, made, PACK);
  await store.finishRun(claim);
}

const chains = [chain(DISK, 'NonCompliant', { virtualMachine: VM }, [`KEY-01 ${DISK}`, `KEY-02 ${KEY}`])];
const others = [
  verdict('Compliant', VM, { check: 'BKP-01', subjectKind: 'virtualMachine' }),
  verdict('Compliant', KEY, { check: 'KEY-02', subjectKind: 'key' }),
  verdict('NonCompliant', diskId('leaves', SUB_B), { severity: 'Medium' }),
];

/** Week 1: bad. Week 2: the disks of SUB_A could not be read. Week 3: fixed, another disk gone. Week 4: the run failed. */
beforeAll(async () => {
  azurite = await storageAccount();
  const checks = [
    { id: 'KEY-01', subject: 'disk' },
    { id: 'KEY-02', subject: 'key' },
    { id: 'BKP-01', subject: 'virtualMachine' },
  ] as const;
  await run('weekly-1', WEEK[0], record({ checks, chains, verdicts: [verdict('NonCompliant', DISK), ...others] }));
  const blind = {
    partial: [`disks ${SUB_A}`],
    more: { state: 'INCOMPLETE', incompleteBecause: ['disks: lost.'] },
  } as const;
  await run('weekly-2', WEEK[1], record({ checks, asOf: WEEK[1], verdicts: others, ...blind }));
  const good = [chain(DISK, 'Compliant', { virtualMachine: VM }, [`KEY-01 ${DISK}`, `KEY-02 ${KEY}`])];
  await run(
    'weekly-3',
    WEEK[2],
    record({ checks, asOf: WEEK[2], chains: good, verdicts: [verdict('Compliant', DISK), ...others.slice(0, 2)] }),
  );
  await run('weekly-4', '2026-03-23T06:00:00.000Z', undefined);
  clock.time = Date.parse(AFTER);
});

describe('as of a date', () => {
  const told = async (moment: string, wanted = DISK) => {
    const answer = await archive().asOf(wanted, moment, CHECKS);
    return {
      run: answer.run?.runId,
      verdicts: answer.verdicts.map(({ verdict: one, name, unconfirmed }) => [
        one.check,
        name,
        one.status,
        unconfirmed,
      ]),
      findings: answer.findings.map(({ finding }) => finding),
    };
  };

  test('before the first run nothing was known', async () => {
    expect(await told('2026-03-01T23:59:59.999Z')).toEqual({ run: undefined, verdicts: [], findings: [] });
  });

  test('the disk, its VM and its key, and the finding that was open', async () => {
    expect(await told('2026-03-08T23:59:59.999Z')).toEqual({
      run: 'weekly-1',
      verdicts: [
        ['BKP-01', 'vm', 'Compliant', false],
        ['KEY-01', 'data-1', 'NonCompliant', false],
        ['KEY-02', '1', 'Compliant', false],
      ],
      findings: [`KEY-01 ${DISK}`],
    });
  });

  test('what a run could not see stands unconfirmed, and says so', async () => {
    const answer = await told('2026-03-10T00:00:00.000Z', 'data-1');
    expect(answer.run).toBe('weekly-2');
    expect(answer.verdicts).toContainEqual(['KEY-01', 'data-1', 'NonCompliant', true]);
    expect(answer.verdicts).toContainEqual(['BKP-01', 'vm', 'Compliant', false]);
  });

  test('fixed, once a run proved it', async () => {
    const answer = await told(WEEK[2]);
    expect(answer).toMatchObject({ run: 'weekly-3', findings: [] });
    expect(answer.verdicts).toContainEqual(['KEY-01', 'data-1', 'Compliant', false]);
  });

  test('a resource that history does not know is one clear error', async () => {
    await expect(told(WEEK[0], 'DATA-1')).rejects.toThrow('no resource named "DATA-1"');
    await expect(told(WEEK[0], diskId('never'))).rejects.toThrow('knows no resource');
  });
});

describe('a period', () => {
  test.each([
    ['2026-Q3', '2026-07-01', '2026-10-01'],
    ['2026-02', '2026-02-01', '2026-03-01'],
    ['2027', '2027-01-01', '2028-01-01'],
  ])('%s runs from %s until before %s', (name, from, to) => {
    expect(periodOf(name)).toEqual({ name, from: `${from}T00:00:00.000Z`, to: `${to}T00:00:00.000Z` });
  });

  test.each(['2026-Q5', '2026-13', 'Q3', '2026-Q3x', ''])('"%s" is none', (name) => {
    expect(periodOf(name)).toBeUndefined();
  });

  test('counts runs due, with evidence and complete, and names the weeks without', async () => {
    const march = periodOf('2026-03');
    if (march === undefined) throw new Error('March is a period.');
    const report = await archive().effectiveness(march);
    expect(report).toMatchObject({ due: 5, withEvidence: 3, complete: 2 });
    expect(report.weeks.map(({ startsOn, evidence, because }) => [startsOn, evidence?.complete, because])).toEqual([
      ['2026-03-02', true, ''],
      ['2026-03-09', false, 'disks: lost.'],
      ['2026-03-16', true, ''],
      ['2026-03-23', undefined, 'The identity was refused.'],
      ['2026-03-30', undefined, 'No run was requested.'],
    ]);
    expect(report.remediation).toMatchObject([
      { severity: 'High', opened: 1, fixed: 1, openAtEnd: 0, daysToFix: { mean: 14, median: 14, p90: 14, most: 14 } },
      { severity: 'Medium', opened: 1, fixed: 0, disappeared: 1, openAtEnd: 0, daysToFix: undefined },
      { severity: 'Low', opened: 0, fixed: 0 },
    ]);
  });
});

test('an export holds every row of every table with its keys', async () => {
  for (const [table, rows] of [
    ['Runs', 4],
    ['Verdicts', 5],
    ['Coverage', 6],
  ] as const) {
    const exported: Readonly<Record<string, unknown>>[] = [];
    expect(await archive().export(table, (row) => exported.push(row))).toBe(rows);
    expect(exported[0]).toMatchObject({
      partitionKey: expect.any(String) as string,
      rowKey: expect.any(String) as string,
    });
  }
});

describe('what is older than the retention', () => {
  const count = async (table: string): Promise<number> => (await dump(azurite, `${prefix}${table}`)).length;

  test('is counted first, and nothing is deleted', async () => {
    const counted = await archive().prune('2026-03-20T00:00:00.000Z', false);
    expect(counted).toMatchObject({ Verdicts: 2, Findings: 2, Subjects: 1, Coverage: 6, Runs: 6 });
    expect(await count('Verdicts')).toBe(5);
  });

  test('goes, and what is in force stays; a second time nothing is left to do', async () => {
    await archive().prune('2026-03-20T00:00:00.000Z', true);
    expect((await dump(azurite, `${prefix}Verdicts`)).every((row) => !('validTo' in row))).toBe(true);
    expect([await count('Verdicts'), await count('Findings'), await count('Subjects')]).toEqual([3, 0, 3]);
    expect((await archive().asOf(DISK, AFTER, CHECKS)).verdicts).toHaveLength(3);
    const again = await archive().prune('2026-03-20T00:00:00.000Z', true);
    expect(Object.values(again).every((rows) => rows === 0)).toBe(true);
    // The run after it, its pointer, and the version of the tables.
    expect(await count('Runs')).toBe(3);
  });
});
