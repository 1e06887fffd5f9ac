import { TableClient } from '@azure/data-tables';
import { beforeAll, describe, expect, test } from 'vitest';
import { storageAccount, type Azurite } from '../stage/azurite.ts';
import { LeaseLostError } from '../../src/history/historyError.ts';
import { scopeKeyOf } from '../../src/history/keys.ts';
import type { RunClaim } from '../../src/history/ledgers/runLedger.ts';
import { diskId, EVERYTHING, SUB_A, SUB_B, summaryRow, WEEK } from './records.ts';
import { asked, claimOf, dump, freshPrefix, PACK, RECORD, storeIn, TestClock } from './stage.ts';

let azurite: Azurite;

beforeAll(async () => {
  azurite = await storageAccount();
});

function stage() {
  const clock = new TestClock();
  const prefix = freshPrefix();
  return { clock, prefix, store: storeIn(azurite, prefix, clock, { leaseSeconds: 60 }) };
}

describe('a run', () => {
  test('goes Queued → InProgress → Recorded → Delivered, and its row tells all of it', async () => {
    const { clock, store, prefix } = stage();
    expect(await store.recordAsked(asked())).toMatchObject({ state: 'Queued', attempt: 0 });
    clock.pass(5);
    const claim = claimOf(await store.beginRun(asked()));
    expect(claim.attempt).toBe(1);
    await store.reportProgress(claim, 'collect', 'disks: 3 rows');
    expect(await store.getRun(claim.runId)).toMatchObject({
      state: 'InProgress',
      stage: 'collect',
      progress: 'disks: 3 rows',
    });
    clock.pass(50);
    const { run, findings } = await store.recordRun(claim, RECORD, PACK);
    expect(run.state).toBe('Recorded');
    expect([...findings.lives.keys()]).toEqual([`KEY-01 ${diskId('a')}`, `KEY-01 ${diskId('b')}`]);
    clock.pass(5);
    await store.finishRun(claim);
    expect(await store.getRun(claim.runId)).toEqual({
      schemaVersion: 3,
      runId: 'weekly-2026-03-02T06',
      trigger: 'timer',
      requestedAt: WEEK[0],
      scopeKey: scopeKeyOf(EVERYTHING),
      scope: 'every subscription that the identity can see',
      state: 'Delivered',
      stage: 'history',
      progress: undefined,
      attempt: 1,
      leaseOwner: undefined,
      leaseUntil: undefined,
      startedAt: '2026-03-02T06:00:05.000Z',
      endedAt: '2026-03-02T06:01:00.000Z',
      durationSeconds: 55,
      asOf: WEEK[0],
      complete: true,
      incompleteBecause: undefined,
      subscriptionsExpected: 2,
      subscriptionsRead: 2,
      disks: 3,
      disksCompliant: 1,
      disksNonCompliant: 1,
      disksUnknown: 0,
      disksNotApplicable: 0,
      disksExempt: 1,
      disksCompliantLimited: 0,
      disksNotApplicableLimited: 0,
      disksUnknownAttested: 0,
      verdicts: 3,
      verdictsCompliant: 1,
      verdictsNonCompliant: 1,
      verdictsUnknown: 0,
      verdictsNotApplicable: 0,
      verdictsExempt: 1,
      verdictsCompliantLimited: 0,
      verdictsNotApplicableLimited: 0,
      verdictsUnknownAttested: 0,
      findings: 1,
      findingsExempt: 1,
      findingsOpened: 2,
      findingsReopened: 0,
      findingsClosed: 0,
      gaps: 0,
      codeVersion: '0.1.0',
      baselineName: 'Unbroken default',
      baselineVersion: '1',
      baselineSha256: 'ab'.repeat(32),
      packPath: PACK.packPath,
      workbookName: PACK.workbookName,
      manifestSha256: PACK.manifestSha256,
      previousRunId: undefined,
      previousManifestSha256: undefined,
      error: undefined,
    });
    const rows = await dump(azurite, `${prefix}Runs`);
    expect(rows.map((row) => row['partitionKey'])).toEqual(['byId', 'run', 'schema']);
    expect(rows[1]).toMatchObject({
      disks: { type: 'Int32' },
      complete: { type: 'Boolean' },
      asOf: { type: 'DateTime' },
      scope: { type: 'String' },
    });
  });

  test('asked for a second time is the same run, and the first one’s time counts', async () => {
    const { store } = stage();
    await store.recordAsked(asked());
    await store.recordAsked(asked(undefined, { requestedAt: WEEK[1], trigger: 'http' }));
    expect(await store.listRuns()).toHaveLength(1);
    expect(await store.getRun(asked().runId)).toMatchObject({ requestedAt: WEEK[0], trigger: 'timer' });
    expect(await store.getRun('another')).toBeUndefined();
  });

  test('executed twice at once runs once', async () => {
    const { store } = stage();
    const begun = await Promise.all(Array.from({ length: 6 }, () => store.beginRun(asked())));
    expect(begun.map(({ kind }) => kind).sort()).toEqual(['busy', 'busy', 'busy', 'busy', 'busy', 'claimed']);
  });

  test('that crashed is taken over once its lease has ended; the first execution then writes nothing more', async () => {
    const { clock, store, prefix } = stage();
    const first = claimOf(await store.beginRun(asked()));
    clock.pass(59);
    expect((await store.beginRun(asked())).kind).toBe('busy');
    clock.pass(2);
    const second = claimOf(await store.beginRun(asked()));
    expect(second.attempt).toBe(2);
    await expect(store.reportProgress(first, 'collect')).rejects.toThrow(LeaseLostError);
    await expect(store.recordRun(first, RECORD, PACK)).rejects.toThrow(LeaseLostError);
    await expect(store.finishRun(first)).rejects.toThrow(LeaseLostError);
    await expect(store.failRun(first, 'x')).rejects.toThrow(LeaseLostError);
    expect(await dump(azurite, `${prefix}Findings`)).toEqual([]);
    expect(await dump(azurite, `${prefix}Summary`)).toEqual([]);
    await store.recordRun(second, RECORD, PACK);
  });

  test('cannot follow a run that another of its scope follows already: the chain of manifests has no fork', async () => {
    const { store } = stage();
    const [first, second] = [claimOf(await store.beginRun(asked('a'))), claimOf(await store.beginRun(asked('b')))];
    const other = { ...RECORD, scope: { ...RECORD.scope, subscriptions: [SUB_A] } };
    await store.recordRun(claimOf(await store.beginRun(asked('elsewhere', { scope: other.scope }))), other, PACK, null);
    await store.recordRun(first, RECORD, PACK, null);
    await expect(store.recordRun(second, RECORD, PACK, null)).rejects.toMatchObject({
      name: 'ForkedChainError',
      message: expect.stringContaining('must not fork') as string,
    });
    expect((await store.getRun('b'))?.state).toBe('InProgress');
    // Begun anew after the other, it follows it.
    await store.recordRun(second, { ...RECORD, asOf: WEEK[1] }, PACK, RECORD.asOf);
    expect((await store.getRun('b'))?.state).toBe('Recorded');
  });

  test('progress keeps the lease', async () => {
    const { clock, store } = stage();
    const claim = claimOf(await store.beginRun(asked()));
    for (let minute = 0; minute < 5; minute += 1) {
      clock.pass(50);
      await store.reportProgress(claim, 'collect');
    }
    expect((await store.beginRun(asked())).kind).toBe('busy');
  });

  test('that has ended stays so, unless a failed one is asked for again', async () => {
    const { store } = stage();
    const done = claimOf(await store.beginRun(asked('done')));
    await store.recordRun(done, RECORD, PACK);
    await store.finishRun(done);
    expect((await store.beginRun(asked('done'), { retryFailed: true })).kind).toBe('ended');
    const failed = claimOf(await store.beginRun(asked('failed')));
    await store.failRun(failed, 'Azure did not answer.');
    const again = await store.beginRun(asked('failed'));
    expect(again).toMatchObject({
      kind: 'ended',
      run: { state: 'Failed', error: 'Azure did not answer.', durationSeconds: 0 },
    });
    const retried = await store.beginRun(asked('failed'), { retryFailed: true });
    expect(retried).toMatchObject({ kind: 'claimed', run: { state: 'InProgress', attempt: 2 } });
    expect((await store.getRun('failed'))?.error).toBeUndefined();
  });

  test('recorded but not delivered is begun again for its delivery; a failure does not take the evidence back', async () => {
    const { store } = stage();
    const claim = claimOf(await store.beginRun(asked()));
    await store.recordRun(claim, RECORD, PACK);
    expect(await store.failRun(claim, 'The mail server is down.')).toMatchObject({
      state: 'Recorded',
      error: 'The mail server is down.',
    });
    const again = await store.beginRun(asked());
    expect(again).toMatchObject({ kind: 'claimed', run: { state: 'Recorded', packPath: PACK.packPath } });
    expect(await store.finishRun(claimOf(again), { undelivered: 'Still down.' })).toMatchObject({
      state: 'Recorded',
      error: 'Still down.',
    });
    await store.finishRun(claimOf(await store.beginRun(asked())));
    expect(await store.getRun(asked().runId)).toMatchObject({ state: 'Delivered', error: undefined, attempt: 3 });
  });

  test('runs are listed the newest first', async () => {
    const { store } = stage();
    for (const [index, week] of [WEEK[1], WEEK[0], WEEK[2]].entries())
      await store.recordAsked(asked(`run-${index}`, { requestedAt: week }));
    expect((await store.listRuns()).map(({ runId }) => runId)).toEqual(['run-2', 'run-0', 'run-1']);
    expect((await store.listRuns(2)).map(({ runId }) => runId)).toEqual(['run-2', 'run-0']);
    expect(await store.listRuns(0)).toEqual([]);
  });

  test('the previous run is the last of the same scope that left evidence', async () => {
    const { store } = stage();
    const narrow = { ...EVERYTHING, subscriptions: [SUB_A] };
    const scopeKey = scopeKeyOf(EVERYTHING);
    expect(await store.previousRun(scopeKey, WEEK[2])).toBeUndefined();
    const recorded = async (runId: string, asOf: string, scope = EVERYTHING): Promise<RunClaim> => {
      const claim = claimOf(await store.beginRun(asked(runId, { requestedAt: asOf, scope })));
      await store.recordRun(claim, { ...RECORD, asOf, scope }, { ...PACK, packPath: `packs/${runId}` });
      return claim;
    };
    await store.finishRun(await recorded('week-1', WEEK[0]));
    await recorded('narrow', '2026-03-08T06:00:00.000Z', narrow);
    await store.failRun(
      claimOf(await store.beginRun(asked('broken', { requestedAt: '2026-03-08T07:00:00.000Z' }))),
      'x',
    );
    await recorded('week-2', WEEK[1]);
    expect(await store.previousRun(scopeKey, WEEK[0])).toBeUndefined();
    expect(await store.previousRun(scopeKey, WEEK[1])).toMatchObject({ runId: 'week-1', packPath: 'packs/week-1' });
    expect(await store.previousRun(scopeKey, WEEK[2])).toMatchObject({
      runId: 'week-2',
      manifestSha256: PACK.manifestSha256,
    });
    expect(await store.previousRun(scopeKeyOf(narrow), WEEK[2])).toMatchObject({ runId: 'narrow' });
  });

  test('an id that no key may hold works all the same', async () => {
    const { store } = stage();
    const runId = `a/b\\c#d?e'f\u0001 ü ${'x'.repeat(600)}`;
    const claim = claimOf(await store.beginRun(asked(runId)));
    await store.recordRun(claim, RECORD, PACK);
    expect(await store.getRun(runId)).toMatchObject({ runId, state: 'Recorded' });
    expect(await store.claimDelivery(runId, "o'hara@contoso.example")).toBe('claimed');
  });

  test('a row of a newer version is not guessed at', async () => {
    const { store, prefix } = stage();
    await store.recordAsked(asked());
    const client = TableClient.fromConnectionString(azurite.connectionString, `${prefix}Runs`, {
      allowInsecureConnection: true,
    });
    const row = (await dump(azurite, `${prefix}Runs`)).find((each) => each['partitionKey'] === 'run');
    await client.updateEntity(
      { partitionKey: 'run', rowKey: row?.['rowKey'] as string, schemaVersion: { type: 'Int32', value: 4 } },
      'Merge',
    );
    await expect(store.getRun(asked().runId)).rejects.toThrow('written by a newer version');
  });

  test('texts above what a property holds are cut, and say so', async () => {
    const { store } = stage();
    const claim = claimOf(await store.beginRun(asked()));
    // ASCII: Azurite reads a letter of several bytes as two where it comes in two pieces of a body, and refuses what is longer then.
    const run = await store.failRun(claim, 'x'.repeat(40_000));
    expect(run.error).toHaveLength(40_000);
    const read = await store.getRun(claim.runId);
    expect(read?.error).toHaveLength(32 * 1024);
    expect(read?.error).toMatch(/\[cut here: 40000 characters/);
  });
});

describe('the summary', () => {
  test('has a row for each requirement and subscription, and none that an earlier attempt left', async () => {
    const { clock, store, prefix } = stage();
    await store.recordRun(claimOf(await store.beginRun(asked())), RECORD, PACK);
    expect(await dump(azurite, `${prefix}Summary`)).toMatchObject([
      {
        partitionKey: asked().runId,
        rowKey: 'R1|*',
        subscriptionName: { value: 'All subscriptions' },
        population: { type: 'Int32' },
      },
      {
        rowKey: `R1|${SUB_A}`,
        subscriptionName: { value: 'sub-a' },
        compliant: { value: '1' },
        nonCompliant: { value: '1' },
      },
      { rowKey: `R1|${SUB_B}`, complete: { type: 'Boolean' }, asOf: { type: 'DateTime' } },
    ]);
    clock.pass(100);
    const less = { ...RECORD, summary: [summaryRow('R1', '*'), summaryRow('R2', SUB_A)] };
    await store.recordRun(claimOf(await store.beginRun(asked())), less, PACK);
    const rows = await dump(azurite, `${prefix}Summary`);
    expect(rows.map((row) => row['rowKey'])).toEqual(['R1|*', `R2|${SUB_A}`]);
  });

  test('of 300 subscriptions goes into as many transactions as it needs', async () => {
    const { store, prefix } = stage();
    const summary = (['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7'] as const).flatMap((requirement) =>
      Array.from({ length: 150 }, (_, index) => summaryRow(requirement, `sub-${index}`)),
    );
    await store.recordRun(claimOf(await store.beginRun(asked())), { ...RECORD, summary }, PACK);
    expect(await dump(azurite, `${prefix}Summary`)).toHaveLength(1050);
  });
});

describe('a delivery', () => {
  test('is claimed by one of several at once; the others are told that nobody knows yet', async () => {
    const { store } = stage();
    const claims = await Promise.all(
      Array.from({ length: 5 }, () => store.claimDelivery('run-1', 'a@contoso.example')),
    );
    expect(claims.sort()).toEqual(['claimed', 'unknown', 'unknown', 'unknown', 'unknown']);
  });

  test('that was sent is never sent again, in any case of the address', async () => {
    const { store } = stage();
    expect(await store.claimDelivery('run-1', 'a@contoso.example')).toBe('claimed');
    await store.markSent('run-1', 'a@contoso.example', '<id@contoso>', '250 OK');
    expect(await store.claimDelivery('run-1', 'A@Contoso.example')).toBe('alreadySent');
    expect(await store.claimDelivery('run-1', 'a@contoso.example', { resend: true })).toBe('alreadySent');
    await store.markFailed('run-1', 'a@contoso.example', 'too late');
    expect(await store.claimDelivery('run-2', 'a@contoso.example')).toBe('claimed');
    expect(await store.deliveries('run-1')).toMatchObject([
      { recipient: 'a@contoso.example', state: 'sent', messageId: '<id@contoso>', response: '250 OK', claims: 1 },
    ]);
  });

  test('that certainly failed may be tried again', async () => {
    const { store } = stage();
    await store.claimDelivery('run-1', 'a@contoso.example');
    await store.markFailed('run-1', 'a@contoso.example', 'The mail server refused the recipient.');
    const claims = await Promise.all([1, 2, 3].map(() => store.claimDelivery('run-1', 'a@contoso.example')));
    expect(claims.sort()).toEqual(['claimed', 'unknown', 'unknown']);
    expect(await store.deliveries('run-1')).toMatchObject([{ state: 'sending', claims: 2 }]);
  });

  test('that a crash left in sending is sent again on request only', async () => {
    const { store } = stage();
    await store.claimDelivery('run-1', 'a@contoso.example');
    expect(await store.claimDelivery('run-1', 'a@contoso.example')).toBe('unknown');
    const claims = await Promise.all(
      [1, 2, 3].map(() => store.claimDelivery('run-1', 'a@contoso.example', { resend: true })),
    );
    expect(claims.filter((claim) => claim === 'claimed').length).toBeGreaterThanOrEqual(1);
    expect(await store.claimDelivery('run-1', 'a@contoso.example')).toBe('unknown');
  });

  test('that was never claimed cannot be marked', async () => {
    const { store } = stage();
    await expect(store.markSent('run-1', 'a@contoso.example', '<id>', '250')).rejects.toThrow('never claimed');
  });
});
