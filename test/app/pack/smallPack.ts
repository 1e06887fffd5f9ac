import { copyFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { estate } from '../../../simulator/estate/generator/index.ts';
import { startSimulator } from '../../../simulator/index.ts';
import type { Report } from '../../../src/domain/progress.ts';
import { runLocally, type LocalOutcome } from '../../../src/app/localRun.ts';
import { readSettings } from '../../../src/app/settings.ts';
import { openPack } from '../../../src/pack/readPack.ts';
import { openBank, openSmallBank, SEALED, settingsOf, type Bank } from '../run/stage.ts';
import { temporaryFolder } from '../../stage/temporaryFolder.ts';

/** One week of the made-up bank as a pack, through the real program; without history or mail, one subscription unread. */
export async function bankPack(week: 1 | 2, out: string, zip = false): Promise<LocalOutcome> {
  return packOf(await openBank(week, [SEALED]), out, zip);
}

/** The same of a part of the bank: smaller, with gaps and refusals too. */
export async function smallBankPack(week: 1 | 2, out: string): Promise<LocalOutcome> {
  return packOf(await openSmallBank(week), out, false);
}

async function packOf(bank: Bank, out: string, zip: boolean): Promise<LocalOutcome> {
  const folder = temporaryFolder();
  try {
    return await runLocally({
      settings: readSettings(await settingsOf(bank, folder.path)),
      outFolder: out,
      sendMail: false,
      zip,
      report: () => undefined,
      trigger: 'cli',
      asOf: bank.now,
    });
  } finally {
    folder.dispose();
    await bank.close();
  }
}

const FIRST_WEEK = '2026-11-16T06:00:00.000Z';

/**
 * A pack of ten generated disks in one subscription, with VMs, backups, restore points, replicas and verdicts of every status: small enough
 * to be verified hundreds of times.
 */
export async function tinyPack(
  out: string,
  more?: Record<string, string>,
  asOf?: string,
  report?: Report,
): Promise<LocalOutcome> {
  if (more !== undefined || asOf !== undefined || report !== undefined)
    return runTiny(out, more ?? {}, asOf ?? FIRST_WEEK, report ?? (() => undefined));
  const { path, outcome } = await (shared[TINY] ??= tinyOnce());
  cpSync(path, out, { recursive: true });
  const moved = (location: string): string => location.replace(path, out);
  return {
    ...outcome,
    packLocation: moved(outcome.packLocation),
    workbookLocation: moved(outcome.workbookLocation),
    ...(outcome.zipLocation !== undefined && { zipLocation: moved(outcome.zipLocation) }),
  };
}

/** Many files want the same pack: one process runs for it once. */
const TINY = Symbol.for('unbroken.tinyPack');
const shared = globalThis as unknown as Record<typeof TINY, ReturnType<typeof tinyOnce> | undefined>;

async function tinyOnce(): Promise<{ readonly path: string; readonly outcome: LocalOutcome }> {
  const { path, dispose } = temporaryFolder();
  process.once('exit', dispose);
  return { path, outcome: await runTiny(path, {}, FIRST_WEEK, () => undefined) };
}

async function runTiny(out: string, more: Record<string, string>, asOf: string, report: Report): Promise<LocalOutcome> {
  const simulator = await startSimulator({ tenant: estate(8, 10, 1), quota: false, armQuota: false });
  const folder = temporaryFolder();
  try {
    const ca = join(folder.path, 'ca.pem');
    writeFileSync(ca, simulator.ca);
    return await runLocally({
      settings: readSettings({
        UNBROKEN_ENDPOINT: simulator.endpoint,
        UNBROKEN_CA_FILE: ca,
        ...more,
      }),
      credential: simulator.credential,
      outFolder: out,
      sendMail: false,
      report,
      trigger: 'cli',
      asOf,
    });
  } finally {
    folder.dispose();
    await simulator.close();
  }
}

/** A copy of a pack's files, to be altered. */
export async function copyOfPack(from: string, to: string): Promise<void> {
  const { names } = await openPack(from);
  for (const name of names) {
    const target = join(to, ...name.split('/'));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(from, ...name.split('/')), target);
  }
}
