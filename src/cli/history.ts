import { Command } from 'commander';
import { historyAsOf, historyExport, historyPeriod, historyPrune } from '../app/historyTasks.ts';
import { readSettings } from '../app/settings.ts';
import { asOfAsText, countsAsText, exportAsText, periodAsText } from './historyText.ts';

interface Json {
  readonly json: boolean;
}

/** `unbroken history`: what held when, how the control operated, what leaves and what may go. Needs UNBROKEN_STORAGE. */
export function historyCommand(): Command {
  return new Command('history')
    .description('Ask the history in Table Storage, and look after it (UNBROKEN_STORAGE names the account).')
    .addCommand(asOfCommand())
    .addCommand(periodCommand())
    .addCommand(exportCommand())
    .addCommand(pruneCommand());
}

function asOfCommand(): Command {
  return new Command('as-of')
    .description('What was known and concluded of a disk, or another resource, on a day.')
    .argument('<date>', 'a day (2026-03-31, its last moment in UTC) or a moment (2026-03-31T12:00:00Z)')
    .argument('<resource>', 'resource id, or the name where only one has it')
    .option('--json', 'print the answer as JSON, for machines', false)
    .action(async (date: string, resource: string, { json }: Json) => {
      const answer = await historyAsOf(readSettings(process.env), resource, date);
      print(json ? JSON.stringify(answer, undefined, 2) : asOfAsText(answer));
    });
}

function periodCommand(): Command {
  return new Command('period')
    .description('Whether the weekly control operated: runs due, run, complete; weeks without evidence; days to fix.')
    .argument('<period>', 'a quarter (2026-Q3), a month (2026-09) or a year (2026)')
    .option('--xlsx <file>', 'also write it as a workbook')
    .option('--json', 'print the answer as JSON, for machines', false)
    .action(async (name: string, { xlsx, json }: Json & { readonly xlsx?: string }) => {
      const report = await historyPeriod(readSettings(process.env), name, xlsx);
      print(json ? JSON.stringify(report, undefined, 2) : periodAsText(report));
      if (xlsx !== undefined && !json) print(`Workbook: ${xlsx}`);
    });
}

function exportCommand(): Command {
  return new Command('export')
    .description('Write every table as one .jsonl.gz with its keys.')
    .option('--out <folder>', 'where the files go', 'out/history')
    .action(async ({ out }: { readonly out: string }) => {
      print(exportAsText(await historyExport(readSettings(process.env), out)));
    });
}

function pruneCommand(): Command {
  return new Command('prune')
    .description('Count what ended before the retention (UNBROKEN_RETENTION_YEARS, 7), and delete it with --delete.')
    .option('--delete', 'delete it; there is no way back', false)
    .option('--json', 'print the counts as JSON, for machines', false)
    .action(async ({ delete: write, json }: Json & { readonly delete: boolean }) => {
      const pruned = await historyPrune(readSettings(process.env), write);
      print(json ? JSON.stringify(pruned, undefined, 2) : countsAsText(pruned, write));
    });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
