import { Command, InvalidArgumentError, Option } from 'commander';
import { CLOUDS } from '../app/cloud.ts';
import { REAL_CLOCK } from '../app/compose.ts';
import { planRun } from '../app/planRun.ts';
import { runLocally, type LocalRun } from '../app/localRun.ts';
import { isUndetermined, summaryOf } from '../app/runSummary.ts';
import { readSettings } from '../app/settings.ts';
import { configuredBy, OUT, withConfigFlag, type ConfigFlag } from './configFlag.ts';
import { exitCodeOf, FAIL_ON, type FailOn } from './exitCodes.ts';
import { outcomeAs } from './outcome.ts';
import { planAs } from './planText.ts';
import { showProgress, showReading } from './progress.ts';
import { scopeSettings, withScopeFlags, type ScopeFlags } from './scopeFlags.ts';
import { formOf, withForms, type GlobalFlags } from './terminal.ts';
import { helpBelow, RUN_EXIT_CODES } from './helpText.ts';

interface RunFlags extends ScopeFlags, ConfigFlag {
  readonly baseline?: string;
  readonly out?: string;
  readonly cloud?: string;
  readonly endpoint?: string;
  readonly ca?: string;
  readonly asOf?: string;
  readonly zip?: boolean;
  readonly mail?: boolean;
  readonly failOn?: readonly FailOn[];
  readonly plan?: boolean;
}

/** `unbroken run`: one assessment, here and now. Flags win over the environment, the environment over the configuration file. */
export function runCommand(): Command {
  const command = withScopeFlags(new Command('run'))
    .description('Assess a tenant now and write the evidence pack to a folder. Read-only; "az login" is enough.')
    .option('--baseline <file>', 'the organisation’s requirements; default: the built-in baseline')
    .option('--out <folder>', `where the pack goes (default: "${OUT}")`)
    .option('--zip', 'also write the pack as a .zip next to its folder')
    .addOption(new Option('--cloud <name>', 'the Azure cloud').choices(Object.keys(CLOUDS)))
    .option('--endpoint <https-url>', 'a different Resource Manager endpoint, e.g. the simulator')
    .option('--ca <file>', 'certificate authority (PEM) to trust for --endpoint')
    .option('--as-of <moment>', "the simulator's time; only with an --endpoint on this machine", moment)
    .option('--plan', 'only show how many requests the run will send and how long Azure’s limits will make it take')
    .option('--mail', 'send the configured mail (UNBROKEN_SMTP_URL, UNBROKEN_MAIL_FROM, UNBROKEN_MAIL_TO)')
    .option(
      '--fail-on <what>',
      `what makes the exit code other than 0: ${FAIL_ON.join(',')} (the default), or one of them`,
      failOn,
    );
  return withForms(withConfigFlag(command), 'the findings')
    .addHelpText(
      'after',
      helpBelow(`${RUN_EXIT_CODES}
The highest that applies; --fail-on findings leaves 2 out, --fail-on undetermined leaves 1 out.

History goes to Table Storage when UNBROKEN_STORAGE is set; docs/settings.md lists every setting.

  az login
  unbroken run --subscription 00000000-0000-0000-0000-000000000000`),
    )
    .action(async (flags: RunFlags, own: Command) => {
      const { environment, out } = await configuredBy(flags);
      const settings = readSettings({ ...environment, ...overrides(flags) });
      const { quiet } = own.optsWithGlobals<GlobalFlags>();
      const form = formOf(own);
      const time = timeOf(flags.asOf, settings.endpoint, own);
      const progress = flags.plan === true ? showReading(quiet, 'plan') : showProgress(quiet);
      try {
        if (flags.plan === true) {
          const plan = await planRun({ settings, report: progress.report });
          progress.end();
          if (form !== undefined) process.stdout.write(planAs(form, plan));
          return;
        }
        const outcome = await runLocally({
          settings,
          outFolder: flags.out ?? out ?? OUT,
          sendMail: flags.mail ?? false,
          zip: flags.zip ?? false,
          report: progress.report,
          trigger: 'cli',
          ...time,
        });
        progress.end();
        if (form !== undefined) process.stdout.write(outcomeAs(form, outcome));
        const { record, deliveries } = outcome;
        const found = summaryOf(outcome).findings.length > 0;
        process.exitCode = exitCodeOf(
          { findings: found, undetermined: isUndetermined(record), deliveries },
          flags.failOn,
        );
      } finally {
        progress.end();
      }
    });
}

function failOn(value: string): readonly FailOn[] {
  const words = value.split(',').map((word) => word.trim());
  const known = FAIL_ON.filter((one) => words.includes(one));
  if (known.length === 0 || words.some((word) => !FAIL_ON.some((one) => one === word)))
    throw new InvalidArgumentError(`Name ${FAIL_ON.join(' or ')}, or both: ${FAIL_ON.join(',')}.`);
  return known;
}

function moment(value: string): string {
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) throw new InvalidArgumentError('Enter a date and time such as 2026-11-16T06:00:00Z.');
  return at.toISOString();
}

/** Evidence of Azure has the time of its run; only where the endpoint is a simulator's may a run live in the simulator's time. */
function timeOf(
  asOf: string | undefined,
  endpoint: string | undefined,
  command: Command,
): Pick<LocalRun, 'asOf' | 'clock'> {
  if (asOf === undefined) return {};
  const host = endpoint === undefined ? '' : new URL(endpoint).hostname;
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(host))
    command.error('error: --as-of only works with an --endpoint on this machine; Azure can only be read as it is now', {
      exitCode: 3,
    });
  const ahead = Date.parse(asOf) - REAL_CLOCK.now().getTime();
  return { asOf, clock: { ...REAL_CLOCK, now: () => new Date(REAL_CLOCK.now().getTime() + ahead) } };
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
