import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSimulator, type Simulator } from '../../../simulator/index.ts';
import { runLocally } from '../../../src/app/localRun.ts';
import type { RunOutcome } from '../../../src/app/run/runAssessment.ts';
import { redactPack } from '../../../src/app/redact/redactPack.ts';
import { readSettings } from '../../../src/app/settings.ts';
import { verifyPack } from '../../../src/app/verify/verifyPack.ts';
import { openPack } from '../../../src/pack/readPack.ts';
import { readCells } from '../../../src/report/workbook/readCells.ts';
import { answerTextOf } from '../../../src/domain/answer.ts';
import type { RunRecord } from '../../../src/domain/record.ts';
import { GROUP, TENANT_ID } from '../../collect/plainTenant.ts';
import { protectedTenant } from '../../collect/protectedTenant.ts';
import { remadePack } from '../pack/remade.ts';
import { storageAccount } from '../../stage/azurite.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

const POINTS =
  'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems/recoverypoints/read';
/** A minute allows what an hour allows: 150 requests, a list and a GET for each of 75 machines. */
const MACHINES = 160;
/** Of the last one the week before was left out. */
const WEEKS = ['02', '09', '16', '30'].map((day) => `2026-11-${day}T06:00:00.000Z`);

const folder = temporaryFolder();
afterAll(() => folder.dispose());

interface Week {
  readonly outcome: RunOutcome;
  /** Ids of the machines whose points were listed. */
  readonly listed: readonly string[];
  readonly sent: number;
}

/** One week after the other, each read from a simulator of its own. */
async function weeks(name: string, dates: readonly string[]): Promise<Week[]> {
  const storage = await storageAccount();
  const done: Week[] = [];
  for (const now of dates) {
    const simulator = await startSimulator({ tenant: protectedTenant([MACHINES], now), quota: false, armQuota: false });
    try {
      const outcome = await runLocally({
        settings: readSettings({
          ...(await settingsOf(simulator, name)),
          UNBROKEN_STORAGE: storage.connectionString,
        }),
        outFolder: join(folder.path, name),
        sendMail: false,
        report: () => undefined,
        trigger: 'cli',
        asOf: now,
      });
      const asked = simulator.requests.log
        .filter(({ actions }) => actions.includes(POINTS))
        .map(({ path }) => decodeURIComponent(path));
      const listed = asked.flatMap(
        (url) => /;(vm-\d+)\/recoveryPoints(?:\?|$)/i.exec(decodeURIComponent(url))?.[1] ?? [],
      );
      done.push({ outcome, listed: [...new Set(listed)].sort(), sent: asked.length });
    } finally {
      await simulator.close();
    }
  }
  return done;
}

async function settingsOf(simulator: Simulator, name: string): Promise<Record<string, string>> {
  const ca = join(folder.path, `${name}.pem`);
  writeFileSync(ca, simulator.ca);
  return {
    UNBROKEN_ENDPOINT: simulator.endpoint,
    UNBROKEN_CA_FILE: ca,
    UNBROKEN_ACCESS_TOKEN: (await simulator.credential.getToken()).token,
    UNBROKEN_TENANT: TENANT_ID,
    UNBROKEN_MANAGEMENT_GROUPS: GROUP,
    UNBROKEN_TIME_BUDGET: '1m',
  };
}

function tally({ verdicts }: RunRecord, check: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const verdict of verdicts)
    if (verdict.check === check) counts[answerTextOf(verdict)] = (counts[answerTextOf(verdict)] ?? 0) + 1;
  return counts;
}

const differencesIn = ({ steps }: Awaited<ReturnType<typeof verifyPack>>): readonly string[] =>
  steps.flatMap(({ differences }) => differences);

