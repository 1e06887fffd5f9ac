import { Command, Option } from 'commander';
import { CLOUDS } from '../app/cloud.ts';
import { runLocally, type LocalOutcome } from '../app/localRun.ts';
import { readSettings } from '../app/settings.ts';
import { exitCodeOf } from './exitCodes.ts';
import { terminalProgress } from './progress.ts';
import { outcomeAsJson, outcomeAsText } from './outcome.ts';
import { scopeSettings, withScopeFlags, type ScopeFlags } from './scopeFlags.ts';

interface RunFlags extends ScopeFlags {
  readonly baseline?: string;
  readonly out: string;
  readonly cloud?: string;
  readonly endpoint?: string;
  readonly ca?: string;
  readonly zip: boolean;
  readonly mail: boolean;
  readonly json: boolean;
}

/** `unbroken run`: one assessment, here and now. Flags win over the environment's settings. */
export function runCommand(): Command {
  return withScopeFlags(new Command('run'))
    .description('Assess a tenant now and write the evidence pack to a folder. Read-only; "az login" is enough.')
    .option('--baseline <file>', 'what the organisation asks; the built-in default when left out')
    .option('--out <folder>', 'where the pack goes', 'out')
    .option('--zip', 'also write the pack as one .zip beside its folder', false)
    .addOption(new Option('--cloud <name>', 'the Azure cloud').choices(Object.keys(CLOUDS)))
    .option('--endpoint <https-url>', 'another Resource Manager endpoint, e.g. the simulator')
    .option('--ca <file>', 'certificate authority (PEM) to trust for --endpoint')
    .option('--mail', 'send the configured mail (UNBROKEN_SMTP_URL, UNBROKEN_MAIL_FROM, UNBROKEN_MAIL_TO)', false)
    .option('--json', 'print the result as JSON, for machines', false)
    .addHelpText(
      'after',
      `
History goes to Table Storage when UNBROKEN_STORAGE is set; docs/settings.md lists every setting.

  az login
  unbroken run --subscription 00000000-0000-0000-0000-000000000000`,
    )
    .action(async (flags: RunFlags) => {
      const outcome = await runLocally({
        settings: readSettings({ ...process.env, ...overrides(flags) }),
        outFolder: flags.out,
        sendMail: flags.mail,
        zip: flags.zip,
        report: terminalProgress(process.stderr),
        trigger: 'cli',
      });
      print(outcome, flags.json);
      process.exitCode = exitCodeOf(outcome);
    });
}

function print(outcome: LocalOutcome, json: boolean): void {
  process.stdout.write(json ? `${outcomeAsJson(outcome)}\n` : outcomeAsText(outcome));
}

function overrides(flags: RunFlags): Record<string, string> {
  const entries: [string, string | undefined][] = [
    ['UNBROKEN_BASELINE', flags.baseline],
    ['UNBROKEN_CLOUD', flags.cloud],
    ['UNBROKEN_ENDPOINT', flags.endpoint],
    ['UNBROKEN_CA_FILE', flags.ca],
  ];
  const given = entries.filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...scopeSettings(flags), ...Object.fromEntries(given) };
}
