import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BlobServiceClient } from '@azure/storage-blob';
import { runLocally } from '../../../src/app/localRun.ts';
import type { RunOutcome } from '../../../src/app/run/runAssessment.ts';
import { readSettings } from '../../../src/app/settings.ts';
import { verifyPack } from '../../../src/app/verify/verifyPack.ts';
import type { Status } from '../../../src/domain/check.ts';
import type { Fault } from '../../../simulator/index.ts';
import { storageAccount, type Azurite } from '../../stage/azurite.ts';
import { openSmallBank, settingsOf, type Bank } from './stage.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
let azurite: Azurite;
let shown: Bank;
let forgotten: Bank;

/** What Azure no longer has after 14 days, and what people delete after an exercise. */
const FORGOTTEN: readonly Fault[] = [
  {
    match: { service: 'resourceGraph', query: /vaults\/backupjobs'/ },
    effect: { kind: 'changeAnswer', change: (body) => ({ ...(body as object), totalRecords: 0, count: 0, data: [] }) },
  },
  {
    match: { service: 'arm', armPath: /\/backupJobs$/i },
    effect: { kind: 'changeAnswer', change: () => ({ value: [] }) },
  },
];

beforeAll(async () => {
  azurite = await storageAccount();
  shown = await openSmallBank(1);
  forgotten = await openSmallBank(1, FORGOTTEN);
});
afterAll(async () => {
  await shown.close();
  await forgotten.close();
  folder.dispose();
});

async function run(bank: Bank, prefix: string, asOf: string): Promise<RunOutcome> {
  const baseline = join(folder.path, 'baseline.json');
  writeFileSync(baseline, JSON.stringify({ name: 'monthly', version: '1', restore: { provenWithinDays: 30 } }));
  const settings = readSettings(
    await settingsOf(bank, folder.path, {
      UNBROKEN_STORAGE: azurite.connectionString,
      UNBROKEN_TABLE_PREFIX: prefix,
      UNBROKEN_BASELINE: baseline,
    }),
  );
  const outFolder = join(folder.path, prefix);
  mkdirSync(outFolder, { recursive: true });
  return runLocally({ settings, outFolder, sendMail: false, report: () => undefined, trigger: 'cli', asOf });
}

function statusOf(
  { record }: RunOutcome,
  vm: string,
): { readonly status: Status | undefined; readonly because: string } {
  const verdict = record.verdicts.find((one) => one.check === 'RST-04' && one.subjectName === vm);
  return { status: verdict?.status, because: verdict?.because ?? '' };
}

const linesOf = (outcome: RunOutcome): Record<string, unknown>[] =>
  gunzipSync(readFileSync(join(outcome.packLocation, 'carried.jsonl.gz')))
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('restores that Azure forgets', () => {
  const outcomes: RunOutcome[] = [];

  test('the first run sees the restore of the ledger, and knows nothing before its 14 days', async () => {
    const first = await run(shown, 'Carried', '2026-11-16T06:00:00.000Z');
    outcomes.push(first);
    expect(statusOf(first, 'vm-ledger-01')).toMatchObject({ status: 'Compliant' });
    const none = statusOf(first, 'vm-interest-01');
    expect(none.status).toBe('Unknown');
    expect(none.because).toContain('restores before 2026-11-02 are not');
  });

  test('the next one no longer finds the job, yet knows it from the pack', async () => {
    const second = await run(forgotten, 'Carried', '2026-11-23T06:00:00.000Z');
    outcomes.push(second);
    const [first] = outcomes as [RunOutcome];
    const ledger = statusOf(second, 'vm-ledger-01');
    expect(ledger).toMatchObject({ status: 'Compliant' });
    const evidence = second.record.verdicts.find((one) => one.check === 'RST-04' && one.subjectName === 'vm-ledger-01');
    expect(evidence?.evidence['Seen by earlier runs']).toBe(first.runId);
    const seen = linesOf(second).filter((line) => line['kind'] === 'restore');
    expect(seen.length).toBeGreaterThan(0);
    expect(new Set(seen.map((line) => line['run']))).toEqual(new Set([first.runId]));
  });

  test('a run three weeks on: the restore still counts, and who has none for 30 watched days is found', async () => {
    // Weekly runs keep the watch unbroken.
    outcomes.push(await run(forgotten, 'Carried', '2026-11-30T06:00:00.000Z'));
    const last = await run(forgotten, 'Carried', '2026-12-07T06:00:00.000Z');
    outcomes.push(last);
    expect(statusOf(last, 'vm-ledger-01').status).toBe('Compliant');
    expect(statusOf(last, 'vm-interest-01')).toEqual({
      status: 'NonCompliant',
      because: 'No restore of the VM was completed within 30 days.',
    });
  });

  test('verify finds the carried facts to follow, with the pack before and without', async () => {
    const [, second, third] = outcomes as [RunOutcome, RunOutcome, RunOutcome];
    const alone = await verifyPack({ pack: second.packLocation, earlier: [] });
    const carried = alone.steps.find((step) => step.about === 'carried');
    expect(carried?.differences).toEqual([]);
    expect(carried?.notVerified[0]).toContain('the previous pack was not given');
    const chained = await verifyPack({ pack: third.packLocation, earlier: [second.packLocation] });
    expect(chained.steps.find((step) => step.about === 'carried')).toMatchObject({
      differences: [],
      notVerified: ['That the run found in storage what the previous run had stored for it.'],
    });
    expect(chained.steps.find((step) => step.about === 'record')?.differences).toEqual([]);
  });

  test('a carried restore that was altered in the pack is found by verify', async () => {
    const [, second] = outcomes as [RunOutcome, RunOutcome];
    const path = join(second.packLocation, 'carried.jsonl.gz');
    const before = readFileSync(path);
    const altered = gunzipSync(before).toString('utf8').replaceAll('"disksInPoint":2', '"disksInPoint":1');
    writeFileSync(path, gzipSync(altered));
    const outcome = await verifyPack({ pack: second.packLocation, earlier: [] });
    writeFileSync(path, before);
    expect(outcome.holds).toBe(false);
    expect(JSON.stringify(outcome.steps)).toContain('does not have the SHA-256 that it gives');
  });
});

describe('a carried part that is not there, or broken', () => {
  const parts = (outcome: RunOutcome): { readonly names: readonly string[] } => ({
    names: readdirSync(outcome.packLocation),
  });

  async function spoil(prefix: string, minute: number, change: 'delete' | Buffer): Promise<RunOutcome> {
    const first = await run(shown, prefix, `2026-11-16T06:0${String(minute)}:00.000Z`);
    expect(parts(first).names).toContain('carried.jsonl.gz');
    const container = BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient('packs');
    for await (const { name } of container.listBlobsFlat())
      if (name.includes(first.runId) && name.endsWith('carried.jsonl.gz')) {
        await container.deleteBlob(name);
        if (change !== 'delete') await container.getBlockBlobClient(name).uploadData(change);
      }
    rmSync(join(folder.path, prefix), { recursive: true });
    return run(forgotten, prefix, `2026-11-23T06:0${String(minute)}:00.000Z`);
  }

  test.each([
    ['missing', 1, 'delete', 'carries no facts of earlier runs'],
    [
      'cut',
      2,
      gzipSync('{"kind":"carried","runId":"x","counts":{"restores":2,"watches":0}}\n'),
      'was altered in storage',
    ],
    ['no gzip', 3, Buffer.from('oops'), 'was altered in storage'],
  ] as const)('%s: a gap, and Unknown', async (name, minute, change, words) => {
    const second = await spoil(`Carried${name.replace(' ', '')}`, minute, change);
    const gap = second.record.gaps.find((one) => one.source === 'carriedRestores' && one.subscription === '*');
    expect(gap?.because).toContain(words);
    expect(second.record.state).toBe('INCOMPLETE');
    const ledger = statusOf(second, 'vm-ledger-01');
    expect(ledger.status).toBe('Unknown');
    expect(ledger.because).toContain(words);
    // How a subscription was read today does not depend on it.
    expect(
      second.record.verdicts.find((one) => one.check === 'POP-01' && one.subjectName === 'contoso-core-banking')
        ?.status,
    ).toBe('Compliant');
  });
});
