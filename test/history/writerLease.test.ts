import { TableClient } from '@azure/data-tables';
import { beforeAll, expect, test } from 'vitest';
import { storageAccount, type Azurite } from '../stage/azurite.ts';
import { toEntity } from '../../src/history/columns.ts';
import { WRITER_COLUMNS } from '../../src/history/serviceRows.ts';
import { chain, diskId, record, verdict, WEEK } from './records.ts';
import { asked, claimOf, dump, freshPrefix, PACK, storeIn, TestClock } from './stage.ts';

let azurite: Azurite;

beforeAll(async () => {
  azurite = await storageAccount();
});

const week = (asOf: string, status: 'Compliant' | 'NonCompliant') =>
  record({ asOf, verdicts: [verdict(status, diskId('a'))], chains: [chain(diskId('a'), status)] });

/** Another run writes until so many seconds from now. */
async function anotherWrites(prefix: string, clock: TestClock, seconds: number): Promise<void> {
  const client = TableClient.fromConnectionString(azurite.connectionString, `${prefix}Runs`, {
    allowInsecureConnection: true,
  });
  const row = { owner: 'another', runId: 'another', until: new Date(clock.time + seconds * 1000).toISOString() };
  await client.upsertEntity(toEntity(WRITER_COLUMNS, 'writer', 'writer', row));
}

test('a run waits for the one that writes, and takes over when that one died', async () => {
  const [prefix, clock] = [freshPrefix(), new TestClock()];
  const store = storeIn(azurite, prefix, clock, { leaseSeconds: 60 });
  const claim = claimOf(await store.beginRun(asked()));
  await anotherWrites(prefix, clock, 30);
  const began = clock.time;
  await store.recordRun(claim, week(WEEK[0], 'Compliant'), PACK);
  expect(clock.time - began).toBeGreaterThanOrEqual(30_000);
  expect((await store.getRun(claim.runId))?.state).toBe('Recorded');
  const rows = await dump(azurite, `${prefix}Runs`);
  expect(rows.some((row) => row['partitionKey'] === 'writer')).toBe(false);
});

test('a run that waits longer than a lease gives up, writes no interval, and says who is at it', async () => {
  const [prefix, clock] = [freshPrefix(), new TestClock()];
  const store = storeIn(azurite, prefix, clock, { leaseSeconds: 60 });
  const claim = claimOf(await store.beginRun(asked()));
  await anotherWrites(prefix, clock, 600);
  await expect(store.recordRun(claim, week(WEEK[0], 'Compliant'), PACK)).rejects.toThrow(
    'Run another has been writing',
  );
  expect(await dump(azurite, `${prefix}Verdicts`)).toEqual([]);
});

test('two runs recorded at once leave the rows of one after the other', async () => {
  const [prefix, clock] = [freshPrefix(), new TestClock()];
  const store = storeIn(azurite, prefix, clock, { leaseSeconds: 3600 });
  const [first, second] = [
    claimOf(await store.beginRun(asked('run-1'))),
    claimOf(await store.beginRun(asked('run-2', { requestedAt: WEEK[1] }))),
  ];
  const wait = { leaseSeconds: 3600, sleep: (): Promise<void> => new Promise((done) => setTimeout(done, 20)) };
  await Promise.all([
    storeIn(azurite, prefix, clock, wait).recordRun(first, week(WEEK[0], 'NonCompliant'), PACK),
    storeIn(azurite, prefix, clock, wait).recordRun(second, week(WEEK[1], 'Compliant'), PACK),
  ]);
  const rows = await dump(azurite, `${prefix}Verdicts`);
  const open = rows.filter((row) => !('validTo' in row));
  expect(open).toMatchObject([{ status: { value: 'Compliant' }, fromRun: { value: 'run-2' } }]);
  const coverage = await dump(azurite, `${prefix}Coverage`);
  expect(coverage).toHaveLength(4);
  // Whichever was quicker: the earlier one either counted first, or changed nothing any more.
  const superseded = coverage.filter((row) => JSON.stringify(row['superseded']).includes('true'));
  expect([rows.length, superseded.length]).toEqual(superseded.length === 0 ? [2, 0] : [1, 2]);
});
