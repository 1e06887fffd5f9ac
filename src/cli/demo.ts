import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { historyExport } from '../app/historyTasks.ts';
import { runLocally } from '../app/localRun.ts';
import { tryOutFolder } from '../app/outFolder.ts';
import type { RunOutcome } from '../app/run/runAssessment.ts';
import { readSettings } from '../app/settings.ts';
import { verifyPack } from '../app/verify/verifyPack.ts';
import { differences, resultAsText, weekAsText } from './demoReport.ts';
import { loadStage, type Stage } from './demoStage.ts';
import { EXIT } from './exitCodes.ts';
import { showProgress } from './progress.ts';
import type { GlobalFlags } from './terminal.ts';

const AUDITOR = 'auditor@contoso.example';

/** `unbroken demo`: two weeks of a made-up bank through the real program, with a simulated Azure, Azurite and an SMTP server. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('Assess two weeks at a fictional bank, on this machine, without Azure. Only works in a clone.')
    .option('--out <folder>', 'where packs and mails go', 'out')
    .action(async ({ out }: { readonly out: string }, own: Command) => {
      process.exitCode = await demo(resolve(out), own.optsWithGlobals<GlobalFlags>().quiet);
    });
}

/** Verdicts named that are not as expected. */
const MISSES_SHOWN = 10;

/** 0 when every verdict is as the hand-written table expects it. Says at most 40 lines, the last of them what to open. */
async function demo(out: string, quiet: boolean): Promise<number> {
  const { simulator, contoso, baselines, expectations, azurite, keyVault, smtp } = await loadStage();
  const say = (text: string): void => {
    if (!quiet) process.stdout.write(`${text}\n`);
  };
  refuseEarlier(out, contoso.contoso(1).now);
  await tryOutFolder(out);
  const storage = await azurite.startAzurite();
  const mailbox = await smtp.startSmtpCatcher();
  const vault = await keyVault.startKeyVault();
  const misses: string[] = [];
  const outcomes: RunOutcome[] = [];
  try {
    for (const week of [1, 2] as const) {
      const tenant = contoso.contoso(week);
      const azure = await simulator.startSimulator({
        tenant,
        // Nobody needs to wait for the limits of a made-up Azure.
        quota: false,
        faults: [{ effect: { kind: 'unreadable', subscriptions: contoso.unreadableIn(week) } }],
      });
      try {
        const services = {
          UNBROKEN_BASELINE: baselines[week],
          // By the second week there is a key.
          ...(week === 1 ? {} : { UNBROKEN_SIGNING_KEY_ID: vault.keyId('ec') }),
          UNBROKEN_STORAGE: storage.connectionString,
          UNBROKEN_SMTP_URL: mailbox.url,
        };
        const outcome = await assess({ out, quiet, tenant, azure, services, ca: `${azure.ca}\n${vault.ca}` });
        outcomes.unshift(outcome);
        const mails = await keepMails(out, week, mailbox.mails.slice(week - 1));
        say(weekAsText(week, outcome, mails));
        misses.push(...differences(outcome, week, expectations));
      } finally {
        await azure.close();
      }
    }
    const files = await historyExport(readSettings({ UNBROKEN_STORAGE: storage.connectionString }), historyOf(out));
    const rows = files.reduce((sum, file) => sum + (file.rows ?? 0), 0);
    const [latest] = outcomes;
    if (latest !== undefined) say(`\n${resultAsText(latest, outcomes[1])}`);
    say(`History:  ${rows.toLocaleString('en-GB')} rows of ${files.length} tables in ${historyOf(out)}`);
  } finally {
    await vault.close();
    await mailbox.close();
    await storage.close();
  }
  const [pack = '', ...earlier] = outcomes.map(({ packLocation }) => packLocation);
  // An auditor gets it from the organisation, never from the pack.
  const key = join(out, 'demo', 'signing-key.pem');
  await writeFile(key, vault.publicKey('ec').export({ type: 'spki', format: 'pem' }));
  const { holds, word, steps } = await verifyPack({ pack, earlier, key });
  misses.push(...steps.flatMap(({ differences: found }) => found));
  say(
    `Verified: ${holds ? `the newer pack is ${word}, by the bank’s key, its raw rows and the older pack; offline` : 'NO, see below'}`,
  );
  say(
    misses.length === 0
      ? 'Every verdict is as the hand-written table expects it.'
      : `${misses.length} results are not as expected, such as:\n${misses.slice(0, MISSES_SHOWN).join('\n')}`,
  );
  say(`Open next: ${outcomes[0]?.workbookLocation ?? out}`);
  return misses.length === 0 ? EXIT.clean : EXIT.failed;
}

/** The demo's runs have the same ids each time, and evidence is never overwritten. @throws Error at once, not after a run */
function refuseEarlier(out: string, now: string): void {
  const folder = join(out, now.slice(0, 4), now.slice(5, 7), `demo-${now.replace(/[:.]/g, '-')}`);
  if (existsSync(folder))
    throw new Error(
      `${folder} contains an earlier demo, which is not overwritten: move it, or choose another folder with --out.`,
    );
}

const historyOf = (out: string): string => join(out, 'demo', 'history');

type Azure = Awaited<ReturnType<Stage['simulator']['startSimulator']>>;

/** One weekly run, through the same code as the Function's. */
async function assess({
  out,
  quiet,
  tenant,
  azure,
  services,
  ca,
}: {
  readonly out: string;
  readonly quiet: boolean;
  readonly tenant: { readonly now: string; readonly tenantId: string };
  readonly azure: Azure;
  readonly services: Readonly<Record<string, string>>;
  /** PEM of what the run has to trust. */
  readonly ca: string;
}): Promise<RunOutcome> {
  const caFile = join(out, 'demo', 'simulator-ca.pem');
  await mkdir(dirname(caFile), { recursive: true });
  await writeFile(caFile, ca);
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
  const progress = showProgress(quiet);
  try {
    return await runLocally({
      settings,
      outFolder: out,
      sendMail: true,
      report: progress.report,
      trigger: 'demo',
      // The bank's own time: its week's moment, and on from there as the wall clock goes.
      asOf: tenant.now,
      credential: azure.credential,
    });
  } finally {
    progress.end();
  }
}

/** Files of the mails that went out. */
async function keepMails(
  out: string,
  week: number,
  mails: readonly { readonly raw: Buffer }[],
): Promise<readonly string[]> {
  const files: string[] = [];
  for (const [index, mail] of mails.entries()) {
    const file = join(out, 'demo', `week-${String(week)}${index === 0 ? '' : `-${String(index + 1)}`}.eml`);
    await writeFile(file, mail.raw);
    files.push(file);
  }
  return files;
}
