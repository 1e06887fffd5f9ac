import { Command } from 'commander';
import { examineAll } from '../app/doctor/doctor.ts';
import type { Examination } from '../app/doctor/examination.ts';
import { EXIT } from './exitCodes.ts';
import { subscriptionGuid } from './guids.ts';
import { terminalProgress } from './progress.ts';

interface DoctorFlags {
  readonly subscription?: string;
  readonly sendTest?: string;
  readonly json: boolean;
}

const MARK = { ok: 'ok     ', failed: 'FAILED ', skipped: 'skipped' } as const;

/** `unbroken doctor`: is everything there that a run needs? */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'Try everything that a run needs, as a run would use it, and say what to do where it fails. Changes nothing.',
    )
    .option('--subscription <guid>', 'try the permissions on this subscription only', subscriptionGuid)
    .option('--send-test <address>', 'send a test mail to this address, and a test card to the webhook if one is set')
    .option('--json', 'print the result as JSON, for machines', false)
    .addHelpText('after', '\nExit codes: 0 everything works · 3 something does not.')
    .action(async ({ subscription, sendTest, json }: DoctorFlags) => {
      const found: Examination[] = [];
      for await (const examination of examineAll({
        environment: process.env,
        subscription,
        sendTest,
        report: terminalProgress(process.stderr),
        nodeVersion: process.versions.node,
      })) {
        found.push(examination);
        if (!json) process.stdout.write(lineOf(examination));
      }
      if (json) process.stdout.write(`${JSON.stringify(found)}\n`);
      process.exitCode = found.some(({ state }) => state === 'failed') ? EXIT.failed : EXIT.clean;
    });
}

function lineOf({ what, state, detail, remedy }: Examination): string {
  const line = `${MARK[state]}  ${what}: ${detail}\n`;
  return remedy === undefined ? line : `${line}         → ${remedy}\n`;
}
