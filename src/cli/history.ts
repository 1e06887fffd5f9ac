import { Command } from 'commander';
import { historyAsOf, historyExport, historyPeriod, historyPrune } from '../app/historyTasks.ts';
import { tryOutFile, tryOutFolder } from '../app/outFolder.ts';
import { readSettings, type Settings } from '../app/settings.ts';
import { configuredBy, withConfigFlag, type ConfigFlag } from './configFlag.ts';
import { asOfAsText, countsAsText, exportAsText, periodAsText } from './historyText.ts';
import { FORCE, formOf, withForms } from './terminal.ts';

/** `unbroken history`: what held when, how the control operated, what leaves and what may go. Needs UNBROKEN_STORAGE. */
export function historyCommand(): Command {
  return new Command('history')
    .description('Query and maintain the history in Table Storage (UNBROKEN_STORAGE names the account).')
    .addCommand(asOfCommand())
    .addCommand(periodCommand())
    .addCommand(exportCommand())
    .addCommand(pruneCommand());
}

function asOfCommand(): Command {
  const command = new Command('as-of')
    .description('What was known and concluded about a disk, or another resource, on a day.')
    .argument('<date>', 'a day (2026-03-31, meaning its end in UTC) or a point in time (2026-03-31T12:00:00Z)')
    .argument('<resource>', 'resource id, or the name if it is unique');
  return withForms(withConfigFlag(command)).action(
    async (date: string, resource: string, flags: ConfigFlag, own: Command) => {
      const answer = await historyAsOf(await settingsOf(flags), resource, date);
      print(own, answer, asOfAsText);
    },
  );
}

function periodCommand(): Command {
  const command = new Command('period')
    .description(
      'Whether the weekly control operated: runs due, done and complete; weeks without evidence; days to fix.',
    )
    .argument('<period>', 'a quarter (2026-Q3), a month (2026-09) or a year (2026)')
    .option('--xlsx <file>', 'also write it as a workbook')
    .option('--force', FORCE);
  return withForms(withConfigFlag(command)).action(
    async (
      name: string,
      { xlsx, force = false, ...flags }: ConfigFlag & { readonly xlsx?: string; readonly force?: boolean },
      own: Command,
    ) => {
      const settings = await settingsOf(flags);
      if (xlsx !== undefined) await tryOutFile(xlsx, '--xlsx', force);
      const report = await historyPeriod(settings, name, xlsx === undefined ? undefined : { file: xlsx, force });
      const where = xlsx === undefined ? '' : `\nWorkbook: ${xlsx}`;
      print(own, report, (told) => `${periodAsText(told)}${where}`);
    },
  );
}

function exportCommand(): Command {
  const command = new Command('export')
    .description('Write every table to a .jsonl.gz file, with its keys.')
    .option('--out <folder>', 'output folder; files from an earlier export are replaced', 'out/history');
  return withForms(withConfigFlag(command)).action(
    async ({ out, ...flags }: ConfigFlag & { readonly out: string }, own: Command) => {
      const settings = await settingsOf(flags);
      await tryOutFolder(out);
      print(own, await historyExport(settings, out), exportAsText);
    },
  );
}

function pruneCommand(): Command {
  const command = new Command('prune')
    .description('Count what is past retention (UNBROKEN_RETENTION_YEARS, 7); --delete deletes it.')
    .option('--delete', 'delete it; this cannot be undone');
  return withForms(withConfigFlag(command)).action(
    async ({ delete: write = false, ...flags }: ConfigFlag & { readonly delete?: boolean }, own: Command) => {
      const pruned = await historyPrune(await settingsOf(flags), write);
      print(own, pruned, (told) => countsAsText(told, write));
    },
  );
}

async function settingsOf(flags: ConfigFlag): Promise<Settings> {
  return readSettings((await configuredBy(flags)).environment);
}

function print<Answer>(command: Command, answer: Answer, asText: (answer: Answer) => string): void {
  const form = formOf(command);
  if (form !== undefined)
    process.stdout.write(`${form === 'json' ? JSON.stringify(answer, undefined, 2) : asText(answer)}\n`);
}
