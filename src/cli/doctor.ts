import { Command } from 'commander';
import { examineAll } from '../app/doctor/doctor.ts';
import type { Examination } from '../app/doctor/examination.ts';
import { csvOf } from '../app/csv.ts';
import { configuredBy, withConfigFlag, type ConfigFlag } from './configFlag.ts';
import { EXIT } from './exitCodes.ts';
import { mailAddress, subscriptionGuid } from './flagValues.ts';
import { showReading } from './progress.ts';
import { coloured, formOf, withForms, type GlobalFlags } from './terminal.ts';
import { exitCodes, helpBelow } from './helpText.ts';

interface DoctorFlags extends ConfigFlag {
  readonly subscription?: string;
  readonly sendTest?: string;
}

const MARK = { ok: 'ok     ', failed: 'FAILED ', skipped: 'skipped' } as const;
const STYLE = { ok: 'green', failed: 'red', skipped: 'dim' } as const;

/** `unbroken doctor`: is everything there that a run needs? */
export function doctorCommand(): Command {
  const command = new Command('doctor')
    .description(
      'Test everything a run needs, the way a run would use it, and say how to fix what fails. Changes nothing.',
    )
    .option('--subscription <guid>', 'test the permissions on this subscription only', subscriptionGuid)
    .option(
      '--send-test <address>',
      'send a test mail to this address, and a test card to the webhook if one is set',
      mailAddress,
    );
  return withForms(withConfigFlag(command), 'what was found')
    .addHelpText('after', helpBelow(exitCodes({ 0: 'everything works', 3: 'something does not' })))
    .action(async ({ subscription, sendTest, config }: DoctorFlags, own: Command) => {
      const form = formOf(own);
      const { environment } = await configuredBy({ config });
      const progress = showReading(own.optsWithGlobals<GlobalFlags>().quiet);
      const found: Examination[] = [];
      for await (const examination of examineAll({
        environment,
        subscription,
        sendTest,
        report: progress.report,
        nodeVersion: process.versions.node,
      })) {
        found.push(examination);
        progress.clear();
        if (form === 'table') process.stdout.write(lineOf(examination));
      }
      progress.end();
      if (form === 'json') process.stdout.write(`${JSON.stringify(found)}\n`);
      if (form === 'csv') process.stdout.write(asCsv(found));
      process.exitCode = found.some(({ state }) => state === 'failed') ? EXIT.failed : EXIT.clean;
    });
}

function lineOf({ what, state, detail, remedy }: Examination): string {
  const line = `${coloured(STYLE[state], MARK[state])}  ${what}: ${detail}\n`;
  return remedy === undefined ? line : `${line}         → ${remedy}\n`;
}

function asCsv(found: readonly Examination[]): string {
  return csvOf(
    ['what', 'state', 'detail', 'remedy'],
    found.map(({ what, state, detail, remedy = '' }) => [what, state, detail, remedy]),
  );
}
