import { TableClient } from '@azure/data-tables';
import { beforeAll, describe, expect, test } from 'vitest';
import { storageAccount, type Azurite } from '../stage/azurite.ts';
import { toEntity } from '../../src/history/columns.ts';
import { FINDING_COLUMNS, HISTORY_SCHEMA_VERSION, RUN_COLUMNS, type RunRow } from '../../src/history/entities.ts';
import { findingRowKey } from '../../src/history/judged.ts';
import { findingPartition } from '../../src/history/partition.ts';
import { newestFirst } from '../../src/history/keys.ts';
import { nextFindings } from '../../src/history/nextFindings.ts';
import { chain, diskId, record, SUB_A, verdict, WEEK } from './records.ts';
import { asked, claimOf, dump, freshPrefix, Killed, Killer, PACK, storeIn, TestClock } from './stage.ts';

let azurite: Azurite;

beforeAll(async () => {
  azurite = await storageAccount();
});

/**
 * Tables as version 1 left them, but for the case of their names, which Azure does not tell apart and Azurite does:
 * a run, two open findings with the time they were last seen, no mark of a version.
 */
async function versionOne(): Promise<string> {
  const prefix = freshPrefix();
  const client = async (table: string): Promise<TableClient> => {
    const made = TableClient.fromConnectionString(azurite.connectionString, `${prefix}${table}`.toLowerCase(), {
      allowInsecureConnection: true,
    });
    await made.createTable();
    return made;
  };
  const run = { schemaVersion: 1, runId: 'week-1', trigger: 'timer', requestedAt: WEEK[0], state: 'Delivered' };
  const row = { ...run, scopeKey: 'x', scope: 'all', attempt: 1, asOf: WEEK[0] } as unknown as RunRow;
  await (await client('Runs')).createEntity(toEntity(RUN_COLUMNS, 'run', newestFirst(WEEK[0], 'week-1'), row));
  const first = record({ verdicts: [verdict('NonCompliant', diskId('a')), verdict('NonCompliant', diskId('b'))] });
  const findings = await client('Findings');
  for (const finding of nextFindings([], first, 'week-1').changed) {
    const unseen = finding.subjectName === 'b' ? 'Unknown' : 'NonCompliant';
    const old = { ...finding, lastVerdict: unseen, lastSeen: WEEK[1], lastSeenByRun: 'week-2', judgedAt: WEEK[1] };
    await findings.createEntity(
      toEntity(FINDING_COLUMNS, findingPartition(SUB_A), findingRowKey(finding.finding), old),
    );
  }
  return prefix;
}

async function lastSeen(prefix: string): Promise<readonly (readonly [unknown, unknown])[]> {
  const rows = await dump(azurite, `${prefix}Findings`);
  return rows
    .map((row) => [row['subjectName'], (row['lastSeen'] as { value?: unknown } | undefined)?.value] as const)
    .map(([name, seen]) => [(name as { value?: unknown }).value ?? name, seen] as const)
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
}

async function version(prefix: string): Promise<number | undefined> {
  const row = (await dump(azurite, `${prefix}Runs`)).find((one) => one['partitionKey'] === 'schema');
  const found = row?.['schemaVersion'];
  return Number(typeof found === 'object' && found !== null && 'value' in found ? found.value : found);
}