describe('a budget that is too small for all machines', () => {
  let [first, second, third, late] = [] as unknown as [Week, Week, Week, Week];
  beforeAll(async () => {
    [first, second, third, late] = (await weeks('turns', WEEKS)) as [Week, Week, Week, Week];
  }, 240_000);

  test('reads what nobody read before, then what was read longest ago', () => {
    const name = (machine: number): string => `vm-${String(machine).padStart(5, '0')}`;
    const names = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, at) => name(from + at));
    expect(first.listed).toEqual(names(0, 75));
    expect(second.listed).toEqual(names(75, 150));
    expect(third.listed).toHaveLength(75);
    expect(third.listed).toEqual(expect.arrayContaining(names(150, 160)));
    expect(third.listed.filter((one) => second.listed.includes(one))).toEqual([]);
    for (const { sent } of [first, second, third, late]) expect(sent).toBe(150);
  });

  test('what it has no time for is a gap until it was read once', () => {
    const gaps = ({ outcome }: Week): number =>
      outcome.record.gaps.filter(({ kind, source }) => kind === 'noTime' && source === 'recoveryPoints').length;
    expect([first, second, third].map(gaps)).toEqual([85, 10, 0]);
    expect([first, second, third].map(({ outcome }) => outcome.record.state)).toEqual([
      'INCOMPLETE',
      'INCOMPLETE',
      'COMPLETE',
    ]);
    expect(first.outcome.record.gaps.find(({ source }) => source === 'recoveryPoints')?.because).toContain(
      'within the time budget of 1 min',
    );
  });

  test('what an earlier run read stands in, and is listed', () => {
    const readings = ({ outcome }: Week): readonly unknown[] =>
      (outcome.record.earlierReadings ?? []).map(({ source, run, answers }) => [source, run, answers]);
    expect(readings(first)).toEqual([]);
    expect(readings(second)).toEqual([
      ['recoveryPointDetails', first.outcome.runId, 75],
      ['recoveryPoints', first.outcome.runId, 75],
    ]);
    expect(readings(third)).toEqual([
      ['recoveryPointDetails', first.outcome.runId, 10],
      ['recoveryPointDetails', second.outcome.runId, 75],
      ['recoveryPoints', first.outcome.runId, 10],
      ['recoveryPoints', second.outcome.runId, 75],
    ]);
  });

  test('the workbook lists it, with what it limits', async () => {
    const pack = await openPack(third.outcome.packLocation);
    const name = pack.names.find((one) => one.endsWith('.xlsx')) ?? '';
    const sheets = await readCells(join(third.outcome.packLocation, name));
    const lines: string[] = [];
    for await (const { cells } of sheets.find((sheet) => sheet.name === 'Population and gaps')?.rows() ?? [])
      lines.push(cells.map(({ value }) => value).join(' | '));
    const told = lines.filter((line) => line.startsWith('Earlier reading'));
    expect(told).toHaveLength(4);
    expect(told.join('\n')).toContain(`Read on 9 Nov 2026 by run ${second.outcome.runId}, and not again by this one`);
    expect(lines.filter((line) => line.startsWith('Limitation')).join('\n')).toContain(
      'were read by an earlier run, and not again by this one',
    );
  });

  test('answers on earlier readings are limited; Resource Graph tells of newer points', () => {
    expect(tally(first.outcome.record, 'BKP-01')).toEqual({ Compliant: 75, 'Compliant – limited': 85 });
    expect(tally(first.outcome.record, 'BKP-07')).toEqual({ Compliant: 75, Unknown: 85 });
    expect(tally(third.outcome.record, 'BKP-01')).toEqual({ Compliant: 75, 'Compliant – limited': 85 });
    expect(tally(third.outcome.record, 'BKP-07')).toEqual({ Compliant: 75, 'Compliant – limited': 85 });
  });

  test('what was read too long ago is a gap again', () => {
    const { record } = late.outcome;
    const gaps = record.gaps.filter(({ source }) => source === 'recoveryPoints');
    expect(gaps).toHaveLength(10);
    expect(gaps[0]?.because).toMatch(
      /the last answer, of 2026-11-09, is older than the 14 days that the baseline allows/,
    );
    expect(tally(record, 'BKP-07')).toEqual({ Compliant: 75, 'Compliant – limited': 75, Unknown: 10 });
    expect(record.state).toBe('INCOMPLETE');
  });

  test('another date of what stands in is found by the pack before', async () => {
    const forged = join(folder.path, 'forged');
    await remadePack(third.outcome.packLocation, forged, ({ observations }) => ({
      observations: observations.map((one) =>
        one.carriedFrom === undefined ? one : { ...one, endedAt: '2026-11-15T06:00:00.000Z' },
      ),
    }));
    const found = await verifyPack({ pack: forged, earlier: [second.outcome.packLocation], stopAtFirst: true });
    expect(differencesIn(found).join()).toContain('is not the answer in the previous pack');
  }, 120_000);

  test('a redacted copy holds', async () => {
    const output = join(folder.path, 'redacted');
    await redactPack({ pack: third.outcome.packLocation, output, mapping: join(folder.path, 'mapping.json') });
    const copy = await verifyPack({ pack: output, earlier: [] });
    expect(differencesIn(copy)).toEqual([]);
    expect(copy.steps.flatMap(({ notVerified }) => notVerified).join()).toContain('what is carried forward here for');
  }, 120_000);

  test('each pack holds, with and without the one before', async () => {
    const packs = [first, second, third, late].map(({ outcome }) => outcome.packLocation);
    for (const [at, pack] of packs.entries()) {
      const alone = await verifyPack({ pack, earlier: [] });
      expect(differencesIn(alone)).toEqual([]);
      const trusted = alone.steps.flatMap(({ notVerified }) => notVerified).join('\n');
      if (at === 0) continue;
      expect(trusted).toContain('what is carried forward here for');
      const chained = await verifyPack({ pack, earlier: [packs[at - 1] ?? ''] });
      expect(differencesIn(chained)).toEqual([]);
      const stillTrusted = chained.steps.flatMap(({ notVerified }) => notVerified).join('\n');
      expect(stillTrusted).not.toContain('what is carried forward here for');
    }
  }, 240_000);
});
