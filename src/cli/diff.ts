import { Command } from 'commander';
import { csvOf } from '../app/csv.ts';
import { diffPacks, movesOf, type PackComparison } from '../app/diffPacks.ts';
import { tryOutFile } from '../app/outFolder.ts';
import { terminalJson, terminalLine } from '../base/terminalText.ts';
import { FORCE, formOf, UNVERIFIED, withForms } from './terminal.ts';

interface DiffFlags {
  readonly xlsx?: string;
  readonly force?: boolean;
  readonly unverified?: boolean;
}

/** `unbroken diff`: what moved from one evidence pack to another. */
export function diffCommand(): Command {
  const command = new Command('diff')
    .description(
      'Show what changed between two evidence packs, from the earlier to the later: verdicts with the cause of each change, population, baseline, gaps.',
    )
    .argument('<earlier>', 'the earlier pack: a folder or a .zip')
    .argument('<later>', 'the later pack; the packs’ own times decide which is later, whatever order you give them in')
    .option('--xlsx <file>', 'also write the comparison as a workbook')
    .option('--force', FORCE)
    .option('--unverified', UNVERIFIED);
  return withForms(command, 'the verdicts that changed').action(
    async (earlier: string, later: string, { xlsx, force = false, unverified = false }: DiffFlags, own: Command) => {
      const form = formOf(own);
      if (xlsx !== undefined) await tryOutFile(xlsx, '--xlsx', force);
      const { text, turned, ...comparison } = await diffPacks(
        earlier,
        later,
        xlsx === undefined ? undefined : { file: xlsx, force },
        unverified,
      );
      if (turned)
        process.stderr.write(
          `The first pack is the later one (${comparison.after.asOf}): compared from ${comparison.before.asOf} to it.\n`,
        );
      const { before, after } = comparison;
      if (before.scope !== after.scope)
        process.stderr.write(
          `The packs are of different scopes (${terminalLine(before.scope)}; ${terminalLine(after.scope)}): anything in only one of them did not appear or disappear.\n`,
        );
      if (form === 'json') process.stdout.write(`${terminalJson(inWords(comparison))}\n`);
      else if (form === 'csv') process.stdout.write(changesAsCsv(comparison.difference));
      else if (form === 'table') {
        for (const { where, notice } of [comparison.before, comparison.after])
          process.stdout.write(`${terminalLine(where)}: ${terminalLine(notice)}\n`);
        process.stdout.write(text);
      }
    },
  );
}

function inWords(comparison: Omit<PackComparison, 'text' | 'turned'>): object {
  const { difference } = comparison;
  return { ...comparison, difference: { ...difference, changes: movesOf(difference) } };
}

function changesAsCsv(difference: PackComparison['difference']): string {
  return csvOf(
    ['kind', 'check', 'subject', 'subjectId', 'change', 'cause', 'because'],
    movesOf(difference).map(({ kind, check, subjectName, subject, moved, cause, because }) => [
      ...[kind, check, subjectName, subject, moved, cause, because],
    ]),
  );
}
