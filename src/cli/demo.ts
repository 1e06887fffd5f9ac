import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { REAL_CLOCK } from '../app/compose.ts';
import { historyAsOf, historyExport } from '../app/historyTasks.ts';
import { runLocally } from '../app/localRun.ts';
import type { RunOutcome } from '../app/run/runAssessment.ts';
import { readSettings } from '../app/settings.ts';
import { verifyPack } from '../app/verify/verifyPack.ts';
import { changesAsText, differences, verdictsAsText } from './demoReport.ts';
import { loadStage, type Stage } from './demoStage.ts';
import { EXIT } from './exitCodes.ts';
import { asOfAsText, exportAsText } from './historyText.ts';
import { outcomeAsText } from './outcome.ts';
import { terminalProgress } from './progress.ts';
import { verifiedAsText } from './verify.ts';

const AUDITOR = 'auditor@contoso.example';

/** `unbroken demo`: two weeks of a made-up bank through the real program, with a simulated Azure, Azurite and an SMTP server. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('Assess two weeks of a made-up bank, on this machine, without Azure. Works from a clone only.')
    .option('--out <folder>', 'where packs and mails go', 'out')
    .action(async ({ out }: { readonly out: string }) => {
      process.exitCode = await demo(out);
    });
}

/** 0 when every verdict is as the hand-written table expects it. */
async function demo(out: string): Promise<number> {
  const { simulator, contoso, baseline, expectations, azurite, smtp } = await loadStage();
  const storage = await azurite.startAzurite();
  const mailbox = await smtp.startSmtpCatcher();
  const misses: string[] = [];
  const packs: string[] = [];
  let changes: RunOutcome['changes'] = [];
  try {
    for (const week of [1, 2] as const) {
      const tenant = contoso.contoso(week);
      const azure = await simulator.startSimulator({
        tenant,
        faults: [
          { match: {}, effect: { kind: 'unreadable', subscriptions: contoso.CONTOSO_UNREADABLE_SUBSCRIPTIONS } },
        ],
      });
      try {
        const outcome = await assess(out, tenant, azure, {
          UNBROKEN_BASELINE: baseline,
          UNBROKEN_STORAGE: storage.connectionString,
          UNBROKEN_SMTP_URL: mailbox.url,
        });
        packs.unshift(outcome.packLocation);
        changes = outcome.changes;
        process.stdout.write(`\n== Week ${String(week)}, ${tenant.now} ==\n${outcomeAsText(outcome)}`);
        await keepMails(out, week, mailbox.mails.slice(week - 1));
        misses.push(...differences(outcome, week, expectations));
        if (week === 2) process.stdout.write(`\n${verdictsAsText(outcome.record)}\n${changesAsText(outcome.changes)}`);
      } finally {
        await azure.close();
      }
    }
    await showHistory(out, storage.connectionString, contoso.contoso(1).now, changes);
  } finally {
    await mailbox.close();
    await storage.close();
  }
  misses.push(...(await verifyAgain(packs)));
  process.stdout.write(
    misses.length === 0
      ? '\nEvery verdict is as the hand-written table expects it.\n'
      : `\n${String(misses.length)} verdicts differ from the hand-written table:\n${misses.join('\n')}\n`,
  );
  return misses.length === 0 ? EXIT.clean : EXIT.failed;
}

/** What the two weeks left in the tables: every row in files, and what was known in week 1 of a disk that is fixed by now. */
async function showHistory(
  out: string,
  storage: string,
  weekOne: string,
  changes: RunOutcome['changes'],
): Promise<void> {
  const settings = readSettings({ UNBROKEN_STORAGE: storage });
  const folder = join(out, 'demo', 'history');
  const files = exportAsText(await historyExport(settings, folder));
  process.stdout.write(`\n== unbroken history export --out ${folder} ==\n${files}\n`);
  const fixed = changes.find(({ kind }) => kind === 'closed');
  if (fixed === undefined) return;
  const day = weekOne.slice(0, 10);
  const answer = asOfAsText(await historyAsOf(settings, fixed.subject, day));
  process.stdout.write(`\n== unbroken history as-of ${day} ${fixed.subjectName} ==\n${answer}\n`);
}

/** The packs checked as their auditor would, the newest first; empty when they hold. */
async function verifyAgain([pack = '', ...earlier]: readonly string[]): Promise<readonly string[]> {
  const verified = await verifyPack({ pack, earlier });
  process.stdout.write(`\n== unbroken verify --previous ${earlier.join(' ')} ${pack} ==\n${verifiedAsText(verified)}`);
  return verified.steps.flatMap(({ differences }) => differences);
}

type Azure = Awaited<ReturnType<Stage['simulator']['startSimulator']>>;

/** One weekly run, through the same code as the Function's. */
async function assess(
  out: string,
  tenant: { readonly now: string; readonly tenantId: string },
  azure: Azure,
  services: Readonly<Record<string, string>>,
): Promise<RunOutcome> {
  const caFile = join(out, 'demo', 'simulator-ca.pem');
  await mkdir(dirname(caFile), { recursive: true });
  await writeFile(caFile, azure.ca);
  const settings = readSettings({
    UNBROKEN_ENDPOINT: azure.endpoint,
    UNBROKEN_CA_FILE: caFile,
    UNBROKEN_TENANT: tenant.tenantId,
    UNBROKEN_MANAGEMENT_GROUPS: 'contoso',
    UNBROKEN_MAIL_FROM: 'unbroken@contoso.example',
    UNBROKEN_MAIL_TO: AUDITOR,
    UNBROKEN_OWNER_TAG: 'owner',
    ...services,
  });
  // The bank's own time: its week's moment, and on from there as the wall clock goes.
  const ahead = Date.parse(tenant.now) - REAL_CLOCK.now().getTime();
  return runLocally({
    settings,
    outFolder: out,
    sendMail: true,
    report: terminalProgress(process.stderr),
    trigger: 'demo',
    clock: { ...REAL_CLOCK, now: () => new Date(REAL_CLOCK.now().getTime() + ahead) },
    asOf: tenant.now,
    credential: azure.credential,
  });
}

async function keepMails(out: string, week: number, mails: readonly { readonly raw: Buffer }[]): Promise<void> {
  for (const [index, mail] of mails.entries()) {
    const file = join(out, 'demo', `week-${String(week)}${index === 0 ? '' : `-${String(index + 1)}`}.eml`);
    await writeFile(file, mail.raw);
    process.stdout.write(`Mail:     ${file}\n`);
  }
}
