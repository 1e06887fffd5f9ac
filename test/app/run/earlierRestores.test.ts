import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runLocally } from '../../../src/app/localRun.ts';
import { planRun } from '../../../src/app/planRun.ts';
import type { RunOutcome } from '../../../src/app/run/runAssessment.ts';
import { readSettings, type Settings } from '../../../src/app/settings.ts';
import { verifyPack } from '../../../src/app/verify/verifyPack.ts';
import { observationsOf, openPack } from '../../../src/pack/readPack.ts';
import type { Fault } from '../../../simulator/index.ts';
import { storageAccount, type Azurite } from '../../stage/azurite.ts';
import { openSmallBank, settingsOf, type Bank } from './stage.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const folder = temporaryFolder();
let azurite: Azurite;
const banks: Bank[] = [];

/** What Resource Graph no longer has after 14 days. */
const FORGOTTEN: Fault = {
  match: { service: 'resourceGraph', query: /microsoft\.recoveryservices\/vaults\/backupjobs'/ },
  effect: { kind: 'changeAnswer', change: (body) => ({ ...(body as object), totalRecords: 0, count: 0, data: [] }) },
};
const LIST = /\/backupJobs$/i;

async function bank(...faults: readonly Fault[]): Promise<Bank> {
  const opened = await openSmallBank(1, [FORGOTTEN, ...faults]);
  banks.push(opened);
  return opened;
}

beforeAll(async () => {
  azurite = await storageAccount();
});
afterAll(async () => {
  for (const opened of banks) await opened.close();
  folder.dispose();
});

async function settingsFor(opened: Bank, prefix: string): Promise<Settings> {
  const baseline = join(folder.path, 'baseline.json');
  writeFileSync(baseline, JSON.stringify({ name: 'monthly', version: '1', restore: { provenWithinDays: 30 } }));
  return readSettings(
    await settingsOf(opened, folder.path, {
      UNBROKEN_STORAGE: azurite.connectionString,
      UNBROKEN_TABLE_PREFIX: prefix,
      UNBROKEN_BASELINE: baseline,
    }),
  );
}

async function run(opened: Bank, prefix: string, asOf: string): Promise<RunOutcome> {
  const outFolder = join(folder.path, prefix);
  mkdirSync(outFolder, { recursive: true });
  const settings = await settingsFor(opened, prefix);
  return runLocally({ settings, outFolder, sendMail: false, report: () => undefined, trigger: 'cli', asOf });
}

const statusOf = ({ record }: RunOutcome, check: string, name: string): string | undefined =>
  record.verdicts.find((one) => one.check === check && one.subjectName === name)?.status;

async function listsOf(outcome: RunOutcome): Promise<readonly string[]> {
  const observations = await observationsOf(await openPack(outcome.packLocation));
  return observations.filter(({ source }) => source === 'earlierRestoreJobs').map(({ request }) => request);
}

async function planned(opened: Bank, prefix: string, asOf: string): Promise<number> {
  const plan = await planRun({
    settings: await settingsFor(opened, prefix),
    report: () => undefined,
    clock: { now: () => new Date(asOf), sleep: () => Promise.resolve(), unique: () => '1' },
  });
  return plan.rows.filter(({ source }) => source === 'earlierRestoreJobs').reduce((sum, row) => sum + row.requests, 0);
}

const differences = async (outcome: RunOutcome, ...earlier: readonly RunOutcome[]): Promise<readonly string[]> => {
  const { steps } = await verifyPack({
    pack: outcome.packLocation,
    earlier: earlier.map(({ packLocation }) => packLocation),
  });
  return steps.flatMap((step) => step.differences);
};

describe('restores that Resource Graph no longer has', () => {
  let first: RunOutcome;
  let second: RunOutcome;
  const [ONE, TWO] = ['2026-11-16T06:00:00.000Z', '2026-11-23T06:00:00.000Z'];

  test('are listed once for each vault by the first run, as planned', async () => {
    const opened = await bank();
    const before = await planned(opened, 'Earlier', ONE);
    first = await run(opened, 'Earlier', ONE);
    const lists = await listsOf(first);
    expect(lists.length).toBeGreaterThan(0);
    expect(lists.length).toBe(before);
    expect(new Set(lists).size).toBe(lists.length);
    expect(decodeURIComponent(lists[0] ?? '').replaceAll('+', ' ')).toContain(
      "operation eq 'Restore' and backupManagementType eq 'AzureIaasVM' and startTime eq '2024-12-19 12:00:00 AM' and endTime eq '2026-11-17 12:00:00 AM'",
    );
    expect(statusOf(first, 'RST-04', 'vm-ledger-01')).toBe('Compliant');
    // How far back Azure lists is not documented: that there was none is not proven.
    expect(statusOf(first, 'RST-04', 'vm-interest-01')).toBe('Unknown');
  });

  test('are carried by the next run, which asks no more', async () => {
    const opened = await bank();
    expect(await planned(opened, 'Earlier', TWO)).toBe(0);
    second = await run(opened, 'Earlier', TWO);
    expect(await listsOf(second)).toEqual([]);
    expect(statusOf(second, 'RST-04', 'vm-ledger-01')).toBe('Compliant');
    expect(second.record.gaps.filter(({ source }) => source === 'earlierRestoreJobs')).toEqual(
      first.record.gaps.filter(({ source }) => source === 'earlierRestoreJobs'),
    );
  });

  test('after a silence of more than 14 days they are listed again', async () => {
    expect(await planned(await bank(), 'Earlier', '2026-12-20T06:00:00.000Z')).toBeGreaterThan(0);
  });

  test('verify makes both runs anew', async () => {
    expect(await differences(first)).toEqual([]);
    expect(await differences(second, first)).toEqual([]);
  });

  test('a list that fails is a gap: what it may hold is Unknown, and the next run asks again', async () => {
    const refused = await bank({
      match: { service: 'arm', armPath: LIST },
      effect: { kind: 'status', status: 403, code: 'AuthorizationFailed' },
    });
    const failed = await run(refused, 'Refused', '2026-11-16T06:30:00.000Z');
    const lists = await listsOf(failed);
    const gaps = failed.record.gaps.filter(({ source, subject }) => source === 'earlierRestoreJobs' && subject);
    expect(gaps).toHaveLength(lists.length);
    expect(gaps[0]?.because).toMatch(/^The earlier restore jobs of vault \S+ could not be read: /);
    expect(statusOf(failed, 'RST-04', 'vm-ledger-01')).toBe('Unknown');
    const disk = failed.record.chains.find(({ disk }) => disk.endsWith('/vm-ledger-01-osdisk'));
    expect(disk?.requirements.R3.status).toBe('Unknown');
    expect(await differences(failed)).toEqual([]);
    expect(await planned(await bank(), 'Refused', TWO)).toBe(lists.length);
  });
});
