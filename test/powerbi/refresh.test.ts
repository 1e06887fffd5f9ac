import { beforeAll, describe, expect, test } from 'vitest';
import { storageAccount, type Azurite } from '../stage/azurite.ts';
import { REQUIREMENTS } from '../../src/domain/requirement.ts';
import { diskId, record, SUB_A, SUB_B, summaryRow, verdict, WEEK } from '../history/records.ts';
import { asked, freshPrefix, storeIn, TestClock } from '../history/stage.ts';
import { readModel, sourceOf } from './project.ts';
import { FILTERS, readAsPowerQuery, type ReadTable } from './readAsPowerQuery.ts';

const SUBSCRIPTIONS = [SUB_A, SUB_B];
const prefix = freshPrefix();
let azurite: Azurite;
const tables = new Map<string, ReadTable>();
let counted: { readonly findings: number | undefined; readonly findingsExempt: number | undefined };

/** Two weeks: one finding stays, one is fixed, one disappears with its disk, one is new and exempt. */
beforeAll(async () => {
  azurite = await storageAccount();
  const clock = new TestClock();
  const store = storeIn(azurite, prefix, clock);
  const weeks = [
    [
      verdict('NonCompliant', diskId('stays')),
      verdict('NonCompliant', diskId('fixed')),
      verdict('NonCompliant', diskId('leaves')),
    ],
    [
      verdict('NonCompliant', diskId('stays')),
      verdict('Compliant', diskId('fixed')),
      verdict('Exempt', diskId('new', SUB_B)),
    ],
  ];
  for (const [index, verdicts] of weeks.entries()) {
    const asOf = WEEK[index] ?? '';
    clock.time = Date.parse(asOf);
    const runId = `weekly-${index + 1}`;
    const begun = await store.beginRun(asked(runId, { requestedAt: asOf }));
    if (begun.kind !== 'claimed') throw new Error(`The run ${runId} could not begin: ${begun.kind}.`);
    const summary = REQUIREMENTS.flatMap((requirement) =>
      ['*', ...SUBSCRIPTIONS].map((subscription) => summaryRow(requirement, subscription)),
    );
    const { run } = await store.recordRun(begun.claim, record({ asOf, verdicts, summary }), {
      packPath: `2026/03/${runId}`,
      workbookName: `${runId}.xlsx`,
      manifestSha256: 'cd'.repeat(32),
      previousRunId: undefined,
      previousManifestSha256: undefined,
    });
    counted = run;
  }
  for (const table of ['Runs', 'Results', 'Findings'])
    tables.set(table, await readAsPowerQuery(table, azurite.connectionString, prefix));
});

function read(table: string): ReadTable {
  return tables.get(table) ?? { rows: [], requests: 0, received: 0, unread: new Set() };
}

describe('the tables as Power Query reads them', () => {
  test('the filters are those of the queries', () => {
    const { tables: queries } = readModel();
    for (const [table, [code]] of Object.entries(FILTERS)) {
      const query = queries.find(({ name }) => name === table);
      expect(query === undefined ? '' : sourceOf(query).code).toContain(code);
    }
  });

  test('Runs: one row a run, pointers left out, every value of its type', () => {
    const { rows, received } = read('Runs');
    // Two runs, a pointer to each, and the version of the tables.
    expect(received).toBe(5);
    expect(rows.map(({ runId, state, complete, asOf }) => [runId, state, complete, asOf])).toEqual([
      ['weekly-2', 'Recorded', true, WEEK[1]],
      ['weekly-1', 'Recorded', true, WEEK[0]],
    ]);
    expect(rows[0]).toMatchObject({ schemaVersion: 3, subscriptionsExpected: 2, subscriptionsRead: 2, gaps: 0 });
  });

  test('Results: one row a run, requirement and subscription, without the total', () => {
    const { rows, received } = read('Results');
    expect(received).toBe(2 * 7 * 3);
    expect(rows).toHaveLength(2 * 7 * 2);
    for (const row of rows)
      expect(
        [row['compliant'], row['nonCompliant'], row['unknown'], row['exempt'], row['notApplicable']].reduce<number>(
          (sum, count) => sum + Number(count),
          0,
        ),
      ).toBe(row['population']);
  });

  test('Findings: open, fixed, disappeared and exempt as the measures tell them apart', () => {
    const { rows } = read('Findings');
    const bySubject = new Map(rows.map((row) => [row['subjectName'], row]));
    expect(bySubject.get('stays')).toMatchObject({
      state: 'Open',
      openedAt: WEEK[0],
      lastSeen: null,
      closedAt: null,
      reopened: 0,
    });
    expect(bySubject.get('fixed')).toMatchObject({ lastSeen: WEEK[0], closedAt: WEEK[1], closedBecause: 'fixed' });
    expect(bySubject.get('leaves')).toMatchObject({ closedAt: WEEK[1], closedBecause: 'disappeared' });
    expect(bySubject.get('new')).toMatchObject({ openedAt: WEEK[1], exemptSince: WEEK[1], exemption: 'EX-1' });
  });

  test('open findings counted by the rule of the measure are those that the run counted itself', () => {
    const now = WEEK[1];
    const open = read('Findings').rows.filter(
      ({ openedAt, closedAt }) => String(openedAt) <= now && (closedAt === null || String(closedAt) > now),
    );
    const exempt = open.filter(({ exemptSince }) => exemptSince !== null && String(exemptSince) <= now);
    expect(open.length - exempt.length).toBe(counted.findings);
    expect(exempt).toHaveLength(counted.findingsExempt ?? -1);
    expect([open.length, exempt.length]).toEqual([2, 1]);
  });

  test('nothing that is stored goes unread but what a report has no use for', () => {
    expect([...read('Results').unread]).toEqual([]);
    expect([...read('Findings').unread].sort()).toEqual(['judgedAt', 'scopeKey', 'scopeSubscriptions']);
    expect([...read('Runs').unread].sort()).toEqual(['attempt', 'leaseOwner', 'leaseUntil', 'stage']);
  });
});