describe('tables of version 1', () => {
  test('are brought to this version before anything is written; findings that a run still sees lose their last seen', async () => {
    const prefix = await versionOne();
    const clock = new TestClock();
    clock.time = Date.parse(WEEK[2]);
    const store = storeIn(azurite, prefix, clock);
    expect((await store.listRuns()).map(({ runId }) => runId)).toEqual(['week-1']);
    expect(await version(prefix)).toBe(HISTORY_SCHEMA_VERSION);
    expect(await lastSeen(prefix)).toEqual([
      ['a', undefined],
      ['b', expect.stringContaining('2026-03-09')],
    ]);
    const claim = claimOf(await store.beginRun(asked('week-3', { requestedAt: WEEK[2] })));
    const fixed = record({ asOf: WEEK[2], verdicts: [verdict('Compliant', diskId('a'))] });
    await store.recordRun(claim, fixed, PACK);
    expect((await lastSeen(prefix))[0]).toEqual(['a', expect.stringContaining('2026-03-09')]);
  });

  test('are brought there after a crash at any write, too', async () => {
    const writes = 9;
    for (let at = 1; at <= writes; at += 1) {
      const prefix = await versionOne();
      const killer = new Killer(at, true);
      const mortal = storeIn(azurite, prefix, new TestClock(), {
        clientOptions: { additionalPolicies: killer.policies },
      });
      await mortal.listRuns().catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
      await storeIn(azurite, prefix, new TestClock()).listRuns();
      expect(await version(prefix)).toBe(HISTORY_SCHEMA_VERSION);
      expect((await lastSeen(prefix))[0]).toEqual(['a', undefined]);
    }
  });
});

describe('tables of version 2', () => {
  const DISK = diskId('a');
  const snapshotId = (name: string): string => DISK.replace('/disks/a', `/snapshots/${name}`);
  const week = (at: 0 | 1, name: string) =>
    record({
      asOf: WEEK[at],
      verdicts: [verdict('NonCompliant', snapshotId(name), { check: 'BKP-05', subjectKind: 'snapshot' })],
      checks: [{ id: 'BKP-05', subject: 'snapshot' }],
      chains: [chain(DISK, 'NonCompliant', {}, [`BKP-05 ${snapshotId(name)}`])],
    });

  test('the finding of a snapshot learns its disk, and goes on with the next snapshot: the upgrade opens and closes nothing', async () => {
    const prefix = freshPrefix();
    const clock = new TestClock();
    clock.time = Date.parse(WEEK[0]);
    const before = storeIn(azurite, prefix, clock);
    const first = claimOf(await before.beginRun(asked('week-1', { requestedAt: WEEK[0] })));
    await before.recordRun(first, week(0, 'one'), PACK);
    // As version 2 left it: without the column, and marked so.
    const client = (table: string): TableClient =>
      TableClient.fromConnectionString(azurite.connectionString, `${prefix}${table}`, {
        allowInsecureConnection: true,
      });
    for await (const entity of client('Findings').listEntities()) {
      const { copyOf, ...old } = entity;
      expect(copyOf).toBe(DISK);
      await client('Findings').updateEntity(old as typeof entity & { partitionKey: string; rowKey: string }, 'Replace');
    }
    await client('Runs').upsertEntity({ partitionKey: 'schema', rowKey: 'schema', schemaVersion: 2 });

    clock.time = Date.parse(WEEK[1]);
    const after = storeIn(azurite, prefix, clock);
    const second = claimOf(await after.beginRun(asked('week-2', { requestedAt: WEEK[1] })));
    expect(await version(prefix)).toBe(HISTORY_SCHEMA_VERSION);
    const { lives } = await after.previewFindings(week(1, 'two'), 'week-2');
    expect(lives.get(`BKP-05 ${snapshotId('two')}`)).toMatchObject({ firstSeen: WEEK[0], openedAt: WEEK[0] });
    await after.recordRun(second, week(1, 'two'), PACK);
    const [newest] = await after.listRuns();
    expect(newest).toMatchObject({ runId: 'week-2', findings: 1, findingsOpened: 0, findingsClosed: 0 });
  });
});

test('new tables are marked with this version; those of a newer one are left alone', async () => {
  const prefix = freshPrefix();
  await storeIn(azurite, prefix, new TestClock()).listRuns();
  expect(await version(prefix)).toBe(HISTORY_SCHEMA_VERSION);
  const runs = TableClient.fromConnectionString(azurite.connectionString, `${prefix}Runs`, {
    allowInsecureConnection: true,
  });
  await runs.upsertEntity({ partitionKey: 'schema', rowKey: 'schema', schemaVersion: HISTORY_SCHEMA_VERSION + 1 });
  await expect(storeIn(azurite, prefix, new TestClock()).listRuns()).rejects.toThrow('newer version (schema 4');
});
